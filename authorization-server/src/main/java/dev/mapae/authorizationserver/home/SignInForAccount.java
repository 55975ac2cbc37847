package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authorize.SecondFactorForm;
import dev.mapae.authorizationserver.authorize.SecondFactorInteraction;
import dev.mapae.authorizationserver.authorize.SignInFlow;
import dev.mapae.authorizationserver.authorize.SignInForm;
import dev.mapae.authorizationserver.authorize.SignInPlace;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.AccountSignIn;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import dev.mapae.authorizationserver.interaction.Mishap;
import dev.mapae.authorizationserver.interaction.Mishap.Fault;
import dev.mapae.authorizationserver.interaction.Mishap.Remedy;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.interaction.SecondFactorSteps;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.interaction.SignInWanted;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The sign-in page before the account pages. It leads where its query says: to one of the pages,
/// by name.
public record SignInForAccount(
    Issuer issuer,
    FrontDoor door,
    Visits visits,
    SignIn signIn,
    SignInForm form,
    SecondFactorForm second)
    implements AccountSignIn {
  /// In the query of somebody who is signed in, and goes to a provider to connect an account there.
  static final String CONNECTING = "connecting";

  @Override
  public Outcome signIn(Request request) {
    Visit visit = visits.of(request);
    if (visit.isNew() && !visits.isSaidToBeUnderWay(request)) {
      return new Outcome.GoOn(visits.goTo(visit, Paths.ACCOUNT_SIGN_IN));
    }
    Visit known = known(visit);
    Optional<Sessions.Found> who = signIn.current(request);
    AccountPlace place = place(known);
    return door.letsIn(known, who, place)
        ? new Outcome.GoOn(onward(request, known, place, who.orElseThrow().session()))
        : new Outcome.Ask(
            form.otherWays()
                .toldIn(
                    prompt(known, who.map(found -> found.person().username())),
                    request,
                    known,
                    SignInPlace.ACCOUNT));
  }

  /// To the page, which says what came of going to a provider.
  private Response onward(Request request, Visit visit, AccountPlace place, Session session) {
    return visits
        .told(request, visit)
        .filter(_ -> place == AccountPlace.CONNECTIONS)
        .map(what -> door.backTo(request, place, session, what))
        .orElseGet(() -> Response.seeOther(url(place, visit)).noStore());
  }

  @Override
  public Response goUpstream(Request request, String provider) {
    Visit visit =
        visits.underWay(request).map(SignInForAccount::known).orElseThrow(FrontDoor::tooOld);
    boolean connecting = visit.parameters().has(CONNECTING);
    Optional<String> session =
        signIn
            .current(request)
            .filter(found -> door.letsIn(visit, Optional.of(found), AccountPlace.CONNECTIONS))
            .map(found -> found.session().id());
    if (connecting && session.isEmpty()) {
      return visits.goTo(visit, Paths.ACCOUNT_SIGN_IN);
    }
    return form.otherWays()
        .go(
            request,
            provider,
            visit,
            SignInPlace.ACCOUNT,
            place(visit).isForFreshSignIns() && !connecting
                ? Optional.of(visit.firstSight())
                : Optional.empty(),
            connecting ? session : Optional.empty());
  }

  @Override
  public SignInOutcome submitSignIn(Request request) {
    Visit visit =
        visits
            .posted(
                known(visits.of(request)),
                SignInPlace.ACCOUNT.signInStep(),
                "",
                request.form().required("step"))
            .orElseThrow(FrontDoor::tooOld);
    // Whoever is signed in then is sent on from there.
    return form.submit(
        request, visit, Optional.empty(), SignInPlace.ACCOUNT, typed -> prompt(visit, typed));
  }

  @Override
  public SecondFactorSteps secondFactor() {
    return new SecondFactorInteraction(
        second,
        SignInPlace.ACCOUNT,
        request -> known(visits.of(request)),
        (_, visit) -> prompt(visit, Optional.empty()),
        visit -> form.clientOf(visit, SignInPlace.ACCOUNT));
  }

  /// How people sign in elsewhere for these pages.
  public SignInFlow flow() {
    return new SignInFlow() {
      @Override
      public SignInPlace place() {
        return SignInPlace.ACCOUNT;
      }

      @Override
      public Optional<Response> first(Request request) {
        return SignInForAccount.this.signIn(request) instanceof Outcome.GoOn(Response response)
            ? Optional.of(response)
            : Optional.empty();
      }

      @Override
      public Visit visit(Request request) {
        return known(visits.of(request));
      }

      @Override
      public SignInWanted wanted(Request request, Visit visit, Optional<Person> signedIn) {
        SignInWanted wanted =
            SignInWanted.by(prompt(visit, signedIn.map(Person::username)), signedIn);
        return SignInForAccount.place(visit).isForFreshSignIns()
            ? wanted.after(door.clock().instant().minus(AccountPlace.FRESH))
            : wanted;
      }

      @Override
      public Response declined(Request request, Visit visit) {
        throw new Mishap(Fault.NOT_SIGNED_IN, Remedy.PAGE).denied();
      }
    };
  }

  private SignInPrompt prompt(Visit visit, Optional<String> username) {
    // On the sign-in page, nobody goes to connect anything.
    Visit signingIn = visit.with(visit.parameters().without(Set.of(CONNECTING)));
    return form.prompt(
        visit,
        SignInPlace.ACCOUNT,
        new SignInForm.Asking(
            Optional.empty(), new Destination.Unknown(), username, visit.uiLocales(), List.of()),
        form.offers(signingIn, SignInPlace.ACCOUNT));
  }

  private String url(AccountPlace place, Visit visit) {
    return issuer.path()
        + place.path()
        + visit
            .parameters()
            .one("ui_locales")
            .map(locales -> "?" + Parameters.empty().with("ui_locales", locales).encode())
            .orElse("");
  }

  private static AccountPlace place(Visit visit) {
    return visit.parameters().one("page").flatMap(AccountPlace::of).orElse(AccountPlace.HOME);
  }

  private static Visit known(Visit visit) {
    return visit.known(Remedy.PAGE);
  }
}
