package dev.mapae.authorizationserver.device;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authorize.RequestedScopes;
import dev.mapae.authorizationserver.authorize.SecondFactorForm;
import dev.mapae.authorizationserver.authorize.SecondFactorInteraction;
import dev.mapae.authorizationserver.authorize.SignInFlow;
import dev.mapae.authorizationserver.authorize.SignInForm;
import dev.mapae.authorizationserver.authorize.SignInPlace;
import dev.mapae.authorizationserver.authorize.StepTokens.Step;
import dev.mapae.authorizationserver.authorize.StepUp;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.device.DeviceRequests.Waiting;
import dev.mapae.authorizationserver.http.Pace;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.interaction.DevicePrompt;
import dev.mapae.authorizationserver.interaction.DeviceSteps;
import dev.mapae.authorizationserver.interaction.Interaction.ConsentOutcome;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import dev.mapae.authorizationserver.interaction.Mishap.Remedy;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.interaction.SecondFactorSteps;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.issue.Decision;
import dev.mapae.authorizationserver.logo.LogoLinks;
import dev.mapae.authorizationserver.pace.Kind;
import dev.mapae.authorizationserver.pace.Paces;
import dev.mapae.authorizationserver.registration.ClientIdMetadataDocuments;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Consents;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// A person types the code of a device, signs in, and is asked. RFC 8628 §3.3.
///
/// They are asked each time, whatever they or the client's registration said before: nothing tells
/// whose device it is but what they see (RFC 10027 §6.1).
public final class DeviceInteraction implements DeviceSteps {
  private final DeviceRequests requests;
  private final Visits visits;
  private final SignInForm signInForm;
  private final SecondFactorSteps secondFactor;
  private final DeviceConsent consent;
  private final Audit audit;
  private final InstantSource clock;
  private final Paces paces;

  /// @param clients finds a client by its `client_id`
  public DeviceInteraction(
      DeviceRequests requests,
      Function<String, Optional<Client>> clients,
      ClientIdMetadataDocuments documents,
      Visits visits,
      SignIn signIn,
      SignInForm signInForm,
      SecondFactorForm secondFactorForm,
      StepUp stepUp,
      Decision decision,
      Consents consents,
      Supplier<Catalog> catalog,
      LogoLinks logos,
      DeviceApproval approval,
      Audit audit,
      Journal journal,
      InstantSource clock,
      Paces paces) {
    this.requests = requests;
    this.visits = visits;
    this.signInForm = signInForm;
    this.secondFactor =
        new SecondFactorInteraction(
            secondFactorForm,
            SignInPlace.DEVICE,
            this::underWay,
            (_, visit) ->
                signInPrompt(visit, requests.ofVisit(visit.parameters()), Optional.empty()),
            visit -> signInForm.clientOf(visit, SignInPlace.DEVICE));
    this.consent =
        new DeviceConsent(
            requests,
            clients,
            documents,
            visits,
            signIn,
            stepUp,
            decision,
            consents,
            new RequestedScopes(catalog),
            logos,
            approval,
            audit,
            journal);
    this.audit = audit;
    this.clock = clock;
    this.paces = paces;
  }

  @Override
  public CodeOutcome code(Request request) {
    Visit visit = visits.of(request);
    if (visit.isNew() && !visits.isSaidToBeUnderWay(request)) {
      return new CodeOutcome.GoOn(visits.goTo(visit, Paths.DEVICE));
    }
    return new CodeOutcome.Ask(codePrompt(known(visit), visit.parameters().one("user_code")));
  }

