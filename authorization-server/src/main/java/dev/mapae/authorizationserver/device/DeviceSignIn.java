package dev.mapae.authorizationserver.device;

import dev.mapae.authorizationserver.authorize.SignInFlow;
import dev.mapae.authorizationserver.authorize.SignInPlace;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Mishap;
import dev.mapae.authorizationserver.interaction.Mishap.Fault;
import dev.mapae.authorizationserver.interaction.Mishap.Remedy;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.interaction.SignInWanted;
import dev.mapae.authorizationserver.store.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Somebody signs in elsewhere to give a device what it asks for. RFC 8628 §3.3.
///
/// @param underWay where a browser stands in which the code was typed
/// @param codeOver when the code is
record DeviceSignIn(
    Function<Request, Visit> underWay,
    Function<Visit, SignInPrompt> page,
    Function<Visit, Wanted> asked,
    Function<Visit, Instant> codeOver)
    implements SignInFlow {
  /// How the device wants people to sign in. RFC 9470 §4.
  record Wanted(
      String scope, Optional<Duration> maxAge, List<String> acrValues, boolean secondFactor) {}

  @Override
  public SignInPlace place() {
    return SignInPlace.DEVICE;
  }

  @Override
  public Visit visit(Request request) {
    return underWay.apply(request);
  }

  @Override
  public SignInWanted wanted(Request request, Visit visit, Optional<Person> signedIn) {
    Wanted wanted = asked.apply(visit);
    Optional<Instant> after = wanted.maxAge().map(age -> visit.firstSight().minus(age));
    return new SignInWanted(
        page.apply(visit),
        wanted.scope(),
        List.of(),
        wanted.maxAge(),
        wanted.acrValues(),
        wanted.secondFactor(),
        after,
        signedIn);
  }

  @Override
  public Instant over(Visit visit) {
    Instant code = codeOver.apply(visit);
    Instant form = SignInFlow.super.over(visit);
    return code.isBefore(form) ? code : form;
  }

  /// The device waits on: somebody else may sign in.
  @Override
  public Response declined(Request request, Visit visit) {
    throw new Mishap(Fault.NOTHING_FOR_DEVICE, Remedy.DEVICE).denied();
  }
}
