package dev.mapae.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// The first 200 of a server's discovery, which says that it serves. Other signs, such as a line of
/// output or an open port, mean something else at each server.
final class FirstAnswer {
  /// Often enough to tell starts apart, and seldom enough to leave the cores to the server.
  private static final long PAUSE_NANOS = 2_000_000;

  private static final Duration AT_MOST = Duration.ofMinutes(3);

  private FirstAnswer() {}

  /// Waits for it.
  ///
  /// @throws IllegalStateException when the server ends instead, or takes minutes
  static void await(Restartable server) throws IOException {
    long end = System.nanoTime() + AT_MOST.toNanos();
    while (!isThere(server)) {
      if (System.nanoTime() > end || !server.isAlive()) {
        throw new IllegalStateException(server.name() + " did not start:\n" + server.log());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static boolean isThere(MeasuredServer server) {
    try (KeptConnection connection = new KeptConnection(server.uri())) {
      return connection.get(server.paths().discovery(), "") == 200;
    } catch (IOException e) {
      return false; // nobody listens yet, or nobody who can answer
    }
  }
}
