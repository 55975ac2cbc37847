package dev.mapae.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The SHA-256 thumbprint of a public key: its name, whatever else its JWK says. RFC 7638.
public final class JwkThumbprint {
  /// The members that make the key, for each `kty`. RFC 7638 §3.2, RFC 8037 §2, RFC 9964.
  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "EC", List.of("crv", "kty", "x", "y"),
          "RSA", List.of("e", "kty", "n"),
          "OKP", List.of("crv", "kty", "x"),
          "AKP", List.of("alg", "kty", "pub"));

  /// Members that are names and no numbers.
  private static final Set<String> NAMES = Set.of("kty", "crv", "alg");

  /// Of coordinates and public keys on a curve, in bytes.
  private static final Map<String, Integer> LENGTHS =
      Map.of("P-256", 32, "P-384", 48, "P-521", 66, "Ed25519", 32);

  private JwkThumbprint() {}

  /// The thumbprint of a JWK, as `jkt` has it (RFC 9449 §6.1).
  ///
  /// @return empty for what is no public key, or has a member that is not written as a JWK writes
  ///   it
  public static Optional<String> of(Map<?, ?> jwk) {
    if (!(jwk.get("kty") instanceof String kty) || !REQUIRED.containsKey(kty)) {
      return Optional.empty();
    }
    Json canonical = Json.object();
    for (String name : REQUIRED.get(kty)) {
      if (!(jwk.get(name) instanceof String value) || !isWritten(jwk, name, value)) {
        return Optional.empty();
      }
      canonical.with(name, value);
    }
    return Optional.of(sha256(canonical.toString()));
  }

  /// Whether a member is written in the one way in which its number can be, so that no key has two
  /// thumbprints. RFC 7518 §2, §6.2.1.2, §6.3.1.1, RFC 8037 §2.
  private static boolean isWritten(Map<?, ?> jwk, String name, String value) {
    if (value.isEmpty() || !value.chars().allMatch(UnverifiedJwt::isBase64url)) {
      return false;
    }
    if (NAMES.contains(name)) {
      return true;
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(value);
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(value)) {
      return false;
    }
    Integer length = LENGTHS.get(String.valueOf(jwk.get("crv")));
    return "RSA".equals(jwk.get("kty")) ? bytes[0] != 0 : length == null || bytes.length == length;
  }

  /// Whether a value can be a thumbprint: 43 characters of base64url.
  public static boolean isThumbprint(String value) {
    return value.length() == 43 && value.chars().allMatch(UnverifiedJwt::isBase64url);
  }

  /// SHA-256 of ASCII characters, in base64url.
  static String sha256(String ascii) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(ascii.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
