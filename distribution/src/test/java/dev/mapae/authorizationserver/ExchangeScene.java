package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.clientauth.MutualTls;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.store.DeclaredScope;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.Resource.AccessTokenFormat;
import dev.mapae.authorizationserver.store.TokenExchangePolicy;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A server whose clients exchange tokens, and the requests that do. RFC 8693.
///
/// - `music-api` is called with tokens for MUSIC, and may get others for MUSIC, ORDERS and FILMS.
/// - `helpdesk` may do so too, for its own tokens, and always says who acts.
/// - `web` is Alice's app, which may exchange its own tokens for ORDERS.
/// - `guarded` is another app, on whose tokens only `music-api` may act.
final class ExchangeScene implements AutoCloseable {
  static final String GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
  static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
  static final String JWT = "urn:ietf:params:oauth:token-type:jwt";
  static final String FILMS = "https://films.example.com/";
  static final String EVERYTHING =
      "openid profile offline_access playlist.read playlist.write orders.read read films.see";

  final TestServer server;
  final TestClients clients;

  ExchangeScene(Engine engine) {
    server =
        new TestServer(
            engine, declarations(), Seams.mutualTls(new MutualTls(List.of()), Fetcher.none()));
    clients = new TestClients(server);
  }

  static TokenExchangePolicy policy(String... resources) {
    return new TokenExchangePolicy(Set.of(resources), true, Optional.empty());
  }

  static Declarations declarations() {
    Declarations all =
        Declared.withAll(
            Samples.declarations(),
            Samples.confidential(
                Samples.client("web", Samples.CALLBACK)
                    .grants("authorization_code", "refresh_token", "client_credentials", GRANT)
                    .scope(EVERYTHING)
                    .exchange(policy(Samples.ORDERS))),
            Samples.confidential(
                Samples.client("guarded", Samples.CALLBACK)
                    .scope(EVERYTHING)
                    .exchange(new TokenExchangePolicy(Set.of(), true, Optional.of("music-api")))),
            Samples.confidential(
                Samples.client("music-api")
                    .grants("client_credentials", GRANT)
                    .scope(EVERYTHING)
                    .exchange(policy(Samples.MUSIC, Samples.ORDERS, FILMS))),
            Samples.confidential(
                Samples.client("orders-api")
                    .grants("client_credentials", GRANT)
                    .scope(EVERYTHING)
                    .exchange(policy(Samples.MUSIC, FILMS))),
            Samples.confidential(
                Samples.client("helpdesk", Samples.CALLBACK)
                    .grants("authorization_code", "client_credentials", GRANT)
                    .scope(EVERYTHING)
                    .exchange(
                        new TokenExchangePolicy(
                            Set.of(Samples.MUSIC, Samples.ORDERS), false, Optional.empty()))));
    return Declared.with(
        Declared.with(
            all, resource(Samples.MUSIC, AccessTokenFormat.JWT, "playlist.read", "playlist.write")),
        resource(FILMS, AccessTokenFormat.JWT, "films.see"));
  }

  static Resource resource(String uri, AccessTokenFormat format, String... scopes) {
    return resource(uri, Set.of("music-api", "helpdesk"), format, scopes);
  }

  static Resource resource(
      String uri, Set<String> introspectionClients, AccessTokenFormat format, String... scopes) {
    return new Resource(
        uri,
        uri,
        Origin.DECLARED,
        true,
        format,
        "at+jwt",
        Resource.PRESET_ALG,
        introspectionClients,
        Optional.empty(),
        List.of(scopes).stream()
            .map(scope ->
                new DeclaredScope(
                    scope,
                    Map.of(),
                    scope.equals("playlist.write") ? Set.of("listener") : Set.<String>of()))
            .toList());
  }

  /// What Alice allows a client at MUSIC and ORDERS; the tokens are for MUSIC.
  Map<String, Object> tokens(String clientId) {
    String scope = "playlist.read playlist.write orders.read offline_access";
    return tokens(clientId, scope, Samples.MUSIC, Samples.MUSIC, Samples.ORDERS);
  }

  Map<String, Object> tokens(String clientId, String scope, String tokenFor, String... resources) {
    String code =
        clients.code(
            Rfc8707ResourceIndicatorTests.withResources(
                TestClients.request(clientId, scope), resources));
    return answered(
        clients.token(clientId, TestClients.redemption(clientId, code).with("resource", tokenFor)));
  }

  static Parameters exchange(Object subjectToken, String... more) {
    return form(
        form(
            "grant_type",
            GRANT,
            "subject_token",
            (String) subjectToken,
            "subject_token_type",
            ACCESS_TOKEN),
        more);
  }

  /// For ORDERS, unless a test says otherwise.
  Response exchanged(String clientId, Object subjectToken, String... more) {
    return clients.token(clientId, form(exchange(subjectToken, "resource", Samples.ORDERS), more));
  }

  static Map<String, Object> answered(Response response) {
    assertThat(response.status())
        .as(new String(response.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    return json(response);
  }

  /// What the token says that was issued.
  Map<String, Object> said(String clientId, Response response) {
    Map<String, Object> said = clients.introspect(clientId, answered(response).get("access_token"));
    assertThat(said).containsEntry("active", true);
    return said;
  }

  static void assertRefused(Response response, String error) {
    Rfc6749ClientAuthenticationTests.assertRefused(response, 400, error);
  }

  void reconcile(Declarations declarations) {
    server.server.reconcile(declarations);
  }

  @Override
  public void close() {
    server.close();
  }
}
