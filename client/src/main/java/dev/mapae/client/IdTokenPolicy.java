package dev.mapae.client;

import java.time.Duration;
import java.util.Set;

/// What this client expects of ID tokens beyond what the specification fixes. OIDC Core §3.1.3.7.
///
/// @param algorithm the client's registered `id_token_signed_response_alg`, the only `alg` accepted
/// @param trustedAudiences whom `aud` may name beside this client; such tokens need `azp`
/// @param leeway how far the two clocks may be apart
public record IdTokenPolicy(String algorithm, Set<String> trustedAudiences, Duration leeway) {
  private static final Set<String> ALGORITHMS =
      Set.of(
          "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
          "Ed25519");

  public IdTokenPolicy {
    trustedAudiences = Set.copyOf(trustedAudiences);
    requireAsymmetric(algorithm);
  }

  static void requireAsymmetric(String algorithm) {
    if (!ALGORITHMS.contains(algorithm)) {
      throw new IllegalArgumentException(
          "What the server signs is verified with a public key: " + ALGORITHMS);
    }
  }

  /// RS256, no other audience, 30 seconds.
  public static IdTokenPolicy standard() {
    return new IdTokenPolicy("RS256", Set.of(), Duration.ofSeconds(30));
  }

  /// The same for a client that registered another `id_token_signed_response_alg`.
  ///
  /// @throws IllegalArgumentException for `none`, HMAC and unknown algorithms
  public IdTokenPolicy withAlgorithm(String other) {
    return new IdTokenPolicy(other, trustedAudiences, leeway);
  }
}
