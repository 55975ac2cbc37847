package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.account.Accounts;
import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authorize.StepTokens.Step;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.AccountPages;
import dev.mapae.authorizationserver.interaction.AccountSteps;
import dev.mapae.authorizationserver.interaction.DeviceSteps;
import dev.mapae.authorizationserver.interaction.Interaction;
import dev.mapae.authorizationserver.interaction.MailSteps;
import dev.mapae.authorizationserver.interaction.Mishap.Remedy;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.interaction.SecondFactorSteps;
import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import dev.mapae.authorizationserver.interaction.SignInElsewhere.Way;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.interaction.SignOutPrompt;
import dev.mapae.authorizationserver.interaction.SignOutSteps;
import dev.mapae.authorizationserver.interaction.SignedOut;
import dev.mapae.authorizationserver.interaction.UpstreamSteps;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Signing in and consenting, step by step. OIDC Core §3.1.2.3, §3.1.2.4.
final class BrowserInteraction implements Interaction {
  private final Introduction introduction;
  private final PageRequests requests;
  private final Visits visits;
  private final SignInForm signInForm;
  private final ConsentSteps consent;
  private final SignOutSteps signOut;
  private final DeviceSteps device;
  private final AccountPages accountPages;
  private final Optional<AccountSteps> account;
  private final SecondFactorSteps secondFactor;
  private final Optional<MailSteps> mail;
  private final Optional<UpstreamSteps> upstream;
  private final Optional<SignInElsewhere> elsewhere;

  BrowserInteraction(
      Introduction introduction,
      PageRequests requests,
      Visits visits,
      SignIn signIn,
      SignInForm signInForm,
      SecondFactorForm secondFactorForm,
      ConsentSteps consent,
      SignOutSteps signOut,
      DeviceSteps device,
      AccountPages accountPages,
      Audit audit,
      Optional<Accounts> accounts,
      Optional<MailSteps> mail,
      Optional<UpstreamSteps> upstream,
      Optional<SignInElsewhere> elsewhere) {
    this.introduction = introduction;
    this.requests = requests;
    this.visits = visits;
    this.signInForm = signInForm;
    this.consent = consent;
    this.signOut = signOut;
    this.device = device;
    this.accountPages = accountPages;
    this.account =
        accounts.map(a ->
            new AccountInteraction(
                visits,
                this::signInPrompt,
                a,
                signIn,
                signInForm,
                audit,
                signInForm.addressToConfirm()));
    this.elsewhere = elsewhere;
    this.mail = mail;
    this.upstream = upstream;
    this.secondFactor =
        new SecondFactorInteraction(
            secondFactorForm,
            SignInPlace.BROWSER,
            request -> known(visits.of(request)),
            this::signInPrompt,
            visit -> signInForm.clientOf(visit, SignInPlace.BROWSER));
  }

  @Override
  public SignInPrompt signIn(Request request) {
    Visit visit = known(visits.of(request));
    return signInForm
        .otherWays()
        .toldIn(signInPrompt(request, visit), request, visit, SignInPlace.BROWSER);
  }

  @Override
  public Optional<UpstreamSteps> upstream() {
    return upstream;
  }

  @Override
  public Response goUpstream(Request request, String provider) {
    Visit visit =
        visits
            .underWay(request)
            .map(BrowserInteraction::known)
            .orElseThrow(BrowserInteraction::tooOld);
    Optional<Instant> oldest =
        introduction.isNeeded(visit)
            ? Introduction.oldestSignIn(visit)
            : requests.read(request, visit).oldestSignIn(visit.firstSight());
    return signInForm
        .otherWays()
        .go(request, provider, visit, SignInPlace.BROWSER, oldest, Optional.empty());
  }

  private SignInPrompt signInPrompt(Request request, Visit visit) {
    return introduction.isNeeded(visit)
        ? introduced(visit, Optional.empty())
        : signInPrompt(visit, requests.read(request, visit), Optional.empty());
  }

  /// The prompt of a client of which nothing was read yet.
  SignInPrompt introduced(Visit visit, Optional<String> typed) {
    return prompt(visit, introduction.asking(visit, typed));
  }

  SignInPrompt signInPrompt(Visit visit, AuthorizationRequest asked, Optional<String> typed) {
    return prompt(
        visit,
        new SignInForm.Asking(
            Optional.of(asked.client()),
            asked.replyTo().redirectUri().destination(),
            typed.or(asked::loginHint),
            asked.replyTo().uiLocales(),
            List.of(asked.replyTo().redirectUri().formTarget())));
  }

  private SignInPrompt prompt(Visit visit, SignInForm.Asking asking) {
    return signInForm.prompt(
        visit,
        SignInPlace.BROWSER,
        asking,
        signInForm.offers(visit, SignInPlace.BROWSER).withAccount(createAccount(visit)));
  }

  private Optional<String> createAccount(Visit visit) {
    return account.map(_ -> visits.url(visit, Paths.CREATE_ACCOUNT));
  }

  @Override
  public SignInOutcome submitSignIn(Request request) {
    Parameters form = request.form();
    Visit visit = posted(visits.of(request), SignInPlace.BROWSER.signInStep(), "", form);
    Function<Optional<String>, SignInPrompt> prompt;
    if (introduction.isNeeded(visit)) {
      prompt = typed -> introduced(visit, typed);
    } else {
      AuthorizationRequest asked = requests.read(request, visit);
      prompt = typed -> signInPrompt(visit, asked, typed);
    }
    return signInForm.submit(
        request,
        visit,
        Optional.of(visit.parameters().required("client_id")),
        SignInPlace.BROWSER,
        prompt);
  }

  @Override
  public ConsentOutcome consent(Request request) {
    return consent.ask(request);
  }

  @Override
  public Response submitConsent(Request request) {
    return consent.submit(request);
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
  public boolean signsInHere() {
    return elsewhere.isEmpty();
  }

  @Override
  public Optional<String> signInOrigin() {
    return elsewhere.map(SignInElsewhere::way).flatMap(Way::origin);
  }

  @Override
  public boolean asksConsentHere() {
    return elsewhere.filter(SignInElsewhere::asksConsent).isEmpty();
  }

  @Override
  public DeviceSteps device() {
    return device;
  }

  private Visit posted(Visit visit, Step step, String session, Parameters form) {
    return visits
        .posted(known(visit), step, session, form.required("step"))
        .orElseThrow(BrowserInteraction::tooOld);
  }

  static ProtocolException tooOld() {
    return Visits.tooOld(Remedy.APPLICATION);
  }

  static Visit known(Visit visit) {
    return visit.known(Remedy.APPLICATION);
  }
}
