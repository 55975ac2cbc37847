package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;

/// How people sign in to see their account, with no client who asks for it. It throws as
/// [Interaction] does.
public interface AccountSignIn {
  /// GET of the sign-in page.
  Outcome signIn(Request request);

  /// POST of the sign-in page, as [Interaction#submitSignIn].
  SignInOutcome submitSignIn(Request request);

  /// What those do then who have a second factor, or must.
  SecondFactorSteps secondFactor();

  /// GET of the way to another provider, as [Interaction#goUpstream].
  default Response goUpstream(Request request, String provider) {
    throw Interaction.noUpstream();
  }

  /// What the page has to do.
  sealed interface Outcome {
    record Ask(SignInPrompt prompt) implements Outcome {}

    /// They are signed in: go on with this answer.
    record GoOn(Response response) implements Outcome {}
  }
}
