package dev.mapae.authorizationserver;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// The published keys, as somebody else uses them: the JOSE library verifies RSA and EC, the JDK
/// Ed25519 and ML-DSA.
final class PublishedKeys {
  private static final Map<String, String> SPKI_HEADS =
      Map.of(
          "Ed25519", "302a300506032b6570032100",
          "ML-DSA-44", "30820532300b06096086480165030403110382052100",
          "ML-DSA-65", "308207b2300b0609608648016503040312038207a100",
          "ML-DSA-87", "30820a32300b060960864801650304031303820a2100");

  private final List<Map<String, Object>> keys;

  PublishedKeys(TestServer server) {
    try {
      String text = new String(server.get("/jwks").body(), StandardCharsets.UTF_8);
      keys = List.of(JSONObjectUtils.getJSONObjectArray(JSONObjectUtils.parse(text), "keys"));
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  /// The keys as they are published.
  List<Map<String, Object>> all() {
    return keys;
  }

  List<Object> algorithms() {
    return keys.stream().map(key -> key.get("alg")).toList();
  }

  /// The ids of those for an algorithm.
  List<Object> ids(String algorithm) {
    return keys.stream()
        .filter(key -> algorithm.equals(key.get("alg")))
        .map(key -> key.get("kid"))
        .toList();
  }

  /// The header of a JWS whose signature is that of the key that it names.
  Map<String, Object> verifiedHeader(String jws) {
    String[] parts = jws.split("\\.", -1);
    Map<String, Object> header = TestServer.parse(text(parts[0]));
    Map<String, Object> key =
        keys.stream().filter(k -> k.get("kid").equals(header.get("kid"))).findFirst().orElseThrow();
    if (!key.get("alg").equals(header.get("alg")) || !"sig".equals(key.get("use"))) {
      throw new AssertionError(header + " is not the alg of " + key);
    }
    try {
      if (!verifies(key, parts)) {
        throw new AssertionError("the signature is wrong");
      }
    } catch (ParseException | JOSEException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    return header;
  }

  static String text(String base64url) {
    return new String(Base64.getUrlDecoder().decode(base64url), StandardCharsets.UTF_8);
  }

  private static boolean verifies(Map<String, Object> key, String[] parts)
      throws ParseException, JOSEException, GeneralSecurityException {
    byte[] input = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
    return switch ((String) key.get("kty")) {
      case "EC" -> by(new ECDSAVerifier(JWK.parse(key).toECKey()), parts, input);
      case "RSA" -> by(new RSASSAVerifier(JWK.parse(key).toRSAKey()), parts, input);
      case "OKP" -> by((String) key.get("crv"), (String) key.get("x"), parts, input);
      default -> by((String) key.get("alg"), (String) key.get("pub"), parts, input);
    };
  }

  private static boolean by(JWSVerifier verifier, String[] parts, byte[] input)
      throws ParseException, JOSEException {
    return verifier.verify(JWSHeader.parse(text(parts[0])), input, new Base64URL(parts[2]));
  }

  private static boolean by(String algorithm, String key, String[] parts, byte[] input)
      throws GeneralSecurityException {
    ByteArrayOutputStream spki = new ByteArrayOutputStream();
    spki.writeBytes(HexFormat.of().parseHex(SPKI_HEADS.get(algorithm)));
    spki.writeBytes(Base64.getUrlDecoder().decode(key));
    Signature signature = Signature.getInstance(algorithm);
    signature.initVerify(
        KeyFactory.getInstance(algorithm)
            .generatePublic(new X509EncodedKeySpec(spki.toByteArray())));
    signature.update(input);
    return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
  }
}
