package dev.mapae.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// The clock of a server: that of the system, or one that stands still, and ahead of it by as much
/// as the test says.
final class TestClock implements InstantSource {
  private static final InstantSource SYSTEM = InstantSource.system();

  private final Optional<Instant> still;
  private volatile Duration ahead = Duration.ZERO;

  TestClock(Optional<Instant> still) {
    this.still = still;
  }

  @Override
  public Instant instant() {
    return still.orElseGet(SYSTEM::instant).plus(ahead);
  }

  synchronized void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("Time does not go back; start another server.");
    }
    ahead = ahead.plus(by);
  }
}
