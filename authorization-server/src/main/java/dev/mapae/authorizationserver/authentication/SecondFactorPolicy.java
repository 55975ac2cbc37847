package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Session;
import java.util.Set;

/// Who must have more than a password.
///
/// @param everybody whether all people must
/// @param roles of which everyone must who has one of them
public record SecondFactorPolicy(boolean everybody, Set<String> roles) {
  /// Nobody must, and everybody may.
  public static final SecondFactorPolicy OPTIONAL = new SecondFactorPolicy(false, Set.of());

  public SecondFactorPolicy {
    roles = Set.copyOf(roles);
  }

  public boolean isRequiredOf(Person person) {
    return everybody || person.roles().stream().anyMatch(roles::contains);
  }

  /// Whether a session is good enough for its person.
  boolean isMetBy(Session session, Person person) {
    return !isRequiredOf(person) || Acr.isMultiFactor(session);
  }
}
