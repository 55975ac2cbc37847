package dev.mapae.authorizationserver.profile;

import dev.mapae.authorizationserver.clientkey.ClientKeySet;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.protocol.VerificationKey;
import java.util.Map;
import java.util.Set;

/// What the keys of a client are good for, as far as it is known without asking for them.
final class ClientSigningKeys {
  static final String ADD_ONE =
      "add one to 'jwks', or at 'jwks_uri': RSA from 2048 bits, EC with P-256, or Ed25519";

  private static final Set<String> CURVES = Set.of("P-256", "Ed25519");

  private ClientSigningKeys() {}

  /// Whether a client could sign as FAPI 2.0 wants it. Of one without keys that is not the
  /// question, and what is at a `jwks_uri` is seen when it is needed.
  static boolean canHaveOneOfFapi(Client client) {
    return client.keySource().isEmpty()
        || switch (client.keySource().get()) {
          case ClientKeySource.JwksUri _ -> true;
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

  /// Whether it verifies signatures here, and those of an algorithm of FAPI 2.0.
  private static boolean isOfFapi(Map<String, Object> key) {
    boolean signs =
        "RSA".equals(key.get("kty"))
            || (key.get("crv") instanceof String curve && CURVES.contains(curve));
    return signs
        && (!(key.get("alg") instanceof String alg) || Requirements.FAPI_ALGORITHMS.contains(alg))
        && VerificationKey.parse(key).isPresent();
  }
}
