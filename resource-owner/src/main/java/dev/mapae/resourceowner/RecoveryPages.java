package dev.mapae.resourceowner;

import static dev.mapae.resourceowner.Page.NO_INTERCEPTOR;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.AccountSteps.Fault;
import dev.mapae.authorizationserver.interaction.ForgottenPrompt;
import dev.mapae.authorizationserver.interaction.LinkOutcome;
import dev.mapae.authorizationserver.interaction.LinkPrompt;
import dev.mapae.authorizationserver.interaction.RecoverySteps;
import dev.mapae.authorizationserver.interaction.RecoverySteps.ForgottenOutcome;
import dev.mapae.authorizationserver.interaction.RecoverySteps.ResetOutcome;
import java.util.List;
import java.util.Optional;

/// The pages by which people come by a new password: input `username`, button `#send-link`; then,
/// where the link leads, inputs `password` and `password_again`, button `#set-password`.
final class RecoveryPages {
  /// The pace in which one comes after another, from one address.
  private static final String LATER = "30";

  private final RecoverySteps steps;
  private final Frames frames;

  RecoveryPages(RecoverySteps steps, Frames frames) {
    this.steps = steps;
    this.frames = frames;
  }

  Response getForgotten(Request request) {
    return forgotten(request, steps.forgotten(request));
  }

  Response postForgotten(Request request) {
    return forgotten(request, steps.submitForgotten(request));
  }

  private Response forgotten(Request request, ForgottenOutcome outcome) {
    return switch (outcome) {
      case ForgottenOutcome.GoOn(var response) -> response;
      case ForgottenOutcome.Ask(var prompt) ->
          forgotten(200, prompt, frames.of(request, prompt.uiLocales()), Optional.empty());
      case ForgottenOutcome.TooMany(var prompt) -> {
        Frame frame = frames.of(request, prompt.uiLocales());
        yield forgotten(429, prompt, frame, Optional.of(frame.messages().tooManyMails()))
            .with("Retry-After", LATER);
      }
      case ForgottenOutcome.Sent(var prompt) -> {
        Frame frame = frames.of(request, prompt.uiLocales());
        yield MessagePage.of(
            200, frame, frame.messages().sentTitle(), frame.messages().forgottenSent());
      }
    };
  }

  private static Response forgotten(
      int status, ForgottenPrompt prompt, Frame frame, Optional<String> mistake) {
    return new Page(
            status,
            frame.language(),
            ContentSecurityPolicy.forms(List.of()),
            out ->
                JteforgottenPasswordGenerated.render(out, NO_INTERCEPTOR, frame, prompt, mistake))
        .response();
  }

  Response getReset(Request request) {
    return switch (steps.reset(request)) {
      case LinkOutcome.GoOn(var response) -> response;
      case LinkOutcome.Ask(var prompt) ->
          reset(200, prompt, frames.of(request, prompt.uiLocales()), Optional.empty(), "");
      case LinkOutcome.Gone(var uiLocales) -> MessagePage.linkGone(frames.of(request, uiLocales));
    };
  }

  Response postReset(Request request) {
    return steps.submitReset(
        request,
        outcome ->
            switch (outcome) {
              case ResetOutcome.Changed(var uiLocales) -> {
                Frame frame = frames.of(request, uiLocales);
                yield MessagePage.of(
                    200,
                    frame,
                    frame.messages().passwordChangedTitle(),
                    frame.messages().passwordChanged());
              }
              case ResetOutcome.Gone(var uiLocales) ->
                  MessagePage.linkGone(frames.of(request, uiLocales));
              case ResetOutcome.Again(var prompt, var fault) ->
                  again(prompt, frames.of(request, prompt.uiLocales()), fault);
            });
  }

  private static Response again(LinkPrompt prompt, Frame frame, Fault fault) {
    Optional<String> mistake =
        Optional.of(frame.messages().accountFault(fault, prompt.leastPassword()));
    return switch (fault) {
      case BUSY -> reset(503, prompt, frame, mistake, "").with("Retry-After", "1");
      case PASSWORDS_DIFFER -> reset(400, prompt, frame, mistake, "password_again");
      case PASSWORD_SHORT,
          PASSWORD_LONG,
          PASSWORD_COMMON,
          USERNAME,
          USERNAME_TAKEN,
          NAME,
          EMAIL,
          TOO_MANY ->
          reset(400, prompt, frame, mistake, "password");
    };
  }

  private static Response reset(
      int status, LinkPrompt prompt, Frame frame, Optional<String> mistake, String field) {
    return new Page(
            status,
            frame.language(),
            ContentSecurityPolicy.forms(List.of()),
            out ->
                JteresetPasswordGenerated.render(
                    out, NO_INTERCEPTOR, frame, prompt, mistake, field))
        .response();
  }
}
