package dev.mapae.authorizationserver.account;

import dev.mapae.authorizationserver.interaction.AccountLimits;
import dev.mapae.authorizationserver.interaction.AccountSteps.Fault;
import dev.mapae.authorizationserver.store.Person;
import java.util.Optional;

/// A password that somebody chose. NIST SP 800-63B §5.1.1.2: there is a least length, no rule of
/// what is in it, and none that is easily guessed.
///
/// @param again the same once more: nobody could help who mistyped it
public record NewPassword(String password, String again) {
  /// What is wrong with it.
  ///
  /// @param username of whose it will be
  /// @param name what others are shown; empty for none
  public Optional<Fault> fault(String username, String name) {
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

  /// Tells nothing.
  @Override
  public String toString() {
    return "NewPassword[]";
  }
}
