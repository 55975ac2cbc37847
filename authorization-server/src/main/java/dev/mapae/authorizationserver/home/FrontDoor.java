package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.authentication.Acr;
import dev.mapae.authorizationserver.authentication.BegunSessions.Renewal;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authorize.StepTokens.Step;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.Mishap.Remedy;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.interaction.PersonalPage.Outcome;
import dev.mapae.authorizationserver.store.Factors;
import dev.mapae.authorizationserver.store.Factors.Holder;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Lets people who are signed in to the pages about themselves, and sends all others to the sign-in
/// page, from where they come back.
public record FrontDoor(Visits visits, SignIn signIn, Factors factors, InstantSource clock) {
  /// GET of a page.
  ///
  /// @param content what is on it for whoever is signed in
  <P> Outcome<P> open(Request request, AccountPlace place, Function<Sessions.Found, P> content) {
    Visit visit = visit(request, place);
    Optional<Sessions.Found> who = signIn.current(request);
    return letsIn(visit, who, place)
        ? show(request, place, who.orElseThrow(), content.apply(who.orElseThrow()))
        : toSignIn(request, visit);
  }

  /// POST of a form of a page. What was typed into it is lost where somebody has to sign in first.
  ///
  /// @param change what is done for whoever is signed in, with the fields of the form
  /// @throws ProtocolException for a form that was not made for this browser, session and page
  <P> Outcome<P> take(
      Request request,
      AccountPlace place,
      BiFunction<Sessions.Found, Parameters, Outcome<P>> change) {
    return take(request, place, change, (_, _) -> Optional.empty());
  }

  /// The same of a page that can say what became of a form that it does not take.
  ///
  /// @param untaken shows it, and changes nothing: anybody may have made the form
  <P> Outcome<P> take(
      Request request,
      AccountPlace place,
      BiFunction<Sessions.Found, Parameters, Outcome<P>> change,
      BiFunction<Sessions.Found, Parameters, Optional<Outcome<P>>> untaken) {
    Visit visit = visit(request, place);
    Optional<Sessions.Found> who = signIn.current(request);
    if (!letsIn(visit, who, place)) {
      return toSignIn(request, visit);
    }
    Parameters form = request.form();
    if (visits
        .posted(visit, Step.ACCOUNT, who.orElseThrow().session().id(), form.required("step"))
        .isEmpty()) {
      return untaken.apply(who.orElseThrow(), form).orElseThrow(FrontDoor::tooOld);
    }
    return change.apply(who.orElseThrow(), form);
  }

  /// The page as it is for somebody who was let in.
  <P> Outcome<P> show(Request request, AccountPlace place, Sessions.Found who, P content) {
    return new Outcome.Show<>(
        who.person(),
        visits.formToken(visit(request, place), Step.ACCOUNT, who.session().id()),
        content);
  }

  /// The page with what is shown only once, after their session went on under another id.
  <P> Outcome<P> showRenewed(
      Request request, AccountPlace place, Sessions.Found who, Renewal renewal, P content) {
    return new Outcome.Show<>(
        who.person(),
        visits.formToken(visit(request, place), Step.ACCOUNT, renewal.session().id()),
        content,
        response -> signIn.begunSessions().goOn(request, response, renewal));
  }

  /// Whether somebody signed in in this browser before, and is known there since.
  boolean isKnown(Request request, Sessions.Found who) {
    return signIn.begunSessions().isKnown(request, who.person().subject());
  }

  /// The page as it is for somebody whom it signed out, and who is known in this browser as before.
  ///
  /// @param known whether they were
  <P> Outcome<P> showSignedOut(
      Request request, AccountPlace place, Sessions.Found who, boolean known, P content) {
    return new Outcome.Show<>(
        who.person(),
        visits.formToken(visit(request, place), Step.ACCOUNT, who.session().id()),
        content,
        response -> stillKnown(request, response, who, known));
  }

