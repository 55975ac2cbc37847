package dev.mapae.authorizationserver.account;

import dev.mapae.authorizationserver.interaction.AccountLimits;
import dev.mapae.authorizationserver.interaction.AccountSteps.Fault;
import dev.mapae.authorizationserver.store.Person;
import java.net.URI;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Which passwords people may choose, wherever they choose one. NIST SP 800-63B §3.1.1.2: there is
/// a least length, no rule of what is in it, and none that is easily guessed or is known to have
/// leaked.
public final class PasswordRules {
  /// Words of fewer letters are in every other sentence.
  private static final int WORD = 4;

  private final List<String> ofService;
  private final int least;
  private final Predicate<String> breached;

  /// Makes the rules of one server.
  ///
  /// @param issuer whose name is no password
  /// @param least how many characters it has
  /// @param breached whether a password is known to have leaked
  public PasswordRules(String issuer, int least, Predicate<String> breached) {
    this.ofService =
        Stream.concat(
                Stream.of("mapae"),
                Stream.of(URI.create(issuer).getRawAuthority().split("[^A-Za-z0-9_-]+", -1)))
            .map(Person::folded)
            .filter(word -> word.length() >= WORD && word.chars().anyMatch(Character::isLetter))
            .distinct()
            .toList();
    this.least = least;
    this.breached = breached;
  }

  /// How many characters a password has.
  public int least() {
    return least;
  }

  /// What is wrong with a password.
  ///
  /// @param username of whose it will be
  /// @param name what others are shown; empty for none
  public Optional<Fault> fault(NewPassword chosen, String username, String name) {
    // As it is hashed. RFC 8265 §4.2.1.
    String password = Normalizer.normalize(chosen.password(), Normalizer.Form.NFC);
    int length = password.codePointCount(0, password.length());
    if (length < least) {
      return Optional.of(Fault.PASSWORD_SHORT);
    }
    if (length > AccountLimits.PASSWORD) {
      return Optional.of(Fault.PASSWORD_LONG);
    }
    if (!chosen.password().equals(chosen.again())) {
      return Optional.of(Fault.PASSWORDS_DIFFER);
    }
    return CommonPasswords.has(password)
            || isOf(Person.folded(username), Person.folded(name), Person.folded(password))
            || breached.test(password)
        ? Optional.of(Fault.PASSWORD_COMMON)
        : Optional.empty();
  }

  private boolean isOf(String username, String name, String password) {
    return isMadeOf(username, password)
        || password.equals(name)
        || ofService.stream().anyMatch(word -> isAllBut(word, password));
  }

  /// Whether there is a username in a password; one of a letter or two is in every other sentence.
  private static boolean isMadeOf(String username, String password) {
    return username.codePointCount(0, username.length()) >= WORD
        ? password.contains(username)
        : password.equals(username);
  }

  /// Whether a password is the word, with digits and signs at its ends or fewer letters than it
  /// takes besides.
  private static boolean isAllBut(String word, String password) {
    int at = password.indexOf(word);
    return at >= 0
        && Stream.of(password.substring(0, at), password.substring(at + word.length()))
                .flatMapToInt(String::codePoints)
                .filter(Character::isLetter)
                .count()
            < WORD;
  }
}
