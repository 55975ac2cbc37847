package dev.mapae.resourceowner;

import static dev.mapae.resourceowner.Page.NO_INTERCEPTOR;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.SecondFactorPrompt;
import dev.mapae.authorizationserver.interaction.SecondFactorSteps;
import dev.mapae.authorizationserver.interaction.SecondFactorSteps.Outcome;
import dev.mapae.authorizationserver.interaction.SecondFactorSteps.Reason;
import dev.mapae.authorizationserver.interaction.TotpOffer;
import java.time.Duration;
import java.util.Optional;

/// The page after the first factor, of those who have a second factor: input `code`, button
/// `#verify`; or of those who have to set one up, with the secret `#secret` and the button
/// `#enrol`, and then codes to write down, `#recovery-codes`, and the link `#continue`.
final class SecondFactorPage {
  private final SecondFactorSteps steps;
  private final Frames frames;

  SecondFactorPage(SecondFactorSteps steps, Frames frames) {
    this.steps = steps;
    this.frames = frames;
  }

  Response get(Request request) {
    return page(request, steps.show(request));
  }

  Response post(Request request) {
    return page(request, steps.submit(request));
  }

  private Response page(Request request, Outcome outcome) {
    return switch (outcome) {
      case Outcome.GoOn(Response response) -> response;
      case Outcome.Ask(SecondFactorPrompt prompt) ->
          page(200, prompt, frame(request, prompt), Optional.empty());
      case Outcome.Again(SecondFactorPrompt prompt, Reason reason) -> {
        Frame frame = frame(request, prompt);
        yield switch (reason) {
          case WRONG_CODE ->
              page(400, prompt, frame, Optional.of(Correction.inField(wrongCode(prompt, frame))));
          case WRONG_PASSKEY ->
              page(
                  400,
                  prompt,
                  frame,
                  Optional.of(Correction.elsewhere(wrongPasskey(prompt, frame))));
          case NO_MORE_CODES ->
              page(
                  403,
                  prompt,
                  frame,
                  Optional.of(
                      Correction.elsewhere(frame.messages().noMoreCodes(Instead.of(prompt)))));
        };
      }
      case Outcome.Later(SecondFactorPrompt prompt, Duration delay) -> {
        Frame frame = frame(request, prompt);
        long seconds = Math.max(1, delay.plusMillis(999).toSeconds());
        String mistake = frame.messages().tooManyCodes((int) ((seconds + 59) / 60));
        yield page(429, prompt, frame, Optional.of(Correction.elsewhere(mistake)))
            .with("Retry-After", String.valueOf(seconds));
      }
      case Outcome.WriteDown(var prompt, var codes, String goOn, var with) -> {
        Frame frame = frame(request, prompt);
        Page page =
            new Page(
                200,
                frame.language(),
                ContentSecurityPolicy.forms(prompt.page().formTargets()),
                out -> JtewriteDownGenerated.render(out, NO_INTERCEPTOR, frame, codes, goOn));
        yield with.apply(page.response());
      }
    };
  }

  private static String wrongPasskey(SecondFactorPrompt prompt, Frame frame) {
    return prompt.codes() ? frame.messages().wrongPasskey() : frame.messages().passkeyFailedAlone();
  }

  private static String wrongCode(SecondFactorPrompt prompt, Frame frame) {
    if (prompt.offer().isPresent() || !prompt.recoveryCodes()) {
      return frame.messages().wrongCode();
    }
    return prompt.app()
        ? frame.messages().wrongCodeOrRecovery()
        : frame.messages().wrongRecoveryCode();
  }

  private Frame frame(Request request, SecondFactorPrompt prompt) {
    return frames.of(request, prompt.page().uiLocales(), prompt.page().client());
  }

  private static Response page(
      int status, SecondFactorPrompt prompt, Frame frame, Optional<Correction> mistake) {
    ContentSecurityPolicy forms = ContentSecurityPolicy.forms(prompt.page().formTargets());
    ContentSecurityPolicy policy = prompt.passkeys().isEmpty() ? forms : forms.withScript();
    Optional<TotpOffer> offer = prompt.offer();
    return new Page(
            status,
            frame.language(),
            policy,
            out -> {
              if (offer.isPresent()) {
                JteenrolGenerated.render(
                    out,
                    NO_INTERCEPTOR,
                    frame,
                    prompt,
                    offer.get(),
                    QrCode.of(offer.get().uri()),
                    mistake);
              } else {
                JtesecondFactorGenerated.render(out, NO_INTERCEPTOR, frame, prompt, mistake);
              }
            })
        .response();
  }
}
