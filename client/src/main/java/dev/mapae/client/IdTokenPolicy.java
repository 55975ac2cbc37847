package dev.mapae.client;

import dev.mapae.protocol.DecryptionKey;
import dev.mapae.protocol.VerificationKey;
import java.security.Security;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// What this client expects of ID tokens beyond what the specification fixes. OIDC Core §3.1.3.7.
///
/// `standard()` is enough for most; each other method answers one that differs in one point.
public final class IdTokenPolicy {
  /// By which `at_hash` is made where ML-DSA signs, which names no hash: the one inside of it (FIPS
  /// 204 §5.2). Java has it from 25 on, and ML-DSA from 24.
  static final String HASH_OF_ML_DSA = "SHAKE256-512";

  private static final Duration MAX_LEEWAY = Duration.ofMinutes(5);

  private final String algorithm;
  private final Set<String> trustedAudiences;
  private final Duration leeway;
  private final List<DecryptionKey> decryptionKeys;

  private IdTokenPolicy(
      String algorithm,
      Set<String> trustedAudiences,
      Duration leeway,
      List<DecryptionKey> decryptionKeys) {
    this.algorithm = algorithm;
    this.trustedAudiences = trustedAudiences;
    this.leeway = leeway;
    this.decryptionKeys = decryptionKeys;
  }

  static void requireAsymmetric(String algorithm) {
    if (isMlDsa(algorithm) && !Security.getAlgorithms("MessageDigest").contains(HASH_OF_ML_DSA)) {
      throw new IllegalArgumentException(
          "To verify " + algorithm + " takes Java 25 or newer; register another algorithm.");
    }
    if (!VerificationKey.ALGORITHMS.contains(algorithm)) {
      throw new IllegalArgumentException(
          "What the server signs is verified with a public key: " + VerificationKey.ALGORITHMS);
    }
  }

  static boolean isMlDsa(String algorithm) {
    return algorithm.startsWith("ML-DSA-");
  }

  /// RS256, no other audience, 30 seconds, not encrypted.
  public static IdTokenPolicy standard() {
    return new IdTokenPolicy("RS256", Set.of(), Duration.ofSeconds(30), List.of());
  }

  /// The same for a client that registered another `id_token_signed_response_alg`.
  ///
  /// @throws IllegalArgumentException for `none`, HMAC and unknown algorithms, and for ML-DSA (RFC
  ///   9964) before Java 25
  public IdTokenPolicy withAlgorithm(String other) {
    requireAsymmetric(other);
    return new IdTokenPolicy(other, trustedAudiences, leeway, decryptionKeys);
  }

  /// The same for a server that issues tokens for this client and others at once. Such tokens need
  /// an `azp` that is this client. OIDC Core §3.1.3.7, 3 to 5.
  ///
  /// @param others whom `aud` may name beside this client
  public IdTokenPolicy withTrustedAudiences(String... others) {
    return new IdTokenPolicy(algorithm, Set.copyOf(List.of(others)), leeway, decryptionKeys);
  }

  /// The same for clocks that are this far apart.
  ///
  /// @throws IllegalArgumentException for less than nothing, or more than five minutes
  public IdTokenPolicy withLeeway(Duration other) {
    if (other.isNegative() || other.compareTo(MAX_LEEWAY) > 0) {
      throw new IllegalArgumentException("The leeway is between nothing and five minutes.");
    }
    return new IdTokenPolicy(algorithm, trustedAudiences, other, decryptionKeys);
  }

  /// The same for a client that registered `id_token_encrypted_response_alg`: its ID tokens are
  /// encrypted after they are signed, and one that is not encrypted is refused. OIDC Core §10.2.
  ///
  /// @param keys whose public halves the server knows; several while they are changed
  /// @throws IllegalArgumentException for none
  public IdTokenPolicy encryptedTo(DecryptionKey... keys) {
    return new IdTokenPolicy(algorithm, trustedAudiences, leeway, Decryption.by(keys).keys());
  }

  /// The only `alg` that is accepted.
  String algorithm() {
    return algorithm;
  }

  /// Whom `aud` may name beside this client.
  Set<String> trustedAudiences() {
    return trustedAudiences;
  }

  /// How far the two clocks may be apart.
  Duration leeway() {
    return leeway;
  }

  Decryption decryption() {
    return new Decryption(decryptionKeys);
  }
}
