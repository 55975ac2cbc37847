package dev.mapae.authorizationserver.outbound;

import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// A fetcher that lets a document rest which it could not get: however many want it, its host is
/// not asked again for ten seconds, as far as this node is concerned.
///
/// What is kept is when it failed, and neither why nor what was answered: whoever comes meanwhile
/// is told that this server did not ask, so that nobody takes it for the answer of the host
/// (draft-ietf-oauth-client-id-metadata-document-02 §5.2). What this server had no time for does
/// not rest.
public final class RestingFetcher implements Fetcher {
  /// How long a document rests.
  public static final Duration REST = Duration.ofSeconds(10);

  /// Of the documents that rest, for each origin. Whoever registers by themselves, as many as they
  /// like, crowds out only their like.
  static final int MOST = 1_000;

  private record Place(String url, DocumentType type) {}

  private record Failure(Instant at) {
    /// A clock that is set back must not keep us from asking.
    Optional<Duration> restsFor(Instant now) {
      Duration since = Duration.between(at, now);
      return since.isNegative() || since.compareTo(REST) >= 0
          ? Optional.empty()
          : Optional.of(REST.minus(since));
    }
  }

  private final Fetcher fetcher;
  private final InstantSource clock;

  // Guarded by this, the oldest first.
  private final Map<Origin, SequencedMap<Place, Failure>> failures = new EnumMap<>(Origin.class);

  public RestingFetcher(Fetcher fetcher, InstantSource clock) {
    this.fetcher = fetcher;
    this.clock = clock;
  }

  @Override
  public Fetched get(String url, DocumentType type, Origin namedBy) {
    refuseResting(url, type, namedBy);
    try {
      return fetcher.get(url, type, namedBy);
    } catch (NotFetched e) {
      if (!e.liesIn(NotFetched.Cause.THIS_SERVER)) {
        keep(new Place(url, type), namedBy, new Failure(clock.instant()));
        throw e.during(REST);
      }
      throw e;
    }
  }

  @Override
  public synchronized void refuseResting(String url, DocumentType type, Origin namedBy) {
    Place place = new Place(url, type);
    SequencedMap<Place, Failure> ofOrigin = of(namedBy);
    Failure last = ofOrigin.get(place);
    if (last == null) {
      return;
    }
    Optional<Duration> rest = last.restsFor(clock.instant());
    if (rest.isEmpty()) {
      ofOrigin.remove(place);
      return;
    }
    throw NotFetched.resting(rest.get());
  }

  private synchronized void keep(Place place, Origin namedBy, Failure failure) {
    SequencedMap<Place, Failure> ofOrigin = of(namedBy);
    ofOrigin.remove(place);
    ofOrigin.put(place, failure);
    if (ofOrigin.size() > MOST) {
      ofOrigin.pollFirstEntry();
    }
  }

  private SequencedMap<Place, Failure> of(Origin origin) {
    return failures.computeIfAbsent(origin, o -> new LinkedHashMap<>());
  }

  /// Nothing rests of what is told: whoever tells it has a pace of their own.
  @Override
  public int post(String url, Parameters form, Origin namedBy) {
    return fetcher.post(url, form, namedBy);
  }

  /// Nothing rests where the operator has the server ask somebody. Documents at URLs of the
  /// operator do, like the `jwks_uri` of an issuer.
  @Override
  public Fetched ask(Question question) {
    return fetcher.ask(question);
  }
}
