package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Rfc6749ClientAuthenticationTests.assertRefused;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.http.Response;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9700 §4.14, a refresh token that is presented again.
@OnEveryEngine
class Rfc9700RefreshTokenReplayTests {
  final TestServer server;
  final TestClients clients;

  Rfc9700RefreshTokenReplayTests(Engine engine) {
    server =
        new TestServer(
            engine.fresh(),
            TestServer.ISSUER,
            Declared.with(
                Samples.declarations(),
                Samples.confidential(
                    Samples.client("forgiven", "https://forgiven.example.com/cb")
                        .grace(Duration.ofSeconds(10)))));
    clients = new TestClients(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  Object refreshToken(String clientId) {
    return clients.tokens(clientId, "playlist.read").get("refresh_token");
  }

  Object next(Response response) {
    assertThat(response.status()).isEqualTo(200);
    return json(response).get("refresh_token");
  }

  long replays() {
    return server.audit.stream().filter(e -> e.type() == AuditEvent.Type.REPLAY).count();
  }

  @Nested
  class Section_4_14_2_a_token_again {
    @Test
    void ends_the_grant() {
      Object first = refreshToken("web");
      var second = json(clients.refresh("web", first));
      assertRefused(clients.refresh("web", first), 400, "invalid_grant");
      assertThat(replays()).isEqualTo(1);
      assertThat(clients.isActive("web", second.get("access_token"))).isFalse();
      assertRefused(clients.refresh("web", second.get("refresh_token")), 400, "invalid_grant");
    }

    // Known mistakes 7 and 8: a spent token must not be a weapon.
    @Test
    void does_nothing_in_the_hands_of_anybody_else() {
      Object first = refreshToken("web");
      Object second = next(clients.refresh("web", first));
      assertRefused(clients.refresh("ours", first), 400, "invalid_grant");
      assertRefused(clients.refresh("spa", first), 400, "invalid_grant");
      assertThat(replays()).isZero();
      assertThat(clients.refresh("web", second).status()).isEqualTo(200);
    }

    // Of two racers, the one who looked at the clock first may spend last; and no two nodes have
    // the same time.
    @Test
    void is_a_replay_also_on_a_node_whose_clock_is_behind() {
      Object first = refreshToken("web");
      Object second = next(clients.refresh("web", first));
      server.clock.advance(Duration.ofSeconds(-1));
      assertRefused(clients.refresh("web", first), 400, "invalid_grant");
      assertThat(replays()).isEqualTo(1);
      assertRefused(clients.refresh("web", second), 400, "invalid_grant");
    }

    @Test
    void that_is_refused_for_another_reason_ends_nothing() {
      Object first = refreshToken("web");
      Object second = next(clients.refresh("web", first));
      assertRefused(
          clients.token("web", form(TestClients.refresh(first), "scope", "openid")),
          400,
          "invalid_scope");
      assertThat(clients.refresh("web", second).status()).isEqualTo(200);
    }

    // Known mistake 7, CVE-2026-1035: check, then update.
    @Test
    void of_64_at_once_exactly_one_gets_tokens() {
      Object token = refreshToken("web");
      List<Response> answers = Race.of(64, () -> clients.refresh("web", token));
      assertThat(answers.stream().filter(r -> r.status() == 200)).hasSize(1);
      answers.stream()
          .filter(r -> r.status() != 200)
          .forEach(r -> assertRefused(r, 400, "invalid_grant"));
      assertThat(clients.isActive("web", token)).isFalse();
    }
  }

  @Nested
  class On_two_nodes {
    private List<Response> race(String clientId, Object token, TestServer other) {
      List<TestClients> nodes = List.of(clients, new TestClients(other));
      AtomicInteger turn = new AtomicInteger();
      return Race.of(64, () -> nodes.get(turn.getAndIncrement() % 2).refresh(clientId, token));
    }

    @Test
    void of_64_at_once_exactly_one_gets_tokens() {
      try (TestServer other = server.beside()) {
        for (int round = 0; round < 5; round++) {
          List<Response> answers = race("web", refreshToken("web"), other);
          assertThat(answers.stream().filter(r -> r.status() == 200)).hasSize(1);
          answers.stream()
              .filter(r -> r.status() != 200)
              .forEach(r -> assertRefused(r, 400, "invalid_grant"));
          assertThat(server.rows()).containsEntry("grants", 0);
        }
      }
    }

    @Test
    void all_of_64_at_once_get_the_same_one_within_the_grace() {
      try (TestServer other = server.beside()) {
        for (int round = 0; round < 5; round++) {
          Set<Object> tokens = new HashSet<>();
          race("forgiven", refreshToken("forgiven"), other).forEach(r -> tokens.add(next(r)));
          assertThat(tokens).hasSize(1);
        }
        assertThat(replays()).isZero();
      }
    }

    @Test
    void a_token_that_one_spent_is_a_replay_at_the_other_and_ends_the_grant() {
      try (TestServer other = server.beside()) {
        TestClients there = new TestClients(other);
        Object first = refreshToken("web");
        Object second = next(there.refresh("web", first));
        assertRefused(there.refresh("ours", first), 400, "invalid_grant");
        assertThat(clients.isActive("web", second)).isTrue();
        assertRefused(clients.refresh("web", first), 400, "invalid_grant");
        assertThat(there.isActive("web", second)).isFalse();
      }
    }
  }

  @Nested
  class With_refresh_token_reuse_grace {
    @Test
    void the_same_successor_comes_again_while_it_is_unused() {
      Object first = refreshToken("forgiven");
      Object second = next(clients.refresh("forgiven", first));
      server.clock.advance(Duration.ofMillis(9_999));
      assertThat(next(clients.refresh("forgiven", first))).isEqualTo(second);
      assertThat(replays()).isZero();
    }

    @Test
    void it_is_a_replay_once_the_successor_was_used() {
      Object first = refreshToken("forgiven");
      Object second = next(clients.refresh("forgiven", first));
      Object third = next(clients.refresh("forgiven", second));
      assertRefused(clients.refresh("forgiven", first), 400, "invalid_grant");
      assertRefused(clients.refresh("forgiven", third), 400, "invalid_grant");
      assertThat(replays()).isEqualTo(1);
    }

    @Test
    void it_is_a_replay_once_the_grace_is_over() {
      Object first = refreshToken("forgiven");
      Object second = next(clients.refresh("forgiven", first));
      server.clock.advance(Duration.ofSeconds(10));
      assertRefused(clients.refresh("forgiven", first), 400, "invalid_grant");
      assertRefused(clients.refresh("forgiven", second), 400, "invalid_grant");
    }

    @Test
    void forgiving_does_not_prolong_the_grace() {
      Object first = refreshToken("forgiven");
      next(clients.refresh("forgiven", first));
      server.clock.advance(Duration.ofSeconds(9));
      next(clients.refresh("forgiven", first));
      server.clock.advance(Duration.ofSeconds(1));
      assertRefused(clients.refresh("forgiven", first), 400, "invalid_grant");
    }

    @Test
    void all_of_64_at_once_get_the_same_one() {
      Object first = refreshToken("forgiven");
      List<Response> answers = Race.of(64, () -> clients.refresh("forgiven", first));
      Set<Object> tokens = new HashSet<>();
      answers.forEach(r -> tokens.add(next(r)));
      assertThat(tokens).hasSize(1);
      Map<String, Object> after = json(clients.refresh("forgiven", tokens.iterator().next()));
      assertThat(after).containsKey("refresh_token");
    }
  }
}
