package dev.mapae.authorizationserver.registration;

import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// Does what many want at once a single time under each name: some others wait for it, and have
/// what came of it.
final class OneAtATime {
  /// A slow server of a client must not take everybody's place.
  private static final int MAX_NAMES = 64;

  private static final int MAX_JOINING = 8;

  private final ConcurrentHashMap<String, UnderWay> underWay = new ConcurrentHashMap<>();
  private final Semaphore places = new Semaphore(MAX_NAMES);

  private record UnderWay(CompletableFuture<Void> end, Semaphore joining) {}

  /// Does it, or waits for whoever does.
  ///
  /// @param admit asked of whoever would do it, and of nobody who comes later: what it throws is no
  ///   answer to others
  /// @throws RuntimeException what it throws, to all of them
  /// @throws ProtocolException `temporarily_unavailable` when many wait
  void run(String name, Runnable admit, Runnable work) {
    UnderWay mine = new UnderWay(new CompletableFuture<>(), new Semaphore(MAX_JOINING));
    UnderWay others = underWay.get(name);
    if (others == null) {
      admit.run();
      others = underWay.putIfAbsent(name, mine);
    }
    if (others == null) {
      doFor(name, mine, work);
    } else {
      join(others);
    }
  }

  private void doFor(String name, UnderWay mine, Runnable work) {
    try {
      withPlace(work);
    } catch (RuntimeException | Error e) {
      mine.end().completeExceptionally(e);
      throw e;
    } finally {
      underWay.remove(name, mine);
      mine.end().complete(null);
    }
  }

  private void withPlace(Runnable work) {
    if (!places.tryAcquire()) {
      throw tooMany();
    }
    try {
      work.run();
    } finally {
      places.release();
    }
  }

  private static void join(UnderWay others) {
    if (!others.joining().tryAcquire()) {
      throw tooMany();
    }
    try {
      others.end().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private static ProtocolException tooMany() {
    return new ProtocolError.TemporarilyUnavailable(
            "Too many requests wait for metadata documents of clients just now; try again.")
        .exception();
  }
}
