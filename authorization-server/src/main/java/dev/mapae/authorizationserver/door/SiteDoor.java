package dev.mapae.authorizationserver.door;

import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authorize.SignInFlow;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.door.SealedSteps.Outcome;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Mishap;
import dev.mapae.authorizationserver.interaction.Mishap.Fault;
import dev.mapae.authorizationserver.interaction.Mishap.Remedy;
import dev.mapae.authorizationserver.store.Factors;
import dev.mapae.authorizationserver.store.Factors.Holder;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The sign-in page of one flow, where a site signs people in: it sends browsers there, and takes
/// what they bring back.
record SiteDoor(
    SignInFlow flow,
    Site site,
    SealedSteps steps,
    Returns returns,
    SignIn signIn,
    Factors factors,
    Entry entry)
    implements Endpoint {
  private static final String SUBJECT = "sub";
  private static final String AT = "at";
  private static final String AMR = "amr";

  /// What a browser brings back of somebody who signed in.
  static Parameters signedIn(String subject, Instant at, List<String> amr) {
    return Parameters.empty()
        .with(SUBJECT, subject)
        .with(AT, String.valueOf(at.toEpochMilli()))
        .with(AMR, String.join(" ", amr));
  }

  @Override
  public Response handle(Request request) {
    DoorStep step = DoorStep.at(flow.place().signIn());
    Optional<Returns.Taken> brought = returns.brought(request, step);
    if (brought.isPresent()) {
      return switch (brought.get()) {
        case Returns.Taken.Now(Outcome outcome) ->
            answered(request, flow.visit(request), outcome.answer());
        case Returns.Taken.Before() -> again(request, flow.visit(request));
      };
    }
    Optional<Response> first = flow.first(request);
    if (first.isPresent()) {
      return first.get();
    }
    Visit visit = flow.visit(request);
    // A request that nobody could sign in for is refused here, before anybody tries.
    var _ = flow.wanted(request, visit, Optional.empty());
    Optional<String> subject = signIn.current(request).map(found -> found.person().subject());
    return site.send(steps.signIn(step, visit, subject, flow.over(visit)));
  }

  private Response answered(Request request, Visit visit, Parameters answer) {
    Optional<String> subject = answer.one(SUBJECT);
    if (subject.isEmpty()) {
      return flow.declined(request, visit);
    }
    Holder holder = factors.find(subject.get()).orElseThrow(SiteDoor::over);
    Instant at = Instant.ofEpochMilli(Long.parseLong(answer.required(AT)));
    List<String> amr =
        Stream.of(answer.one(AMR).orElse("").split(" ", -1)).filter(m -> !m.isEmpty()).toList();
    return entry.letIn(request, flow, visit, holder, at, amr);
  }

  /// The same page loaded again: whoever is signed in by it goes on.
  private Response again(Request request, Visit visit) {
    return signIn
        .current(request)
        .map(_ -> entry.form().visits().goTo(visit, flow.place().goOnAt()))
        .orElseThrow(SiteDoor::over);
  }

  static ProtocolException over() {
    return new Mishap(Fault.SIGN_IN_OVER, Remedy.BEGINNING).exception();
  }
}
