package dev.mapae.authorizationserver.store;

import dev.mapae.protocol.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What a person agreed to for a client, remembered so that they are not asked again. It outlives
/// grants.
///
/// @param scope what they allowed
/// @param leftOut what they were asked for and did not allow, while they allowed other things
/// @param resources the resource indicators that were named
/// @param claims what was shown besides: names of single claims that were asked for (OIDC Core
///   §5.5), and of claims that a scope releases, each after the scope and a space
/// @param since when each scope was first allowed; of one that is not in it, `givenAt` is the best
///   that is known
/// @param details authorization details (RFC 9396), the newest first
public record Consent(
    String subject,
    String clientId,
    Scope scope,
    Scope leftOut,
    Set<String> resources,
    Set<String> claims,
    List<AuthorizationDetail> details,
    Map<String, Instant> since,
    Instant givenAt) {
  public Consent {
    leftOut = leftOut.without(scope);
    since = Map.copyOf(since);
    resources = Set.copyOf(resources);
    claims = Set.copyOf(claims);
    details = List.copyOf(details);
  }

  /// Whether a request for this was answered: nothing in it is new.
  public boolean answers(Scope wanted) {
    return scope.and(leftOut).containsAll(wanted);
  }

  /// Those of `claims` that were asked for by themselves.
  public Set<String> singleClaims() {
    return claims.stream().filter(claim -> !claim.contains(" ")).collect(Collectors.toSet());
  }

  /// Since when a scope has been allowed.
  public Instant since(String name) {
    return since.getOrDefault(name, givenAt);
  }
}
