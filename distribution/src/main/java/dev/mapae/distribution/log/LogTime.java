package dev.mapae.distribution.log;

import java.time.Instant;

/// The time of a line as RFC 3339 has it, to the microsecond. There are two with each token, and
/// what is said of a second is the same for all lines of that second.
record LogTime(long second, String text) {
  private static final int MICROS = 1_000_000;

  private static volatile LogTime last = of(0);

  private static LogTime of(long second) {
    String text = Instant.ofEpochSecond(second).toString();
    return new LogTime(second, text.substring(0, text.length() - 1) + ".");
  }

  static String text(Instant time) {
    LogTime known = last;
    if (known.second != time.getEpochSecond()) {
      known = of(time.getEpochSecond());
      last = known;
    }
    // The one in front keeps the zeros that follow it.
    return known.text + Integer.toString(MICROS + time.getNano() / 1000).substring(1) + "Z";
  }
}
