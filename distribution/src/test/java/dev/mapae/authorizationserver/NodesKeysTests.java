package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestNode.kek;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.store.SealedKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Several nodes on one database have the same keys, each in its own time.
@OnEveryEngine
class NodesKeysTests {
  static final Duration PERIOD = Duration.ofDays(90);

  final List<TestNode> nodes = new ArrayList<>();
  final TestServer first;

  NodesKeysTests(Engine engine) {
    first = new TestServer(engine);
  }

  @AfterEach
  void close() {
    nodes.forEach(TestNode::close);
    first.close();
  }

  /// A node whose clock shows the time of the first server, or differs by this much.
  TestNode node(Duration ahead) {
    TestClock clock = new TestClock();
    clock.advance(Duration.between(clock.instant(), first.clock.instant()).plus(ahead));
    TestNode node = new TestNode(first.database, clock, kek(0));
    nodes.add(node);
    return node;
  }

  TestNode node() {
    return node(Duration.ZERO);
  }

  void timePasses(Duration time) {
    first.clock.advance(time);
    nodes.forEach(node -> node.clock.advance(time));
  }

  int keys() {
    return first.stores.keys().all().size();
  }

  @Nested
  class A_rotation {
    @Test
    void is_made_by_one_of_many_nodes() {
      for (int i = 0; i < 6; i++) {
        node();
      }
      timePasses(PERIOD);
      var turn = nodes.iterator();
      Race.of(
          nodes.size(),
          () -> {
            TestNode node;
            synchronized (turn) {
              node = turn.next();
            }
            node.doChores();
            return true;
          });
      assertThat(keys()).isEqualTo(10);
      assertThat(
              nodes.stream()
                  .flatMap(node -> node.audit.stream())
                  .filter(event -> event.type() == AuditEvent.Type.KEY_CREATED))
          .hasSize(5);
      nodes.forEach(TestNode::follow);
      assertThat(nodes.stream().map(node -> node.published("ES256")).distinct()).hasSize(1);
    }

    @Test
    void reaches_the_others_within_a_second() {
      TestNode a = node();
      TestNode b = node();
      timePasses(PERIOD);
      a.doChores();
      assertThat(b.published("ES256")).hasSize(1);
      b.follow();
      assertThat(b.published("ES256")).hasSize(2);
    }

    @Test
    void is_caught_up_with_by_a_node_that_was_away_the_whole_time() {
      TestNode a = node();
      TestNode away = node();
      String old = away.accessToken("service");
      String kid = KeyRotationTests.kid(old);
      timePasses(PERIOD);
      a.doChores();
      a.follow();
      timePasses(Duration.ofDays(1));
      String token = a.accessToken("service");
      assertThat(KeyRotationTests.kid(token)).isNotEqualTo(kid);
      // What the node made itself meanwhile is good everywhere.
      assertThat(a.isActive("service", away.accessToken("service"))).isTrue();
      away.follow();
      assertThat(KeyRotationTests.kid(away.accessToken("service")))
          .isEqualTo(KeyRotationTests.kid(token));
      assertThat(away.isActive("service", token)).isTrue();
      assertThat(away.isActive("orders-api", a.accessToken("orders-api"))).isTrue();
    }
  }

  @Nested
  class Clocks_that_differ {
    @Test
    void let_a_node_use_a_key_that_for_another_is_only_announced() {
      TestNode ahead = node(Duration.ofMinutes(5));
      TestNode behind = node();
      timePasses(PERIOD);
      behind.doChores();
      ahead.follow();
      behind.follow();
      timePasses(Duration.ofDays(1).minusMinutes(1));
      for (String client : List.of("service", "orders-api")) {
        assertThat(behind.isActive(client, ahead.accessToken(client))).isTrue();
        assertThat(ahead.isActive(client, behind.accessToken(client))).isTrue();
      }
      assertThat(KeyRotationTests.kid(ahead.accessToken("service")))
          .isNotEqualTo(KeyRotationTests.kid(behind.accessToken("service")));
    }

    @Test
    void keep_no_node_from_starting_on_the_keys_of_one_that_is_ahead() {
      TestNode behind = node(Duration.ofMinutes(-5));
      assertThat(behind.accessToken("service")).isNotEmpty();
    }

    @Test
    void do_not_make_nodes_keep_client_secrets_under_one_key_and_the_other_in_turn() {
      TestNode ahead = node(Duration.ofMinutes(5));
      TestNode behind = node();
      timePasses(PERIOD);
      behind.doChores();
      ahead.follow();
      behind.follow();
      timePasses(Duration.ofDays(1).minusMinutes(1));
      ahead.accessToken("service");
      ahead.doChores();
      var stored = first.stores.clients().find("service").orElseThrow().credentials().secrets();
      ahead.follow();
      behind.follow();
      for (int i = 0; i < 3; i++) {
        behind.accessToken("service");
        behind.doChores();
        assertThat(first.stores.clients().find("service").orElseThrow().credentials().secrets())
            .isEqualTo(stored);
      }
      assertThat(stored.getFirst().keyId())
          .isEqualTo(
              first.stores.keys().all().stream()
                  .filter(key -> key.purpose() == SealedKey.Purpose.SECRET)
                  .toList()
                  .getLast()
                  .id());
    }

    @Test
    void do_not_make_nodes_declare_entries_again_and_again() {
      TestNode ahead = node(Duration.ofMinutes(5));
      timePasses(PERIOD);
      ahead.doChores();
      timePasses(Duration.ofDays(1).minusMinutes(1));
      node(Duration.ofMinutes(5));
      long counter = first.stores.changes().counter();
      node();
      node(Duration.ofMinutes(5));
      assertThat(first.stores.changes().counter()).isEqualTo(counter);
    }
  }
}
