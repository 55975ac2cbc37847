package dev.mapae.distribution.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Who loses its connection, and who is forgotten.
class SlowPeersTests {
  private static final Duration ALLOWED = Duration.ofSeconds(30);

  private final AtomicLong nanoTime = new AtomicLong();
  private final SlowPeers peers = new SlowPeers(ALLOWED, 2, nanoTime::get);

  private static ByteArrayEndPoint peer() {
    return new ByteArrayEndPoint() {
      @Override
      public Object getTransport() {
        return this;
      }
    };
  }

  private void pass(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }

  @Nested
  class A_peer_is_closed {
    @Test
    void when_a_part_takes_longer_than_allowed() {
      ByteArrayEndPoint peer = peer();
      SlowPeers.Step step = peers.begin(peer);
      pass(ALLOWED);
      step.arrived();
      pass(ALLOWED);
      peers.sweep();
      assertThat(peer.isOpen()).isTrue();
      pass(Duration.ofNanos(1));
      peers.sweep();
      assertThat(peer.isOpen()).isFalse();
    }

    @Test
    void when_too_many_wait_and_it_does_so_longest() {
      ByteArrayEndPoint first = peer();
      ByteArrayEndPoint second = peer();
      ByteArrayEndPoint third = peer();
      SlowPeers.Step slow = peers.begin(first);
      pass(Duration.ofMillis(1));
      peers.begin(second);
      pass(Duration.ofMillis(1));
      slow.leaves();
      peers.begin(third);
      assertThat(first.isOpen()).isTrue();
      assertThat(second.isOpen()).isFalse();
      assertThat(third.isOpen()).isTrue();
    }

    @Test
    void but_not_while_it_waits_for_the_server() {
      ByteArrayEndPoint waits = peer();
      for (int i = 0; i < 10; i++) {
        peers.begin(waits).arrived();
        pass(Duration.ofMillis(1));
      }
      peers.begin(peer()).end();
      peers.begin(peer());
      assertThat(waits.isOpen()).isTrue();
    }
  }

  @Nested
  class A_peer_is_forgotten {
    @Test
    void once_it_is_closed_even_if_a_request_of_it_begins_later() {
      ByteArrayEndPoint peer = peer();
      peer.close();
      SlowPeers.Step late = peers.begin(peer);
      assertThat(peers.size()).isEqualTo(1);
      peers.sweep();
      assertThat(peers.size()).isZero();
      late.end();
      peers.sweep();
      assertThat(peers.size()).isZero();
    }
  }
}
