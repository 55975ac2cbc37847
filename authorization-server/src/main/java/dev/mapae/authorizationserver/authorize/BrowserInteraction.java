package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.account.Accounts;
import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authorize.StepTokens.Step;
import dev.mapae.authorizationserver.authorize.Visits.Consented;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.AccountPages;
import dev.mapae.authorizationserver.interaction.AccountSteps;
import dev.mapae.authorizationserver.interaction.ConsentPrompt;
import dev.mapae.authorizationserver.interaction.DeviceSteps;
import dev.mapae.authorizationserver.interaction.Interaction;
import dev.mapae.authorizationserver.interaction.MailSteps;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.interaction.SecondFactorSteps;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.interaction.SignOutPrompt;
import dev.mapae.authorizationserver.interaction.SignOutSteps;
import dev.mapae.authorizationserver.interaction.SignedOut;
import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.recovery.Recovery;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Consent;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Signing in and consenting, step by step. OIDC Core §3.1.2.3, §3.1.2.4.
final class BrowserInteraction implements Interaction {
  private final Introduction introduction;
  private final AuthorizationRequests requests;
  private final Visits visits;
  private final SignIn signIn;
  private final SignInForm signInForm;
  private final NextStep.Finder nextStep;
  private final Approval approval;
  private final AuthorizationResponses responses;
  private final Supplier<Catalog> catalog;
  private final SignOutSteps signOut;
  private final DeviceSteps device;
  private final AccountPages accountPages;
  private final Audit audit;
  private final Journal journal;
  private final Optional<AccountSteps> account;
  private final SecondFactorSteps secondFactor;
  private final Optional<MailSteps> mail;

  BrowserInteraction(
      Introduction introduction,
      AuthorizationRequests requests,
      Visits visits,
      SignIn signIn,
      SignInForm signInForm,
      SecondFactorForm secondFactorForm,
      NextStep.Finder nextStep,
      Approval approval,
      AuthorizationResponses responses,
      Supplier<Catalog> catalog,
      SignOutSteps signOut,
      DeviceSteps device,
      AccountPages accountPages,
      Audit audit,
      Journal journal,
      Optional<Accounts> accounts,
      Optional<Recovery> recovery) {
    this.introduction = introduction;
    this.requests = requests;
    this.visits = visits;
    this.signIn = signIn;
    this.signInForm = signInForm;
    this.nextStep = nextStep;
    this.approval = approval;
    this.responses = responses;
    this.catalog = catalog;
    this.signOut = signOut;
    this.device = device;
    this.accountPages = accountPages;
    this.audit = audit;
    this.journal = journal;
    this.account =
        accounts.map(a ->
            new AccountInteraction(
                visits,
                this::signInPrompt,
                a,
                signIn,
                signInForm,
                audit,
                recovery.map(Recovery::addressProof)));
    this.mail = recovery.map(Recovery::steps);
    this.secondFactor =
        new SecondFactorInteraction(
            secondFactorForm,
            SecondFactorForm.Place.BROWSER,
            request -> known(visits.of(request)),
            this::signInPrompt);
  }

  @Override
  public SignInPrompt signIn(Request request) {
    return signInPrompt(request, known(visits.of(request)));
  }

  private SignInPrompt signInPrompt(Request request, Visit visit) {
    return introduction.isNeeded(visit)
        ? introduction.signInPrompt(
            visit, Optional.empty(), createAccount(visit), signInForm.forgottenPassword(visit))
        : signInPrompt(visit, read(request, visit), Optional.empty());
  }

  private Optional<String> createAccount(Visit visit) {
    return account.map(_ -> visits.url(visit, Paths.CREATE_ACCOUNT));
  }

