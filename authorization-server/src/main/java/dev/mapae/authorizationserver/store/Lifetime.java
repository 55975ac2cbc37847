package dev.mapae.authorizationserver.store;

import java.time.Duration;
import java.util.Locale;

/// What the server hands out, how long it lasts unless the configuration says otherwise, and how
/// long the configuration may let it last.
public enum Lifetime {
  /// RFC 6749 §4.1.2: at most ten minutes.
  CODE(Duration.ofSeconds(60), Duration.ofMinutes(10)),
  /// RFC 10027 §6.1.2: as short as a person can be who has to find another device.
  DEVICE_CODE(Duration.ofMinutes(5), Duration.ofMinutes(30)),
  /// Whoever holds one cannot be stopped by every resource server before it ends.
  ACCESS_TOKEN(Duration.ofMinutes(10), Duration.ofDays(1)),
  ID_TOKEN(Duration.ofMinutes(10), Duration.ofDays(1)),
  REFRESH_TOKEN(Duration.ofDays(30), Duration.ofDays(3650)),
  REFRESH_TOKEN_IDLE(Duration.ofDays(14), Duration.ofDays(3650)),
  SESSION(Duration.ofHours(12), Duration.ofDays(3650)),
  SESSION_IDLE(Duration.ofHours(2), Duration.ofDays(3650)),
  /// How long somebody who wants to be deleted may take it back.
  DELETION_GRACE(Duration.ofDays(30), Duration.ofDays(365));

  private final Duration preset;
  private final Duration most;

  Lifetime(Duration preset, Duration most) {
    this.preset = preset;
    this.most = most;
  }

  public Duration preset() {
    return preset;
  }

  public Duration most() {
    return most;
  }

  /// The name in the configuration file.
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
