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

  private static Optional<ClientKeySource> uri(Section client) {
    Optional<String> uri = client.text("jwks_uri");
    uri.flatMap(OutboundUrls::mistake)
        .ifPresent(m -> client.mistake("jwks_uri", "'jwks_uri': " + m));
    return uri.map(ClientKeySource.JwksUri::new);
  }
}
