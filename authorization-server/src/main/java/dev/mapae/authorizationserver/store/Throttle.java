package dev.mapae.authorizationserver.store;

import java.time.Duration;
import java.time.Instant;

/// How fast the same one may come again, at all nodes together: two slots of all that there are,
/// and a pace. It is slowed only where both slots are busy, since others share them.
///
/// @param one a slot
/// @param other another one
/// @param apart how far apart in the long run
/// @param atOnce how many may come at once
/// @param most how many are counted of those that come at once all the same
public record Throttle(int one, int other, Duration apart, int atOnce, int most) {
  public Throttle {
    if (one == other) {
      throw new IllegalArgumentException("two slots");
    }
  }

  /// A slot that is free no sooner is busy.
  public Instant busyFrom(Instant now) {
    return now.plus(apart.multipliedBy(atOnce - 1L));
  }

  /// In a slot that is free no sooner nothing more counts. What came together before it was seen to
  /// be too much is forgotten beyond that, or a moment would slow those who share the slot for
  /// hours.
  public Instant fullFrom(Instant now) {
    return now.plus(apart.multipliedBy(most));
  }

  /// The same slots, in which nothing counts: to be written where it must cost as much.
  public Throttle uncounted() {
    return new Throttle(one, other, Duration.ZERO, atOnce, most);
  }
}
