package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Interaction.ConsentOutcome;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import java.time.Duration;

/// The steps by which a person gives a device what it asks for, as the pages see them. RFC 8628
/// §3.3. Each throws as those of [Interaction] do.
public interface DeviceSteps {
  /// GET of the page for the code.
  CodeOutcome code(Request request);

  /// POST of the page for the code, with the form fields `user_code` and `step`.
  CodeOutcome submitCode(Request request);

  /// GET of the sign-in page.
  SignInPrompt signIn(Request request);

  /// POST of the sign-in page, as [Interaction#submitSignIn].
  SignInOutcome submitSignIn(Request request);

  /// What those do then who have a second factor, or must.
  SecondFactorSteps secondFactor();

  /// GET of the way to another provider, as [Interaction#goUpstream].
  default Response goUpstream(Request request, String provider) {
    throw Interaction.noUpstream();
  }

  /// GET of the consent page.
  ConsentOutcome consent(Request request);

  /// POST of the consent page, as [Interaction#submitConsent].
  ///
  /// @param approved the page that tells a person to go back to the device
  /// @param denied the page that tells them that the device gets nothing
  Response submitConsent(Request request, Response approved, Response denied);

  /// What the page for the code has to do.
  sealed interface CodeOutcome {
    record Ask(DevicePrompt prompt) implements CodeOutcome {}

    /// No device waits with this code: ask again.
    record Unknown(DevicePrompt prompt) implements CodeOutcome {}

    /// Too many codes were typed from this address: ask again.
    ///
    /// @param retryAfter when one more is taken
    record TooMany(DevicePrompt prompt, Duration retryAfter) implements CodeOutcome {}

    /// Go on with this answer.
    record GoOn(Response response) implements CodeOutcome {}
  }
}
