package dev.mapae.distribution.http;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/// Closes connections whose peer takes too long, however steadily it sends: an idle timeout alone
/// is satisfied by one byte now and then.
///
/// A connection has to bring a whole header section in time after it was opened or after its last
/// answer; each request then its body in time; and each answer has to be taken in time.
final class SlowPeers implements Connection.Listener {
  private final Map<Object, Peer> peers = new ConcurrentHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final long allowed;
  private final int most;
  private final LongSupplier nanoTime;

  /// @param allowed how long each part may take
  /// @param most how many requests may wait on their peers
  SlowPeers(Duration allowed, int most, LongSupplier nanoTime) {
    this.allowed = allowed.toNanos();
    this.most = most;
    this.nanoTime = nanoTime;
  }

  @Override
  public void onOpened(Connection connection) {
    EndPoint endPoint = connection.getEndPoint();
    peers.computeIfAbsent(endPoint.getTransport(), t -> new Peer(endPoint));
  }

  /// Of the connections that follow each other on one transport (TLS, ALPN, HTTP), the last one to
  /// close is the one that was opened last or the transport's own; both end the peer.
  @Override
  public void onClosed(Connection connection) {
    peers.remove(connection.getEndPoint().getTransport());
  }

  /// Notes that a header section has arrived, and that its body is waited for.
  Step begin(EndPoint endPoint) {
    return peers.computeIfAbsent(endPoint.getTransport(), t -> new Peer(endPoint)).begin();
  }

  /// Closes whoever is too slow now.
  void sweep() {
    long now = nanoTime.getAsLong();
    // A request may begin while its connection closes; that one's end was then heard of before.
    peers.values().removeIf(p -> !p.endPoint.isOpen());
    peers.values().forEach(p -> p.closeIfSlow(now));
  }

  /// How many connections are known.
  int size() {
    return peers.size();
  }

  private void closeSlowest() {
    long now = nanoTime.getAsLong();
    // Those of closed connections are about to end.
    List<Step> open =
        peers.values().stream()
            .filter(p -> p.endPoint.isOpen())
            .flatMap(p -> p.steps.keySet().stream())
            .filter(s -> s.waits)
            .toList();
    if (open.size() > most) {
      open.stream()
          .max(Comparator.comparingLong(s -> now - s.since))
          .ifPresent(s -> s.peer.endPoint.close());
    }
  }

  /// A request on its way.
  final class Step {
    private final Peer peer;
    private volatile long since = nanoTime.getAsLong();
    private volatile boolean waits;

    private Step(Peer peer) {
      this.peer = peer;
    }

    /// The body is here: from now on the peer waits.
    void arrived() {
      since = nanoTime.getAsLong();
      waitsNoLonger();
    }

    /// The answer goes out, and the peer has to take it.
    void leaves() {
      since = nanoTime.getAsLong();
      waits();
    }

    void end() {
      waitsNoLonger();
      peer.end(this);
    }

    private void waits() {
      if (!waits) {
        waits = true;
        if (waiting.incrementAndGet() > most) {
          closeSlowest();
        }
      }
    }

    private void waitsNoLonger() {
      if (waits) {
        waits = false;
        waiting.decrementAndGet();
      }
    }
  }

  private final class Peer {
    private final EndPoint endPoint;
    private final Map<Step, Boolean> steps = new ConcurrentHashMap<>();
    private volatile long quietSince = nanoTime.getAsLong();

    Peer(EndPoint endPoint) {
      this.endPoint = endPoint;
    }

    Step begin() {
      Step step = new Step(this);
      steps.put(step, true);
      step.waits();
      return step;
    }

    void end(Step step) {
      quietSince = nanoTime.getAsLong();
      steps.remove(step);
    }

    void closeIfSlow(long now) {
      boolean slow =
          steps.isEmpty()
              ? now - quietSince > allowed
              : steps.keySet().stream().anyMatch(s -> now - s.since > allowed);
      if (slow) {
        endPoint.close();
      }
    }
  }
}
