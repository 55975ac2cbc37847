package dev.mapae.storage;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.fuzz.FuzzTarget;
import java.time.Duration;

/// Addresses of PostgreSQL databases, whose passwords stay out of all that is said of them.
public final class PostgresUrlFuzz implements FuzzTarget {
  @Override
  public void eat(byte[] input) {
    String url = FuzzTarget.text(input);
    try {
      PostgresUrl address = PostgresUrl.parse(url);
      holds(
          address.jdbcUrl().indexOf('@') < 0 && address.jdbcUrl().indexOf('?') < 0,
          "the driver would read more out of " + address.jdbcUrl());
      var _ = address.properties(Duration.ofSeconds(1));
      var _ = address.isProtected();
    } catch (IllegalArgumentException e) {
      holds(String.valueOf(e.getMessage()).length() < 300, "its message is unbounded");
    }
  }
}
