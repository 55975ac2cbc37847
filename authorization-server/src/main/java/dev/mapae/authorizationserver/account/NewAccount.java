package dev.mapae.authorizationserver.account;

import dev.mapae.authorizationserver.interaction.AccountSteps.Fault;
import dev.mapae.authorizationserver.interaction.ShownText;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Parameters;
import java.util.Optional;
import java.util.regex.Pattern;

/// What somebody chose for an account of their own.
///
/// @param name what others are shown; empty for none
/// @param again the password, typed once more: nobody could help who mistyped it
public record NewAccount(String username, String name, String password, String again) {
  /// NIST SP 800-63B §5.1.1.2. There is no other rule of what is in it.
  private static final int LEAST_PASSWORD = 8;

  private static final int MOST_PASSWORD = 200;
  private static final int MOST_NAME = 200;

  /// Letters and digits of any script. No `@`, so that it never reads as the address of somebody,
  /// and nothing that nobody sees.
  private static final Pattern USERNAME =
      Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._-]{0,63}");

  /// Letters and marks that look like nothing: fillers, joiners, variation selectors.
  private static final Pattern UNSEEN =
      Pattern.compile(
          "[\\u034F\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u3164\\uFE00-\\uFE0F\\uFFA0"
              + "\\x{E0100}-\\x{E01EF}]");

  /// Reads the form; spaces around what others see are not meant.
  public static NewAccount of(Parameters form) {
    return new NewAccount(
        form.one("username").orElse("").strip(),
        form.one("name").orElse("").strip(),
        form.one("password").orElse(""),
        form.one("password_again").orElse(""));
  }

  /// What is wrong with it, whoever else there is.
  Optional<Fault> fault() {
    if (!USERNAME.matcher(username).matches() || UNSEEN.matcher(username).find()) {
      return Optional.of(Fault.USERNAME);
    }
    if (!name.isEmpty() && (name.length() > MOST_NAME || !ShownText.isVisible(name))) {
      return Optional.of(Fault.NAME);
    }
    return passwordFault();
  }

  private Optional<Fault> passwordFault() {
    int length = password.codePointCount(0, password.length());
    if (length < LEAST_PASSWORD) {
      return Optional.of(Fault.PASSWORD_SHORT);
    }
    if (length > MOST_PASSWORD) {
      return Optional.of(Fault.PASSWORD_LONG);
    }
    if (!password.equals(again)) {
      return Optional.of(Fault.PASSWORDS_DIFFER);
    }
    String folded = Person.folded(password);
    return CommonPasswords.has(password)
            || folded.equals(Person.folded(username))
            || folded.equals(Person.folded(name))
        ? Optional.of(Fault.PASSWORD_COMMON)
        : Optional.empty();
  }

  /// Tells nothing of the password.
  @Override
  public String toString() {
    return "NewAccount[" + username + "]";
  }
}
