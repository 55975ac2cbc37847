package dev.mapae.distribution;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;

/// When this process began, asked beside everything else, since the answer takes a while. The
/// operating system would count what the launcher did before, and only in whole seconds.
final class StartTime {
  private final CompletableFuture<Long> millis;

  private StartTime(CompletableFuture<Long> millis) {
    this.millis = millis;
  }

  static StartTime ofProcess() {
    return new StartTime(
        CompletableFuture.supplyAsync(() -> ManagementFactory.getRuntimeMXBean().getStartTime()));
  }

  /// Milliseconds from the beginning of the process until now.
  long untilNow() {
    long now = System.currentTimeMillis();
    return now - millis.join();
  }
}
