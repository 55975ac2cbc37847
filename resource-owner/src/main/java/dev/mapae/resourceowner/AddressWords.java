package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.AccountPages.AddressChange.Progress;
import java.util.Optional;

/// What the page of another address says of what came of it.
final class AddressWords {
  private AddressWords() {}

  static Optional<String> mistake(Progress progress, Messages messages) {
    return switch (progress) {
      case ASKED, SENT -> Optional.empty();
      case NO_ADDRESS -> Optional.of(messages.noAddress());
      case TOO_MANY -> Optional.of(messages.account().tooManyAddresses());
      case WRONG -> Optional.of(messages.account().oldPasswordWrong());
      case TOO_MANY_GUESSES -> Optional.of(messages.account().passwordTooMany());
      case BUSY -> Optional.of(messages.busy());
    };
  }

  static int status(Progress progress) {
    return switch (progress) {
      case ASKED, SENT -> 200;
      case NO_ADDRESS, WRONG -> 400;
      case TOO_MANY, TOO_MANY_GUESSES -> 429;
      case BUSY -> 503;
    };
  }

  /// Whether the mistake is about the password.
  static boolean isOfPassword(Progress progress) {
    return switch (progress) {
      case WRONG, TOO_MANY_GUESSES, BUSY -> true;
      case ASKED, SENT, NO_ADDRESS, TOO_MANY -> false;
    };
  }
}
