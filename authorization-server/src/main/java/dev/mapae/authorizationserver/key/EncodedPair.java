package dev.mapae.authorizationserver.key;

import dev.mapae.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// How key pairs of Ed25519 and ML-DSA are kept before they are sealed: both halves as the JDK
/// writes them, since the JOSE library reads no private JWK of either. The seed that would be the
/// `priv` of RFC 9964 §4 is nothing that the JDK hands out.
final class EncodedPair {
  private static final String KID = "kid";
  private static final String PRIVATE = "pkcs8";
  private static final String PUBLIC = "spki";

  private EncodedPair() {}

  static byte[] generate(SigningAlgorithm algorithm, String kid, SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm.keyJcaName());
      generator.initialize(new NamedParameterSpec(algorithm.keyJcaName()), random);
      KeyPair pair = generator.generateKeyPair();
      return Json.object()
          .with(KID, kid)
          .with(PRIVATE, base64url(pair.getPrivate().getEncoded()))
          .with(PUBLIC, base64url(pair.getPublic().getEncoded()))
          .bytes();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// @throws IllegalArgumentException for what [#generate] did not make
  static SigningKey parse(SigningAlgorithm algorithm, byte[] kept) throws GeneralSecurityException {
    Map<String, Object> members =
        Json.parseObject(new String(kept, StandardCharsets.UTF_8)).orElse(Map.of());
    byte[] spki = bytes(members, PUBLIC);
    KeyFactory factory = KeyFactory.getInstance(algorithm.keyJcaName());
    return new SigningKey(
        text(members, KID),
        algorithm,
        factory.generatePrivate(new PKCS8EncodedKeySpec(bytes(members, PRIVATE))),
        factory.generatePublic(new X509EncodedKeySpec(spki)),
        publicJwk(algorithm, text(members, KID), spki));
  }

  private static Map<String, Object> publicJwk(
      SigningAlgorithm algorithm, String kid, byte[] spki) {
    Map<String, Object> jwk = new LinkedHashMap<>();
    if (algorithm == SigningAlgorithm.EDDSA) {
      jwk.put("kty", "OKP");
      jwk.put("crv", "Ed25519");
      jwk.put("x", base64url(last(32, spki)));
    } else {
      jwk.put("kty", "AKP");
      jwk.put("pub", base64url(last(publicBytes(algorithm), spki)));
    }
    jwk.put("use", "sig");
    jwk.put(KID, kid);
    jwk.put("alg", algorithm.algorithm());
    return jwk;
  }

  /// RFC 9964 §5, table 1.
  private static int publicBytes(SigningAlgorithm algorithm) {
    return switch (algorithm) {
      case ML_DSA_44 -> 1312;
      case ML_DSA_65 -> 1952;
      case ML_DSA_87 -> 2592;
      case ES256, ES384, ES512, RS256, RS384, RS512, PS256, PS384, PS512, EDDSA ->
          throw new IllegalArgumentException("not ML-DSA: " + algorithm);
    };
  }

  /// The key itself is the end of a SubjectPublicKeyInfo. RFC 8410 §4, RFC 9881 §4.
  private static byte[] last(int count, byte[] bytes) {
    return Arrays.copyOfRange(bytes, bytes.length - count, bytes.length);
  }

  private static byte[] bytes(Map<String, Object> members, String name) {
    return Base64.getUrlDecoder().decode(text(members, name));
  }

  private static String text(Map<String, Object> members, String name) {
    return Optional.ofNullable(members.get(name))
        .map(String::valueOf)
        .orElseThrow(() -> new IllegalArgumentException("a key pair without " + name));
  }

  private static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
