package dev.mapae.authorizationserver.store;

import java.time.Duration;
import java.util.Locale;

/// What the server hands out, and how long it lasts unless the configuration says otherwise.
public enum Lifetime {
  CODE(Duration.ofSeconds(60)),
  ACCESS_TOKEN(Duration.ofMinutes(10)),
  ID_TOKEN(Duration.ofMinutes(10)),
  REFRESH_TOKEN(Duration.ofDays(30)),
  REFRESH_TOKEN_IDLE(Duration.ofDays(14)),
  SESSION(Duration.ofHours(12)),
  SESSION_IDLE(Duration.ofHours(2));

  private final Duration preset;

  Lifetime(Duration preset) {
    this.preset = preset;
  }

  public Duration preset() {
    return preset;
  }

  /// The name in the configuration file.
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
