package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.protocol.Scope;
import java.util.List;
import java.util.Optional;

/// What a token request gets. RFC 6749 §5.1.
///
/// @param tokenType `Bearer` or `DPoP`
/// @param expiresIn seconds
/// @param details what the access token says of authorization details (RFC 9396 §7)
/// @param subject whom the tokens speak for, for the audit
/// @param exchanged what is told of a token that another was exchanged for
public record Issued(
    String accessToken,
    String tokenType,
    long expiresIn,
    Scope scope,
    List<AuthorizationDetail> details,
    Optional<String> refreshToken,
    Optional<String> idToken,
    String subject,
    Optional<Exchanged> exchanged) {

  /// A token that another was exchanged for.
  ///
  /// @param tokenType `issued_token_type`, RFC 8693 §2.2.1
  /// @param actor who acts with it, for the audit
  public record Exchanged(String tokenType, Optional<String> actor) {}

  /// Tells nothing of the tokens.
  @Override
  public String toString() {
    return "Issued[" + subject + " " + scope + "]";
  }
}
