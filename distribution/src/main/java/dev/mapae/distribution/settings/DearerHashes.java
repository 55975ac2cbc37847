package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.authentication.PasswordHash;
import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredPerson;
import dev.mapae.authorizationserver.store.Person;
import java.util.List;

/// Hashes of `users` that a sign-in replaces by what is easier to guess by: nobody is to learn that
/// afterwards.
final class DearerHashes {
  private DearerHashes() {}

  static void warn(Section file, Passwords.Cost ours, Declarations declarations) {
    List<Person> people =
        declarations.people().stream()
            .map(DeclaredPerson::person)
            .filter(person -> isDearer(person, ours))
            .toList();
    if (people.isEmpty()) {
      return;
    }
    String more = people.size() == 1 ? "" : " and %d more".formatted(people.size() - 1);
    file.warn(
        "users",
        "'password_hash' of %s%s costs more than 'password_hashing' asks for, and the hash that replaces it at the next sign-in is easier to guess by; raise 'memory' and 'iterations' there to those of the hash"
            .formatted(people.getFirst().username(), more));
  }

  private static boolean isDearer(Person person, Passwords.Cost ours) {
    return person
        .passwordHash()
        .filter(hash -> PasswordHash.parse(hash).isDearerThanOurs(ours))
        .isPresent();
  }
}
