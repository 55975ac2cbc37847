package dev.mapae.authorizationserver.door;

import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authorize.SignInFlow;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.OwnSignIn;
import dev.mapae.authorizationserver.interaction.SignInWanted;
import dev.mapae.authorizationserver.store.Factors.Holder;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.ProtocolError;
import java.util.Optional;

/// The sign-in page of one flow, where [OwnSignIn] says what is on it.
record InProcessDoor(
    SignInFlow flow,
    OwnSignIn pages,
    Visits visits,
    SignIn signIn,
    Acceptance acceptance,
    Entry entry)
    implements Endpoint {
  @Override
  public Response handle(Request request) {
    Optional<Response> first = flow.first(request);
    if (first.isPresent()) {
      return first.get();
    }
    Visit visit = stands(request);
    SignInWanted wanted =
        acceptance.asked(
            flow.wanted(request, visit, signIn.current(request).map(Sessions.Found::person)));
    return switch (pages.signIn(request, wanted)) {
      case OwnSignIn.Outcome.Answer(Response response) -> response;
      case OwnSignIn.Outcome.Declined() -> flow.declined(request, visit);
      case OwnSignIn.Outcome.SignedIn(var person) -> {
        try {
          var accepted = acceptance.check(person, wanted);
          Holder holder = acceptance.keep(request, accepted);
          yield entry.letIn(request, flow, visit, holder, accepted.at(), accepted.amr());
        } catch (Problem.Refused e) {
          entry.refused(request, e.problem().code());
          throw new ProtocolError.AccessDenied(e.detail()).exception();
        }
      }
    };
  }

  /// A form that was posted comes from a page that this browser was shown here.
  private Visit stands(Request request) {
    Visit visit = flow.visit(request);
    return request.method().equals("POST")
        ? visits
            .posted(visit, flow.place().signInStep(), "", request.form().required("step"))
            .orElseThrow(SiteDoor::over)
        : visit;
  }
}
