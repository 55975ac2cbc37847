package dev.mapae.distribution.nodes;

import dev.mapae.distribution.PlainBrowser;
import dev.mapae.distribution.Unanswered;
import dev.mapae.protocol.Parameters;
import dev.mapae.resourceserver.ResourceRequest;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.TrustedIssuer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The public endpoints of a server, called as clients, APIs and browsers call them.
///
/// @param base where they are
/// @param issuer what the server calls itself, which may be another address
record Site(HttpClient http, URI base, String issuer) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// RFC 6749 §4.1.3.
  Answer redeem(App app, String code, String verifier) throws IOException, InterruptedException {
    return post(
        app,
        "/token",
        Parameters.empty()
            .with("grant_type", "authorization_code")
            .with("code", code)
            .with("redirect_uri", App.REDIRECT_URI)
            .with("code_verifier", verifier));
  }

  /// RFC 6749 §6.
  Answer refresh(App app, String token) throws IOException, InterruptedException {
    return post(
        app,
        "/token",
        Parameters.empty().with("grant_type", "refresh_token").with("refresh_token", token));
  }

  /// RFC 6749 §4.4.
  Answer clientCredentials(App app) throws IOException, InterruptedException {
    return clientCredentials(app, "playlist.read");
  }

  /// The same, for a scope.
  Answer clientCredentials(App app, String scope) throws IOException, InterruptedException {
    return post(
        app,
        "/token",
        Parameters.empty().with("grant_type", "client_credentials").with("scope", scope));
  }

  /// RFC 7009.
  Answer revoke(App app, String token) throws IOException, InterruptedException {
    return post(app, "/revoke", Parameters.empty().with("token", token));
  }

  /// RFC 7662.
  Answer introspect(App app, String token) throws IOException, InterruptedException {
    return post(app, "/introspect", Parameters.empty().with("token", token));
  }

  private Answer post(App app, String path, Parameters form)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(PATIENCE)
            .header("Authorization", app.basic())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form.encode()))
            .build();
    return Answer.of(Unanswered.send(http, request));
  }

  /// Where a browser begins an authorization. RFC 6749 §4.1.1.
  URI authorization(App app, Wish wish, String challenge, Optional<String> prompt) {
    Parameters request =
        Parameters.empty()
            .with("response_type", "code")
            .with("client_id", app.id())
            .with("redirect_uri", App.REDIRECT_URI)
            .with("scope", wish.scope())
            .with("code_challenge", challenge)
            .with("code_challenge_method", "S256");
    return base.resolve(
        "/authorize?" + prompt.map(p -> request.with("prompt", p)).orElse(request).encode());
  }

  URI signOutPage() {
    return base.resolve("/sign-out");
  }

  PlainBrowser browser() {
    return browser(UnaryOperator.identity());
  }

  /// A browser that knocks elsewhere.
  PlainBrowser browser(UnaryOperator<URI> doors) {
    return new PlainBrowser(http, doors, App.USERNAME, App.PASSWORD);
  }

  /// An API that has just started: it fetches the keys anew.
  ResourceServer api() {
    return ResourceServer.of(
        ResourceServerSettings.of(TrustedIssuer.of(issuer, App.API).jwksUri(base.resolve("/jwks"))),
        uri -> get(uri).getBytes(StandardCharsets.UTF_8),
        InstantSource.system());
  }

  /// The keys that it publishes. RFC 7517 §5.
  String jwks() throws IOException {
    return get(base.resolve("/jwks"));
  }

  private String get(URI uri) throws IOException {
    try {
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
      return Unanswered.send(http, request).body();
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  static boolean accepts(ResourceServer api, String token) {
    return api.authenticate(
            ResourceRequest.of(Optional.of("Bearer " + token), "GET", URI.create(App.API)))
        .fold(verified -> true, refusal -> false);
  }
}
