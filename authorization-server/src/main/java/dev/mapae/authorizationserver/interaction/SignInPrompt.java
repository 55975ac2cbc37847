package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.store.Client;
import java.util.List;
import java.util.Optional;

/// What the sign-in page shows.
///
/// @param client who asks; empty where people sign in for their own sake
/// @param destination where the answer will go
/// @param username what to fill in: `login_hint`, or what was typed before
/// @param uiLocales from the request, best first (OIDC Core §3.1.2.1)
/// @param formTargets the sources for `form-action` of the Content-Security-Policy besides
///   `'self'`: browsers hold the redirect after a post to it as well
/// @param action where the form posts to: path and query
/// @param step the value of the hidden field `step`
/// @param challenge the value of the hidden field `challenge`, which a passkey answers to
public record SignInPrompt(
    Optional<Client> client,
    Destination destination,
    Optional<String> username,
    List<String> uiLocales,
    List<String> formTargets,
    String action,
    String step,
    String challenge,
    SignInOffers offers) {
  /// The same with these.
  public SignInPrompt with(SignInOffers others) {
    return new SignInPrompt(
        client, destination, username, uiLocales, formTargets, action, step, challenge, others);
  }
}
