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
          .duration(lifetime.key(), LEAST, lifetime.most())
          .ifPresent(duration -> chosen.put(lifetime, duration));
    }
    section.get().noMore();
    return new Lifetimes(chosen);
  }
}
