package dev.mapae.authorizationserver.registration;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What metadata may name though nobody here has it (any more), since they are for every server, or
/// were good when they came. It lets nobody ask for more: what is in force is filtered.
///
/// @param scopes of APIs
/// @param detailsTypes of authorization details, RFC 9396 §10
record Besides(Set<String> scopes, Set<String> detailsTypes) {
  static final String DETAILS_TYPES = "authorization_details_types";

  /// All that these members name.
  static Besides of(Map<String, Object> members) {
    return new Besides(
        members.get("scope") instanceof String scope
            ? Stream.of(scope.split(" +")).filter(s -> !s.isEmpty()).collect(Collectors.toSet())
            : Set.of(),
        members.get(DETAILS_TYPES) instanceof List<?> types
            ? types.stream().map(String::valueOf).collect(Collectors.toSet())
            : Set.of());
  }

  Besides and(Besides other) {
    return new Besides(both(scopes, other.scopes), both(detailsTypes, other.detailsTypes));
  }

  private static Set<String> both(Set<String> one, Set<String> other) {
    Set<String> both = new HashSet<>(one);
    both.addAll(other);
    return both;
  }
}