  @Override
  public SignInOutcome submitSignIn(Request request) {
    Parameters form = request.form();
    Visit visit = posted(visits.of(request), Step.SIGN_IN, "", form);
    Function<Optional<String>, SignInPrompt> prompt;
    if (introduction.isNeeded(visit)) {
      prompt =
          typed ->
              introduction.signInPrompt(
                  visit, typed, createAccount(visit), signInForm.forgottenPassword(visit));
    } else {
      AuthorizationRequest asked = read(request, visit);
      prompt = typed -> signInPrompt(visit, asked, typed);
    }
    return signInForm.submit(
        request,
        visit,
        Optional.of(visit.parameters().required("client_id")),
        SecondFactorForm.Place.BROWSER,
        prompt);
  }

  @Override
  public ConsentOutcome consent(Request request) {
    Visit visit = known(visits.of(request));
    Optional<Response> first = introduction.of(request, visit);
    if (first.isPresent()) {
      return new ConsentOutcome.GoOn(first.get());
    }
    AuthorizationRequest asked = read(request, visit);
    try {
      return switch (nextStep.of(asked, signIn.current(request), visit.firstSight())) {
        case NextStep.AskConsent ask -> new ConsentOutcome.Ask(consentPrompt(visit, asked, ask));
        case NextStep.SignIn _,
            NextStep.SecondFactor _,
            NextStep.CreateAccount _,
            NextStep.Approved _ ->
            new ConsentOutcome.GoOn(goBack(visit));
      };
    } catch (ProtocolException e) {
      return new ConsentOutcome.GoOn(responses.error(request, asked.replyTo(), e.error()));
    }
  }

  @Override
  public Response submitConsent(Request request) {
    Parameters form = request.form();
    Optional<Sessions.Found> session = signIn.current(request);
    Consented consented =
        visits
            .consented(
                known(visits.of(request)),
                Step.CONSENT,
                session.map(s -> s.session().id()).orElse(""),
                form.required("step"))
            .orElseThrow(BrowserInteraction::tooOld);
    Visit visit = consented.visit();
    Optional<Response> first = introduction.of(request, visit);
    if (first.isPresent()) {
      return first.get();
    }
    AuthorizationRequest asked = read(request, visit);
    try {
      return switch (nextStep.of(asked, session, visit.firstSight())) {
        // Also what was allowed meanwhile in another window: this answer came later.
        case NextStep.OfPerson step ->
            decided(request, asked, step, consented.shown()).orElseGet(() -> goBack(visit));
        case NextStep.SignIn _, NextStep.SecondFactor _, NextStep.CreateAccount _ -> goBack(visit);
      };
    } catch (ProtocolException e) {
      return responses.error(request, asked.replyTo(), e.error());
    }
  }

  /// The answer to the client; empty when the person signed out meanwhile, or approved something
  /// else than what would be given now.
  private Optional<Response> decided(
      Request request, AuthorizationRequest asked, NextStep.OfPerson step, Shown shown) {
    Permission permission = step.permission();
    ConsentForm answer = ConsentForm.of(request.form());
    Scope approved = answer.allowed(permission.scope());
    boolean isAsShown = shown.equals(shown(step, asked));
    // What is denied may have changed, but not where that is told.
    if (answer.denies(permission) && (isAsShown || asked.redirectUri().isPresent())) {
      record(request, AuditEvent.Type.CONSENT_DENIED, asked, step, approved);
      ProtocolError denied = new ProtocolError.AccessDenied("The person did not allow it.");
      return Optional.of(responses.decided(request, asked.replyTo(), denied));
    }
    if (!isAsShown) {
      return Optional.empty();
    }
    Permission given = permission.lessenedTo(approved, catalog.get());
    Optional<String> code =
        approval.open(
            asked,
            step.who(),
            given,
            step.claims(),
            journal.of(
                Activity.Kind.CONSENT_GIVEN,
                request,
                step.who().person().subject(),
                asked.client().id()));
    // Another answer may have been quicker, and then this one is not remembered either.
    code.ifPresent(_ -> {
      approval.remember(asked, step, approved);
      record(request, AuditEvent.Type.CONSENT_GIVEN, asked, step, approved);
    });
    return code.map(c -> responses.code(request, asked.replyTo(), c));
  }

