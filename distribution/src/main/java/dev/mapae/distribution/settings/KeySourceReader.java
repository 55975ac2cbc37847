package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.clientkey.ClientKeySet;
import dev.mapae.authorizationserver.outbound.OutboundUrls;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.protocol.Json;
import java.util.Optional;

/// Reads where the public keys of a client are: `jwks` or `jwks_uri`. RFC 7591 §2.
final class KeySourceReader {
  private static final int MAX_LENGTH = 32 * 1024;

  private KeySourceReader() {}

  static Optional<ClientKeySource> read(Section client) {
    Optional<ClientKeySource> jwks = jwks(client);
    Optional<ClientKeySource> uri = uri(client);
    if (client.entry("jwks").isPresent() && client.entry("jwks_uri").isPresent()) {
      client.mistake("jwks_uri", "'jwks_uri' stands beside 'jwks'; keep one (RFC 7591 §2)");
    }
    return jwks.or(() -> uri);
  }

  private static Optional<ClientKeySource> jwks(Section client) {
    if (client.section("jwks").isEmpty()) {
      return Optional.empty();
    }
    String json = Json.write(client.entry("jwks").orElseThrow().value().json());
    try {
      if (json.length() > MAX_LENGTH) {
        client.mistake("jwks", "'jwks' has more than 32 KiB; give a 'jwks_uri' instead");
      } else {
        ClientKeySet.parse(json);
      }
    } catch (ClientKeySet.Unusable e) {
      client.mistake("jwks", "'jwks': " + e.reason());
    }
    return Optional.of(new ClientKeySource.Jwks(json));
  }

  /// Makes sure that a client has keys whose signatures are verified here.
  ///
  /// @param key what it said that needs them
  static void requireToVerify(Section client, Optional<ClientKeySource> keys, String key) {
    requireToVerify(
        client, keys, key, "a client with '%s' has no keys".formatted(named(client, key)));
  }

  /// The same for what the client did not say itself.
  ///
  /// @param key by which it is found in the file
  /// @param missing what is wrong with one that has none
  static void requireToVerify(
      Section client, Optional<ClientKeySource> keys, String key, String missing) {
    if (keys.isEmpty() && client.entry("jwks").isEmpty()) {
      client.mistake(key, missing + "; add 'jwks' or 'jwks_uri'");
    }
    if (keys.isPresent()
        && keys.get() instanceof ClientKeySource.Jwks(var json)
        && !canVerify(json)) {
      client.mistake(
          "jwks",
          "'jwks' has no key whose signatures are verified here; add one of RSA from 2048 bits, EC or Ed25519 that is not for encryption");
    }
  }

  /// With its value, where that says more.
  private static String named(Section client, String key) {
    return client
        .entry(key)
        .map(entry ->
            entry.value() instanceof Yaml.Scalar scalar ? key + ": " + scalar.value() : key)
        .orElse(key);
  }

  /// True also for one that is none, which is a mistake of its own.
  private static boolean canVerify(String jwks) {
    try {
      return ClientKeySet.parse(jwks).canVerify();
    } catch (ClientKeySet.Unusable e) {
      return true;
    }
  }

  private static Optional<ClientKeySource> uri(Section client) {
    Optional<String> uri = client.text("jwks_uri");
    uri.flatMap(OutboundUrls::mistake)
        .ifPresent(m -> client.mistake("jwks_uri", "'jwks_uri': " + m));
    return uri.map(ClientKeySource.JwksUri::new);
  }
}
