package dev.mapae.authorizationserver.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;

/// Something that may be presented once: a `jti` of whoever made it.
///
/// @param id of fixed length, however long the `jti`
/// @param expiresAt when it would be refused anyway
public record Once(Kind kind, String id, Instant expiresAt) {
  /// What it is the `jti` of. Each kind is a namespace of its own.
  public enum Kind {
    /// RFC 7523 §3.
    CLIENT_ASSERTION,

    /// RFC 9449 §11.1.
    DPOP_PROOF
  }

  /// The `jti` of somebody.
  ///
  /// @param owner who chose it, such as a `client_id`: others may choose the same
  public static Once of(Kind kind, String owner, String jti, Instant expiresAt) {
    return new Once(kind, hash(kind.name(), owner, jti), expiresAt);
  }

  private static String hash(String... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        digest.update(digest(part));
      }
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  // Each part hashed by itself, so that no two ways to cut the same text are the same.
  private static byte[] digest(String part) throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("SHA-256").digest(part.getBytes(StandardCharsets.UTF_8));
  }
}
