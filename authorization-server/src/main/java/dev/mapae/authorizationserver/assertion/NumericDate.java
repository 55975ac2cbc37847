package dev.mapae.authorizationserver.assertion;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A time in a JWT that others made: seconds since 1970. RFC 7519 §2.
public final class NumericDate {
  /// How far the clock of whoever made it may be off.
  public static final Duration SKEW = Duration.ofSeconds(30);

  private static final long LAST_SECOND = 253_402_300_799L;

  private NumericDate() {}

  /// Reads one of the years 1970 to 9999, so that one can count on from it.
  ///
  /// @return empty for anything else
  public static Optional<Instant> parse(@Nullable Object value) {
    return value instanceof Number seconds
            && seconds.doubleValue() >= 0
            && seconds.doubleValue() <= LAST_SECOND
        ? Optional.of(Instant.ofEpochSecond(seconds.longValue()))
        : Optional.empty();
  }
}
