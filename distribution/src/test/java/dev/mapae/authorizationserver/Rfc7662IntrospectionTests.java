package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Rfc6749ClientAuthenticationTests.assertRefused;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.store.DeclaredScope;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.Resource.AccessTokenFormat;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// RFC 7662, who learns what about a token.
@OnEveryEngine
class Rfc7662IntrospectionTests {
  static final Map<String, Object> INACTIVE = Map.of("active", false);

  final TestServer server;
  final TestClients clients;

  Rfc7662IntrospectionTests(Engine engine) {
    server = new TestServer(engine);
    clients = new TestClients(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Nested
  class Section_2_1_the_request {
    @Test
    void comes_from_a_client_that_can_authenticate() {
      Object token = clients.tokens("spa", "playlist.read").get("access_token");
      assertRefused(
          clients.post("/introspect", "spa", form("token", (String) token)), 401, "invalid_client");
      assertRefused(
          server.post("/introspect", form("token", (String) token)), 401, "invalid_client");
    }

    @Test
    void is_a_form_with_one_token() {
      String token = clients.accessToken("service");
      assertRefused(
          clients.post("/introspect", "service", Parameters.empty()), 400, "invalid_request");
      assertRefused(
          clients.post(
              "/introspect", "service", Parameters.of(Map.of("token", List.of(token, token)))),
          400,
          "invalid_request");
      assertRefused(
          clients.post("/introspect?token=" + token, "service", form("token", token)),
          400,
          "invalid_request");
      assertThat(server.get("/introspect?token=" + token).status()).isEqualTo(405);
    }

    @Test
    void may_give_any_hint() {
      String token = clients.accessToken("service");
      for (String hint : List.of("access_token", "refresh_token", "nonsense")) {
        Response response =
            clients.post("/introspect", "service", form("token", token, "token_type_hint", hint));
        assertThat(json(response)).containsEntry("active", true);
      }
    }
  }

  @Nested
  class Section_2_2_the_answer {
    @Test
    void says_all_that_the_token_says() {
      Object token = clients.tokens("web", "openid playlist.read").get("access_token");
      Response response = clients.post("/introspect", "web", form("token", (String) token));
      assertThat(response.header("Cache-Control")).contains("no-store");
      assertThat(json(response))
          .containsAllEntriesOf(clients.claims(token))
          .containsEntry("active", true)
          .containsEntry("token_type", "Bearer")
          .containsEntry("username", "alice");
    }

    @Test
    void tells_no_username_where_no_person_is() {
      assertThat(clients.introspect("service", clients.accessToken("service")))
          .containsEntry("active", true)
          .doesNotContainKey("username");
    }

    @Test
    void about_a_refresh_token_goes_to_its_client_alone() {
      var tokens = clients.tokens("web", "orders.read offline_access");
      Object refresh = tokens.get("refresh_token");
      assertThat(clients.introspect("web", refresh))
          .containsEntry("active", true)
          .containsEntry("client_id", "web")
          .containsEntry("scope", "orders.read offline_access")
          .containsEntry("exp", server.clock.instant().plus(Duration.ofDays(14)).getEpochSecond());
      assertThat(clients.introspect("orders-api", refresh)).isEqualTo(INACTIVE);
      assertThat(clients.introspect("service", refresh)).isEqualTo(INACTIVE);
    }

    @Test
    void about_a_refresh_token_that_was_used_is_that_it_is_not_active() {
      Object first = clients.tokens("web", "playlist.read").get("refresh_token");
      Object second = json(clients.refresh("web", first)).get("refresh_token");
      assertThat(clients.introspect("web", first)).isEqualTo(INACTIVE);
      assertThat(clients.isActive("web", second)).isTrue();
      server.clock.advance(Duration.ofDays(14));
      assertThat(clients.introspect("web", second)).isEqualTo(INACTIVE);
    }

    @Test
    void about_what_is_no_token_is_that_it_is_not_active() {
      String code = clients.code("web", "playlist.read");
      for (String other : List.of("x", "mapae_rt_", "mapae_rt_x", "mapae_at_x", code, "é")) {
        assertThat(clients.introspect("web", other)).isEqualTo(INACTIVE);
      }
      // Asking did not spend it.
      assertThat(clients.redeem("web", code).status()).isEqualTo(200);
    }
  }

  @Nested
  class Section_4_who_may_ask {
    @Test
    void a_client_about_its_own() {
      assertThat(clients.isActive("service", clients.accessToken("service"))).isTrue();
    }

    @Test
    void a_resource_server_about_tokens_for_it() {
      Object orders = clients.tokens("web", "openid orders.read").get("access_token");
      assertThat(clients.introspect("orders-api", orders))
          .containsEntry("active", true)
          .containsEntry("client_id", "web");
      Object music = clients.tokens("web", "openid playlist.read").get("access_token");
      assertThat(clients.introspect("orders-api", music)).isEqualTo(INACTIVE);
    }

    @Test
    void nobody_else_who_learns_no_more_than_of_garbage() {
      Object token = clients.tokens("web", "openid orders.read").get("access_token");
      Response others = clients.post("/introspect", "service", form("token", (String) token));
      Response garbage = clients.post("/introspect", "service", form("token", "garbage"));
      assertThat(others.status()).isEqualTo(garbage.status()).isEqualTo(200);
      assertThat(others.body()).isEqualTo(garbage.body());
      assertThat(others.headers()).isEqualTo(garbage.headers());
      assertThat(json(others)).isEqualTo(INACTIVE);
    }
  }

  @Nested
  class What_was_taken_from_the_client {
    final Object refresh =
        clients.tokens("web", "openid email offline_access playlist.read").get("refresh_token");

    void web(UnaryOperator<Samples.Sample> change) {
      server.server.reconcile(
          Declared.with(
              Samples.declarations(),
              Samples.confidential(change.apply(Samples.client("web", Samples.CALLBACK)))));
    }

    /// Known mistake 15: what the token endpoint refuses is not called good by its neighbour.
    void assertInactive() {
      assertThat(clients.introspect("web", refresh)).isEqualTo(INACTIVE);
      assertThat(clients.refresh("web", refresh).status()).isEqualTo(400);
    }

    @Test
    void the_grant_makes_its_refresh_tokens_inactive() {
      web(client -> client.grants("authorization_code"));
      assertInactive();
    }

    @Test
    void offline_access_makes_its_refresh_tokens_inactive() {
      web(client -> client.scope("openid email playlist.read"));
      assertInactive();
    }

    @Test
    void all_of_the_scope_makes_its_refresh_tokens_inactive() {
      Object plain = clients.tokens("web", "playlist.read").get("refresh_token");
      web(client -> client.scope("openid offline_access"));
      assertThat(clients.introspect("web", plain)).isEqualTo(INACTIVE);
    }

    @Test
    void some_of_the_scope_is_no_longer_said_of_its_refresh_tokens() {
      web(client -> client.scope("openid offline_access playlist.read"));
      assertThat(clients.introspect("web", refresh))
          .containsEntry("scope", "openid offline_access playlist.read");
    }

    /// An API that believes the JWT itself still reads it there, until it expires.
    @Test
    void some_of_the_scope_is_no_longer_said_of_its_access_tokens() {
      Object token = clients.tokens("web", "openid playlist.read").get("access_token");
      web(client -> client.scope("openid"));
      assertThat(clients.introspect("web", token)).containsEntry("scope", "openid");
    }

    /// Known mistake 15: UserInfo, ID tokens and new access tokens leave them out as well.
    @ParameterizedTest
    @EnumSource
    void some_of_the_scope_takes_along_the_claims_that_nothing_else_releases(
        AccessTokenFormat format) {
      Declarations shop = Declared.with(Samples.declarations(), shop(format));
      server.server.reconcile(Declared.with(shop, shopper("shop.list shop.read")));
      Object token = clients.tokens("web", "shop.list shop.read").get("access_token");
      assertThat(clients.introspect("web", token)).containsKeys("name", "email");
      server.server.reconcile(Declared.with(shop, shopper("shop.list")));
      assertThat(clients.introspect("web", token))
          .containsEntry("scope", "shop.list")
          .containsKeys("name", "roles", "auth_time")
          .doesNotContainKey("email");
    }

    @Test
    void all_of_the_scope_makes_its_access_tokens_inactive() {
      Object token = clients.tokens("web", "playlist.read").get("access_token");
      String own = clients.accessToken("web", "scope", "playlist.read");
      web(client -> client.scope("openid"));
      assertThat(clients.introspect("web", token)).isEqualTo(INACTIVE);
      assertThat(clients.introspect("web", own)).isEqualTo(INACTIVE);
    }

    @Test
    void a_role_of_the_person_makes_refresh_tokens_for_what_it_allowed_inactive() {
      Object write = clients.tokens("web", "playlist.write").get("refresh_token");
      Ask named = Ask.web("playlist.write offline_access").with("resource", Samples.MUSIC);
      String code = clients.code(named.parameters());
      Object lasting =
          json(clients.post("/token", "web", named.redemption(code))).get("refresh_token");
      server.server.reconcile(
          Declared.with(
              Samples.declarations(), Samples.person("alice", "wonderland-42", Set.of())));
      for (Object gone : List.of(write, lasting)) {
        assertThat(clients.introspect("web", gone)).isEqualTo(INACTIVE);
        assertThat(json(clients.refresh("web", gone))).containsEntry("error", "access_denied");
      }
    }

    @Test
    void a_role_of_the_person_takes_what_it_allowed_out_of_the_scope_of_refresh_tokens() {
      Object both =
          clients.tokens("web", "offline_access playlist.read playlist.write").get("refresh_token");
      server.server.reconcile(
          Declared.with(
              Samples.declarations(), Samples.person("alice", "wonderland-42", Set.of())));
      assertThat(clients.introspect("web", both))
          .containsEntry("scope", "offline_access playlist.read");
    }

    @Test
    void a_resource_that_is_gone_makes_refresh_tokens_for_it_inactive() {
      Object plain = clients.tokens("web", "playlist.read").get("refresh_token");
      server.server.reconcile(Declared.without(Samples.declarations(), Samples.MUSIC));
      assertThat(clients.introspect("web", plain)).isEqualTo(INACTIVE);
      // This one is for UserInfo as well.
      assertThat(clients.isActive("web", refresh)).isTrue();
    }
  }

  private static DeclaredClient shopper(String scope) {
    return Samples.confidential(Samples.client("web", Samples.CALLBACK).scope(scope));
  }

  private static Resource shop(AccessTokenFormat format) {
    return shop(
        format, releasing("shop.list", "name"), releasing("shop.read", "name", "email", "roles"));
  }

  private static DeclaredScope releasing(String scope, String... claims) {
    return new DeclaredScope(scope, Map.of(), Set.of(), List.of(claims));
  }

  private static Resource shop(AccessTokenFormat format, DeclaredScope... scopes) {
    return new Resource(
        "https://shop.example.com/",
        "Shop API",
        Origin.DECLARED,
        true,
        format,
        "at+jwt",
        Resource.PRESET_ALG,
        Set.of(),
        Optional.empty(),
        List.of(scopes));
  }

  /// Known mistake 15: a refresh leaves them out as well.
  @Nested
  class What_was_taken_from_the_api {
    final Declarations samples =
        Declared.with(Samples.declarations(), shopper("openid shop.list shop.read"));

    Object token(AccessTokenFormat format, String scope) {
      server.server.reconcile(Declared.with(samples, shop(format)));
      return clients.tokens("web", scope).get("access_token");
    }

    @ParameterizedTest
    @EnumSource
    void a_scope_takes_along_the_claims_that_nothing_else_releases(AccessTokenFormat format) {
      Object token = token(format, "shop.list shop.read");
      assertThat(clients.introspect("web", token)).containsKeys("name", "email");
      Resource left = shop(format, releasing("shop.list", "name"));
      server.server.reconcile(Declared.with(samples, left));
      assertThat(clients.introspect("web", token))
          .containsEntry("scope", "shop.list")
          .containsKeys("name", "roles", "auth_time", "acr")
          .doesNotContainKey("email");
      server.server.reconcile(
          Declared.with(Declared.with(samples, shopper("openid shop.list")), left));
      assertThat(clients.introspect("web", token))
          .containsEntry("scope", "shop.list")
          .doesNotContainKey("email");
    }

    @ParameterizedTest
    @EnumSource
    void a_claim_that_a_scope_releases_no_more_is_not_said(AccessTokenFormat format) {
      Object token = token(format, "shop.list shop.read");
      server.server.reconcile(
          Declared.with(
              samples, shop(format, releasing("shop.list", "name"), releasing("shop.read"))));
      assertThat(clients.introspect("web", token))
          .containsEntry("scope", "shop.list shop.read")
          .containsKey("name")
          .doesNotContainKey("email");
    }

    @Test
    void all_of_its_scope_makes_access_tokens_inactive() {
      Object token = token(AccessTokenFormat.JWT, "shop.read");
      server.server.reconcile(
          Declared.with(samples, shop(AccessTokenFormat.JWT, releasing("shop.list", "name"))));
      assertThat(clients.introspect("web", token)).isEqualTo(INACTIVE);
    }

    /// One that is for UserInfo as well is good there.
    @Test
    void all_of_it_leaves_what_is_the_servers_own() {
      Object token = token(AccessTokenFormat.JWT, "openid shop.read");
      server.server.reconcile(samples);
      assertThat(clients.introspect("web", token))
          .containsEntry("scope", "openid")
          .doesNotContainKeys("name", "email");
      assertThat(clients.userInfo(token).status()).isEqualTo(200);
    }
  }

  @Nested
  class What_was_disabled {
    @Test
    void a_persons_tokens_are_inactive_from_then_on() {
      var tokens = clients.tokens("web", "openid offline_access");
      server.server.reconcile(Declared.without(Samples.declarations(), "alice"));
      assertThat(clients.introspect("web", tokens.get("access_token"))).isEqualTo(INACTIVE);
      assertThat(clients.introspect("web", tokens.get("refresh_token"))).isEqualTo(INACTIVE);
      assertThat(clients.userInfo(tokens.get("access_token")).status()).isEqualTo(401);
      server.server.reconcile(Samples.declarations());
      assertThat(clients.isActive("web", tokens.get("access_token"))).isFalse();
    }

    @Test
    void a_clients_tokens_are_inactive_while_it_is() {
      Object ofPerson = clients.tokens("web", "openid orders.read").get("access_token");
      Object ofClient = clients.accessToken("both", "resource", Samples.ORDERS);
      assertThat(clients.isActive("orders-api", ofPerson)).isTrue();
      assertThat(clients.isActive("orders-api", ofClient)).isTrue();
      var without = Declared.without(Declared.without(Samples.declarations(), "web"), "both");
      server.server.reconcile(without);
      assertThat(clients.introspect("orders-api", ofPerson)).isEqualTo(INACTIVE);
      assertThat(clients.introspect("orders-api", ofClient)).isEqualTo(INACTIVE);
      assertThat(clients.userInfo(ofPerson).status()).isEqualTo(401);
    }

    @Test
    void a_resources_tokens_are_inactive_while_it_is() {
      String token = clients.accessToken("service");
      server.server.reconcile(Declared.without(Samples.declarations(), Samples.MUSIC));
      assertThat(clients.introspect("service", token)).isEqualTo(INACTIVE);
      server.server.reconcile(Samples.declarations());
      assertThat(clients.isActive("service", token)).isTrue();
    }
  }
}
