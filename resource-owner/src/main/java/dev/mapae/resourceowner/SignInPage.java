package dev.mapae.resourceowner;

import static dev.mapae.resourceowner.Page.NO_INTERCEPTOR;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome.Again;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome.SignedIn;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import java.util.Optional;
import java.util.function.Function;

/// The page where a person signs in: inputs `username` and `password`, button `#sign-in`.
final class SignInPage {
  private final Function<Request, SignInOutcome> submit;
  private final Frames frames;

  /// @param submit what came of its form
  SignInPage(Function<Request, SignInOutcome> submit, Frames frames) {
    this.submit = submit;
    this.frames = frames;
  }

  /// The page as it is before anybody typed anything.
  Response get(Request request, SignInPrompt shown) {
    Frame frame = frames.of(request, shown.uiLocales(), shown.client());
    // Also of somebody who comes back from another provider in vain.
    return page(
        200,
        shown,
        frame,
        shown.offers().upstream().trouble().map(frame.messages().upstream()::trouble));
  }

  Response post(Request request) {
    return switch (submit.apply(request)) {
      case SignedIn(Response response) -> response;
      case Again(SignInPrompt prompt, SignInOutcome.Reason reason) -> {
        Frame frame = frames.of(request, prompt.uiLocales(), prompt.client());
        yield switch (reason) {
          // 401 would have to name a scheme of HTTP authentication (RFC 9110 §15.5.2).
          case WRONG_CREDENTIALS -> again(400, prompt, frame, frame.messages().wrongCredentials());
          case WRONG_PASSKEY ->
              again(
                  400,
                  prompt,
                  frame,
                  prompt.offers().hasOtherWays()
                      ? frame.messages().wrongPasskey()
                      : frame.messages().passkeyFailedAlone());
          case TOO_MANY ->
              again(429, prompt, frame, frame.messages().tooManyGuesses())
                  .with("Retry-After", String.valueOf(SignInOutcome.LATER.toSeconds()));
          case ADDRESS_UNCONFIRMED ->
              again(403, prompt, frame, frame.messages().addressUnconfirmed());
          case ADDRESS_UNCONFIRMED_TOO_MANY ->
              again(403, prompt, frame, frame.messages().addressToConfirmLater());
          case ADDRESS_UNCONFIRMABLE ->
              again(403, prompt, frame, frame.messages().addressUnconfirmable());
          case BUSY -> again(503, prompt, frame, frame.messages().busy()).with("Retry-After", "1");
        };
      }
    };
  }

  private static Response again(int status, SignInPrompt prompt, Frame frame, String mistake) {
    return page(status, prompt, frame, Optional.of(mistake));
  }

  private static Response page(
      int status, SignInPrompt prompt, Frame frame, Optional<String> mistake) {
    return new Page(
            status,
            frame.language(),
            frame.passkeys() && prompt.offers().ways().passkey()
                ? ContentSecurityPolicy.forms(prompt.formTargets()).withScript()
                : ContentSecurityPolicy.forms(prompt.formTargets()),
            out -> JtesignInGenerated.render(out, NO_INTERCEPTOR, frame, prompt, mistake))
        .response();
  }
}
