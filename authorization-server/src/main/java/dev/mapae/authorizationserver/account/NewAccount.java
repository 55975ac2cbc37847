package dev.mapae.authorizationserver.account;

import dev.mapae.authorizationserver.interaction.AccountLimits;
import dev.mapae.authorizationserver.interaction.AccountSteps.Fault;
import dev.mapae.authorizationserver.interaction.ShownText;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Parameters;
import java.text.Normalizer;
import java.util.Optional;

/// What somebody chose for an account of their own.
///
/// @param name what others are shown; empty for none
/// @param again the password, typed once more: nobody could help who mistyped it
public record NewAccount(String username, String name, String password, String again) {
  /// Reads the form; spaces around what others see are not meant.
  public static NewAccount of(Parameters form) {
    return new NewAccount(
        // As other keyboards compose the same letters.
        Normalizer.normalize(form.one("username").orElse("").strip(), Normalizer.Form.NFC),
        form.one("name").orElse("").strip(),
        form.one("password").orElse(""),
        form.one("password_again").orElse(""));
  }

  /// Whether somebody could choose this username, were it free.
  public static boolean mayBeUsername(String text) {
    return NewUsername.isGood(text);
  }

  /// What is wrong with it, whoever else there is.
  Optional<Fault> fault() {
    if (!NewUsername.isGood(username)) {
      return Optional.of(Fault.USERNAME);
    }
    if (NewUsername.isReserved(username)) {
      return Optional.of(Fault.USERNAME_TAKEN);
    }
    if (!name.isEmpty() && (name.length() > AccountLimits.NAME || !ShownText.isVisible(name))) {
      return Optional.of(Fault.NAME);
    }
    return passwordFault();
  }

  private Optional<Fault> passwordFault() {
    int length = password.codePointCount(0, password.length());
    if (length < AccountLimits.LEAST_PASSWORD) {
      return Optional.of(Fault.PASSWORD_SHORT);
    }
    if (length > AccountLimits.PASSWORD) {
      return Optional.of(Fault.PASSWORD_LONG);
    }
    if (!password.equals(again)) {
      return Optional.of(Fault.PASSWORDS_DIFFER);
    }
    String folded = Person.folded(password);
    return CommonPasswords.has(password)
            || isMadeOf(Person.folded(username), folded)
            || folded.equals(Person.folded(name))
        ? Optional.of(Fault.PASSWORD_COMMON)
        : Optional.empty();
  }

  /// Whether there is a username in a password; one of a letter or two is in every other sentence.
  private static boolean isMadeOf(String username, String password) {
    return username.codePointCount(0, username.length()) > 3
        ? password.contains(username)
        : password.equals(username);
  }

  /// Tells nothing of the password.
  @Override
  public String toString() {
    return "NewAccount[" + username + "]";
  }
}
