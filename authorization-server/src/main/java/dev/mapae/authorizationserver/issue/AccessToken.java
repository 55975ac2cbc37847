package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Confirmation;
import dev.mapae.protocol.Scope;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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

  /// What it is for beyond its scope. RFC 9396 §9.1.
  List<AuthorizationDetail> details() {
    return claims.get(AuthorizationDetail.PARAMETER) instanceof List<?> all
        ? all.stream().flatMap(AccessToken::detail).toList()
        : List.of();
  }

  private static Stream<AuthorizationDetail> detail(Object value) {
    if (!(value instanceof Map<?, ?> object)) {
      return Stream.empty();
    }
    Map<String, Object> members = new LinkedHashMap<>();
    object.forEach((name, member) -> members.put(String.valueOf(name), member));
    return Stream.of(new AuthorizationDetail(members));
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
