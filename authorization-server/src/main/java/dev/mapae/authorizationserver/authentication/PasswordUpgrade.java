package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.store.People;
import dev.mapae.authorizationserver.store.Person;
import java.util.Optional;

/// Hashes a password anew when it is typed and its hash comes from another server, or from settings
/// that were cheaper. Sessions go on: it is the same password.
record PasswordUpgrade(People people, Passwords passwords) {
  /// Replaces the hash of somebody, if it is to be replaced.
  ///
  /// @param password that is right
  /// @return the person as they are then; empty when the password was changed meanwhile
  Optional<Person> of(Person person, String password) {
    Optional<String> outdated = person.passwordHash().filter(passwords::isOutdated);
    if (outdated.isEmpty()) {
      return Optional.of(person);
    }
    String hash;
    try {
      hash = passwords.hash(password);
    } catch (Passwords.Busy e) {
      return Optional.of(person); // next time
    }
    boolean ours = people.rehash(person.subject(), outdated.get(), hash);
    // Somebody who signs in twice at once may have been upgraded by the other.
    return people
        .find(person.subject())
        .filter(now -> ours || passwords.verify(now.passwordHash(), password));
  }
}
