package dev.mapae.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A process with all that it started: a script that starts a server is the server, too.
record ProcessTree(Process root) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  List<ProcessHandle> all() {
    return Stream.concat(Stream.of(root.toHandle()), root.descendants()).toList();
  }

  /// Waits for the first of them.
  ///
  /// @return whether it has ended by then
  boolean endsWithin(Duration limit) {
    return within(limit, root.onExit());
  }

  /// Ends all of them: kindly, and after a while by force.
  void end() {
    List<ProcessHandle> all = all();
    CompletableFuture<Void> gone =
        CompletableFuture.allOf(
            all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new));
    all.forEach(ProcessHandle::destroy);
    if (!within(PATIENCE, gone)) {
      all.forEach(ProcessHandle::destroyForcibly);
      gone.join();
    }
  }

  private static boolean within(Duration limit, CompletableFuture<?> end) {
    return end.thenApply(ended -> true)
        .completeOnTimeout(false, limit.toSeconds(), TimeUnit.SECONDS)
        .join();
  }
}
