package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// Reads `lifetimes`, the server's or a client's.
final class LifetimesReader {
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofDays(3650);

  private LifetimesReader() {}

  static Lifetimes read(Section parent) {
    Optional<Section> section = parent.section("lifetimes");
    if (section.isEmpty()) {
      return Lifetimes.PRESET;
    }
    Map<Lifetime, Duration> chosen = new EnumMap<>(Lifetime.class);
    for (Lifetime lifetime : Lifetime.values()) {
      section
          .get()
          .duration(lifetime.key(), LEAST, most(lifetime))
          .ifPresent(duration -> chosen.put(lifetime, duration));
    }
    section.get().noMore();
    return new Lifetimes(chosen);
  }

  private static Duration most(Lifetime lifetime) {
    return switch (lifetime) {
      // RFC 6749 §4.1.2: at most ten minutes.
      case CODE -> Duration.ofMinutes(10);
      // Whoever holds one cannot be stopped by every resource server before it ends.
      case ACCESS_TOKEN, ID_TOKEN -> Duration.ofDays(1);
      case REFRESH_TOKEN, REFRESH_TOKEN_IDLE, SESSION, SESSION_IDLE -> MOST;
    };
  }
}
