package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Session;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What somebody has proven who has yet to use a second factor. It is no session: nothing is given
/// for it but the page that asks for the second.
///
/// @param id random; it is good for one sign-in
/// @param at when the password was right
/// @param password a digest of how it is kept; empty where it was shown in a session
/// @param session that goes on, of somebody who signed in without second factor before
/// @param upstream by which they came in place of a password
public record FirstFactor(
    String id,
    String subject,
    Instant at,
    String password,
    Optional<Session> session,
    Optional<Upstream> upstream) {
  /// How long a person may take for the second.
  static final Duration LIFETIME = Duration.ofMinutes(5);

  /// What came from another provider.
  ///
  /// @param identity the id of the account there
  /// @param authenticatedAt when they signed in there
  public record Upstream(String identity, Instant authenticatedAt) {}

  /// Somebody whose password was right just now.
  static FirstFactor of(String id, Person person, Instant at) {
    return new FirstFactor(
        id, person.subject(), at, digest(person), Optional.empty(), Optional.empty());
  }

  /// Somebody who came from another provider just now.
  static FirstFactor of(String id, Person person, Instant at, Upstream upstream) {
    return new FirstFactor(
        id, person.subject(), at, digest(person), Optional.empty(), Optional.of(upstream));
  }

  /// Somebody who is signed in is asked for more. RFC 9470 §4.
  public static FirstFactor of(Session session) {
    return new FirstFactor(
        session.id(),
        session.subject(),
        session.authenticatedAt(),
        "",
        Optional.of(session),
        Optional.empty());
  }

  /// When they signed in.
  Instant authenticatedAt() {
    return upstream.map(Upstream::authenticatedAt).orElse(at);
  }

  /// What a session says that somebody showed. Of what they showed elsewhere nobody here knows. RFC
  /// 8176 §2.
  ///
  /// @param withPassword what it says after a password
  List<String> amr(List<String> withPassword) {
    boolean elsewhere =
        upstream.isPresent() || session.filter(s -> s.acr().equals(Acr.UPSTREAM)).isPresent();
    return elsewhere
        ? withPassword.stream().filter(method -> !method.equals("pwd")).toList()
        : withPassword;
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
