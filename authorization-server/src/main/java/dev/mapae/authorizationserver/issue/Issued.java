package dev.mapae.authorizationserver.issue;

import dev.mapae.protocol.Scope;
import java.util.Optional;

/// What a token request gets. RFC 6749 §5.1.
///
/// @param tokenType `Bearer` or `DPoP`
/// @param expiresIn seconds
/// @param subject whom the tokens speak for, for the audit
public record Issued(
    String accessToken,
    String tokenType,
    long expiresIn,
    Scope scope,
    Optional<String> refreshToken,
    Optional<String> idToken,
    String subject) {
  /// Tells nothing of the tokens.
  @Override
  public String toString() {
    return "Issued[" + subject + " " + scope + "]";
  }
}
