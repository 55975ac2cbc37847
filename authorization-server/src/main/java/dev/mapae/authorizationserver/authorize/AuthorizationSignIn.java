package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.authentication.Acr;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.SignInWanted;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.Scope;
import java.util.Locale;
import java.util.Optional;

/// Somebody signs in elsewhere for an authorization request. OIDC Core §3.1.2.3.
record AuthorizationSignIn(
    Introduction introduction,
    PageRequests requests,
    Visits visits,
    NextStep.Finder nextStep,
    AuthorizationResponses responses,
    BrowserInteraction pages)
    implements SignInFlow {
  @Override
  public SignInPlace place() {
    return SignInPlace.BROWSER;
  }

  @Override
  public Visit visit(Request request) {
    return BrowserInteraction.known(visits.of(request));
  }

  @Override
  public SignInWanted wanted(Request request, Visit visit, Optional<Person> signedIn) {
    if (introduction.isNeeded(visit)) {
      return SignInWanted.by(pages.introduced(visit, Optional.empty()), signedIn);
    }
    AuthorizationRequest asked = requests.read(request, visit);
    NeededAcr needed = nextStep.neededAcr(asked);
    return new SignInWanted(
        pages.signInPrompt(visit, asked, Optional.empty()),
        asked.scope().map(Scope::toString).orElse(""),
        asked.prompt().stream().map(p -> p.name().toLowerCase(Locale.ROOT)).sorted().toList(),
        asked.maxAge(),
        needed.essential().orElseGet(asked::acrValues),
        !needed.isMetBy(Acr.PASSWORD),
        asked.oldestSignIn(visit.firstSight()),
        signedIn);
  }

  @Override
  public Response declined(Request request, Visit visit) {
    ProtocolError declined = new ProtocolError.AccessDenied("The person did not sign in.");
    if (introduction.isNeeded(visit)) {
      throw declined.exception();
    }
    AuthorizationRequest.ReplyTo to = requests.read(request, visit).replyTo();
    return responses.declinedElsewhere(request, to, declined);
  }
}
