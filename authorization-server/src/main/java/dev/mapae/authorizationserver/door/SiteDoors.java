package dev.mapae.authorizationserver.door;

import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authorize.ConsentFlow;
import dev.mapae.authorizationserver.authorize.SignInFlow;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.door.Acceptance.Accepted;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.ConsentPrompt;
import dev.mapae.authorizationserver.interaction.SignInWanted;
import dev.mapae.authorizationserver.store.People;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

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
        (waiting, _) -> {
          Json asked =
              waiting.step().isSignIn()
                  ? document.signIn(waiting, wanted(request, waiting), clock.instant())
                  : document
                      .consent(waiting, prompt(request, waiting), clock.instant())
                      .with("sign_in_at", requests.signInAt(waiting));
          asked.with("return_to", requests.returnTo(waiting));
          return () -> asked;
        });
  }

  /// POST with the parameters `interaction` and `outcome`.
  Response answered(Request request) {
    return requests.answer(
        request,
        (waiting, form) -> {
          OutcomeDocument outcome = OutcomeDocument.parse(form.required(OUTCOME));
          return waiting.step().isSignIn()
              ? signedIn(request, waiting, outcome)
              : consented(request, waiting, outcome);
        });
  }

  private Supplier<Json> signedIn(Request request, Waiting waiting, OutcomeDocument outcome) {
    SignInWanted wanted = wanted(request, waiting);
    Optional<Accepted> accepted =
        outcome.person(acceptance.elsewhere().people()).map(said -> acceptance.check(said, wanted));
    Json back =
        back(
            waiting,
            accepted
                .map(a -> SiteDoor.signedIn(a.person().subject(), a.at(), a.amr()))
                .orElse(Parameters.empty().with("declined", "true")));
    return () -> {
      accepted.ifPresent(a -> acceptance.keep(request, a));
      return back;
    };
  }

  private Supplier<Json> consented(Request request, Waiting waiting, OutcomeDocument outcome) {
    ConsentPrompt asked = prompt(request, waiting);
    OutcomeDocument.Consented answer = outcome.consent(asked, acceptance.elsewhere().people());
    if (answer.who().filter(who -> !acceptance.isCalled(asked.person(), who)).isPresent()) {
      throw Problem.OTHER_PERSON.because(
          "Somebody else is signed in here than who answered, and nobody allows anything for"
              + " another. Send the browser to return_to; they sign in here as well then.");
    }
    Json back = back(waiting, SiteConsent.answer(waiting.form(), answer.form()));
    return () -> back;
  }

  private Json back(Waiting waiting, Parameters answer) {
    return Json.object()
        .with(
            "redirect_to",
            visits.urlBack(waiting.visit(), waiting.step().path(), steps.outcome(waiting, answer)));
  }

  private SignInWanted wanted(Request request, Waiting waiting) {
    SignInFlow flow = flows.get(waiting.step());
    if (flow == null) {
      throw over();
    }
    return acceptance.asked(
        flow.wanted(request, waiting.visit(), waiting.subject().flatMap(people::find)));
  }

  private ConsentPrompt prompt(Request request, Waiting waiting) {
    return consent
        .asked(request, waiting.visit(), signIn.look(waiting.session()))
        .orElseThrow(SiteDoors::over);
  }

  private static Problem.Refused over() {
    return Problem.UNKNOWN_INTERACTION.because(
        "There is nothing to be asked any more: they signed out, or answered in another window."
            + " Send the browser to return_to.");
  }
}
