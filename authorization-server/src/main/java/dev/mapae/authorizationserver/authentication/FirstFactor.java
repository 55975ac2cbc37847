package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Session;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What somebody has proven who has yet to use a second factor. It is no session: nothing is given
/// for it but the page that asks for the second.
///
/// @param id random; it is good for one sign-in
/// @param at when the password was right
/// @param password a digest of how it is kept; empty where it was shown in a session
/// @param session that goes on, of somebody who signed in without second factor before
public record FirstFactor(
    String id, String subject, Instant at, String password, Optional<Session> session) {
  /// How long a person may take for the second.
  static final Duration LIFETIME = Duration.ofMinutes(5);

  /// Somebody whose password was right just now.
  static FirstFactor of(String id, Person person, Instant at) {
    return new FirstFactor(id, person.subject(), at, digest(person), Optional.empty());
  }

  /// Somebody who is signed in is asked for more. RFC 9470 §4.
  public static FirstFactor of(Session session) {
    return new FirstFactor(
        session.id(), session.subject(), session.authenticatedAt(), "", Optional.of(session));
  }

  /// Whether the password is still the one that was right. Of a session nobody has to ask: it ends
  /// when that is changed.
  public boolean isOf(Person person) {
    return session.isPresent() || password.equals(digest(person));
  }

  private static String digest(Person person) {
    return Passkeys.hash(person.passwordHash().orElse("").getBytes(StandardCharsets.UTF_8));
  }

  /// What is spent with it.
  Once once(Instant now) {
    return Once.of(Once.Kind.SECOND_FACTOR, subject, id, now.plus(LIFETIME));
  }
}
