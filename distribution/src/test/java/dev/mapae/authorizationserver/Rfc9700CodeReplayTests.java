package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Rfc6749ClientAuthenticationTests.assertRefused;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestClients.redemption;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9700 §4.5 and RFC 6749 §4.1.2, a code that is presented again.
@OnEveryEngine
class Rfc9700CodeReplayTests {
  static final String OTHER_VERIFIER = "x".repeat(43);

  final TestServer server;
  final TestClients clients;

  Rfc9700CodeReplayTests(Engine engine) {
    server = new TestServer(engine);
    clients = new TestClients(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  String code() {
    return clients.code("web", "playlist.read");
  }

  Parameters redemptionOf(String code, String... more) {
    return form(redemption("web", code), more);
  }

  long replays() {
    return server.audit.stream().filter(e -> e.type() == AuditEvent.Type.REPLAY).count();
  }

  @Nested
  class Rfc6749_section_4_1_2_the_code_again {
    @Test
    void ends_the_grant_and_all_its_tokens() {
      String code = clients.code("web", "openid playlist.read offline_access");
      var tokens = json(clients.redeem("web", code));
      assertRefused(clients.redeem("web", code), 400, "invalid_grant");
      assertThat(replays()).isEqualTo(1);
      assertThat(clients.isActive("web", tokens.get("access_token"))).isFalse();
      assertThat(clients.userInfo(tokens.get("access_token")).status()).isEqualTo(401);
      assertRefused(clients.refresh("web", tokens.get("refresh_token")), 400, "invalid_grant");
      assertThat(server.database.rows()).noneMatch(r -> r.startsWith("grants"));
    }

    @Test
    void ends_the_grant_also_after_refreshes_and_after_the_minute() {
      String code = code();
      var tokens = json(clients.redeem("web", code));
      server.clock.advance(Duration.ofMinutes(5));
      var next = json(clients.refresh("web", tokens.get("refresh_token")));
      assertRefused(clients.redeem("web", code), 400, "invalid_grant");
      assertThat(clients.isActive("web", next.get("refresh_token"))).isFalse();
    }

    // Known mistakes 7 and 8: a spent code lies about in logs, and must not be a weapon.
    @Test
    void does_nothing_in_the_hands_of_anybody_else() {
      String code = code();
      var tokens = json(clients.redeem("web", code));
      assertRefused(clients.token("ours", redemptionOf(code)), 400, "invalid_grant");
      assertRefused(clients.token("spa", redemptionOf(code)), 400, "invalid_grant");
      assertRefused(
          clients.token("web", redemptionOf(code, "code_verifier", OTHER_VERIFIER)),
          400,
          "invalid_grant");
      assertRefused(
          clients.token("web", redemptionOf(code).without(Set.of("code_verifier"))),
          400,
          "invalid_grant");
      assertRefused(
          clients.token("web", redemptionOf(code, "redirect_uri", "https://x.example/")),
          400,
          "invalid_grant");
      assertRefused(
          server.post("/token", redemptionOf(code, "client_id", "web")), 401, "invalid_client");
      assertThat(replays()).isZero();
      assertThat(clients.isActive("web", tokens.get("access_token"))).isTrue();
      assertThat(clients.refresh("web", tokens.get("refresh_token")).status()).isEqualTo(200);
    }

    // Known mistake 7, CVE-2026-1035: check, then update.
    @Test
    void of_64_at_once_exactly_one_gets_tokens() {
      String code = code();
      List<Response> answers = Race.of(64, () -> clients.redeem("web", code));
      assertThat(answers.stream().filter(r -> r.status() == 200)).hasSize(1);
      answers.stream()
          .filter(r -> r.status() != 200)
          .forEach(r -> assertRefused(r, 400, "invalid_grant"));
      Map<String, Object> won =
          answers.stream()
              .filter(r -> r.status() == 200)
              .map(TestServer::json)
              .findFirst()
              .orElseThrow();
      // The others were replays.
      assertThat(clients.isActive("web", won.get("access_token"))).isFalse();
    }

    @Test
    void of_64_at_once_on_two_nodes_exactly_one_gets_tokens() {
      try (TestServer other = server.beside()) {
        List<TestClients> nodes = List.of(clients, new TestClients(other));
        for (int round = 0; round < 5; round++) {
          String code = code();
          AtomicInteger turn = new AtomicInteger();
          List<Response> answers =
              Race.of(64, () -> nodes.get(turn.getAndIncrement() % 2).redeem("web", code));
          assertThat(answers.stream().filter(r -> r.status() == 200)).hasSize(1);
          answers.stream()
              .filter(r -> r.status() != 200)
              .forEach(r -> assertRefused(r, 400, "invalid_grant"));
          assertThat(server.rows()).containsEntry("grants", 0);
        }
      }
    }

    @Test
    void without_refresh_token_ends_the_access_token_too() {
      server.server.reconcile(
          Declared.with(
              Samples.declarations(),
              Samples.confidential(
                  Samples.client("web", Samples.CALLBACK).grants("authorization_code"))));
      String code = code();
      var tokens = json(clients.redeem("web", code));
      assertThat(tokens).doesNotContainKey("refresh_token");
      assertThat(clients.isActive("web", tokens.get("access_token"))).isTrue();
      assertRefused(clients.redeem("web", code), 400, "invalid_grant");
      assertThat(clients.isActive("web", tokens.get("access_token"))).isFalse();
    }
  }
}
