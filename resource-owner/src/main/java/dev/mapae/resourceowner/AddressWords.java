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
    };
  }

  static int status(Progress progress) {
    return switch (progress) {
      case ASKED, SENT -> 200;
      case NO_ADDRESS -> 400;
      case TOO_MANY -> 429;
    };
  }
}
