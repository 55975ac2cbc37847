package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.store.People;
import dev.mapae.authorizationserver.store.Person;
import java.util.Optional;

/// Hashes a password anew when it is typed and its hash comes from another server, or from other
/// settings. Sessions go on: it is the same password.
record PasswordUpgrade(People people, Passwords passwords) {
  /// Replaces the hash of somebody, if it is to be replaced.
  ///
  /// @param password that is right
  /// @return the person as they are then; empty when it is not their password any more
  Optional<Person> of(Person person, String password) {
    Optional<String> outdated = person.passwordHash().filter(passwords::isOutdated);
    if (outdated.isEmpty() || !passwords.isAllSeen(outdated.get(), password)) {
      return Optional.of(person);
    }
    Optional<String> ours = hash(password);
    ours.ifPresent(hash -> people.rehash(person.subject(), outdated.get(), hash));
    // It may have been changed meanwhile; or upgraded, where they sign in twice at once.
    return people
        .find(person.subject())
        .filter(now ->
            now.passwordHash().equals(outdated)
                || (ours.isPresent() && now.passwordHash().equals(ours))
                || passwords.verify(now.passwordHash(), password));
  }

  /// @return empty when it has to wait for the next time
  private Optional<String> hash(String password) {
    try {
      return Optional.of(passwords.hash(password));
    } catch (Passwords.Busy e) {
      return Optional.empty();
    }
  }
}
