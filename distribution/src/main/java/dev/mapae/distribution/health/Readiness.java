package dev.mapae.distribution.health;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Whether the server is ready, found out at most once a second and by one request at a time: to
/// ask is open to everybody, and to find out costs a transaction.
public final class Readiness implements BooleanSupplier {
  private static final long FRESH = Duration.ofSeconds(1).toNanos();

  private record Found(boolean ready, long at) {}

  private final BooleanSupplier findOut;
  private final LongSupplier nanoTime;
  private final ReentrantLock finding = new ReentrantLock();
  private volatile Optional<Found> last = Optional.empty();

  /// @param findOut whether it is ready at this moment
  /// @param nanoTime like [System#nanoTime()]
  public Readiness(BooleanSupplier findOut, LongSupplier nanoTime) {
    this.findOut = findOut;
    this.nanoTime = nanoTime;
  }

  /// What was found last; the first ones to ask wait for it.
  @Override
  public boolean getAsBoolean() {
    Optional<Found> known = last;
    if (known.filter(this::isFresh).isPresent() || (known.isPresent() && isFindingOut())) {
      return known.get().ready();
    }
    finding.lock();
    try {
      Optional<Found> meanwhile = last.filter(this::isFresh);
      if (meanwhile.isPresent()) {
        return meanwhile.get().ready();
      }
      boolean ready = findOut.getAsBoolean();
      last = Optional.of(new Found(ready, nanoTime.getAsLong()));
      return ready;
    } finally {
      finding.unlock();
    }
  }

  boolean isFindingOut() {
    return finding.isLocked();
  }

  private boolean isFresh(Found found) {
    return nanoTime.getAsLong() - found.at() < FRESH;
  }
}
