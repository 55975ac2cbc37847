package dev.mapae.authorizationserver.interaction;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is said of somebody who signed in elsewhere. OIDC Core §2, RFC 8176.
///
/// @param id where people are brought, what they are known by there: it never changes, and never
///   becomes somebody else's. Where they are known here, their username
/// @param authTime when they signed in; empty for just now
/// @param amr how, in the words of RFC 8176
/// @param claims all that is known of them from now on (OIDC Core §5.1); only of those who are
///   brought
/// @param roles all that they have from now on; likewise
public record SignedInPerson(
    String id,
    Optional<Instant> authTime,
    List<String> amr,
    Map<String, Object> claims,
    Set<String> roles) {
  public SignedInPerson {
    amr = List.copyOf(amr);
    claims = Map.copyOf(claims);
    roles = Set.copyOf(roles);
  }

  /// Somebody who signed in just now.
  public static SignedInPerson of(String id, List<String> amr) {
    return new SignedInPerson(id, Optional.empty(), amr, Map.of(), Set.of());
  }

  /// The same with what is known of them.
  public SignedInPerson with(Map<String, Object> known) {
    return new SignedInPerson(id, authTime, amr, known, roles);
  }

  /// Tells nothing of the claims.
  @Override
  public String toString() {
    return "SignedInPerson[" + id + "]";
  }
}
