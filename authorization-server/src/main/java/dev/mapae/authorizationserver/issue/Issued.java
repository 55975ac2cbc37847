package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.protocol.Scope;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a token request gets. RFC 6749 §5.1.
///
/// @param tokenType `Bearer` or `DPoP`
/// @param expiresIn seconds
/// @param details what the access token says of authorization details (RFC 9396 §7): none where all
///   were left out; empty where nobody asked for any
/// @param subject whom the tokens speak for, for the audit
/// @param issuedTokenType of a token that another was exchanged for (RFC 8693 §2.2.1)
/// @param facts what the audit is told besides of where the tokens come from
public record Issued(
    String accessToken,
    String tokenType,
    long expiresIn,
    Scope scope,
    Optional<List<AuthorizationDetail>> details,
    Optional<String> refreshToken,
    Optional<String> idToken,
    String subject,
    Optional<String> issuedTokenType,
    Map<String, String> facts) {
  public Issued {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /// Tells nothing of the tokens.
  @Override
  public String toString() {
    return "Issued[" + subject + " " + scope + "]";
  }
}
