package dev.mapae.authorizationserver.upstream;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.authorize.SecondFactorForm;
import dev.mapae.authorizationserver.authorize.SecondFactorInteraction;
import dev.mapae.authorizationserver.authorize.SignInForm;
import dev.mapae.authorizationserver.authorize.SignInPlace;
import dev.mapae.authorizationserver.authorize.StepTokens.Step;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import dev.mapae.authorizationserver.interaction.Occasion.AccountChanged.Change;
import dev.mapae.authorizationserver.interaction.SecondFactorSteps;
import dev.mapae.authorizationserver.interaction.UpstreamSteps;
import dev.mapae.authorizationserver.interaction.UpstreamTrouble;
import dev.mapae.authorizationserver.mail.Notices;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.authorizationserver.store.UpstreamIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The pages where an account at another provider is connected: whoever it belongs to signs in here
/// by what they have here, and says so. No address makes two accounts one. OIDC Core §5.7.
///
/// @param newPeople who may make an account in place of that
/// @param notices empty where no mail goes out
public record Connecting(
    Returning returning,
    NewPeople newPeople,
    SignInForm signInForm,
    SecondFactorForm secondFactorForm,
    Journal journal,
    Optional<Notices> notices)
    implements UpstreamSteps {
  /// What the account pages are told.
  public static final String CONNECTED = "connected";

  @Override
  public List<String> providers() {
    return returning.upstreams().ids();
  }

  @Override
  public Arrival callback(Request request, String provider) {
    return returning.callback(request, provider);
  }

  @Override
  public Outcome connect(Request request) {
    Visit visit = visits().of(request);
    return shown(request, visit, newcomer(visit));
  }

  private Outcome shown(Request request, Visit visit, Newcomer newcomer) {
    Optional<UpstreamIdentity> connected = identity(newcomer);
    if (connected.isPresent()) {
      return new Outcome.GoOn(after(request, visit, newcomer, connected.get()));
    }
    return present(request, newcomer)
        .<Outcome>map(found -> new Outcome.Ask(prompts().ask(visit, newcomer, found, false)))
        .orElseGet(() ->
            new Outcome.SignIn(
                prompts().signIn(visit, newcomer, Optional.empty(), Optional.empty())));
  }

  @Override
  public SignInOutcome submitSignIn(Request request) {
    Newcomer newcomer = newcomer(visits().of(request));
    Visit visit = posted(request, SignInPlace.CONNECT.signInStep(), "");
    return signInForm.submit(
        request,
        visit,
        clientOf(visit, newcomer),
        SignInPlace.CONNECT,
        typed -> prompts().signIn(visit, newcomer, typed, Optional.empty()));
  }

  @Override
  public SecondFactorSteps secondFactor() {
    return new SecondFactorInteraction(
        secondFactorForm,
        SignInPlace.CONNECT,
        request -> visits().of(request),
        (_, visit) -> prompts().signIn(visit, newcomer(visit), Optional.empty(), Optional.empty()),
        visit -> clientOf(visit, newcomer(visit)));
  }

  /// For which client they came, which these pages do not show.
  private Optional<String> clientOf(Visit visit, Newcomer newcomer) {
    return signInForm.clientOf(Newcomers.waiting(visit, newcomer), newcomer.place());
  }

  @Override
  public Outcome submitConnect(Request request) {
    Newcomer newcomer = newcomer(visits().of(request));
    // What is posted was made on the page for somebody who signed in there.
    Optional<Sessions.Found> who = fresh(request);
    if (who.isEmpty()) {
      return connect(request);
    }
    Visit visit = posted(request, Step.CONNECT, who.get().session().id());
    String subject = who.get().person().subject();
    UpstreamIdentity identity = identity(newcomer, subject);
    Activity noted = journal.of(Activity.Kind.UPSTREAM_CONNECTED, request, subject);
    return switch (returning
        .stores()
        .upstreamIdentities()
        .connect(identity, who.get().session(), noted)) {
      case DONE -> {
        record(request, visit, newcomer, subject);
        notices.ifPresent(n -> n.changed(request, who.get().person(), Change.UPSTREAM_CONNECTED));
        yield new Outcome.GoOn(onward(visit, newcomer, true));
      }
      case TAKEN, ENDED -> shown(request, visit, newcomer);
      case MOST -> new Outcome.Ask(prompts().ask(visit, newcomer, who.get(), true));
    };
  }

  private void record(Request request, Visit visit, Newcomer newcomer, String subject) {
    returning
        .audit()
        .record(
            returning
                .fact(
                    AuditEvent.Type.UPSTREAM_CONNECTED,
                    request,
                    newcomer.provider(),
                    Newcomers.waiting(visit, newcomer),
                    newcomer.place())
                .with("sub", subject));
  }

  @Override
  public Outcome submitNew(Request request) {
    Newcomer newcomer = newcomer(visits().of(request));
    Visit visit = posted(request, Step.CONNECT_NEW, "");
    UpstreamProvider provider = returning.provider(newcomer);
    Visit waiting = Newcomers.waiting(visit, newcomer);
    AuditEvent fact =
        returning.fact(
            AuditEvent.Type.PERSON_REGISTERED, request, provider.id(), waiting, newcomer.place());
    return switch (newPeople.make(
        request, provider, newcomer.told(), identity(newcomer, ""), fact)) {
      case NewPeople.Result.Made(var holder, var identity) ->
          new Outcome.GoOn(
              returning.enter(
                  request,
                  newcomer.provider(),
                  waiting,
                  newcomer.place(),
                  // It was made just now, and they may have signed in there long before.
                  new Returning.Known(holder, identity, newcomer.told().authenticatedAt())));
      case NewPeople.Result.Refused(var fault) ->
          new Outcome.SignIn(
              prompts().signIn(visit, newcomer, Optional.empty(), Optional.of(fault)));
      case NewPeople.Result.NotAllowed() -> shown(request, visit, newcomer);
    };
  }

  /// Where they go on whose account is connected already.
  private Arrival after(
      Request request, Visit visit, Newcomer newcomer, UpstreamIdentity connected) {
    return returning
            .signIn()
            .current(request)
            .filter(found -> found.person().subject().equals(connected.subject()))
            .isPresent()
        ? onward(visit, newcomer, false)
        : returning.turnedAway(
            request,
            newcomer.provider(),
            Newcomers.waiting(visit, newcomer),
            newcomer.place(),
            UpstreamTrouble.TAKEN);
  }

  private Arrival onward(Visit visit, Newcomer newcomer, boolean connected) {
    String url =
        connected && newcomer.place().equals(SignInPlace.ACCOUNT)
            ? visits()
                .urlTelling(
                    Newcomers.waiting(visit, newcomer), newcomer.place().goOnAt(), CONNECTED)
            : returning.newcomers().goOn(visit, newcomer);
    return new Arrival(url, Newcomers.uiLocales(visit), response -> response);
  }

  /// Somebody who signed in on this page, with all that they have, or who is still in the fresh
  /// session that they went from: whoever finds a browser connects nothing in it.
  private Optional<Sessions.Found> present(Request request, Newcomer newcomer) {
    return fresh(request)
        .filter(found ->
            visits().isBegunToConnect(request, found.session())
                || newcomer.session().filter(found.session().id()::equals).isPresent());
  }

  private Optional<Sessions.Found> fresh(Request request) {
    Instant least = now().minus(AccountPlace.FRESH);
    return returning
        .signIn()
        .current(request)
        .filter(found -> found.session().authenticatedAt().isAfter(least));
  }

  private Optional<UpstreamIdentity> identity(Newcomer newcomer) {
    return returning
        .stores()
        .upstreamIdentities()
        .find(newcomer.identityId(returning.provider(newcomer).issuer()));
  }

  private UpstreamIdentity identity(Newcomer newcomer, String subject) {
    String issuer = returning.provider(newcomer).issuer();
    return new UpstreamIdentity(
        newcomer.identityId(issuer),
        subject,
        issuer,
        newcomer.told().subject(),
        newcomer.told().label(),
        now(),
        Optional.empty());
  }

  private Newcomer newcomer(Visit visit) {
    return returning.newcomers().of(visit).orElseThrow(Returning::notBegun);
  }

  private Visit posted(Request request, Step step, String session) {
    return visits()
        .posted(visits().of(request), step, session, request.form().required("step"))
        .orElseThrow(Returning::notBegun);
  }

  private ConnectPrompts prompts() {
    return new ConnectPrompts(returning, newPeople, signInForm);
  }

  private Visits visits() {
    return returning.visits();
  }

  private Instant now() {
    return returning.clock().instant();
  }
}
