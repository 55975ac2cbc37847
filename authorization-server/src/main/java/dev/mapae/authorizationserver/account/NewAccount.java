package dev.mapae.authorizationserver.account;

import dev.mapae.authorizationserver.interaction.AccountLimits;
import dev.mapae.authorizationserver.interaction.AccountSteps.Fault;
import dev.mapae.authorizationserver.interaction.ShownText;
import dev.mapae.authorizationserver.store.MailAddress;
import dev.mapae.protocol.Parameters;
import java.text.Normalizer;
import java.util.Optional;

/// What somebody chose for an account of their own.
///
/// @param name what others are shown; empty for none
/// @param email their address, where they are asked for it; nobody knows yet whether it is theirs
/// @param again the password, typed once more: nobody could help who mistyped it
public record NewAccount(
    String username, String name, String email, String password, String again) {
  /// Reads the form; spaces around what others see are not meant.
  public static NewAccount of(Parameters form) {
    return new NewAccount(
        // As other keyboards compose the same letters.
        Normalizer.normalize(form.one("username").orElse("").strip(), Normalizer.Form.NFC),
        form.one("name").orElse("").strip(),
        form.one("email").orElse("").strip(),
        form.one("password").orElse(""),
        form.one("password_again").orElse(""));
  }

  /// Whether somebody could choose this username, were it free.
  public static boolean mayBeUsername(String text) {
    return NewUsername.isGood(text);
  }

  /// What is wrong with it but for its password, whoever else there is.
  ///
  /// @param needsAddress whether there has to be an address
  Optional<Fault> fault(boolean needsAddress) {
    if (!NewUsername.isGood(username)) {
      return Optional.of(Fault.USERNAME);
    }
    if (NewUsername.isReserved(username)) {
      return Optional.of(Fault.USERNAME_TAKEN);
    }
    if (!name.isEmpty() && (name.length() > AccountLimits.NAME || !ShownText.isVisible(name))) {
      return Optional.of(Fault.NAME);
    }
    if (needsAddress && MailAddress.of(email).isEmpty()) {
      return Optional.of(Fault.EMAIL);
    }
    return Optional.empty();
  }

  /// What is wrong with its password.
  Optional<Fault> passwordFault(PasswordRules rules) {
    return rules.fault(new NewPassword(password, again), username, name);
  }

  /// Tells nothing of the password.
  @Override
  public String toString() {
    return "NewAccount[" + username + "]";
  }
}
