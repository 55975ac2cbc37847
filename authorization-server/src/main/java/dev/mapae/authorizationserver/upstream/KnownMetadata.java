package dev.mapae.authorizationserver.upstream;

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

/// The metadata of one provider, fetched when somebody first wants to go there, and kept.
///
/// However many come, it is asked once in ten seconds at most; that this server had no time to ask
/// is not remembered. One that is away for a moment is known for a day more.
final class KnownMetadata {
  private static final Duration LEAST = Duration.ofMinutes(1);
  private static final Duration MOST = Duration.ofDays(1);
  private static final Duration PRESET = Duration.ofHours(1);
  private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(10);
  private static final Duration GRACE = Duration.ofDays(1);

  /// Those who wait for a slow provider must not take the place of all others.
  private static final int MAX_WAITING = 32;

  /// @param failure why the last fetch brought none; of no account where it did
  private record State(
      Optional<ProviderMetadata> known,
      Instant freshUntil,
      Instant fetchedAt,
      UpstreamFailed failure) {
    private State failedAt(Instant now, UpstreamFailed why) {
      return new State(known, freshUntil, now, why);
    }

    /// All who waited for it hear why, and whoever comes next has it tried again.
    private State notAsked(UpstreamFailed why) {
      return new State(known, freshUntil, fetchedAt, why);
    }
  }

  private final String issuer;
  private final Fetcher fetcher;
  private final InstantSource clock;
  private final Semaphore places = new Semaphore(MAX_WAITING);
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile State state =
      new State(Optional.empty(), Instant.EPOCH, Instant.EPOCH, notAsked());

  KnownMetadata(String issuer, Fetcher fetcher, InstantSource clock) {
    this.issuer = issuer;
    this.fetcher = fetcher;
    this.clock = clock;
  }

  /// What the provider says of itself. It may wait for it, for some seconds.
  ///
  /// @throws UpstreamFailed when it is not known
  ProviderMetadata get() {
    State seen = state;
    if (isDue(seen)) {
      if (!places.tryAcquire()) {
        throw UpstreamFailed.unavailable("too many wait for its metadata");
      }
      try {
        seen = fetchOnce(seen);
      } finally {
        places.release();
      }
    }
    State found = seen;
    return found
        .known()
        .filter(_ -> clock.instant().isBefore(found.freshUntil().plus(GRACE)))
        .orElseThrow(found::failure);
  }

  private boolean isDue(State seen) {
    Instant now = clock.instant();
    return !now.isBefore(seen.freshUntil())
        && Duration.between(seen.fetchedAt(), now).abs().compareTo(BETWEEN_FETCHES) >= 0;
  }

  /// Every fetch makes another state, so that it is the same one only when there was none since.
  @SuppressWarnings("ReferenceEquality")
  private State fetchOnce(State seen) {
    fetching.lock();
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
      Fetched document =
          fetcher.get(ProviderMetadata.url(issuer), DocumentType.JSON, Origin.DECLARED);
      ProviderMetadata metadata =
          ProviderMetadata.parse(issuer, new String(document.body(), StandardCharsets.UTF_8));
      Instant now = clock.instant();
      return new State(Optional.of(metadata), now.plus(kept(document)), now, notAsked());
    } catch (NotFetched e) {
      UpstreamFailed why = UpstreamFailed.of("metadata", e);
      return e.liesIn(NotFetched.Cause.THIS_SERVER)
          ? before.notAsked(why)
          : before.failedAt(clock.instant(), why);
    } catch (UpstreamFailed e) {
      return before.failedAt(clock.instant(), e);
    }
  }

  private static Duration kept(Fetched document) {
    Duration said = document.freshFor().orElse(PRESET);
    if (said.compareTo(LEAST) < 0) {
      return LEAST;
    }
    return said.compareTo(MOST) > 0 ? MOST : said;
  }

  private static UpstreamFailed notAsked() {
    return UpstreamFailed.unavailable("its metadata was not asked for");
  }
}
