package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads `lifetimes`, the server's or a client's.
final class LifetimesReader {
  private static final Duration LEAST = Duration.ofSeconds(1);

  private LifetimesReader() {}

  static Lifetimes read(Section parent) {
    return read(parent, EnumSet.allOf(Lifetime.class));
  }

  /// Those of a client, which are not of people.
  static Lifetimes ofClient(Section parent) {
    return read(parent, EnumSet.complementOf(EnumSet.of(Lifetime.DELETION_GRACE)));
  }

  private static Lifetimes read(Section parent, Set<Lifetime> known) {
    Optional<Section> section = parent.section("lifetimes");
    if (section.isEmpty()) {
      return Lifetimes.PRESET;
    }
    Map<Lifetime, Duration> chosen = new EnumMap<>(Lifetime.class);
    for (Lifetime lifetime : known) {
      section
          .get()
          .duration(lifetime.key(), least(lifetime), lifetime.most())
          .ifPresent(duration -> chosen.put(lifetime, duration));
    }
    section.get().noMore();
    return new Lifetimes(chosen);
  }

  /// Nobody comes back within seconds.
  private static Duration least(Lifetime lifetime) {
    return lifetime == Lifetime.DELETION_GRACE ? Duration.ofDays(1) : LEAST;
  }
}
