package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.store.ClientKeySource.Jwks;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A server and `bank`, a client with a key that does all that FAPI 2.0 asks for, until a test has
/// it do something else.
final class ProfileScene implements AutoCloseable {
  static final String CALLBACK = "https://bank.example.com/cb";
  static final ECKey KEY = ecKey();
  static final RSAKey RSA = rsaKey();
  static final Ask ASK = Ask.of("bank", CALLBACK, "openid offline_access playlist.read");

  final TestServer server;
  final TestClients clients;
  final DpopClient dpop;

  ProfileScene(Profile ofServer, DeclaredClient... declared) {
    this(ofServer, Declared.withAll(Samples.declarations(), declared));
  }

  ProfileScene(Profile ofServer, Resource resource, DeclaredClient declared) {
    this(ofServer, Declared.with(Declared.with(Samples.declarations(), resource), declared));
  }

  private ProfileScene(Profile ofServer, Declarations declarations) {
    this.server =
        new TestServer(Engine.preset(), declarations, Seams.fetcher(Fetcher.none()).with(ofServer));
    this.clients = new TestClients(server);
    this.dpop = DpopClient.of(server, "bank");
  }

  /// `bank` with this profile.
  static ProfileScene of(Profile profile) {
    return new ProfileScene(Profile.OAUTH_2_1, keyed(bank().profile(profile)));
  }

  static Samples.Sample bank() {
    return Samples.client("bank", CALLBACK).keys(jwks(KEY, RSA));
  }

  /// A client that authenticates with a key.
  static DeclaredClient keyed(Samples.Sample sample) {
    return new DeclaredClient(sample.build("private_key_jwt"), List.of());
  }

  static Jwks jwks(JWK... keys) {
    return new Jwks(
        Json.write(
            Map.of("keys", Stream.of(keys).map(k -> k.toPublicJWK().toJSONObject()).toList())));
  }

  private static ECKey ecKey() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static RSAKey rsaKey() {
    try {
      return new RSAKeyGenerator(2048).keyID("rsa").generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  static JWSSigner signer() {
    try {
      return new ECDSASigner(KEY);
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  static JWSSigner rsaSigner() {
    try {
      return new RSASSASigner(RSA);
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  TestAssertion assertion() {
    return new TestAssertion("bank", server.clock.instant());
  }

  Parameters authenticated(Parameters form) {
    return TestAssertion.in(form, assertion().signed(JWSAlgorithm.ES256, signer()));
  }

  Response post(String path, Parameters form, String... headers) {
    return server.post(path, authenticated(form), headers);
  }

  Response push(Ask ask) {
    return post("/par", ask.parameters());
  }

  /// A request object of `bank`, right in everything that FAPI 2.0 Message Signing asks for.
  TestRequestObject object(Ask ask) {
    long now = server.clock.instant().getEpochSecond();
    return new TestRequestObject(ask).with("nbf", now).with("exp", now + 300);
  }

  Response push(TestRequestObject object) {
    return push(object.signed(KEY));
  }

  Response push(String object) {
    return post("/par", TestRequestObject.in("bank", object));
  }

  /// Alice signs in and approves.
  TestBrowser approved(Response pushed) {
    assertThat(pushed.status())
        .as(new String(pushed.body(), StandardCharsets.UTF_8))
        .isEqualTo(201);
    return new TestBrowser(server)
        .get(TestClients.pushedUrl("bank", (String) json(pushed).get("request_uri")))
        .signInAs("alice")
        .approve("offline_access", "playlist.read");
  }

  /// A token request with a DPoP proof.
  Response token(Parameters form, String... headers) {
    List<String> all = new ArrayList<>(List.of("DPoP", dpop.proof("/token")));
    all.addAll(List.of(headers));
    return post("/token", form, all.toArray(String[]::new));
  }

  Response redeem(String code) {
    return token(ASK.redemption(code));
  }

  Response refresh(Object token) {
    return token(TestClients.refresh(token));
  }

  /// Tokens for Alice.
  Map<String, Object> tokens() {
    Response response = redeem(approved(push(ASK)).answer("code"));
    assertThat(response.status())
        .as(new String(response.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    return json(response);
  }

  static void assertRefused(Response response, String error) {
    assertThat(json(response)).containsEntry("error", error).doesNotContainKey("access_token");
    assertThat(response.status()).isIn(400, 401);
  }

  static Object description(Response response) {
    return json(response).get("error_description");
  }

  Map<String, Object> metadata() {
    return json(server.get("/.well-known/openid-configuration"));
  }

  @Override
  public void close() {
    server.close();
  }
}
