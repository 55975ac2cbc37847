package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.binding.Binding;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Person;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// What access tokens say beyond what each of them says. RFC 9068 §2.2.1, §2.2.3.1.
final class TokenClaims {
  private TokenClaims() {}

  /// About a person and how they signed in, and who may act for them (RFC 8693 §4.4).
  static Map<String, Object> about(Client client, Grant grant, Person person) {
    Map<String, Object> claims = about(grant, person);
    client.tokenExchange().mayAct().ifPresent(sub -> claims.put("may_act", Map.of("sub", sub)));
    return claims;
  }

  /// About a person and how they signed in.
  static Map<String, Object> about(Grant grant, Person person) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("auth_time", grant.authenticatedAt().getEpochSecond());
    claims.put("acr", grant.acr());
    claims.put("amr", grant.amr());
    claims.putAll(roles(person));
    return claims;
  }

  /// About a person who did not sign in here.
  static Map<String, Object> roles(Person person) {
    return person.roles().isEmpty()
        ? Map.of()
        : Map.of("roles", List.copyOf(new TreeSet<>(person.roles())));
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
