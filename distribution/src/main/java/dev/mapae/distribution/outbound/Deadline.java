package dev.mapae.distribution.outbound;

import dev.mapae.authorizationserver.outbound.NotFetched;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// When a fetch has to be over.
///
/// @param length how long it may take in all
/// @param end as [System#nanoTime] counts
record Deadline(Duration length, long end) {
  static Deadline in(Duration length) {
    return new Deadline(length, System.nanoTime() + length.toNanos());
  }

  long nanosLeft() {
    return end - System.nanoTime();
  }

  Deadline laterBy(long nanos) {
    return new Deadline(length, end + nanos);
  }

  /// Waits for what somebody else does.
  ///
  /// @throws NotFetched when it is not done in time, or was done in vain
  <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(nanosLeft(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof NotFetched reason ? reason : new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new NotFetched(
          NotFetched.Cause.CONNECTION, "it took longer than " + length.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotFetched(NotFetched.Cause.THIS_SERVER, "this server was interrupted");
    }
  }
}
