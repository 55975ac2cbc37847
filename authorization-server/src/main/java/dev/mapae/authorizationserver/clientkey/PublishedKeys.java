package dev.mapae.authorizationserver.clientkey;

import dev.mapae.authorizationserver.outbound.DocumentType;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.store.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// The keys at the `jwks_uri` of one client, kept fresh. RFC 7591 §2, RFC 7517 §5.
///
/// - They are kept as HTTP says, a minute at least and a day at most.
/// - A JWS that none of them signed has them fetched again, as has a certificate of none of them,
///   and what went wrong is remembered: the client's server is asked once in ten seconds at most,
///   however many come. That this server had no time to ask is nobody's fault and not remembered.
/// - All who need them at once wait for the same fetch, but for those whose key is known already,
///   and for whoever comes when many wait.
/// - Keys that are not fetched again are good for one more hour, so that a client whose server is
///   away for a moment goes on.
final class PublishedKeys {
  private static final Duration LEAST = Duration.ofMinutes(1);
  private static final Duration MOST = Duration.ofDays(1);

  /// For those whose server says nothing about it.
  private static final Duration PRESET = Duration.ofMinutes(10);

  private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(10);
  private static final Duration GRACE = Duration.ofHours(1);

  /// Requests that wait for one client: its slow server must not take the place of other clients.
  private static final int MAX_WAITING = 32;

  /// What is known at one time.
  ///
  /// @param freshUntil of the keys
  /// @param failure why the last fetch brought none
  private record State(
      KnownKeys keys, Instant freshUntil, Instant fetchedAt, Optional<NotFetched> failure) {
    static final State UNKNOWN =
        new State(KnownKeys.NONE, Instant.EPOCH, Instant.EPOCH, Optional.empty());

    boolean have(Predicate<KnownKeys> wanted, Instant now) {
      return now.isBefore(freshUntil.plus(GRACE)) && wanted.test(keys);
    }

    /// Whether the clock was ahead at the last fetch, and is right again.
    boolean isOfTheFuture(Instant now) {
      return now.isBefore(fetchedAt);
    }

    State failed(NotFetched why, Instant now) {
      return new State(keys, isOfTheFuture(now) ? now : freshUntil, now, Optional.of(why));
    }

    /// All who waited for it hear why, and whoever comes next has it tried again.
    State notAsked(NotFetched why) {
      return new State(keys, freshUntil, fetchedAt, Optional.of(why));
    }

    Duration untilNextFetch(Instant now) {
      return BETWEEN_FETCHES.minus(Duration.between(fetchedAt, now).abs());
    }
  }

  private final String uri;
  private final Origin namedBy;
  private final Fetcher fetcher;
  private final InstantSource clock;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile State state = State.UNKNOWN;

  PublishedKeys(String uri, Origin namedBy, Fetcher fetcher, InstantSource clock) {
    this.uri = uri;
    this.namedBy = namedBy;
    this.fetcher = fetcher;
    this.clock = clock;
  }

  boolean isAt(String other) {
    return uri.equals(other);
  }

  /// The keys, where what is wanted is among them: one that made a signature, or has a certificate.
  ///
  /// @return empty also where none that is known is, and nothing went wrong
  /// @param places of those that wait for the keys of any client
  /// @throws UnavailableKeys when none that is known is, and the last fetch failed
  Optional<KnownKeys> found(Predicate<KnownKeys> wanted, Semaphore places) {
    State seen = state;
    boolean found = seen.have(wanted, clock.instant());
    if (isDue(seen, found)) {
      seen = fetch(seen, found, places);
      found = seen.have(wanted, clock.instant());
    }
    if (!found && seen.failure().isPresent()) {
      throw unavailable(seen, seen.failure().get());
    }
    return found ? Optional.of(seen.keys()) : Optional.empty();
  }

  /// A clock that is set back must not keep us from asking.
  private boolean isDue(State seen, boolean found) {
    Instant now = clock.instant();
    boolean wanted = !found || seen.isOfTheFuture(now) || !now.isBefore(seen.freshUntil());
    return wanted && !seen.untilNextFetch(now).isPositive();
  }

  /// @return what is known then, by this fetch or by one that was under way
  private State fetch(State seen, boolean found, Semaphore places) {
    if (!places.tryAcquire()) {
      return busy(seen, found);
    }
    try {
      if (!fetching.tryLock()) {
        if (found || fetching.getQueueLength() >= MAX_WAITING) {
          return busy(seen, found);
        }
        fetching.lock();
      }
      return fetchOnce(seen);
    } finally {
      places.release();
    }
  }

  private State busy(State seen, boolean found) {
    if (!found) {
      throw unavailable(
          seen,
          new NotFetched(
              NotFetched.Cause.THIS_SERVER, "too many requests wait for them just now; try again"));
    }
    return seen;
  }

  /// What the operator wrote is no slip of a stranger, also where nothing is remembered: by a node
  /// that starts while its resolver is down.
  private UnavailableKeys unavailable(State seen, NotFetched why) {
    return new UnavailableKeys(
        why.during(seen.untilNextFetch(clock.instant())),
        namedBy != Origin.SELF_REGISTERED || !seen.keys().all().isEmpty());
  }

  /// Every fetch makes another state, so that it is the same one only when there was none since.
  @SuppressWarnings("ReferenceEquality")
  private State fetchOnce(State seen) {
    try {
      if (state == seen) {
        state = fetched(seen);
      }
      return state;
    } finally {
      fetching.unlock();
    }
  }

  private State fetched(State before) {
    try {
      Fetched document = fetcher.get(uri, DocumentType.JSON, namedBy);
      KnownKeys keys =
          KnownKeys.of(ClientKeySet.parse(new String(document.body(), StandardCharsets.UTF_8)));
      Instant now = clock.instant();
      return new State(keys, now.plus(kept(document)), now, Optional.empty());
    } catch (NotFetched e) {
      return e.liesIn(NotFetched.Cause.THIS_SERVER)
          ? before.notAsked(e)
          : before.failed(e, clock.instant());
    } catch (ClientKeySet.Unusable e) {
      return before.failed(new NotFetched(e.reason()), clock.instant());
    }
  }

  private static Duration kept(Fetched document) {
    Duration said = document.freshFor().orElse(PRESET);
    if (said.compareTo(LEAST) < 0) {
      return LEAST;
    }
    return said.compareTo(MOST) > 0 ? MOST : said;
  }
}
