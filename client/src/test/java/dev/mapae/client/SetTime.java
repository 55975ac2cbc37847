package dev.mapae.client;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that the test moves.
final class SetTime implements InstantSource {
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  void pass(Duration duration) {
    now = now.plus(duration);
  }
}
