package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Rfc6749ClientAuthenticationTests.assertRefused;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 7009, a token is taken back.
@OnEveryEngine
class Rfc7009RevocationTests {
  final WatchedStores watched = new WatchedStores();
  final TestServer server;
  final TestClients clients;

  Rfc7009RevocationTests(Engine engine) {
    server =
        new TestServer(engine.fresh(), TestServer.ISSUER, Samples.declarations(), watched::around);
    clients = new TestClients(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  void assertRevoked(Response response) {
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
  }

  long revocations() {
    return server.audit.stream().filter(e -> e.type() == AuditEvent.Type.REVOCATION).count();
  }

  @Nested
  class Section_2_1_the_request {
    @Test
    void with_an_access_token_ends_the_grant_at_once() {
      var tokens = clients.tokens("web", "openid offline_access playlist.read");
      assertRevoked(clients.revoke("web", tokens.get("access_token")));
      assertThat(clients.isActive("web", tokens.get("access_token"))).isFalse();
      assertThat(clients.userInfo(tokens.get("access_token")).status()).isEqualTo(401);
      assertRefused(clients.refresh("web", tokens.get("refresh_token")), 400, "invalid_grant");
      assertThat(revocations()).isEqualTo(1);
    }

    @Test
    void with_a_refresh_token_ends_the_grant_at_once() {
      var tokens = clients.tokens("web", "openid offline_access playlist.read");
      assertRevoked(clients.revoke("web", tokens.get("refresh_token")));
      assertThat(clients.isActive("web", tokens.get("access_token"))).isFalse();
      assertThat(clients.userInfo(tokens.get("access_token")).status()).isEqualTo(401);
      assertRefused(clients.refresh("web", tokens.get("refresh_token")), 400, "invalid_grant");
    }

    @Test
    void with_a_used_refresh_token_does_so_too() {
      Object first = clients.tokens("web", "playlist.read").get("refresh_token");
      var second = json(clients.refresh("web", first));
      assertRevoked(clients.revoke("web", first));
      assertThat(clients.isActive("web", second.get("access_token"))).isFalse();
    }

    @Test
    void with_an_opaque_token_does_so_too() {
      var tokens = clients.tokens("web", "orders.read");
      assertRevoked(clients.revoke("web", tokens.get("access_token")));
      assertThat(clients.isActive("orders-api", tokens.get("access_token"))).isFalse();
      assertThat(clients.isActive("web", tokens.get("refresh_token"))).isFalse();
    }

    @Test
    void leaves_other_grants_alone() {
      var one = clients.tokens("web", "playlist.read");
      var other = clients.tokens("web", "playlist.read");
      assertRevoked(clients.revoke("web", one.get("access_token")));
      assertThat(clients.isActive("web", other.get("access_token"))).isTrue();
    }

    @Test
    void with_a_token_of_client_credentials_ends_that_token_alone() {
      String one = clients.accessToken("service");
      String other = clients.accessToken("service");
      assertRevoked(clients.revoke("service", one));
      assertRevoked(clients.revoke("service", one));
      assertThat(clients.isActive("service", one)).isFalse();
      assertThat(clients.isActive("service", other)).isTrue();
      String row =
          server.database.rows().stream()
              .filter(r -> r.startsWith("denied_tokens"))
              .findFirst()
              .orElseThrow();
      assertThat(row).contains((String) clients.claims(one).get("jti"));
    }

    @Test
    void by_a_public_client_is_possible() {
      var tokens = clients.tokens("spa", "openid offline_access");
      assertRevoked(clients.revoke("spa", tokens.get("refresh_token")));
      assertThat(clients.userInfo(tokens.get("access_token")).status()).isEqualTo(401);
    }

    @Test
    void with_the_token_of_another_client_is_refused_and_ends_nothing() {
      var tokens = clients.tokens("web", "openid offline_access");
      String ofClient = clients.accessToken("service");
      for (Object token :
          List.of(tokens.get("access_token"), tokens.get("refresh_token"), ofClient)) {
        assertRefused(clients.revoke("ours", token), 400, "invalid_request");
        assertRefused(clients.revoke("spa", token), 400, "invalid_request");
      }
      assertThat(clients.isActive("web", tokens.get("access_token"))).isTrue();
      assertThat(clients.isActive("web", tokens.get("refresh_token"))).isTrue();
      assertThat(clients.isActive("service", ofClient)).isTrue();
      assertThat(revocations()).isZero();
    }

    @Test
    void has_to_be_authenticated_and_to_have_a_token() {
      String token = clients.accessToken("service");
      assertRefused(server.post("/revoke", form("token", token)), 401, "invalid_client");
      assertRefused(
          server.post("/revoke", form("token", token, "client_id", "service")),
          401,
          "invalid_client");
      assertRefused(clients.post("/revoke", "service", Parameters.empty()), 400, "invalid_request");
      assertThat(clients.isActive("service", token)).isTrue();
    }
  }

  @Nested
  class Section_2_2_the_answer {
    @Test
    void is_200_for_what_is_no_token_and_nothing_is_written() {
      String code = clients.code("web", "playlist.read");
      Object expired = clients.accessToken("service");
      server.clock.advance(Duration.ofSeconds(10));
      var before = server.database.rows();
      for (Object token :
          List.of("x", "mapae_rt_x", "mapae_at_x", "a.b.c", code, "mapae_rt_" + "A".repeat(75))) {
        assertRevoked(clients.revoke("web", token));
      }
      server.clock.advance(Duration.ofMinutes(10));
      assertRevoked(clients.revoke("service", expired));
      assertThat(server.database.rows()).isEqualTo(before);
      assertThat(revocations()).isZero();
    }

    @Test
    void is_200_for_one_that_was_revoked_before() {
      Object token = clients.tokens("web", "playlist.read").get("refresh_token");
      assertRevoked(clients.revoke("web", token));
      assertRevoked(clients.revoke("web", token));
    }
  }

  /// Known mistake 22, CVE-2020-15223: the storage failed, and the client was told that all is
  /// well.
  @Nested
  class Section_2_2_1_when_the_database_is_away {
    void assertFault(Response response) {
      assertThat(response.status()).isGreaterThanOrEqualTo(500);
      assertThat(json(response)).containsEntry("error", "server_error");
    }

    @Test
    void nobody_is_told_that_a_token_was_revoked() {
      var tokens = clients.tokens("web", "openid offline_access");
      String ofClient = clients.accessToken("service");
      watched.failing = "grants.revoke";
      assertFault(clients.revoke("web", tokens.get("refresh_token")));
      assertFault(clients.revoke("web", tokens.get("access_token")));
      watched.failing = "deniedTokens.deny";
      assertFault(clients.revoke("service", ofClient));
      watched.failing = "grants.find";
      assertFault(clients.revoke("web", tokens.get("refresh_token")));
      watched.failing = "";
      assertThat(revocations()).isZero();
      assertThat(clients.isActive("web", tokens.get("access_token"))).isTrue();
      assertThat(clients.isActive("service", ofClient)).isTrue();
    }

    @Test
    void nobody_is_told_that_a_token_is_good_or_bad() {
      Object token = clients.tokens("web", "openid").get("access_token");
      String ofClient = clients.accessToken("service");
      watched.failing = "grants.find";
      assertFault(clients.post("/introspect", "web", form("token", (String) token)));
      assertThat(clients.userInfo(token).status()).isGreaterThanOrEqualTo(500);
      watched.failing = "deniedTokens.isDenied";
      assertFault(clients.post("/introspect", "service", form("token", ofClient)));
    }

    @Test
    void a_replay_that_could_not_end_its_grant_is_a_fault() {
      Object first = clients.tokens("web", "playlist.read").get("refresh_token");
      Object second = json(clients.refresh("web", first)).get("refresh_token");
      watched.failing = "grants.revoke";
      assertFault(clients.refresh("web", first));
      watched.failing = "";
      // It is found again, and then it ends.
      assertRefused(clients.refresh("web", first), 400, "invalid_grant");
      assertThat(clients.isActive("web", second)).isFalse();
    }
  }

  @Nested
  class The_list_of_denied_tokens {
    @Test
    void forgets_a_token_once_it_has_expired() {
      String token = clients.accessToken("service");
      clients.revoke("service", token);
      String jti = (String) clients.claims(token).get("jti");
      assertThat(server.stores.deniedTokens().sweep(server.clock.instant(), 10)).isZero();
      assertThat(server.stores.deniedTokens().isDenied(jti)).isTrue();
      server.clock.advance(Duration.ofMinutes(10));
      assertThat(clients.isActive("service", token)).isFalse();
      assertThat(server.stores.deniedTokens().sweep(server.clock.instant(), 10)).isEqualTo(1);
    }
  }
}
