package dev.mapae.resourceowner;

import static dev.mapae.resourceowner.Page.NO_INTERCEPTOR;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.ConsentPrompt;
import dev.mapae.authorizationserver.interaction.Interaction.ConsentOutcome;
import dev.mapae.authorizationserver.interaction.Interaction.ConsentOutcome.Ask;
import dev.mapae.authorizationserver.interaction.Interaction.ConsentOutcome.GoOn;
import java.util.Optional;
import java.util.function.Function;

/// The page where a person allows or denies: a checkbox named `scope` for each scope that can be
/// left out, buttons `#approve` and `#deny`.
final class ConsentPage {
  private final Function<Request, ConsentOutcome> steps;
  private final Frames frames;

  /// @param steps what the page has to do
  ConsentPage(Function<Request, ConsentOutcome> steps, Frames frames) {
    this.steps = steps;
    this.frames = frames;
  }

  Response get(Request request) {
    return switch (steps.apply(request)) {
      case GoOn(Response response) -> response;
      case Ask(ConsentPrompt prompt) ->
          page(prompt, frames.of(request, prompt.uiLocales(), Optional.of(prompt.client())));
    };
  }

  private static Response page(ConsentPrompt prompt, Frame frame) {
    ConsentView view = ConsentView.of(prompt, frame.messages());
    return new Page(
            200,
            frame.language(),
            ContentSecurityPolicy.forms(prompt.formTargets()),
            out -> JteconsentGenerated.render(out, NO_INTERCEPTOR, frame, prompt, view))
        .response();
  }
}
