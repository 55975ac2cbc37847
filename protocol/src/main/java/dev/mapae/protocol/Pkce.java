package dev.mapae.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// Proof Key for Code Exchange with S256, the only method there is here. RFC 7636.
public final class Pkce {
  private Pkce() {}

  /// Makes a verifier of 256 random bits. RFC 7636 §4.1.
  public static String verifier(SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// The challenge that belongs to a verifier. RFC 7636 §4.2.
  public static String challenge(String verifier) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Whether a value can be a `code_challenge` of S256: 43 characters of base64url. RFC 7636 §4.2.
  public static boolean isChallenge(String value) {
    return value.length() == 43
        && value.chars().allMatch(c -> isUnreserved(c) && c != '.' && c != '~');
  }

  /// Whether a value can be a `code_verifier`: 43 to 128 unreserved characters. RFC 7636 §4.1.
  public static boolean isVerifier(String value) {
    return value.length() >= 43
        && value.length() <= 128
        && value.chars().allMatch(Pkce::isUnreserved);
  }

  /// Whether this verifier made this challenge, in constant time. RFC 7636 §4.6.
  public static boolean matches(String verifier, String challenge) {
    return isVerifier(verifier)
        && MessageDigest.isEqual(
            challenge(verifier).getBytes(StandardCharsets.US_ASCII),
            challenge.getBytes(StandardCharsets.US_ASCII));
  }

  private static boolean isUnreserved(int c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }
}
