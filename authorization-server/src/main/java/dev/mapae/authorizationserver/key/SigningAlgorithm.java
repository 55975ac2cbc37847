package dev.mapae.authorizationserver.key;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What this server can sign with. RFC 7518 §3.1, RFC 8037 §3.1, RFC 9964 §5. HS256 is none of
/// them: whoever verifies it can sign as well. Nor is `none`.
public enum SigningAlgorithm {
  ES256("ES256", "SHA256withECDSAinP1363Format", "EC", "SHA-256"),
  ES384("ES384", "SHA384withECDSAinP1363Format", "EC", "SHA-384"),
  ES512("ES512", "SHA512withECDSAinP1363Format", "EC", "SHA-512"),
  RS256("RS256", "SHA256withRSA", "RSA", "SHA-256"),
  RS384("RS384", "SHA384withRSA", "RSA", "SHA-384"),
  RS512("RS512", "SHA512withRSA", "RSA", "SHA-512"),
  PS256("PS256", "RSASSA-PSS", "RSA", "SHA-256"),
  PS384("PS384", "RSASSA-PSS", "RSA", "SHA-384"),
  PS512("PS512", "RSASSA-PSS", "RSA", "SHA-512"),
  EDDSA("EdDSA", "Ed25519", "Ed25519", "SHA-512"),
  ML_DSA_44("ML-DSA-44", "ML-DSA-44", "ML-DSA-44", "SHAKE256-512"),
  ML_DSA_65("ML-DSA-65", "ML-DSA-65", "ML-DSA-65", "SHAKE256-512"),
  ML_DSA_87("ML-DSA-87", "ML-DSA-87", "ML-DSA-87", "SHAKE256-512");

  /// The `alg` of each, as metadata and settings name it.
  public static final List<String> ALL =
      Stream.of(values()).map(SigningAlgorithm::algorithm).toList();

  private final String alg;
  private final String jcaName;
  private final String keyJcaName;
  private final String hash;

  SigningAlgorithm(String alg, String jcaName, String keyJcaName, String hash) {
    this.alg = alg;
    this.jcaName = jcaName;
    this.keyJcaName = keyJcaName;
    this.hash = hash;
  }

  /// The algorithm with this `alg`.
  public static Optional<SigningAlgorithm> of(String alg) {
    return Stream.of(values()).filter(algorithm -> algorithm.alg.equals(alg)).findFirst();
  }

  /// The `alg`.
  public String algorithm() {
    return alg;
  }

  /// The JCA name of the hash for `at_hash` and its like (OIDC Core §3.1.3.6): the one inside the
  /// signature. That of Ed25519 is SHA-512 (RFC 8032 §5.1); ML-DSA takes 64 bytes of SHAKE256 of
  /// what it signs (FIPS 204 §5.2), and RFC 9964 says no more.
  public String hash() {
    return hash;
  }

  String jcaName() {
    return jcaName;
  }

  String keyJcaName() {
    return keyJcaName;
  }
}