  private Response stillKnown(
      Request request, Response response, Sessions.Found who, boolean known) {
    return known
        ? signIn.begunSessions().remember(request, response, who.person().subject())
        : response;
  }

  /// What a passkey answers to that is made on a page, in this session.
  String challenge(Request request, AccountPlace place, Session session) {
    return visits.challenge(visit(request, place), session.id());
  }

  /// Whether [#challenge] made this for that.
  boolean isChallenge(Request request, AccountPlace place, Session session, String challenge) {
    return visits.isChallenge(visit(request, place), session.id(), challenge);
  }

  /// Back to the page after its form was taken, so that loading it again does nothing again.
  ///
  /// @param what was done, for [#done]
  <P> Outcome<P> back(Request request, AccountPlace place, Session session, String what) {
    return new Outcome.GoOn<>(backTo(request, place, session, what));
  }

  /// The same from another page.
  Response backTo(Request request, AccountPlace place, Session session, String what) {
    return visits.backTo(visit(request, place), place.path(), locales(request), session.id(), what);
  }

  /// The same to somebody who is known in no other browser any more, and goes on to be in this one
  /// if they were.
  ///
  /// @param known whether they were
  <P> Outcome<P> backKnown(
      Request request, AccountPlace place, Sessions.Found who, boolean known, String what) {
    return new Outcome.GoOn<>(
        stillKnown(request, backTo(request, place, who.session(), what), who, known));
  }

  /// The same after their session went on under another id.
  <P> Outcome<P> backRenewed(Request request, AccountPlace place, Renewal renewal, String what) {
    return new Outcome.GoOn<>(
        signIn
            .begunSessions()
            .goOn(request, backTo(request, place, renewal.session(), what), renewal));
  }

  /// What was done a moment ago on the page that somebody sees; nobody else can have it say so.
  Optional<String> done(Request request, AccountPlace place, Sessions.Found who) {
    return visits.done(request, visit(request, place), who.session().id());
  }

  /// The languages that somebody came with, best first.
  List<String> uiLocales(Request request) {
    return request.queryParameters().one("ui_locales").map(Visits::locales).orElse(List.of());
  }

  /// Whether somebody may see a place with the sign-in that they have.
  boolean letsIn(Visit visit, Optional<Sessions.Found> who, AccountPlace place) {
    // Without the cookie that says which browser this is, no form could be posted.
    return !visit.isNew()
        && who.filter(found ->
                !place.isForFreshSignIns()
                    || found
                        .session()
                        .authenticatedAt()
                        .isAfter(clock.instant().minus(AccountPlace.FRESH)))
            .filter(found -> !place.isForFreshSignIns() || showedAll(found))
            .isPresent();
  }

  /// Whoever knows the password alone must not remove what protects the account from them, nor put
  /// there what is theirs.
  private boolean showedAll(Sessions.Found found) {
    return Acr.isMultiFactor(found.session())
        || factors.find(found.person().subject()).filter(Holder::hasSecond).isEmpty();
  }

  private <P> Outcome<P> toSignIn(Request request, Visit visit) {
    Visit onward =
        request
            .queryParameters()
            .one("ui_locales")
            .map(locales -> visit.with(visit.parameters().with("ui_locales", locales)))
            .orElse(visit);
    return new Outcome.GoOn<>(visits.goTo(onward, Paths.ACCOUNT_SIGN_IN));
  }

  private static Parameters locales(Request request) {
    return request
        .queryParameters()
        .one("ui_locales")
        .map(locales -> Parameters.empty().with("ui_locales", locales))
        .orElse(Parameters.empty());
  }

  /// This browser, on its way to a place.
  private Visit visit(Request request, AccountPlace place) {
    return visits.of(request).with(Parameters.empty().with("page", place.word()), clock.instant());
  }

  static ProtocolException tooOld() {
    return Visits.tooOld(Remedy.PAGE);
  }
}
