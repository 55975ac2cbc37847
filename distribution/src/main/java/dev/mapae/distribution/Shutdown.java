package dev.mapae.distribution;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;

/// Ends the process: cleanly and with status 0 when it is told to (SIGTERM, SIGINT), whereas Java
/// by itself would end with 143.
final class Shutdown {
  private final Deque<AutoCloseable> running = new ConcurrentLinkedDeque<>();

  /// Takes over from Java what happens at a signal, from now on.
  void listen() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "shutdown"));
  }

  /// Says what has to be closed when the signal comes: last said, first closed.
  void closes(AutoCloseable server) {
    running.push(server);
  }

  /// Keeps the calling thread until the process ends.
  void await() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Ends the process with a status, whatever threads are left.
  void exit(int status) {
    System.out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(status);
  }

  private void close() {
    try {
      while (!running.isEmpty()) {
        running.pop().close();
      }
    } catch (Exception e) {
      System.err.println("mapae: while stopping: " + e);
    } finally {
      exit(Console.FINE);
    }
  }
}
