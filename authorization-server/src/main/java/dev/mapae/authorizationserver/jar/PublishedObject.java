package dev.mapae.authorizationserver.jar;

import dev.mapae.authorizationserver.outbound.DocumentType;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/// The request object at one `request_uri`. RFC 9101 §5.2.3, §10.4.1.
///
/// - It is kept as HTTP says, a day at most, and not at all when it says nothing; but its server is
///   asked once a second at most, however many come.
/// - What went wrong is remembered for ten seconds, but for what this server had no time for.
/// - All who need it at once wait for the same fetch, but for whoever comes when many wait.
final class PublishedObject {
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofDays(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

  /// Requests that wait: a slow server of a client must not take everybody's place.
  private static final int MAX_WAITING = 32;

  /// More does not go into the URLs of our pages, where it goes next, beside the little that has to
  /// stand there.
  private static final int MAX_LENGTH = 5 * 1024;

  /// What is known for a time.
  ///
  /// @param failure why there is no object
  private record State(
      Optional<String> object, Optional<NotFetched> failure, Instant from, Instant until) {
    static final State UNKNOWN =
        new State(Optional.empty(), Optional.empty(), Instant.EPOCH, Instant.EPOCH);

    /// A clock that is set back must not keep us from asking.
    boolean isGoodAt(Instant now) {
      return !now.isBefore(from) && now.isBefore(until);
    }
  }

  private final String uri;
  private final Origin namedBy;
  private final Fetcher fetcher;
  private final InstantSource clock;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile State state = State.UNKNOWN;

  /// What the operator wrote is no slip of a stranger, also where nothing is remembered: by a node
  /// that starts while its resolver is down.
  private volatile boolean known;

  PublishedObject(String uri, Origin namedBy, Fetcher fetcher, InstantSource clock) {
    this.uri = uri;
    this.namedBy = namedBy;
    this.fetcher = fetcher;
    this.clock = clock;
    this.known = namedBy != Origin.SELF_REGISTERED;
  }

  /// @throws ProtocolException `invalid_request_uri` when there is none; `temporarily_unavailable`
  ///   when that is not known just now
  /// @param places of those that wait for the objects of any client
  String get(Semaphore places) {
    State seen = state;
    State now = seen.isGoodAt(clock.instant()) ? seen : fetch(seen, places);
    if (now.failure().isPresent()) {
      throw refused(now.failure().get().during(Duration.between(clock.instant(), now.until())));
    }
    return now.object().orElseThrow();
  }

  /// @return what is known then, by this fetch or by one that was under way
  private State fetch(State seen, Semaphore places) {
    if (!places.tryAcquire()) {
      throw busy();
    }
    try {
      if (fetching.getQueueLength() >= MAX_WAITING) {
        throw busy();
      }
      fetching.lock();
      return fetchOnce(seen);
    } finally {
      places.release();
    }
  }

  /// Every fetch makes another state, so that it is the same one only when there was none since.
  @SuppressWarnings("ReferenceEquality")
  private State fetchOnce(State seen) {
    try {
      if (state == seen) {
        state = fetched();
      }
      return state;
    } finally {
      fetching.unlock();
    }
  }

  private ProtocolException busy() {
    return refused(
        new NotFetched(
            NotFetched.Cause.THIS_SERVER, "too many requests wait for it just now; try again"));
  }

  private State fetched() {
    try {
      Fetched document = fetcher.get(withoutFragment(), DocumentType.REQUEST_OBJECT, namedBy);
      Instant now = clock.instant();
      if (document.body().length > MAX_LENGTH) {
        return failed(
            new NotFetched("it is too long for the URLs of our pages; push it instead (RFC 9126)"),
            now);
      }
      String object = new String(document.body(), StandardCharsets.US_ASCII).strip();
      if (object.isEmpty()) {
        return failed(new NotFetched("it is empty"), now);
      }
      known = true;
      return new State(Optional.of(object), Optional.empty(), now, now.plus(kept(document)));
    } catch (NotFetched e) {
      Instant now = clock.instant();
      return e.liesIn(NotFetched.Cause.THIS_SERVER)
          ? new State(Optional.empty(), Optional.of(e), now, now)
          : failed(e, now);
    }
  }

  /// OIDC Core §6.2: it may hold a hash, by which the client says that what is there has changed.
  private String withoutFragment() {
    int fragment = uri.indexOf('#');
    return fragment < 0 ? uri : uri.substring(0, fragment);
  }

  private static State failed(NotFetched why, Instant now) {
    return new State(Optional.empty(), Optional.of(why), now, now.plus(AFTER_FAILURE));
  }

  private static Duration kept(Fetched document) {
    Duration said = document.freshFor().orElse(LEAST);
    if (said.compareTo(LEAST) < 0) {
      return LEAST;
    }
    return said.compareTo(MOST) > 0 ? MOST : said;
  }

  private ProtocolException refused(NotFetched why) {
    String description = "There is no request object at the request_uri: " + why.reason() + ".";
    ProtocolError error =
        why.passes(known)
            ? new ProtocolError.TemporarilyUnavailable(description, why.retryAfter())
            : new ProtocolError.InvalidRequestUri(description);
    return error.exception();
  }
}
