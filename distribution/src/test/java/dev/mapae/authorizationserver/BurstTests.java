package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.KeyEncryption;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.ServerKeys;
import dev.mapae.authorizationserver.pace.Kind;
import dev.mapae.authorizationserver.pace.Paces;
import dev.mapae.authorizationserver.pace.Paces.Count;
import dev.mapae.authorizationserver.store.Throttle;
import dev.mapae.authorizationserver.store.Throttles;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What comes to many nodes in one moment, before any of them sees that it is too much.
@OnEveryEngine
class BurstTests {
  private final TestServer server;
  private final KeyRing keys;
  private final SecureRandom random = new SecureRandom();

  BurstTests(Engine engine) {
    server = new TestServer(engine, Samples.declarations(), Seams.none());
    keys =
        new ServerKeys(
                server.stores.keys(),
                new KeyEncryption(
                    List.of(TestServer.keyEncryptionKey()), TestServer.ISSUER.value(), random),
                server.clock)
            .get();
  }

  @AfterEach
  void close() {
    server.close();
  }

  /// A node that counted nothing itself yet.
  private Paces node() {
    return node(server.stores.throttles());
  }

  private Paces node(Throttles throttles) {
    return new Paces(
        TestServer.ISSUER.value(), () -> keys, throttles, new Ids(random), server.clock);
  }

  /// Those of the server, which count how often they are asked.
  private Throttles asked(AtomicInteger times) {
    return new Throttles() {
      @Override
      public Set<Throttle> busy(List<Throttle> asked, Instant now) {
        times.incrementAndGet();
        return server.stores.throttles().busy(asked, now);
      }

      @Override
      public void count(List<Throttle> throttles, Instant now) {
        server.stores.throttles().count(throttles, now);
      }
    };
  }

  private void burst(Kind kind, int many) {
    Paces node = node();
    for (int i = 0; i < many; i++) {
      node.count(List.of(node.of(kind, "alice")));
    }
  }

  private boolean isSlowedAfter(Kind kind, int more) {
    server.clock.advance(kind.apart().multipliedBy(more));
    Paces node = node();
    return node.isSlowed(List.of(node.of(kind, "alice")));
  }

  /// As many as ten nodes of eight cores hash together. Of fewer that count, more could be guessed
  /// in a day than the pace allows.
  @Test
  void counts_for_a_username_as_often_as_it_was_guessed() {
    burst(Kind.USERNAME, 720);
    assertThat(isSlowedAfter(Kind.USERNAME, 620)).isTrue();
    assertThat(isSlowedAfter(Kind.USERNAME, 1)).isFalse();
  }

  /// Otherwise one burst in one browser would keep the person out of all their own for hours.
  @Test
  void counts_in_known_browsers_twice_as_often_as_may_come_at_once() {
    for (Kind kind : List.of(Kind.USERNAME_AND_BROWSER, Kind.USERNAME_IN_BROWSERS)) {
      burst(kind, 720);
      assertThat(isSlowedAfter(kind, kind.atOnce())).isTrue();
      assertThat(isSlowedAfter(kind, 1)).isFalse();
    }
  }

  /// Otherwise a flood that goes on would be one of queries for hours.
  @Test
  void is_remembered_by_the_node_as_long_as_by_the_database() {
    AtomicInteger times = new AtomicInteger();
    Paces node = node(asked(times));
    List<Count> counts = List.of(node.of(Kind.USERNAME, "alice"));
    for (int i = 0; i < 720; i++) {
      node.count(counts);
    }
    server.clock.advance(Kind.USERNAME.apart().multipliedBy(600));
    assertThat(node.isSlowed(counts)).isTrue();
    assertThat(times).hasValue(0);
  }

  @Test
  void that_came_to_another_node_is_asked_for_no_more_often_than_may_come_at_once() {
    burst(Kind.CODES_OF_NETWORK, 400);
    AtomicInteger times = new AtomicInteger();
    Paces node = node(asked(times));
    for (int i = 0; i < 300; i++) {
      assertThat(node.isSlowed(List.of(node.of(Kind.CODES_OF_NETWORK, "alice")))).isTrue();
    }
    assertThat(times).hasValue(Kind.CODES_OF_NETWORK.atOnce());
  }

  /// Otherwise it would slow all who share an address for an hour.
  @Test
  void counts_for_the_codes_of_a_network_twice_as_often_as_they_may_come_at_once() {
    burst(Kind.CODES_OF_NETWORK, 720);
    assertThat(isSlowedAfter(Kind.CODES_OF_NETWORK, 200)).isTrue();
    assertThat(isSlowedAfter(Kind.CODES_OF_NETWORK, 1)).isFalse();
  }
}
