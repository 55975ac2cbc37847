package dev.mapae.resourceowner;

import java.time.Duration;

/// A length of time as people say it: so many of the largest unit that divides it.
record TimeSpan(long count, Unit unit) {
  enum Unit {
    DAYS(86_400),
    HOURS(3_600),
    MINUTES(60),
    SECONDS(1);

    private final long seconds;

    Unit(long seconds) {
      this.seconds = seconds;
    }
  }

  static TimeSpan of(Duration time) {
    long seconds = time.toSeconds();
    for (Unit unit : Unit.values()) {
      if (seconds >= unit.seconds && seconds % unit.seconds == 0) {
        return new TimeSpan(seconds / unit.seconds, unit);
      }
    }
    return new TimeSpan(seconds, Unit.SECONDS);
  }
}
