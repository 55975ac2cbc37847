package dev.mapae.authorizationserver.logo;

import dev.mapae.authorizationserver.http.Pace;
import dev.mapae.authorizationserver.outbound.DocumentType;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.store.Client;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The logos of the clients of one [dev.mapae.authorizationserver.store.Origin] that this server
/// has just now, and how it comes to have them. What the operator allowed for their own clients is
/// not shown to those of others.
///
/// - It has so many, and forgets the one that was not looked at for longest.
/// - Each is kept as HTTP says, ten minutes at least and a day at most; so is that there is none.
/// - Few are fetched at once, none twice at once, and for one address no more than a page needs.
///   Whoever comes meanwhile does without: nobody waits for what somebody else fetches.
final class Logos {
  private static final int MOST = 64;
  private static final int AT_ONCE = 4;
  private static final Duration LEAST = Duration.ofMinutes(10);
  private static final Duration LONGEST = Duration.ofDays(1);

  private static final Duration APART = Duration.ofSeconds(10);
  private static final int OF_ONE_ADDRESS = 10;

  private record Kept(Optional<Logo> logo, Instant until) {}

  private final Fetcher fetcher;
  private final InstantSource clock;
  private final Pace pace;

  // Guarded by this, the one that was looked at last at the end.
  private final Map<String, Kept> kept = new LinkedHashMap<>();
  private final Set<String> underWay = new HashSet<>();

  /// @param seed which nobody knows
  Logos(Fetcher fetcher, InstantSource clock, String seed) {
    this.fetcher = fetcher;
    this.clock = clock;
    this.pace = new Pace(APART, OF_ONE_ADDRESS, clock, seed);
  }

  /// The logo of a client.
  ///
  /// @return empty where it has none that can be shown, or not just now
  Optional<Logo> of(Client client, String uri, String remoteAddress) {
    synchronized (this) {
      Kept before = kept.remove(uri);
      if (before != null) {
        kept.put(uri, before);
        if (clock.instant().isBefore(before.until())) {
          return before.logo();
        }
      }
      if (underWay.contains(uri)
          || underWay.size() >= AT_ONCE
          || !pace.admitsAddress(remoteAddress)) {
        return before == null ? Optional.empty() : before.logo();
      }
      underWay.add(uri);
    }
    Optional<Kept> fetched = Optional.empty();
    try {
      fetched = fetch(client, uri);
      return fetched.flatMap(Kept::logo);
    } finally {
      keep(uri, fetched);
    }
  }

  private synchronized void keep(String uri, Optional<Kept> fetched) {
    underWay.remove(uri);
    fetched.ifPresent(logo -> {
      kept.remove(uri);
      kept.put(uri, logo);
      if (kept.size() > MOST) {
        kept.remove(kept.keySet().iterator().next());
      }
    });
  }

  /// @return empty where this server had no time to ask, so that nothing is known
  private Optional<Kept> fetch(Client client, String uri) {
    try {
      Fetched fetched = fetcher.get(uri, DocumentType.IMAGE, client.origin());
      return Optional.of(
          new Kept(
              Logo.read(fetched.body()),
              clock.instant().plus(kept(fetched.freshFor().orElse(LEAST)))));
    } catch (NotFetched e) {
      return e.liesIn(NotFetched.Cause.THIS_SERVER)
          ? Optional.empty()
          : Optional.of(new Kept(Optional.empty(), clock.instant().plus(LEAST)));
    }
  }

  private static Duration kept(Duration said) {
    if (said.compareTo(LEAST) < 0) {
      return LEAST;
    }
    return said.compareTo(LONGEST) > 0 ? LONGEST : said;
  }
}
