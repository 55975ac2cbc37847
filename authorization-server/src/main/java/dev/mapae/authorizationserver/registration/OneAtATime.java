package dev.mapae.authorizationserver.registration;

import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// Does what many want at once a single time under each name: all the others wait for it, and have
/// what came of it.
final class OneAtATime {
  /// A slow server of a client must not take everybody's place.
  private static final int MAX_WAITING = 64;

  private final ConcurrentHashMap<String, CompletableFuture<Void>> underWay =
      new ConcurrentHashMap<>();
  private final Semaphore places = new Semaphore(MAX_WAITING);

  /// Does it, or waits for whoever does.
  ///
  /// @throws RuntimeException what it throws, to all of them
  /// @throws ProtocolException `temporarily_unavailable` when many wait
  void run(String name, Runnable work) {
    if (!places.tryAcquire()) {
      throw new ProtocolError.TemporarilyUnavailable(
              "Too many requests wait for metadata documents of clients just now; try again.")
          .exception();
    }
    try {
      CompletableFuture<Void> mine = new CompletableFuture<>();
      CompletableFuture<Void> others = underWay.putIfAbsent(name, mine);
      if (others == null) {
        doFor(name, mine, work);
      } else {
        join(others);
      }
    } finally {
      places.release();
    }
  }

  private void doFor(String name, CompletableFuture<Void> mine, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      underWay.remove(name, mine);
      mine.complete(null);
    }
  }

  private static void join(CompletableFuture<Void> others) {
    try {
      others.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
