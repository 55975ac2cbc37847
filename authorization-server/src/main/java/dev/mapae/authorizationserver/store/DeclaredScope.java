package dev.mapae.authorizationserver.store;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A scope that a resource declares.
///
/// @param descriptions what people are told, by language (`en`, `ko`); the empty key is what to
///   fall back to
/// @param roles people need one of these to grant it; empty when everybody may
/// @param claims about whom the token speaks for, that it releases into access tokens
/// @param optional whether people may allow the rest of a request without it
public record DeclaredScope(
    String name,
    Map<String, String> descriptions,
    Set<String> roles,
    List<String> claims,
    boolean optional) {
  /// One that people may leave out.
  public DeclaredScope(
      String name, Map<String, String> descriptions, Set<String> roles, List<String> claims) {
    this(name, descriptions, roles, claims, true);
  }

  /// One that they may leave out, and that releases nothing.
  public DeclaredScope(String name, Map<String, String> descriptions, Set<String> roles) {
    this(name, descriptions, roles, List.of());
  }

  public DeclaredScope {
    descriptions = Map.copyOf(descriptions);
    roles = Set.copyOf(roles);
    claims = List.copyOf(claims);
  }

  /// Whether this person may grant it.
  public boolean isFor(Person person) {
    return roles.isEmpty() || !Collections.disjoint(roles, person.roles());
  }

  /// The description in this language, else the one without language, else the name itself.
  public String description(String language) {
    return Optional.ofNullable(descriptions.get(language))
        .or(() -> Optional.ofNullable(descriptions.get("")))
        .orElse(name);
  }
}
