package dev.mapae.authorizationserver.response;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The names by which clients know sessions, `sid`. OpenID Connect Front-Channel Logout §3, OpenID
/// Connect Back-Channel Logout §2.1.
///
/// Each client has a name of its own for a session, the same on every node and for as long as the
/// same person stays signed in. It leads nowhere: it is a hash of 128 random bits.
public record SessionIds(String issuer) {
  /// The `sid` of a session for one client.
  ///
  /// @param firstSessionId see [dev.mapae.authorizationserver.store.Session#firstId]
  public String sid(String firstSessionId, String clientId) {
    String named = String.join("\n", firstSessionId, clientId, issuer);
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(named.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
