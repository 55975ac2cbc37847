package dev.mapae.authorizationserver.discovery;

import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.Route;
import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.key.DecryptionKey;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.KeySchedule;
import dev.mapae.authorizationserver.key.SigningKey;
import dev.mapae.protocol.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The metadata and the public keys, as bytes that are made once. RFC 8414 §3, OpenID Connect
/// Discovery §4, RFC 7517 §5.
public final class Discovery {
  private static final Duration CACHED = Duration.ofSeconds(60);

  private Discovery() {}

  /// The metadata under every address that clients look at: with the issuer's path inserted (RFC
  /// 8414 §3.1) and appended (OpenID Connect Discovery §4).
  public static List<Route> metadata(
      Metadata metadata, Supplier<Catalog> catalog, Supplier<KeyRing> keys) {
    Endpoint document =
        new Document<>(
            new CurrentSources(catalog, keys),
            current -> metadata.json(current.catalog(), current.keys()),
            CACHED);
    String path = metadata.issuer().path();
    return Stream.of("oauth-authorization-server", "openid-configuration")
        .flatMap(name -> Stream.of("/.well-known/" + name + path, path + "/.well-known/" + name))
        .distinct()
        .map(p -> new Route("GET", p, document))
        .toList();
  }

  /// What the metadata is made of.
  private record Sources(Catalog catalog, KeyRing keys) {
    @SuppressWarnings("ReferenceEquality") // as [Document] compares
    boolean are(Catalog otherCatalog, KeyRing otherKeys) {
      return catalog == otherCatalog && keys == otherKeys;
    }
  }

  /// The same object until one of both is another.
  private static final class CurrentSources implements Supplier<Sources> {
    private final Supplier<Catalog> catalog;
    private final Supplier<KeyRing> keys;
    private volatile Optional<Sources> last = Optional.empty();

    CurrentSources(Supplier<Catalog> catalog, Supplier<KeyRing> keys) {
      this.catalog = catalog;
      this.keys = keys;
    }

    @Override
    public Sources get() {
      Catalog catalogNow = catalog.get();
      KeyRing keysNow = keys.get();
      Optional<Sources> known = last.filter(sources -> sources.are(catalogNow, keysNow));
      if (known.isPresent()) {
        return known.get();
      }
      Sources fresh = new Sources(catalogNow, keysNow);
      last = Optional.of(fresh);
      return fresh;
    }
  }

  /// The keys that verify our signatures, and those to encrypt for us, made from the sealed keys
  /// and from nothing that is stored in the clear.
  public static Endpoint jwks(Supplier<KeyRing> keys) {
    return new Document<>(
        keys,
        ring ->
            Json.object()
                .with(
                    "keys",
                    Stream.concat(
                            ring.published().stream().map(SigningKey::publicJwk),
                            ring.publishedForEncryption().stream().map(DecryptionKey::publicJwk))
                        .toList())
                .bytes(),
        KeySchedule.CACHED);
  }
}
