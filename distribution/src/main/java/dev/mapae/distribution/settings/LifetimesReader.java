package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads `lifetimes`, the server's or a client's.
final class LifetimesReader {
  private static final Duration LEAST = Duration.ofSeconds(1);

  /// A person's session is one, whichever client they came from.
  private static final Set<Lifetime> OF_PEOPLE =
      Set.of(Lifetime.SESSION, Lifetime.SESSION_IDLE, Lifetime.DELETION_GRACE);

  private LifetimesReader() {}

  static Lifetimes read(Section parent) {
    return read(parent, Set.of());
  }

  static Lifetimes ofClient(Section parent) {
    return read(parent, OF_PEOPLE);
  }

  private static Lifetimes read(Section parent, Set<Lifetime> refused) {
    Optional<Section> section = parent.section("lifetimes");
    if (section.isEmpty()) {
      return Lifetimes.PRESET;
    }
    Map<Lifetime, Duration> chosen = new EnumMap<>(Lifetime.class);
    for (Lifetime lifetime : Lifetime.values()) {
      Optional<Duration> duration =
          section.get().duration(lifetime.key(), least(lifetime), lifetime.most());
      if (refused.contains(lifetime) && duration.isPresent()) {
        section
            .get()
            .mistake(
                lifetime.key(),
                "'%s' is about people, and the same for all clients; write it into the 'lifetimes' of the server"
                    .formatted(lifetime.key()));
      }
      duration.ifPresent(d -> chosen.put(lifetime, d));
    }
    section.get().noMore();
    return new Lifetimes(chosen);
  }

  /// Nobody comes back within seconds.
  private static Duration least(Lifetime lifetime) {
    return lifetime == Lifetime.DELETION_GRACE ? Duration.ofDays(1) : LEAST;
  }
}
