package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Confirmation;
import dev.mapae.protocol.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An access token of ours, authentic, read again. RFC 9068 §2.2.
///
/// @param id `jti`
/// @param grantId the grant it was derived from; empty for client credentials and for assertions of
///   others
/// @param exchanged whether another token was exchanged for it (RFC 8693), so that its client may
///   be another than that of the grant
/// @param subject what its client knows the person by, or that client
/// @param person our own name for the person, where there is no grant to tell and `subject` is
///   pairwise
/// @param claims all of them, as JSON values
public record AccessToken(
    String id,
    Optional<String> grantId,
    boolean exchanged,
    String subject,
    Optional<String> person,
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

  /// Whether it speaks for a person: a client never has the `sub` of one.
  boolean isOfPerson() {
    return !subject.equals(clientId);
  }

  /// Whether it is for more than its scope says. RFC 9396 §9.1.
  boolean hasDetails() {
    return claims.containsKey(AuthorizationDetail.PARAMETER);
  }

  /// Whether it is bound to something that is not known here. A node of a later version may have
  /// made it.
  boolean isBoundToUnknown() {
    return claims.containsKey("cnf") && confirmation().isEmpty();
  }

  /// The key that it is bound to. RFC 7800 §3.1.
  public Optional<Confirmation> confirmation() {
    return Optional.ofNullable(claims.get("cnf")).flatMap(Confirmation::parse);
  }
}
