package dev.mapae.authorizationserver.store;

import java.util.Map;
import java.util.Set;

/// A type of authorization details that a resource declares. RFC 9396 §2.1.
///
/// @param descriptions what people are told, by language; the empty key is what to fall back to.
///   `{member.member}` stands for what the detail says there
/// @param roles people need one of these to grant it; empty when everybody may
/// @param remembered whether somebody who allowed a detail is not asked about the very same again
/// @param schema the JSON Schema of its details, as JSON
public record AuthorizationDetailsType(
    String name,
    Map<String, String> descriptions,
    Set<String> roles,
    boolean remembered,
    String schema) {
  public AuthorizationDetailsType {
    descriptions = Map.copyOf(descriptions);
    roles = Set.copyOf(roles);
  }
}
