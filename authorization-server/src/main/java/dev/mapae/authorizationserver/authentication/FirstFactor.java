package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Session;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What somebody has proven who has yet to use a second factor. It is no session: nothing is given
/// for it but the page that asks for the second.
///
/// @param id random; it is good for one sign-in
/// @param at when they came here with it
/// @param shown what it was
/// @param password a digest of how it is kept; empty where something was shown in a session
/// @param session that goes on, of somebody who signed in without second factor before
public record FirstFactor(
    String id,
    String subject,
    Instant at,
    Shown shown,
    String password,
    Optional<Session> session) {
  /// How long a person may take for the second.
  static final Duration LIFETIME = Duration.ofMinutes(5);

  /// What somebody showed.
  ///
  /// @param at when; of what was shown elsewhere it may be a while ago
  /// @param amr what it was, as tokens tell it (RFC 8176); empty where nobody here knows
  /// @param identity the id of the account at another provider by which they came
  /// @param by what the audit says of it besides
  public record Shown(
      Instant at, List<String> amr, Optional<String> identity, Map<String, String> by) {
    /// RFC 8176 §2.
    static final String PASSWORD = "pwd";

    /// RFC 8176 has no value for a link or a code that went to a mailbox.
    static final String EMAIL = "email";

    public Shown {
      amr = List.copyOf(amr);
      by = Map.copyOf(by);
    }

    static Shown password(Instant now) {
      return new Shown(now, List.of(PASSWORD), Optional.empty(), Map.of());
    }

    static Shown email(Instant now) {
      return new Shown(now, List.of(EMAIL), Optional.empty(), Map.of());
    }

    static Shown elsewhere(Instant at, List<String> amr) {
      return new Shown(at, amr, Optional.empty(), Map.of());
    }

    static Shown upstream(Instant at, String identity) {
      return new Shown(at, List.of(), Optional.of(identity), Map.of());
    }
  }

  /// Somebody who showed it just now.
  static FirstFactor of(String id, Person person, Instant at, Shown shown) {
    return new FirstFactor(id, person.subject(), at, shown, digest(person), Optional.empty());
  }

  /// Somebody who is signed in is asked for more. RFC 9470 §4.
  public static FirstFactor of(Session session) {
    return new FirstFactor(
        session.id(),
        session.subject(),
        session.authenticatedAt(),
        new Shown(session.authenticatedAt(), session.amr(), Optional.empty(), Map.of()),
        "",
        Optional.of(session));
  }

  /// The same with what the audit says of it, so that it says so too of the sign-in that comes of
  /// it.
  public FirstFactor by(String name, String value) {
    Map<String, String> by = new HashMap<>(shown.by());
    by.put(name, value);
    return new FirstFactor(
        id,
        subject,
        at,
        new Shown(shown.at(), shown.amr(), shown.identity(), by),
        password,
        session);
  }

  /// What they showed altogether. RFC 8176 §2.
  ///
  /// @param second what came after it
  public List<String> amr(List<String> second) {
    return Stream.concat(shown.amr().stream(), second.stream()).distinct().toList();
  }

  /// Whether the password is still the one that was right, or that they had. Of a session nobody
  /// has to ask: it ends when that is changed.
  public boolean isOf(Person person) {
    return session.isPresent() || password.equals(digest(person));
  }

  /// Whether they showed it a moment ago, also where that was elsewhere.
  public boolean isFresh() {
    return shown.at().isAfter(at.minus(AccountPlace.FRESH));
  }

  private static String digest(Person person) {
    return Passkeys.hash(person.passwordHash().orElse("").getBytes(StandardCharsets.UTF_8));
  }

  /// What is spent with it.
  Once once(Instant now) {
    return Once.of(Once.Kind.SECOND_FACTOR, subject, id, now.plus(LIFETIME));
  }
}