  @Override
  public CodeOutcome submitCode(Request request) {
    Parameters form = request.form();
    Visit visit =
        visits
            .posted(known(visits.of(request)), Step.DEVICE, "", form.required("step"))
            .orElseThrow(DeviceInteraction::tooOld);
    Optional<String> typed = form.one("user_code");
    Kind codes = Kind.USER_CODES_OF_NETWORK;
    String address = request.remoteAddress();
    if (!paces.admits(
        List.of(
            paces.ofNetwork(codes, address),
            paces.of(Kind.USER_CODES_OF_SITE, Pace.site(address))))) {
      audit.record(
          AuditEvent.of(AuditEvent.Type.USER_CODE_REFUSED, request)
              .with("error", "temporarily_unavailable"));
      return new CodeOutcome.TooMany(codePrompt(visit, typed), codes.apart());
    }
    Optional<Waiting> found = typed.flatMap(requests::byUserCode);
    if (found.isEmpty()) {
      audit.record(AuditEvent.of(AuditEvent.Type.USER_CODE_REFUSED, request));
      return new CodeOutcome.Unknown(codePrompt(visit, typed));
    }
    Parameters onward =
        visit
            .parameters()
            .one("ui_locales")
            .map(locales -> requests.visit(found.get()).with("ui_locales", locales))
            .orElseGet(() -> requests.visit(found.get()));
    // Only now did this browser come with what the device asks for.
    return new CodeOutcome.GoOn(
        visits.goTo(visit.with(onward, clock.instant()), Paths.DEVICE_CONSENT));
  }

  @Override
  public SignInPrompt signIn(Request request) {
    Visit visit = underWay(request);
    SignInPrompt prompt =
        signInPrompt(visit, requests.ofVisit(visit.parameters()), Optional.empty());
    return signInForm.otherWays().toldIn(prompt, request, visit, SignInPlace.DEVICE);
  }

  @Override
  public Response goUpstream(Request request, String provider) {
    Visit visit = underWay(request);
    Waiting device = requests.ofVisit(visit.parameters());
    return signInForm
        .otherWays()
        .go(
            request,
            provider,
            visit,
            SignInPlace.DEVICE,
            consent.oldestSignIn(device, visit.firstSight()),
            Optional.empty());
  }

  @Override
  public SignInOutcome submitSignIn(Request request) {
    Visit visit = posted(request, SignInPlace.DEVICE.signInStep(), "");
    Waiting device = requests.ofVisit(visit.parameters());
    return signInForm.submit(
        request,
        visit,
        Optional.of(consent.client(device).id()),
        SignInPlace.DEVICE,
        typed -> signInPrompt(visit, device, typed));
  }

  /// How people sign in elsewhere for a device.
  public SignInFlow signInFlow() {
    return new DeviceSignIn(
        this::underWay,
        visit -> signInPrompt(visit, requests.ofVisit(visit.parameters()), Optional.empty()),
        visit -> consent.wanted(requests.ofVisit(visit.parameters())),
        visit -> requests.ofVisit(visit.parameters()).row().expiresAt());
  }

  @Override
  public SecondFactorSteps secondFactor() {
    return secondFactor;
  }

  @Override
  public ConsentOutcome consent(Request request) {
    return consent.ask(request, underWay(request));
  }

  @Override
  public Response submitConsent(Request request, Response approved, Response denied) {
    return consent.submit(request, () -> underWay(request), approved, denied);
  }

  private DevicePrompt codePrompt(Visit visit, Optional<String> userCode) {
    return new DevicePrompt(
        userCode,
        uiLocales(visit),
        visits.url(visit, Paths.DEVICE),
        visits.formToken(visit, Step.DEVICE, ""));
  }

  private SignInPrompt signInPrompt(Visit visit, Waiting device, Optional<String> typed) {
    return signInForm.prompt(
        visit,
        SignInPlace.DEVICE,
        new SignInForm.Asking(
            Optional.of(consent.client(device)),
            destination(device),
            typed,
            uiLocales(visit),
            List.of()),
        signInForm.offers(visit, SignInPlace.DEVICE));
  }

  static Destination destination(Waiting device) {
    return new Destination.Device(device.userCode(), device.remoteAddress());
  }

  static List<String> uiLocales(Visit visit) {
    return visit.uiLocales();
  }

  /// The pages behind the code are for a browser in which it was typed: a link to them, which
  /// somebody sent, would spare the person the question whether it is theirs.
  private Visit underWay(Request request) {
    return visits
        .underWay(request)
        .map(DeviceInteraction::known)
        .orElseThrow(DeviceInteraction::tooOld);
  }

  private Visit posted(Request request, Step step, String session) {
    return visits
        .posted(known(visits.of(request)), step, session, request.form().required("step"))
        .orElseThrow(DeviceInteraction::tooOld);
  }

  static Visit known(Visit visit) {
    return visit.known(Remedy.DEVICE);
  }

  static ProtocolException tooOld() {
    return Visits.tooOld(Remedy.DEVICE);
  }
}
