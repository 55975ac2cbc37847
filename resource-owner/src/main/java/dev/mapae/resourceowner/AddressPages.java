package dev.mapae.resourceowner;

import static dev.mapae.resourceowner.Page.NO_INTERCEPTOR;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.AddressSteps;
import dev.mapae.authorizationserver.interaction.AddressSteps.ConfirmOutcome;
import dev.mapae.authorizationserver.interaction.AddressSteps.Fault;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import dev.mapae.authorizationserver.interaction.LinkOutcome;
import dev.mapae.authorizationserver.interaction.LinkPrompt;
import java.util.List;
import java.util.Optional;

/// The page on which people confirm that an address is theirs: input `password`, where they are not
/// signed in, and button `#confirm`.
final class AddressPages {
  private final AddressSteps steps;
  private final Frames frames;

  AddressPages(AddressSteps steps, Frames frames) {
    this.steps = steps;
    this.frames = frames;
  }

  Response get(Request request) {
    return switch (steps.confirm(request, outcome -> page(request, outcome))) {
      case LinkOutcome.GoOn(var response) -> response;
      case LinkOutcome.Ask(var prompt) ->
          page(200, prompt, frames.of(request, prompt.uiLocales()), Optional.empty());
      case LinkOutcome.Gone(var uiLocales) -> MessagePage.linkGone(frames.of(request, uiLocales));
    };
  }

  Response post(Request request) {
    return steps.submitConfirm(request, outcome -> page(request, outcome));
  }

  private Response page(Request request, ConfirmOutcome outcome) {
    return switch (outcome) {
      case ConfirmOutcome.Confirmed(var address, var uiLocales) -> {
        Frame frame = frames.of(request, uiLocales);
        Messages m = frame.messages();
        yield MessagePage.of(200, frame, m.addressConfirmedTitle(), m.addressConfirmed(address));
      }
      case ConfirmOutcome.Again(var prompt, var fault) ->
          again(prompt, frames.of(request, prompt.uiLocales()), fault);
      case ConfirmOutcome.SignedInAs signedIn ->
          signedInAs(signedIn, frames.of(request, signedIn.uiLocales()));
      case ConfirmOutcome.Anothers(var address, var uiLocales) -> {
        Frame frame = frames.of(request, uiLocales);
        Messages m = frame.messages();
        yield MessagePage.of(409, frame, m.addressAnothersTitle(), m.addressAnothers(address));
      }
      case ConfirmOutcome.Gone(var uiLocales) ->
          MessagePage.linkGone(frames.of(request, uiLocales));
    };
  }

  private static Response signedInAs(ConfirmOutcome.SignedInAs signedIn, Frame frame) {
    return new Page(
            409,
            frame.language(),
            ContentSecurityPolicy.noForms(),
            out -> JtesignedInAsGenerated.render(out, NO_INTERCEPTOR, frame, signedIn))
        .response();
  }

  private static Response again(LinkPrompt prompt, Frame frame, Fault fault) {
    Messages m = frame.messages();
    return switch (fault) {
      case WRONG -> page(400, prompt, frame, Optional.of(Correction.inField(m.wrongPassword())));
      case TOO_MANY ->
          page(429, prompt, frame, Optional.of(Correction.elsewhere(m.account().passwordTooMany())))
              .with("Retry-After", String.valueOf(SignInOutcome.LATER.toSeconds()));
      case BUSY ->
          page(503, prompt, frame, Optional.of(Correction.elsewhere(m.busy())))
              .with("Retry-After", "1");
    };
  }

  private static Response page(
      int status, LinkPrompt prompt, Frame frame, Optional<Correction> mistake) {
    return new Page(
            status,
            frame.language(),
            ContentSecurityPolicy.forms(List.of()),
            out -> JteconfirmAddressGenerated.render(out, NO_INTERCEPTOR, frame, prompt, mistake))
        .response();
  }
}
