package dev.mapae.protocol;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A public key of ML-DSA, as its JWK has it: `kty` is `AKP`, and `alg` is a part of the key. RFC
/// 9964 §3, §5.
///
/// The JOSE library knows none, and the JDK does from version 24 on.
record MlDsaKey(Optional<String> kid, String algorithm, PublicKey key) {
  static final String TYPE = "AKP";

  /// By `alg`: what stands before the key in a SubjectPublicKeyInfo (RFC 9881 §4).
  private static final Map<String, String> SPKI_HEADS =
      Map.of(
          "ML-DSA-44", "30820532300b06096086480165030403110382052100",
          "ML-DSA-65", "308207b2300b0609608648016503040312038207a100",
          "ML-DSA-87", "30820a32300b060960864801650304031303820a2100");

  /// In bytes, RFC 9964 §5.
  private static final Map<String, Integer> LENGTHS =
      Map.of("ML-DSA-44", 1312, "ML-DSA-65", 1952, "ML-DSA-87", 2592);

  /// Those that this Java has.
  static List<String> algorithms() {
    return List.of("ML-DSA-44", "ML-DSA-65", "ML-DSA-87").stream()
        .filter(MlDsaKey::isHere)
        .toList();
  }

  private static boolean isHere(String algorithm) {
    try {
      KeyFactory.getInstance(algorithm);
      return true;
    } catch (NoSuchAlgorithmException e) {
      return false;
    }
  }

  /// Reads a JWK of type `AKP`.
  ///
  /// @return empty for a key without the `alg` that it has to have, or with another, for a private
  ///   key, for one that is not to verify, and for one whose length is not that of its `alg`
  static Optional<MlDsaKey> parse(Map<String, Object> jwk) throws GeneralSecurityException {
    if (!(jwk.get("alg") instanceof String alg)
        || !VerificationKey.ALGORITHMS.contains(alg)
        || !LENGTHS.containsKey(alg)
        || !(jwk.get("pub") instanceof String pub)
        || jwk.containsKey("priv")
        || !isToVerify(jwk)
        || !(jwk.getOrDefault("kid", "") instanceof String)) {
      return Optional.empty();
    }
    byte[] bytes = Base64.getUrlDecoder().decode(pub);
    if (bytes.length != LENGTHS.get(alg)) {
      return Optional.empty();
    }
    ByteArrayOutputStream spki = new ByteArrayOutputStream();
    spki.writeBytes(HexFormat.of().parseHex(SPKI_HEADS.get(alg)));
    spki.writeBytes(bytes);
    PublicKey key =
        KeyFactory.getInstance(alg).generatePublic(new X509EncodedKeySpec(spki.toByteArray()));
    return Optional.of(new MlDsaKey(UnverifiedJwt.text(jwk, "kid"), alg, key));
  }

  /// RFC 7517 §4.2 and §4.3.
  private static boolean isToVerify(Map<String, Object> jwk) {
    return "sig".equals(jwk.getOrDefault("use", "sig"))
        && (!jwk.containsKey("key_ops")
            || (jwk.get("key_ops") instanceof List<?> operations && operations.contains("verify")));
  }
}
