package dev.mapae.client;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// What this client expects of ID tokens beyond what the specification fixes. OIDC Core §3.1.3.7.
///
/// @param algorithm the client's registered `id_token_signed_response_alg`, the only `alg` accepted
/// @param trustedAudiences whom `aud` may name beside this client; such tokens need `azp`
/// @param leeway how far the two clocks may be apart
/// @param decryptionKeys what they are encrypted to; none where they are signed only
public record IdTokenPolicy(
    String algorithm,
    Set<String> trustedAudiences,
    Duration leeway,
    List<DecryptionKey> decryptionKeys) {
  private static final Set<String> ALGORITHMS =
      Set.of(
          "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
          "Ed25519");

  /// @throws IllegalArgumentException for `none`, HMAC and unknown algorithms
  public IdTokenPolicy {
    trustedAudiences = Set.copyOf(trustedAudiences);
    decryptionKeys = List.copyOf(decryptionKeys);
    requireAsymmetric(algorithm);
  }

  static void requireAsymmetric(String algorithm) {
    if (!ALGORITHMS.contains(algorithm)) {
      throw new IllegalArgumentException(
          "What the server signs is verified with a public key: " + ALGORITHMS);
    }
  }

  /// RS256, no other audience, 30 seconds, not encrypted.
  public static IdTokenPolicy standard() {
    return new IdTokenPolicy("RS256", Set.of(), Duration.ofSeconds(30), List.of());
  }

  /// The same for a client that registered another `id_token_signed_response_alg`.
  ///
  /// @throws IllegalArgumentException for `none`, HMAC and unknown algorithms
  public IdTokenPolicy withAlgorithm(String other) {
    return new IdTokenPolicy(other, trustedAudiences, leeway, decryptionKeys);
  }

  /// The same for a client that registered `id_token_encrypted_response_alg`: its ID tokens are
  /// encrypted after they are signed, and one that is not encrypted is refused. OIDC Core §10.2.
  ///
  /// @param keys whose public halves the server knows; several while they are changed
  /// @throws IllegalArgumentException for none
  public IdTokenPolicy encryptedTo(DecryptionKey... keys) {
    return new IdTokenPolicy(algorithm, trustedAudiences, leeway, Decryption.by(keys).keys());
  }

  Decryption decryption() {
    return new Decryption(decryptionKeys);
  }
}
