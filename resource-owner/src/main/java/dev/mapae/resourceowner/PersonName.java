package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.store.Person;

/// How the pages name the person who is signed in.
final class PersonName {
  private PersonName() {}

  /// The claim `name` (OIDC Core §5.1) with the username, or the username alone.
  static String of(Person person) {
    String username = DisplayName.of(person.username());
    return person.claims().get("name") instanceof String name && !name.isBlank()
        ? DisplayName.of(name) + " (" + username + ")"
        : username;
  }
}
