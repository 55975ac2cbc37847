package dev.mapae.authorizationserver.issue;

import dev.mapae.protocol.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An access token of ours, authentic, read again. RFC 9068 §2.2.
///
/// @param id `jti`
/// @param grantId the grant it was derived from; empty for client credentials
/// @param claims all of them, as JSON values
public record AccessToken(
    String id,
    Optional<String> grantId,
    String subject,
    String clientId,
    Scope scope,
    List<String> audience,
    Instant issuedAt,
    Instant expiresAt,
    Map<String, Object> claims) {
  public AccessToken {
    audience = List.copyOf(audience);
    claims = Map.copyOf(claims);
  }

  /// The thumbprint of the DPoP key that it is bound to. RFC 9449 §6.1.
  public Optional<String> jkt() {
    return claims.get("cnf") instanceof Map<?, ?> cnf && cnf.get("jkt") instanceof String jkt
        ? Optional.of(jkt)
        : Optional.empty();
  }
}
