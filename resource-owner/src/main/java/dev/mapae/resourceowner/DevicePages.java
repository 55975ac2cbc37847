package dev.mapae.resourceowner;

import static dev.mapae.resourceowner.Page.NO_INTERCEPTOR;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.DevicePrompt;
import dev.mapae.authorizationserver.interaction.DeviceSteps;
import dev.mapae.authorizationserver.interaction.DeviceSteps.CodeOutcome.Ask;
import dev.mapae.authorizationserver.interaction.DeviceSteps.CodeOutcome.GoOn;
import dev.mapae.authorizationserver.interaction.DeviceSteps.CodeOutcome.TooMany;
import dev.mapae.authorizationserver.interaction.DeviceSteps.CodeOutcome.Unknown;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The page where a person types the code of a device, input `user_code` and button `#continue`,
/// and the pages that say how it ended. RFC 8628 §3.3.
final class DevicePages {
  private final DeviceSteps steps;
  private final Frames frames;

  DevicePages(DeviceSteps steps, Frames frames) {
    this.steps = steps;
    this.frames = frames;
  }

  Response getCode(Request request) {
    return code(request, steps.code(request));
  }

  Response postCode(Request request) {
    return code(request, steps.submitCode(request));
  }

  Response postConsent(Request request) {
    Frame frame = frames.of(request, Language.uiLocales(request));
    Messages messages = frame.messages();
    return steps.submitConsent(
        request,
        MessagePage.of(200, frame, messages.deviceApprovedTitle(), messages.deviceApproved()),
        MessagePage.of(200, frame, messages.deviceDeniedTitle(), messages.deviceDenied()));
  }

  private Response code(Request request, DeviceSteps.CodeOutcome outcome) {
    return switch (outcome) {
      case GoOn(Response response) -> response;
      case Ask(DevicePrompt prompt) ->
          page(200, prompt, frames.of(request, prompt.uiLocales()), Optional.empty());
      case Unknown(DevicePrompt prompt) -> {
        Frame frame = frames.of(request, prompt.uiLocales());
        yield page(
            400,
            prompt,
            frame,
            Optional.of(Correction.inField(frame.messages().unknownUserCode())));
      }
      case TooMany(DevicePrompt prompt, Duration retryAfter) -> {
        Frame frame = frames.of(request, prompt.uiLocales());
        yield page(
                429,
                prompt,
                frame,
                Optional.of(Correction.elsewhere(frame.messages().tooManyUserCodes())))
            .with("Retry-After", String.valueOf(retryAfter.toSeconds()));
      }
    };
  }

  private static Response page(
      int status, DevicePrompt prompt, Frame frame, Optional<Correction> mistake) {
    return new Page(
            status,
            frame.language(),
            ContentSecurityPolicy.forms(List.of()),
            out -> JtedeviceGenerated.render(out, NO_INTERCEPTOR, frame, prompt, mistake))
        .response();
  }
}