  private void record(
      Request request,
      AuditEvent.Type type,
      AuthorizationRequest asked,
      NextStep.OfPerson step,
      Scope scope) {
    audit.record(
        AuditEvent.of(type, request)
            .with("sub", step.who().person().subject())
            .with("client_id", asked.client().id())
            .with("scope", scope.toString())
            .withTypes(step.permission().details()));
  }

  @Override
  public SignOutPrompt signOut(Request request) {
    return signOut.signOut(request);
  }

  @Override
  public Response submitSignOut(Request request, Function<SignedOut, Response> page) {
    return signOut.submitSignOut(request, page);
  }

  @Override
  public Optional<AccountSteps> account() {
    return account;
  }

  @Override
  public AccountPages accountPages() {
    return accountPages;
  }

  @Override
  public SecondFactorSteps secondFactor() {
    return secondFactor;
  }

  @Override
  public Optional<MailSteps> mail() {
    return mail;
  }

  @Override
  public DeviceSteps device() {
    return device;
  }

  private SignInPrompt signInPrompt(
      Visit visit, AuthorizationRequest asked, Optional<String> typed) {
    return new SignInPrompt(
        Optional.of(asked.client()),
        asked.replyTo().redirectUri().destination(),
        typed.or(asked::loginHint),
        asked.replyTo().uiLocales(),
        visits.url(visit, Paths.SIGN_IN),
        visits.formToken(visit, Step.SIGN_IN, ""),
        List.of(asked.replyTo().redirectUri().formTarget()),
        createAccount(visit),
        signInForm.forgottenPassword(visit));
  }

  private ConsentPrompt consentPrompt(
      Visit visit, AuthorizationRequest asked, NextStep.AskConsent ask) {
    Scope before = ask.before().map(Consent::scope).orElse(Scope.empty());
    return new ConsentPrompt(
        asked.client(),
        asked.replyTo().redirectUri().destination(),
        ask.who().person(),
        new RequestedScopes(catalog).of(ask.permission(), before),
        new RequestedScopes(catalog).details(ask.permission()),
        ask.claims(),
        asked.replyTo().uiLocales(),
        visits.url(visit, Paths.CONSENT),
        visits.consentToken(visit, Step.CONSENT, ask.who().session().id(), shown(ask, asked)),
        List.of(asked.replyTo().redirectUri().formTarget()));
  }

  private Shown shown(NextStep.OfPerson step, AuthorizationRequest asked) {
    var to = asked.replyTo();
    return new RequestedScopes(catalog)
        .bound(step.permission(), step.claims(), to.client(), to.redirectUri().value());
  }

  /// What is refused here is shown on our page.
  private AuthorizationRequest read(Request request, Visit visit) {
    try {
      Received received = requests.received(visit);
      return requests.read(requests.replyTo(received), received);
    } catch (ProtocolException e) {
      responses.record(request, "", e.error());
      throw e;
    }
  }

  private Response goBack(Visit visit) {
    return visits.goTo(visit, AuthorizationEndpoint.PATH);
  }

  private Visit posted(Visit visit, Step step, String session, Parameters form) {
    return visits
        .posted(known(visit), step, session, form.required("step"))
        .orElseThrow(BrowserInteraction::tooOld);
  }

  static ProtocolException tooOld() {
    return new ProtocolError.InvalidRequest(
            "This form is too old, or was not made for this browser. Go back to the application"
                + " and start again.")
        .exception();
  }

  static Visit known(Visit visit) {
    if (visit.isNew()) {
      throw new ProtocolError.InvalidRequest(
              "This browser sent no cookie. Allow cookies for this site, go back to the application"
                  + " and start again.")
          .exception();
    }
    return visit;
  }
}
