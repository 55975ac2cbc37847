package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestRequestObject.url;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.DocumentType;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.store.ClientKeySource.Jwks;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import dev.mapae.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/// A server, its client `signer`, who signs, and somebody at a browser. RFC 9101.
abstract class RequestObjectScene {
  static final String CALLBACK = "https://signer.example.com/cb";
  static final String OTHER = "https://signer.example.com/other";
  static final String URI = "https://signer.example.com/request.jwt#1";
  static final String FETCHED = "https://signer.example.com/request.jwt";
  static final ECKey KEY = key("signer");

  /// Every fetch that there was, as `ORIGIN TYPE URL`.
  final List<String> fetches = new ArrayList<>();

  /// What is at every URL.
  interface Published {
    Fetched get();
  }

  Published published =
      () -> {
        throw new AssertionError("nothing is there");
      };

  final TestServer server;
  final TestClients clients;
  final TestBrowser browser;
  final Ask ask = Ask.of("signer", CALLBACK, "openid playlist.read");

  RequestObjectScene() {
    server = new TestServer(Engine.preset(), declarations(), Seams.fetcher(this::fetch));
    clients = new TestClients(server);
    browser = new TestBrowser(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private synchronized Fetched fetch(String url, DocumentType type, Origin namedBy) {
    fetches.add(namedBy + " " + type + " " + url);
    return published.get();
  }

  static Fetched document(String body) {
    return new Fetched(body.getBytes(StandardCharsets.UTF_8), Optional.empty());
  }

  static ECKey key(String kid) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  static Samples.Sample sample(String id, RequestObjectPolicy policy) {
    return Samples.client(id, CALLBACK, OTHER)
        .keys(new Jwks(Json.write(Map.of("keys", List.of(KEY.toPublicJWK().toJSONObject())))))
        .requestObjects(policy);
  }

  static RequestObjectPolicy policy() {
    return RequestObjectPolicy.signing(false, List.of(URI), Optional.empty());
  }

  /// `signer` may sign; `strict` has to; `ps256` registered an algorithm; `pushing` has to push;
  /// `public` is a public client.
  static Declarations declarations() {
    return Declared.withAll(
        Samples.declarations(),
        Samples.confidential(sample("signer", policy())),
        Samples.confidential(
            sample("strict", RequestObjectPolicy.signing(true, List.of(URI), Optional.empty()))),
        Samples.confidential(
            sample("ps256", RequestObjectPolicy.signing(false, List.of(), Optional.of("PS256")))),
        Samples.confidential(sample("pushing", policy()).pushing()),
        new DeclaredClient(sample("public", policy()).open().build("none"), List.of()));
  }

  TestRequestObject object() {
    return new TestRequestObject(ask).with("exp", now() + 300);
  }

  /// One that is published, as the clients of the OpenID Foundation's plan for Dynamic do it.
  TestRequestObject lasting() {
    return new TestRequestObject(ask).without("exp");
  }

  long now() {
    return server.clock.instant().getEpochSecond();
  }

  /// The browser comes with an object, by value, and with nothing else.
  TestBrowser comesWith(String object) {
    return browser.get(url(TestRequestObject.in("signer", object)));
  }

  TestBrowser comesWith(TestRequestObject object) {
    return comesWith(object.signed(KEY));
  }

  /// The object is refused, and nobody is sent anywhere.
  void assertIsRefused(String object) {
    assertThat(comesWith(object).shownError()).isEqualTo("invalid_request_object");
  }

  void assertIsRefused(TestRequestObject object) {
    assertIsRefused(object.signed(KEY));
  }

  /// Alice signs in, approves, and the client gets tokens for what it asked.
  void assertGetsTokens() {
    browser.signInAs("alice").approve("playlist.read");
    assertThat(browser.redirect()).startsWith(CALLBACK + "?");
    assertThat(browser.answer("state")).isEqualTo("xyz");
    Response response = clients.post("/token", "signer", ask.redemption(browser.answer("code")));
    assertThat(json(response)).containsEntry("scope", "openid playlist.read");
  }
}
