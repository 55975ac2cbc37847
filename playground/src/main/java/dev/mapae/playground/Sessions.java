package dev.mapae.playground;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Optional;

/// The sessions of all browsers, in memory: a hundred at most, each for two hours after it was last
/// used.
final class Sessions {
  static final int MAX = 100;
  private static final Duration IDLE = Duration.ofHours(2);

  private record Kept(Session session, Instant usedAt) {}

  private final InstantSource clock;
  private final SecureRandom random;

  // Guarded by this; the one that was used longest ago comes first.
  private final LinkedHashMap<String, Kept> all = new LinkedHashMap<>();

  Sessions(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  /// The session of a cookie.
  synchronized Optional<Session> find(String id) {
    Instant now = clock.instant();
    Optional<Session> found =
        Optional.ofNullable(all.remove(id))
            .filter(kept -> now.isBefore(kept.usedAt().plus(IDLE)))
            .map(Kept::session);
    found.ifPresent(session -> all.putLast(id, new Kept(session, now)));
    return found;
  }

  /// A new session; the one that was used longest ago makes room.
  synchronized Session create() {
    Session session = new Session(randomValue(), randomValue());
    all.putLast(session.id(), new Kept(session, clock.instant()));
    if (all.size() > MAX) {
      all.pollFirstEntry();
    }
    return session;
  }

  private String randomValue() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
