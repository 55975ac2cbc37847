package dev.mapae.authorizationserver.clientkey;

import static java.util.Objects.requireNonNull;

import com.nimbusds.jose.JWSObject;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.protocol.Recent;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Predicate;

/// The public keys of clients, by which they sign assertions and request objects or do mutual TLS.
/// RFC 7591 §2: `jwks` and `jwks_uri`.
///
/// Nothing is fetched but for a client that is asked about, so that a caller first finds out that
/// there is a JWS or certificate of that client to be checked.
public final class ClientKeys {
  /// Of the texts of the `jwks` that are kept ready, in characters.
  private static final int CAPACITY = 4 * 1024 * 1024;

  /// Of the `jwks_uri`s whose keys are kept.
  private static final int MAX_PUBLISHED = 1_000;

  /// Requests that wait for keys of clients of one origin. Many slow servers must not take the
  /// place of requests that need none, and those of clients that registered themselves only their
  /// like's.
  private static final int MAX_WAITING = 128;

  private final Fetcher fetcher;
  private final InstantSource clock;
  private final Recent<KnownKeys> given = new Recent<>(CAPACITY);

  // By client_id, last used last. Guarded by this. Whoever registers by themselves, as many as they
  // like, crowds out only their like.
  private final Map<Origin, LinkedHashMap<String, PublishedKeys>> published =
      new EnumMap<>(Origin.class);

  private final Map<Origin, Semaphore> places = new EnumMap<>(Origin.class);

  public ClientKeys(Fetcher fetcher, InstantSource clock) {
    this.fetcher = fetcher;
    this.clock = clock;
    for (Origin origin : Origin.values()) {
      places.put(origin, new Semaphore(MAX_WAITING));
    }
  }

  /// Whether a key of the client made the signature of this JWS. It may wait for the client's
  /// server, for some seconds. All else about the JWS is for the caller to check, and better
  /// before: `typ`, claims, and which algorithms are accepted for this use.
  ///
  /// @return false also for a client without keys, and for a JWS that is not signed or has a `crit`
  /// @throws UnavailableKeys when the keys at its `jwks_uri` cannot be had
  public boolean verify(Client client, JWSObject jws) {
    return found(client, keys -> keys.verifies(jws)).isPresent();
  }

  /// Whether a key of somebody whom the operator trusts made the signature of this JWS, as for a
  /// client.
  ///
  /// @param issuer who it is
  /// @throws UnavailableKeys when the keys at the `jwks_uri` cannot be had
  public boolean verify(String issuer, ClientKeySource source, JWSObject jws) {
    // No client_id has a line break in it.
    return found(
            "issuer\n" + issuer,
            Origin.DECLARED,
            Origin.DECLARED,
            source,
            keys -> keys.verifies(jws))
        .isPresent();
  }

  /// The same for what a stranger brought, who waits where strangers do.
  ///
  /// @throws UnavailableKeys when the keys at the `jwks_uri` cannot be had
  public boolean verifyForStranger(String issuer, ClientKeySource source, JWSObject jws) {
    // The same issuer may be trusted for something else, with other keys.
    return found(
            "stranger\n" + issuer,
            Origin.DECLARED,
            Origin.SELF_REGISTERED,
            source,
            keys -> keys.verifies(jws))
        .isPresent();
  }

  /// Whether a certificate is that of a key of the client. RFC 8705 §2.2.2, RFC 7517 §4.7.
  ///
  /// @param thumbprint its `x5t#S256`
  /// @return false also for a client without keys
  /// @throws UnavailableKeys when the keys at its `jwks_uri` cannot be had
  public boolean hasCertificate(Client client, String thumbprint) {
    return found(client, keys -> keys.hasCertificate(thumbprint)).isPresent();
  }

  /// Finds a key of the client for something else than a signature. One that is not there yet has
  /// the keys fetched again, as an unknown signature has.
  ///
  /// @param finder looks among the keys as the client published them
  /// @throws UnavailableKeys when the keys at its `jwks_uri` cannot be had
  public <T> Optional<T> find(
      Client client, Function<List<Map<String, Object>>, Optional<T>> finder) {
    return found(client, keys -> finder.apply(keys.all()).isPresent())
        .flatMap(keys -> finder.apply(keys.all()));
  }

  /// The keys of a client, where what is wanted is among them.
  private Optional<KnownKeys> found(Client client, Predicate<KnownKeys> wanted) {
    return client
        .keySource()
        .flatMap(source -> found(client.id(), client.origin(), client.origin(), source, wanted));
  }

  /// @param origin of the address
  /// @param waiting among whom
  private Optional<KnownKeys> found(
      String owner,
      Origin origin,
      Origin waiting,
      ClientKeySource source,
      Predicate<KnownKeys> wanted) {
    return switch (source) {
      case ClientKeySource.Jwks(var json) -> Optional.of(given(json)).filter(wanted);
      case ClientKeySource.JwksUri(var uri) ->
          published(owner, origin, uri).found(wanted, requireNonNull(places.get(waiting)));
    };
  }

  private KnownKeys given(String jwks) {
    Optional<KnownKeys> ready = given.find(jwks);
    if (ready.isPresent()) {
      return ready.get();
    }
    KnownKeys keys = KnownKeys.of(ClientKeySet.parse(jwks));
    given.keep(jwks, keys);
    return keys;
  }

  private synchronized PublishedKeys published(String owner, Origin origin, String uri) {
    LinkedHashMap<String, PublishedKeys> ofOrigin =
        published.computeIfAbsent(origin, o -> new LinkedHashMap<>());
    PublishedKeys known = ofOrigin.remove(owner);
    PublishedKeys keys =
        known != null && known.isAt(uri) ? known : new PublishedKeys(uri, origin, fetcher, clock);
    ofOrigin.put(owner, keys);
    if (ofOrigin.size() > MAX_PUBLISHED) {
      ofOrigin.pollFirstEntry();
    }
    return keys;
  }
}
