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
/// @param action where the form posts to: path and query
/// @param step the value of the hidden field `step`
/// @param challenge the value of the hidden field `challenge`, which a passkey answers to
/// @param formTargets the sources for `form-action` of the Content-Security-Policy besides
///   `'self'`: browsers hold the redirect after a post to it as well
/// @param createAccount where those go who have no account; empty where they may not make one
/// @param forgottenPassword where those go who forgot theirs; empty where no mail goes out
/// @param ways by what they may sign in
/// @param upstream what is shown of other providers
public record SignInPrompt(
    Optional<Client> client,
    Destination destination,
    Optional<String> username,
    List<String> uiLocales,
    String action,
    String step,
    String challenge,
    List<String> formTargets,
    Optional<String> createAccount,
    Optional<String> forgottenPassword,
    SignInWays ways,
    UpstreamPrompt upstream) {
  /// One without other providers.
  public SignInPrompt(
      Optional<Client> client,
      Destination destination,
      Optional<String> username,
      List<String> uiLocales,
      String action,
      String step,
      String challenge,
      List<String> formTargets,
      Optional<String> createAccount,
      Optional<String> forgottenPassword,
      SignInWays ways) {
    this(
        client,
        destination,
        username,
        uiLocales,
        action,
        step,
        challenge,
        formTargets,
        createAccount,
        forgottenPassword,
        ways,
        UpstreamPrompt.NONE);
  }

  /// The same with these.
  public SignInPrompt with(UpstreamPrompt others) {
    return new SignInPrompt(
        client,
        destination,
        username,
        uiLocales,
        action,
        step,
        challenge,
        formTargets,
        createAccount,
        forgottenPassword,
        ways,
        others);
  }
}
