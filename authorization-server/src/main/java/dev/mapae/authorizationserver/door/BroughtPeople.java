package dev.mapae.authorizationserver.door;

import dev.mapae.authorizationserver.interaction.SignedInPerson;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.People;
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

  /// Keeps somebody, for the first time or as they are now.
  Person bring(SignedInPerson said) {
    String username = name + ":" + said.id();
    if (said.id().length() > LONGEST_ID
        || !Person.isUsername(said.id())
        || !Person.isUsername(username)) {
      throw Problem.INVALID_OUTCOME.because(
          "The sub has to have 1 to 150 characters, without spaces around it and control"
              + " characters.");
    }
    Person person =
        new Person(
            subject(said.id()),
            username,
            Origin.ADMINISTERED,
            true,
            Optional.empty(),
            said.roles(),
            said.claims());
    if (!people.bring(person)) {
      throw Problem.ACCOUNT_CONFLICT.because(
          "Somebody else here has this username, or has proved that the email is theirs; nobody's"
              + " account is taken over. Leave email_verified out, or remove the other account.");
    }
    return people
        .find(person.subject())
        .orElseThrow(() -> Problem.UNKNOWN_PERSON.because("They were deleted at this moment."));
  }

  /// Whether somebody was brought: what is known of them is said by the site, and by nobody else.
  public boolean isBrought(Person person) {
    String prefix = name + ":";
    return person.username().startsWith(prefix)
        && person.subject().equals(subject(person.username().substring(prefix.length())));
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
