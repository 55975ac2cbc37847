package dev.mapae.authorizationserver.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/// Something that may be presented once: a `jti` of whoever made it, or a name that this server
/// gave.
///
/// @param id of fixed length, however long the `jti`
/// @param expiresAt when it may be forgotten
public record Once(Kind kind, String id, Instant expiresAt) {
  /// What it is the `jti` of. Each kind is a namespace of its own.
  public enum Kind {
    /// RFC 7523 §3.
    CLIENT_ASSERTION,

    /// RFC 7523 §2.1: of whom this server trusts.
    AUTHORIZATION_GRANT,

    /// RFC 9449 §11.1.
    DPOP_PROOF,

    /// A sign-in that had got as far as the second factor.
    SECOND_FACTOR,

    /// Web Authentication Level 3 §13.4.3.
    PASSKEY_CHALLENGE,

    /// An app that was offered to be set up.
    TOTP_OFFER,

    /// The `state` of a sign-in at another provider: OIDC Core §3.1.2.1.
    UPSTREAM_STATE,

    /// What a site answered that signs people in, or asks them.
    INTERACTION
  }

  /// It is remembered for longer than it is good, since the clock of the node that forgets it may
  /// be ahead of that of another.
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

  /// The `jti` of somebody.
  ///
  /// @param owner who chose it, such as a `client_id`: others may choose the same
  /// @param goodUntil when what has it is refused anyway
  public static Once of(Kind kind, String owner, String jti, Instant goodUntil) {
    return new Once(kind, hash(kind.name(), owner, jti), goodUntil.plus(CLOCKS_DIFFER));
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
