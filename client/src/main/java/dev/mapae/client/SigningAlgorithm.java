package dev.mapae.client;

import com.nimbusds.jose.jwk.JWK;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An asymmetric JWS algorithm, and what Java calls it. RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864
/// §2.2.
///
/// @param alg as JOSE has it
/// @param jcaName as `java.security.Signature` has it
/// @param parameters those of PSS
record SigningAlgorithm(String alg, String jcaName, Optional<AlgorithmParameterSpec> parameters) {
  /// By `kty`, and by `crv` where there is one. The first is used where the key does not say.
  private static final Map<String, List<String>> OF_TYPE =
      Map.of(
          "RSA", List.of("PS256", "PS384", "PS512", "RS256", "RS384", "RS512"),
          "EC P-256", List.of("ES256"),
          "EC P-384", List.of("ES384"),
          "EC P-521", List.of("ES512"),
          "OKP Ed25519", List.of("EdDSA", "Ed25519"));

  /// The algorithm of a key.
  ///
  /// @param alg the one it says
  /// @return empty for a key of another type, or an algorithm that its type does not
  static Optional<SigningAlgorithm> of(JWK key, Optional<String> alg) {
    return of(key.getRequiredParams(), alg);
  }

  static Optional<SigningAlgorithm> of(Map<String, ?> publicJwk, String alg) {
    return of(publicJwk, Optional.of(alg));
  }

  private static Optional<SigningAlgorithm> of(Map<String, ?> publicJwk, Optional<String> alg) {
    String type =
        publicJwk.containsKey("crv")
            ? publicJwk.get("kty") + " " + publicJwk.get("crv")
            : String.valueOf(publicJwk.get("kty"));
    List<String> able = OF_TYPE.getOrDefault(type, List.of());
    return alg.or(() -> able.stream().findFirst())
        .filter(able::contains)
        .map(SigningAlgorithm::named);
  }

  private static SigningAlgorithm named(String alg) {
    if (alg.startsWith("Ed")) {
      return new SigningAlgorithm(alg, "Ed25519", Optional.empty());
    }
    String bits = alg.substring(2);
    if (alg.startsWith("ES")) {
      return new SigningAlgorithm(alg, "SHA" + bits + "withECDSAinP1363Format", Optional.empty());
    }
    if (alg.startsWith("RS")) {
      return new SigningAlgorithm(alg, "SHA" + bits + "withRSA", Optional.empty());
    }
    String hash = "SHA-" + bits;
    return new SigningAlgorithm(
        alg,
        "RSASSA-PSS",
        Optional.of(
            new PSSParameterSpec(
                hash, "MGF1", new MGF1ParameterSpec(hash), Integer.parseInt(bits) / 8, 1)));
  }
}
