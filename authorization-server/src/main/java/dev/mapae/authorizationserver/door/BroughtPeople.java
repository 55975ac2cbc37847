package dev.mapae.authorizationserver.door;

import dev.mapae.authorizationserver.interaction.SignedInPerson;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.People;
import dev.mapae.authorizationserver.store.People.Brought;
import dev.mapae.authorizationserver.store.Person;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/// The people of a site that has its own. What it knows somebody by leads to their `sub` here,
/// which is a digest of it: no row has to be looked for, and nobody who is here in another way can
/// be meant.
///
/// @param name of the site
public record BroughtPeople(String issuer, String name, People people) {
  private static final int LONGEST_ID = 150;

  /// As those of other people.
  private static final int SUBJECT = 16;

  /// Somebody as they are said to be. Nothing is kept by that; who was disabled is.
  Person as(SignedInPerson said) {
    String username = prefix() + said.id();
    if (said.id().length() > LONGEST_ID
        || !Person.isUsername(said.id())
        || !Person.isUsername(username)) {
      throw Problem.INVALID_OUTCOME.because(
          "The sub has to have 1 to 150 characters, without spaces around it and control"
              + " characters.");
    }
    String subject = subject(said.id());
    return new Person(
        subject,
        username,
        Origin.ADMINISTERED,
        people.find(subject).map(Person::enabled).orElse(true),
        Optional.empty(),
        said.roles(),
        said.claims());
  }

  /// Keeps somebody, for the first time or as they are now.
  Brought keep(Person person) {
    Brought brought = people.bring(person);
    if (brought == Brought.ANOTHERS) {
      throw Problem.ACCOUNT_CONFLICT.because(
          "Somebody else here has this username, or has proved that the email is theirs; nobody's"
              + " account is taken over. Leave email_verified out, or remove the other account.");
    }
    return brought;
  }

  /// What the site knows somebody by; empty for one whom it did not bring.
  Optional<String> nameThere(Person person) {
    String prefix = prefix();
    return Optional.of(person.username())
        .filter(username -> username.startsWith(prefix))
        .map(username -> username.substring(prefix.length()))
        .filter(id -> person.subject().equals(subject(id)));
  }

  /// Whether somebody was brought: what is known of them is said by the site, and by nobody else.
  public boolean isBrought(Person person) {
    return nameThere(person).isPresent();
  }

  private String prefix() {
    return name + ":";
  }

  private String subject(String id) {
    byte[] digest = digest("brought\n" + issuer + "\n" + name + "\n" + id);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, SUBJECT));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
