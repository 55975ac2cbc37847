package dev.mapae.distribution.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
  private final long allowed;
  private final LongSupplier nanoTime;

  SlowPeers(Duration allowed, LongSupplier nanoTime) {
    this.allowed = allowed.toNanos();
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

  /// Notes that a header section has arrived.
  Step begin(EndPoint endPoint) {
    return peers.computeIfAbsent(endPoint.getTransport(), t -> new Peer(endPoint)).begin();
  }

  /// Closes whoever is too slow now.
  void sweep() {
    long now = nanoTime.getAsLong();
    peers.values().forEach(p -> p.closeIfSlow(now));
  }

  /// A request on its way.
  final class Step {
    private final Peer peer;
    private volatile long since = nanoTime.getAsLong();

    private Step(Peer peer) {
      this.peer = peer;
    }

    /// The next part begins: the body is here, the answer goes out.
    void next() {
      since = nanoTime.getAsLong();
    }

    void end() {
      peer.end(this);
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
