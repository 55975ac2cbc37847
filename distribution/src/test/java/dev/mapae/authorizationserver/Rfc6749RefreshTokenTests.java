package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Rfc6749ClientAuthenticationTests.assertRefused;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.http.Response;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 6749 §6, refresh tokens.
@OnEveryEngine
class Rfc6749RefreshTokenTests {
  final TestServer server;
  final TestClients clients;

  Rfc6749RefreshTokenTests(Engine engine) {
    server = new TestServer(engine);
    clients = new TestClients(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  Object refreshToken(String clientId) {
    return clients.tokens(clientId, "playlist.read playlist.write").get("refresh_token");
  }

  Object next(Response response) {
    assertThat(response.status()).isEqualTo(200);
    return json(response).get("refresh_token");
  }

  /// Refused, and nothing was spent: the same token is still good.
  void assertSpendsNothing(String clientId, Object token, String error, String... more) {
    var before = server.database.rows();
    assertRefused(clients.token(clientId, form(TestClients.refresh(token), more)), 400, error);
    assertThat(server.database.rows()).isEqualTo(before);
    assertThat(clients.isActive("web", token)).isTrue();
  }

  /// Leaves this scope to the client `web`.
  void reconcileWebWith(String scope) {
    server.server.reconcile(
        Declared.with(
            Samples.declarations(),
            Samples.confidential(Samples.client("web", Samples.CALLBACK).scope(scope))));
  }

  long replays() {
    return server.audit.stream().filter(e -> e.type() == AuditEvent.Type.REPLAY).count();
  }

  @Nested
  class Section_6_when_there_is_one {
    @Test
    void for_plain_oauth_without_asking() {
      assertThat(clients.tokens("web", "playlist.read")).containsKey("refresh_token");
    }

    @Test
    void with_openid_only_for_offline_access() {
      assertThat(clients.tokens("web", "openid playlist.read")).doesNotContainKey("refresh_token");
      assertThat(clients.tokens("web", "openid offline_access")).containsKey("refresh_token");
    }

    @Test
    void only_for_clients_that_registered_the_grant() {
      server.server.reconcile(
          Declared.with(
              Samples.declarations(),
              Samples.confidential(
                  Samples.client("web", Samples.CALLBACK).grants("authorization_code"))));
      assertThat(clients.tokens("web", "playlist.read offline_access"))
          .doesNotContainKey("refresh_token");
      assertRefused(clients.refresh("web", "x"), 400, "unauthorized_client");
    }

    @Test
    void not_where_the_client_may_no_longer_ask_for_offline_access() {
      String code = clients.code("web", "openid offline_access playlist.read");
      reconcileWebWith("openid playlist.read");
      assertThat(json(clients.redeem("web", code)))
          .containsEntry("scope", "openid playlist.read")
          .doesNotContainKey("refresh_token");
    }
  }

  @Nested
  class Section_6_the_request {
    @Test
    void is_answered_with_new_tokens() {
      var tokens = clients.tokens("web", "openid offline_access playlist.read");
      var renewed = json(clients.refresh("web", tokens.get("refresh_token")));
      assertThat(renewed)
          .containsEntry("scope", "openid offline_access playlist.read")
          .containsKeys("access_token", "refresh_token", "id_token", "expires_in");
      assertThat(renewed.get("refresh_token")).isNotEqualTo(tokens.get("refresh_token"));
      assertThat(clients.claims(renewed.get("id_token"))).doesNotContainKey("nonce");
      assertThat(clients.isActive("web", tokens.get("access_token"))).isTrue();
    }

    @Test
    void may_ask_for_less_and_shrinks_nothing() {
      Object token = refreshToken("web");
      var less =
          json(clients.token("web", form(TestClients.refresh(token), "scope", "playlist.read")));
      assertThat(less).containsEntry("scope", "playlist.read");
      assertThat(json(clients.refresh("web", less.get("refresh_token"))))
          .containsEntry("scope", "playlist.read playlist.write");
    }

    @Test
    void may_not_ask_for_more() {
      Object token = refreshToken("web");
      assertSpendsNothing("web", token, "invalid_scope", "scope", "playlist.read read");
      assertSpendsNothing("web", token, "invalid_scope", "scope", "openid");
      assertSpendsNothing("web", token, "invalid_scope", "scope", "no.such.scope");
      assertSpendsNothing("web", token, "invalid_scope", "scope", "\u0001");
      assertSpendsNothing("web", token, "invalid_target", "resource", Samples.ORDERS);
    }

    @Test
    void comes_from_the_client_that_it_was_issued_to() {
      Object token = refreshToken("web");
      assertSpendsNothing("ours", token, "invalid_grant");
      assertSpendsNothing("spa", token, "invalid_grant");
      assertRefused(
          server.post("/token", form(TestClients.refresh(token), "client_id", "web")),
          401,
          "invalid_client");
      assertThat(replays()).isZero();
    }

    @Test
    void leaves_out_a_scope_whose_role_was_lost() {
      Object token = refreshToken("web");
      server.server.reconcile(
          Declared.with(
              Samples.declarations(), Samples.person("alice", "wonderland-42", Set.of())));
      var renewed = json(clients.refresh("web", token));
      assertThat(renewed).containsEntry("scope", "playlist.read");
      assertThat(clients.claims(renewed.get("access_token"))).doesNotContainKey("roles");
      // What was approved stays approved.
      server.server.reconcile(Samples.declarations());
      assertThat(json(clients.refresh("web", renewed.get("refresh_token"))))
          .containsEntry("scope", "playlist.read playlist.write");
    }

    @Test
    void with_no_scope_left_is_denied_and_spends_nothing() {
      Object token = clients.tokens("web", "playlist.write").get("refresh_token");
      server.server.reconcile(
          Declared.with(
              Samples.declarations(), Samples.person("alice", "wonderland-42", Set.of())));
      assertRefused(clients.refresh("web", token), 400, "access_denied");
      assertThat(clients.isActive("web", token)).isFalse();
      server.server.reconcile(Samples.declarations());
      assertThat(clients.refresh("web", token).status()).isEqualTo(200);
    }

    // Known mistake 15: what is disabled is disabled for every grant.
    @Test
    void is_refused_for_a_person_who_was_disabled() {
      Object token = refreshToken("web");
      server.server.reconcile(Declared.without(Samples.declarations(), "alice"));
      assertRefused(clients.refresh("web", token), 400, "invalid_grant");
      // Sessions and tokens ended with that, as by `user disable`; what was remembered of consent
      // stays.
      server.server.reconcile(Samples.declarations());
      assertRefused(clients.refresh("web", token), 400, "invalid_grant");
    }

    @Test
    void is_refused_for_a_client_that_was_disabled_or_may_not_refresh_any_more() {
      Object token = refreshToken("web");
      server.server.reconcile(Declared.without(Samples.declarations(), "web"));
      assertRefused(clients.refresh("web", token), 401, "invalid_client");
      server.server.reconcile(
          Declared.with(
              Samples.declarations(),
              Samples.confidential(
                  Samples.client("web", Samples.CALLBACK).grants("authorization_code"))));
      assertRefused(clients.refresh("web", token), 400, "unauthorized_client");
      server.server.reconcile(Samples.declarations());
      assertThat(clients.refresh("web", token).status()).isEqualTo(200);
    }

    @Test
    void gives_no_scope_that_the_client_lost() {
      Object token = refreshToken("web");
      reconcileWebWith("playlist.read");
      assertThat(json(clients.refresh("web", token))).containsEntry("scope", "playlist.read");
    }

    // OIDC Core §12.2.
    @Test
    void gives_no_id_token_to_a_client_that_lost_openid() {
      Object token =
          clients.tokens("web", "openid offline_access playlist.read").get("refresh_token");
      reconcileWebWith("offline_access playlist.read");
      assertThat(json(clients.refresh("web", token)))
          .containsEntry("scope", "offline_access playlist.read")
          .doesNotContainKey("id_token");
    }

    @Test
    void is_refused_for_a_client_that_lost_offline_access() {
      String asked = "openid offline_access playlist.read";
      Object token = clients.tokens("web", asked).get("refresh_token");
      Object plain = refreshToken("web");
      for (String left : List.of("openid playlist.read", "playlist.read")) {
        reconcileWebWith(left);
        var before = server.database.rows();
        assertRefused(clients.refresh("web", token), 400, "invalid_grant");
        assertThat(server.database.rows()).isEqualTo(before);
      }
      // What was plain OAuth needed none.
      next(clients.refresh("web", plain));
      server.server.reconcile(Samples.declarations());
      next(clients.refresh("web", token));
    }

    // Known mistake 8, CVE-2026-4282: one thing made into another.
    @Test
    void takes_nothing_but_a_refresh_token_of_this_issuer() {
      String token = (String) refreshToken("web");
      String code = clients.code("web", "playlist.read");
      try (TestServer other =
          new TestServer(new Issuer("https://other.example.com"), Samples.declarations())) {
        Object foreign = new TestClients(other).tokens("web", "playlist.read").get("refresh_token");
        assertRefused(clients.refresh("web", foreign), 400, "invalid_grant");
      }
      for (String bad :
          List.of(
              code,
              code.replace("mapae_ac_", "mapae_rt_"),
              token.replace("mapae_rt_", ""),
              token.substring(0, 40),
              token + "A",
              "mapae_rt_" + "A".repeat(75),
              "mapae_rt_" + "A".repeat(50_000),
              "mapae_rt_!")) {
        assertRefused(clients.refresh("web", bad), 400, "invalid_grant");
      }
      assertThat(clients.refresh("web", token).status()).isEqualTo(200);
      assertThat(clients.redeem("web", code).status()).isEqualTo(200);
    }

    @Test
    void takes_no_token_of_which_any_byte_changed() {
      String token = (String) refreshToken("web");
      for (int i = "mapae_rt_".length(); i < token.length(); i++) {
        char other = token.charAt(i) == 'B' ? 'C' : 'B';
        String changed = token.substring(0, i) + other + token.substring(i + 1);
        assertRefused(clients.refresh("web", changed), 400, "invalid_grant");
      }
      assertThat(replays()).isZero();
      assertThat(clients.refresh("web", token).status()).isEqualTo(200);
    }
  }

  @Nested
  class Section_10_4_how_long_it_lasts {
    @Test
    void two_weeks_unused() {
      Object token = refreshToken("web");
      server.clock.advance(Duration.ofDays(14).minusMillis(1));
      Object used = next(clients.refresh("web", token));
      server.clock.advance(Duration.ofDays(14));
      assertRefused(clients.refresh("web", used), 400, "invalid_grant");
    }

    @Test
    void thirty_days_used() {
      Object token = refreshToken("web");
      for (int day = 0; day < 29; day += 10) {
        token = next(clients.refresh("web", token));
        server.clock.advance(Duration.ofDays(9));
      }
      server.clock.advance(Duration.ofDays(3).minusSeconds(100));
      var last = json(clients.refresh("web", token));
      // No token outlives the grant.
      assertThat(last).containsEntry("expires_in", 100L);
      server.clock.advance(Duration.ofSeconds(100));
      assertRefused(clients.refresh("web", last.get("refresh_token")), 400, "invalid_grant");
      assertThat(clients.isActive("web", last.get("access_token"))).isFalse();
    }
  }
}
