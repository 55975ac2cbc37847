package dev.mapae.authorizationserver.door;

import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authorize.ConsentFlow;
import dev.mapae.authorizationserver.authorize.ConsentForm;
import dev.mapae.authorizationserver.authorize.SignInFlow;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.ConsentPrompt;
import dev.mapae.authorizationserver.interaction.Interaction.ConsentOutcome;
import dev.mapae.authorizationserver.interaction.SignInWanted;
import dev.mapae.authorizationserver.store.People;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.time.InstantSource;
import java.util.Map;

/// The two endpoints that a site calls: one says what is asked, one takes what came of it and says
/// where the browser goes on.
record SiteDoors(
    SiteRequests requests,
    Map<DoorStep, SignInFlow> flows,
    ConsentFlow consent,
    SignIn signIn,
    People people,
    Acceptance acceptance,
    InteractionDocument document,
    SealedSteps steps,
    Visits visits,
    InstantSource clock) {
  private static final String OUTCOME = "outcome";

  /// POST with the parameter `interaction`.
  Response asked(Request request) {
    return requests.answer(
        request,
        (waiting, _) ->
            waiting.step().isSignIn()
                ? document.signIn(waiting, wanted(request, waiting), clock.instant())
                : document.consent(waiting, prompt(request, waiting), clock.instant()));
  }

  /// POST with the parameters `interaction` and `outcome`.
  Response answered(Request request) {
    return requests.answer(
        request,
        (waiting, form) -> {
          OutcomeDocument outcome = OutcomeDocument.parse(form.required(OUTCOME));
          Parameters answer =
              waiting.step().isSignIn()
                  ? signedIn(request, waiting, outcome)
                  : consented(request, waiting, outcome);
          return Json.object()
              .with(
                  "redirect_to",
                  visits.urlBack(
                      waiting.visit(), waiting.step().path(), steps.outcome(waiting, answer)));
        });
  }

  private Parameters signedIn(Request request, Waiting waiting, OutcomeDocument outcome) {
    SignInWanted wanted = wanted(request, waiting);
    return outcome
        .person(acceptance.elsewhere().people())
        .map(said -> acceptance.accept(said, wanted))
        .map(accepted ->
            SiteDoor.signedIn(accepted.holder().person().subject(), accepted.at(), accepted.amr()))
        .orElse(Parameters.empty().with("declined", "true"));
  }

  private Parameters consented(Request request, Waiting waiting, OutcomeDocument outcome) {
    ConsentForm answer = outcome.consent(prompt(request, waiting));
    return SiteConsent.answer(waiting.form(), answer);
  }

  private SignInWanted wanted(Request request, Waiting waiting) {
    SignInFlow flow = flows.get(waiting.step());
    if (flow == null) {
      throw over();
    }
    return flow.wanted(request, waiting.visit(), waiting.subject().flatMap(people::find));
  }

  private ConsentPrompt prompt(Request request, Waiting waiting) {
    return switch (consent.ask(request, waiting.visit(), signIn.current(waiting.session()))) {
      case ConsentOutcome.Ask(ConsentPrompt prompt) -> prompt;
      case ConsentOutcome.GoOn _ -> throw over();
    };
  }

  private static Problem.Refused over() {
    return Problem.UNKNOWN_INTERACTION.because(
        "There is nothing to be asked any more: they signed out, or answered in another window."
            + " Send the browser back to where it came from.");
  }
}
