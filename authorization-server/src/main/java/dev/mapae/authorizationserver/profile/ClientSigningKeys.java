package dev.mapae.authorizationserver.profile;

import dev.mapae.authorizationserver.clientkey.ClientKeySet;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.Requirements;
import java.util.Map;
import java.util.Set;

/// What the keys of a client are good for, as far as it is known without asking for them.
final class ClientSigningKeys {
  private static final Set<String> CURVES = Set.of("P-256", "Ed25519");

  private ClientSigningKeys() {}

  /// Whether a client that signs could do so as FAPI 2.0 wants it. What is at a `jwks_uri` is seen
  /// when it is needed.
  static boolean hasOneOfFapi(Client client) {
    if (!client.credentials().method().equals("private_key_jwt") || client.keySource().isEmpty()) {
      return true;
    }
    return switch (client.keySource().get()) {
      case ClientKeySource.JwksUri(var uri) -> !uri.isEmpty();
      case ClientKeySource.Jwks(var json) -> hasOneOfFapi(json);
    };
  }

  private static boolean hasOneOfFapi(String jwks) {
    try {
      return ClientKeySet.parse(jwks).keys().stream().anyMatch(ClientSigningKeys::isOfFapi);
    } catch (ClientKeySet.Unusable e) {
      return true; // said where the keys are read
    }
  }

  private static boolean isOfFapi(Map<String, Object> key) {
    boolean signs =
        "RSA".equals(key.get("kty"))
            || (key.get("crv") instanceof String curve && CURVES.contains(curve));
    return signs
        && (!(key.get("alg") instanceof String alg) || Requirements.FAPI_ALGORITHMS.contains(alg))
        && !"enc".equals(key.get("use"));
  }
}
