package dev.mapae.authorizationserver.store;

import dev.mapae.protocol.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// What a person agreed to for a client, remembered so that they are not asked again. It outlives
/// grants.
///
/// @param resources the resource indicators that were named
/// @param claims what was shown besides: names of single claims that were asked for (OIDC Core
///   §5.5), and of claims that a scope releases, each after the scope and a space
/// @param details the digests of authorization details (RFC 9396), the newest first
public record Consent(
    String subject,
    String clientId,
    Scope scope,
    Set<String> resources,
    Set<String> claims,
    List<String> details,
    Instant givenAt) {
  public Consent {
    resources = Set.copyOf(resources);
    claims = Set.copyOf(claims);
    details = List.copyOf(details);
  }
}
