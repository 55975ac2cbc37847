package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authorize.StepTokens.Step;
import dev.mapae.authorizationserver.authorize.Visits.Consented;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.ConsentPrompt;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.Lasting;
import dev.mapae.authorizationserver.interaction.Interaction.ConsentOutcome;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.logo.LogoLinks;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A person is asked what a client may have, and answers. OIDC Core §3.1.2.4.
record ConsentSteps(
    Introduction introduction,
    PageRequests requests,
    Visits visits,
    SignIn signIn,
    NextStep.Finder nextStep,
    Approval approval,
    AuthorizationResponses responses,
    RequestedScopes words,
    Lifetimes lifetimes,
    LogoLinks logos,
    Audit audit,
    Journal journal)
    implements ConsentFlow {
  /// What the page asks.
  ConsentOutcome ask(Request request) {
    return ask(request, visit(request), signIn.current(request));
  }

  @Override
  public Visit visit(Request request) {
    return BrowserInteraction.known(visits.of(request));
  }

  @Override
  public ConsentOutcome ask(Request request, Visit visit, Optional<Sessions.Found> session) {
    Optional<Response> first = introduction.of(request, visit, session);
    if (first.isPresent()) {
      return new ConsentOutcome.GoOn(first.get());
    }
    AuthorizationRequest asked = requests.read(request, visit);
    try {
      return prompt(visit, asked, session)
          .<ConsentOutcome>map(ConsentOutcome.Ask::new)
          .orElseGet(() -> new ConsentOutcome.GoOn(visits.goTo(visit, AuthorizationEndpoint.PATH)));
    } catch (ProtocolException e) {
      return new ConsentOutcome.GoOn(responses.error(request, asked.replyTo(), e.error()));
    }
  }

  @Override
  public Optional<ConsentPrompt> asked(
      Request request, Visit visit, Optional<Sessions.Found> session) {
    return introduction.of(request, visit, session).isPresent()
        ? Optional.empty()
        : prompt(visit, requests.read(request, visit), session);
  }

  private Optional<ConsentPrompt> prompt(
      Visit visit, AuthorizationRequest asked, Optional<Sessions.Found> session) {
    return switch (nextStep.of(asked, session, visit.firstSight())) {
      case NextStep.AskConsent ask -> Optional.of(prompt(visit, asked, ask));
      case NextStep.SignIn _,
          NextStep.SecondFactor _,
          NextStep.CreateAccount _,
          NextStep.Approved _ ->
          Optional.empty();
    };
  }

  /// What the person answered.
  Response submit(Request request) {
    Parameters form = request.form();
    return answered(request, form.required("step"), () -> ConsentForm.of(form), true);
  }

  @Override
  public Response answered(Request request, String step, Supplier<ConsentForm> answer) {
    return answered(request, step, answer, false);
  }

  /// @param onOurPage whether they were asked on a page of ours
  private Response answered(
      Request request, String step, Supplier<ConsentForm> answer, boolean onOurPage) {
    Optional<Sessions.Found> session = signIn.current(request);
    Consented consented =
        visits
            .consented(
                BrowserInteraction.known(visits.of(request)),
                Step.CONSENT,
                session.map(s -> s.session().id()).orElse(""),
                step)
            .orElseThrow(BrowserInteraction::tooOld);
    Visit visit = consented.visit();
    Optional<Response> first = introduction.of(request, visit);
    if (first.isPresent()) {
      return first.get();
    }
    AuthorizationRequest asked = requests.read(request, visit);
    try {
      return switch (nextStep.of(asked, session, visit.firstSight())) {
        // Also what was allowed meanwhile in another window: this answer came later.
        case NextStep.OfPerson decision ->
            decided(
                    request,
                    asked,
                    decision,
                    new Answer(answer.get(), consented.shown(), onOurPage))
                .orElseGet(() -> visits.goTo(visit, AuthorizationEndpoint.PATH));
        case NextStep.SignIn _, NextStep.SecondFactor _, NextStep.CreateAccount _ ->
            visits.goTo(visit, AuthorizationEndpoint.PATH);
      };
    } catch (ProtocolException e) {
      return responses.error(request, asked.replyTo(), e.error());
    }
  }

  /// @param shown what it answers to
  private record Answer(ConsentForm form, Shown shown, boolean onOurPage) {}

  /// The answer to the client; empty when the person signed out meanwhile, or approved something
  /// else than what would be given now.
  private Optional<Response> decided(
      Request request, AuthorizationRequest asked, NextStep.OfPerson step, Answer given) {
    Permission permission = step.permission();
    ConsentForm answer = given.form();
    Scope approved = answer.allowed(permission.scope(), step.required());
    boolean isAsShown = given.shown().equals(shown(step, asked));
    // What is denied may have changed, but not where that is told.
    if (answer.denies(permission, step.required())
        && (isAsShown || asked.redirectUri().isPresent())) {
      record(request, AuditEvent.Type.CONSENT_DENIED, asked, step, approved);
      ProtocolError denied = new ProtocolError.AccessDenied("The person did not allow it.");
      return Optional.of(
          given.onOurPage()
              ? responses.decided(request, asked.replyTo(), denied)
              : responses.declinedElsewhere(request, asked.replyTo(), denied));
    }
    if (!isAsShown) {
      return Optional.empty();
    }
    Permission allowed = permission.lessenedTo(approved, words.catalog().get());
    Optional<String> code =
        approval.open(
            asked,
            step.who(),
            allowed,
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

  private ConsentPrompt prompt(Visit visit, AuthorizationRequest asked, NextStep.AskConsent ask) {
    return new ConsentPrompt(
        asked.client(),
        new ConsentRoom(words, asked.replyTo().carried())
            .logo(logos, asked.client(), ask.permission(), ask.claims()),
        asked.replyTo().redirectUri().destination(),
        ask.who().person(),
        words.of(ask.permission(), ask.required(), ask.before()),
        words.details(ask.permission(), ask.before()),
        ask.claims(),
        ask.before().map(c -> new ConsentPrompt.Before(c.givenAt(), c.claims())),
        lasting(ask, asked),
        asked.replyTo().uiLocales(),
        visits.url(visit, Paths.CONSENT),
        visits.consentToken(visit, Step.CONSENT, ask.who().session().id(), shown(ask, asked)),
        List.of(asked.replyTo().redirectUri().formTarget()));
  }

  private Shown shown(NextStep.OfPerson step, AuthorizationRequest asked) {
    var to = asked.replyTo();
    return words.bound(
        step.permission(),
        step.required(),
        step.claims(),
        to.client(),
        lasting(step, asked),
        to.redirectUri().value());
  }

  private Lasting lasting(NextStep.OfPerson step, AuthorizationRequest asked) {
    return Lasting.of(asked.client(), step.permission().scope(), lifetimes);
  }
}
