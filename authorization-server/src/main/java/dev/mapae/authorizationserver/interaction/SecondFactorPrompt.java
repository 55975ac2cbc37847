package dev.mapae.authorizationserver.interaction;

import java.util.List;
import java.util.Optional;

/// What the page for the second factor shows.
///
/// @param page what the sign-in page shows for the same request
/// @param action where the form posts to: path and query
/// @param step the value of the hidden field `step`
/// @param challenge the value of the hidden field `challenge`, which a passkey answers to
/// @param app whether the person has one that makes codes
/// @param recoveryCodes whether the person has some left
/// @param passkeys the credential ids of those that the person has
/// @param offer what has to be set up first; empty for somebody who has a second factor
public record SecondFactorPrompt(
    SignInPrompt page,
    String action,
    String step,
    String challenge,
    boolean app,
    boolean recoveryCodes,
    List<String> passkeys,
    Optional<TotpOffer> offer) {
  public SecondFactorPrompt {
    passkeys = List.copyOf(passkeys);
  }

  /// Whether there is anything to type.
  public boolean codes() {
    return app || recoveryCodes;
  }
}
