package dev.mapae.authorizationserver.door;

import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authorize.AuthorizationEndpoint;
import dev.mapae.authorizationserver.authorize.ConsentFlow;
import dev.mapae.authorizationserver.authorize.ConsentForm;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.ConsentPrompt;
import dev.mapae.authorizationserver.interaction.Interaction.ConsentOutcome;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The consent page, where a site asks: it sends browsers there, and takes what they bring back as
/// the form of our own page is taken. OIDC Core §3.1.2.4.
record SiteConsent(
    ConsentFlow flow,
    Site site,
    SealedSteps steps,
    Returns returns,
    SignIn signIn,
    Acceptance acceptance)
    implements Endpoint {
  private static final String FORM = "form";
  private static final String APPROVES = "approves";
  private static final String SCOPE = "scope";

  /// What a browser brings back of somebody who answered.
  ///
  /// @param form what they were asked, as [Waiting#form]
  static Parameters answer(String form, ConsentForm answer) {
    return Parameters.of(
        Map.of(
            FORM,
            List.of(form),
            APPROVES,
            List.of(String.valueOf(answer.approves())),
            SCOPE,
            answer.ticked()));
  }

  @Override
  public Response handle(Request request) {
    Optional<Returns.Taken> brought = returns.brought(request, DoorStep.CONSENT);
    if (brought.isPresent()) {
      return switch (brought.get()) {
        case Returns.Taken.Now(SealedSteps.Outcome outcome) -> answered(request, outcome.answer());
        case Returns.Taken.Before() ->
            returns.visits().goTo(flow.visit(request), AuthorizationEndpoint.PATH);
      };
    }
    Visit visit = flow.visit(request);
    Optional<Sessions.Found> session = signIn.current(request);
    return switch (flow.ask(request, visit, session)) {
      case ConsentOutcome.GoOn(Response response) -> response;
      // A site can ask nobody whom it does not know.
      case ConsentOutcome.Ask(ConsentPrompt prompt)
          when acceptance.nameThere(prompt.person()).isEmpty() ->
          returns.visits().goTo(visit, Paths.SIGN_IN);
      case ConsentOutcome.Ask(ConsentPrompt prompt) ->
          site.send(
              steps.consent(
                  visit,
                  prompt.person().subject(),
                  prompt.step(),
                  session.orElseThrow().session().id()));
    };
  }

  private Response answered(Request request, Parameters answer) {
    return flow.answered(
        request,
        answer.required(FORM),
        () -> new ConsentForm(Boolean.parseBoolean(answer.required(APPROVES)), answer.all(SCOPE)));
  }
}
