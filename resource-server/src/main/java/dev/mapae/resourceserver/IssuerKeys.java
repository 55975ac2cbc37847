package dev.mapae.resourceserver;

import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.VerificationKey;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The keys of the issuer, kept fresh. RFC 7517 §5, RFC 9068 §4.
///
/// - Fetched when the first token comes, and again behind the requests when they are five minutes
///   old.
/// - A token that names an unknown key waits for a fetch, of which there is one in ten seconds at
///   most, however many such tokens come.
/// - Keys that are here stay until a fetch succeeds: an issuer that is away stops nobody. One that
///   withdraws all of its keys does.
final class IssuerKeys {
  private static final System.Logger LOG = System.getLogger(IssuerKeys.class.getName());

  private static final Duration MAX_AGE = Duration.ofMinutes(5);
  private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(10);
  private static final Duration BETWEEN_FIRST_FETCHES = Duration.ofSeconds(1);
  private static final Duration MAX_WAIT = Duration.ofSeconds(5);
  private static final int MAX_KEYS = 100;

  /// The keys at one time.
  ///
  /// @param jwks the JWKs that they were made of, as they came
  private record KeySet(List<?> jwks, List<VerificationKey> keys, Instant fetchedAt) {
    boolean has(Optional<String> kid) {
      return kid.isEmpty() || keys.stream().anyMatch(k -> k.kid().equals(kid));
    }
  }

  private final TrustedIssuer issuer;
  private final Fetcher fetcher;
  private final InstantSource clock;

  private volatile KeySet current = new KeySet(List.of(), List.of(), Instant.EPOCH);

  // Guarded by this.
  private Instant lastFetch = Instant.EPOCH;
  private CompletableFuture<Void> fetch = CompletableFuture.completedFuture(null);

  IssuerKeys(TrustedIssuer issuer, Fetcher fetcher, InstantSource clock) {
    this.issuer = issuer;
    this.fetcher = fetcher;
    this.clock = clock;
  }

  /// The keys that are trusted just now. As long as the issuer publishes the same, it is the same
  /// list, of the same keys; another key set has none of them in common with it.
  List<VerificationKey> current() {
    return seen().keys();
  }

  private KeySet seen() {
    KeySet seen = current;
    if (!seen.keys().isEmpty() && isOlder(seen.fetchedAt(), MAX_AGE)) {
      var unused = refresh(seen);
    }
    return seen;
  }

  /// The same, after asking the issuer for a key that is not among them.
  ///
  /// @throws ProtocolException `temporarily_unavailable` when there is no key
  List<VerificationKey> knowing(Optional<String> kid) {
    KeySet seen = seen();
    if (seen.keys().isEmpty() || !seen.has(kid)) {
      await(refresh(seen));
    }
    List<VerificationKey> keys = current.keys();
    if (keys.isEmpty()) {
      throw new ProtocolError.TemporarilyUnavailable(
              "The keys of the issuer cannot be had just now; send the request again later.")
          .exception();
    }
    return keys;
  }

  /// Joins the fetch that is under way, or starts one unless the last was just now, or brought
  /// others than those that were seen.
  private synchronized CompletableFuture<Void> refresh(KeySet seen) {
    Duration between = seen.keys().isEmpty() ? BETWEEN_FIRST_FETCHES : BETWEEN_FETCHES;
    if (current.equals(seen) && fetch.isDone() && isOlder(lastFetch, between)) {
      lastFetch = clock.instant();
      fetch = CompletableFuture.runAsync(this::load, IssuerKeys::start);
    }
    return fetch;
  }

  /// A clock that is set back must not keep us from asking.
  private boolean isOlder(Instant time, Duration age) {
    return Duration.between(time, clock.instant()).abs().compareTo(age) >= 0;
  }

  /// A thread of our own: the common pool may be busy with waiting for us.
  private static void start(Runnable load) {
    Thread thread = new Thread(load, "mapae-issuer-keys");
    thread.setDaemon(true);
    thread.start();
  }

  private static void await(CompletableFuture<Void> fetch) {
    try {
      fetch.get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "going on with the keys at hand", e);
    }
  }

  private void load() {
    try {
      URI uri =
          issuer.jwksUri().isPresent()
              ? issuer.jwksUri().get()
              : IssuerMetadata.jwksUri(issuer.issuer(), fetcher);
      List<?> jwks = jwks(uri, IssuerMetadata.json(fetcher.fetch(uri)));
      KeySet before = current;
      List<VerificationKey> keys = jwks.equals(before.jwks()) ? before.keys() : parse(jwks);
      current = new KeySet(jwks, keys, clock.instant());
      if (keys.isEmpty()) {
        throw new IOException(uri + " has no key that verifies signatures");
      }
    } catch (IOException | RuntimeException e) {
      // A fetcher may be the application's own, and fail as it likes.
      LOG.log(System.Logger.Level.WARNING, "the keys of " + issuer.issuer() + " cannot be had", e);
    }
  }

  private static List<?> jwks(URI uri, Map<String, Object> set) throws IOException {
    if (!(set.get("keys") instanceof List<?> list) || list.size() > MAX_KEYS) {
      throw new IOException(uri + " is no JWK Set, or one of more than " + MAX_KEYS + " keys");
    }
    return list;
  }

  /// Keys that this library does not know are passed over, RFC 7517 §5.
  private static List<VerificationKey> parse(List<?> jwks) {
    List<VerificationKey> keys = new ArrayList<>();
    for (Object jwk : jwks) {
      VerificationKey.parseForMany(jwk).ifPresent(keys::add);
    }
    return List.copyOf(keys);
  }
}
