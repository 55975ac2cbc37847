package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.AccountPages.PasswordChange;
import dev.mapae.authorizationserver.interaction.AccountPages.PasswordChange.Result;
import dev.mapae.authorizationserver.interaction.AccountSteps.Fault;
import java.util.Optional;

/// What the page where a password is changed says of a mistake, and which field that is in.
final class PasswordWords {
  private PasswordWords() {}

  static Optional<String> mistake(PasswordChange change, Messages messages) {
    int least = change.least();
    return switch (change.result()) {
      case ASKED, CHANGED -> Optional.empty();
      case WRONG -> Optional.of(messages.account().oldPasswordWrong());
      case SHORT -> Optional.of(messages.accountFault(Fault.PASSWORD_SHORT, least));
      case LONG -> Optional.of(messages.accountFault(Fault.PASSWORD_LONG, least));
      case COMMON -> Optional.of(messages.accountFault(Fault.PASSWORD_COMMON, least));
      case DIFFER -> Optional.of(messages.accountFault(Fault.PASSWORDS_DIFFER, least));
      case TOO_MANY -> Optional.of(messages.account().passwordTooMany());
      case BUSY -> Optional.of(messages.busy());
    };
  }

  static int status(Result result) {
    return switch (result) {
      case ASKED, CHANGED -> 200;
      case WRONG, SHORT, LONG, COMMON, DIFFER -> 400;
      case TOO_MANY -> 429;
      case BUSY -> 503;
    };
  }

  /// Whether the mistake is about the old one.
  static boolean isOfOld(Result result) {
    return result == Result.WRONG || result == Result.TOO_MANY || result == Result.BUSY;
  }

  /// Whether the new one has to be another.
  static boolean isOfNew(Result result) {
    return switch (result) {
      case SHORT, LONG, COMMON, DIFFER -> true;
      case ASKED, CHANGED, WRONG, TOO_MANY, BUSY -> false;
    };
  }
}
