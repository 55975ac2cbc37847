package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.binding.Binding;
import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.protocol.Scope;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What access tokens say beyond what each of them says. RFC 9068 §2.2.1, §2.2.3.1.
final class TokenClaims {
  private TokenClaims() {}

  /// About a person and how they signed in, and who may act for them (RFC 8693 §4.4).
  static Map<String, Object> about(
      Client client, Grant grant, Person person, Permission permission) {
    Map<String, Object> claims = about(grant, person, permission);
    client.tokenExchange().mayAct().ifPresent(sub -> claims.put("may_act", Map.of("sub", sub)));
    return claims;
  }

  /// About a person and how they signed in.
  static Map<String, Object> about(Grant grant, Person person, Permission permission) {
    Map<String, Object> claims = of(person, permission);
    Session.authTime(grant.authenticatedAt())
        .ifPresent(at -> claims.put("auth_time", at.getEpochSecond()));
    claims.put("acr", grant.acr());
    // Of somebody who signed in elsewhere, nobody here knows how.
    if (!grant.amr().isEmpty()) {
      claims.put("amr", grant.amr());
    }
    return claims;
  }

  /// About a person, however they signed in.
  static Map<String, Object> of(Person person, Permission permission) {
    Map<String, Object> claims = StandardClaims.of(person, names(permission));
    if (!person.roles().isEmpty()) {
      claims.put("roles", List.copyOf(new TreeSet<>(person.roles())));
    }
    return claims;
  }

  /// Those among others that the scope releases to the API which the token is for.
  static Map<String, Object> released(Permission permission, Map<String, Object> claims) {
    return claims.isEmpty() ? claims : StandardClaims.of(claims, names(permission));
  }

  private static Set<String> names(Permission permission) {
    return names(permission.scope(), permission.resource());
  }

  /// Of the claims of a token for an API those that nothing releases now, of what is left of its
  /// scope. All that the server says itself is reserved.
  static Set<String> withheld(Map<String, Object> claims, Scope left, Optional<Resource> api) {
    Set<String> names = new LinkedHashSet<>(claims.keySet());
    names.removeIf(ReservedClaims::has);
    if (!names.isEmpty()) {
      names.removeAll(names(left, api));
    }
    return names;
  }

  private static Set<String> names(Scope scopes, Optional<Resource> resource) {
    return scopes.stream()
        .flatMap(scope -> resource.flatMap(api -> api.declared(scope)).stream())
        .flatMap(declared -> declared.claims().stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /// These, and the key that the token is bound to. RFC 7800 §3.1.
  static Map<String, Object> confirmed(Map<String, Object> claims, Binding binding) {
    if (binding.confirmation().isEmpty()) {
      return claims;
    }
    Map<String, Object> confirmed = new LinkedHashMap<>(claims);
    confirmed.put("cnf", binding.confirmation().get().claim());
    return confirmed;
  }
}
