package dev.mapae.authorizationserver.device;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authorize.ConsentForm;
import dev.mapae.authorizationserver.authorize.MaxAge;
import dev.mapae.authorizationserver.authorize.RequestedScopes;
import dev.mapae.authorizationserver.authorize.SecondFactorForm;
import dev.mapae.authorizationserver.authorize.SecondFactorInteraction;
import dev.mapae.authorizationserver.authorize.Shown;
import dev.mapae.authorizationserver.authorize.SignInForm;
import dev.mapae.authorizationserver.authorize.StepTokens.Step;
import dev.mapae.authorizationserver.authorize.StepUp;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.authorize.Visits.Consented;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.device.DeviceRequests.Waiting;
import dev.mapae.authorizationserver.http.Pace;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.ConsentPrompt;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.interaction.DevicePrompt;
import dev.mapae.authorizationserver.interaction.DeviceSteps;
import dev.mapae.authorizationserver.interaction.Interaction.ConsentOutcome;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.interaction.SecondFactorSteps;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.issue.Decision;
import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.registration.ClientIdMetadataDocuments;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// A person types the code of a device, signs in, and is asked. RFC 8628 §3.3.
///
/// They are asked each time, whatever they or the client's registration said before: nothing tells
/// whose device it is but what they see (RFC 10027 §6.1).
public final class DeviceInteraction implements DeviceSteps {
  /// RFC 8628 §5.1: of 25 billion codes, an address tries six a minute.
  private static final Duration CODES_APART = Duration.ofSeconds(10);

  private static final int CODES_AT_ONCE = 20;

  private final DeviceRequests requests;
  private final Function<String, Optional<Client>> clients;
  private final ClientIdMetadataDocuments documents;
  private final Visits visits;
  private final SignIn signIn;
  private final SignInForm signInForm;
  private final SecondFactorSteps secondFactor;
  private final StepUp stepUp;
  private final Decision decision;
  private final Supplier<Catalog> catalog;
  private final DeviceApproval approval;
  private final Audit audit;
  private final Journal journal;
  private final InstantSource clock;
  private final Pace pace;

  /// @param clients finds a client by its `client_id`
  /// @param seed which nobody knows
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
      Supplier<Catalog> catalog,
      DeviceApproval approval,
      Audit audit,
      Journal journal,
      InstantSource clock,
      String seed) {
    this.requests = requests;
    this.clients = clients;
    this.documents = documents;
    this.visits = visits;
    this.signIn = signIn;
    this.signInForm = signInForm;
    this.secondFactor =
        new SecondFactorInteraction(
            secondFactorForm,
            SecondFactorForm.Place.DEVICE,
            this::underWay,
            (_, visit) ->
                signInPrompt(visit, requests.ofVisit(visit.parameters()), Optional.empty()));
    this.stepUp = stepUp;
    this.decision = decision;
    this.catalog = catalog;
    this.approval = approval;
    this.audit = audit;
    this.journal = journal;
    this.clock = clock;
    this.pace = new Pace(CODES_APART, CODES_AT_ONCE, clock, seed);
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
    if (!pace.admitsAddress(request.remoteAddress())) {
      audit.record(
          AuditEvent.of(AuditEvent.Type.USER_CODE_REFUSED, request)
              .with("error", "temporarily_unavailable"));
      return new CodeOutcome.TooMany(codePrompt(visit, typed), CODES_APART);
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
    return signInPrompt(visit, requests.ofVisit(visit.parameters()), Optional.empty());
  }

  @Override
  public SignInOutcome submitSignIn(Request request) {
    Visit visit = posted(request, Step.DEVICE_SIGN_IN, "");
    Waiting device = requests.ofVisit(visit.parameters());
    return signInForm.submit(
        request,
        visit,
        Optional.of(client(device).id()),
        SecondFactorForm.Place.DEVICE,
        typed -> signInPrompt(visit, device, typed));
  }

  @Override
  public SecondFactorSteps secondFactor() {
    return secondFactor;
  }

  @Override
  public ConsentOutcome consent(Request request) {
    Visit visit = underWay(request);
    Waiting device = requests.ofVisit(visit.parameters());
    // What the decision refuses is shown and answers nothing: another person may have the role.
    return switch (entered(request, visit, device, signIn.current(request))) {
      case Entered.As(var who) ->
          new ConsentOutcome.Ask(consentPrompt(visit, device, who, decide(request, device, who)));
      case Entered.First(var path) -> new ConsentOutcome.GoOn(visits.goTo(visit, path));
    };
  }

  /// Whether somebody may be asked.
  private sealed interface Entered {
    /// @param who with the `acr` that the device asks for
    record As(Sessions.Found who) implements Entered {}

    /// @param path of the page that comes first
    record First(String path) implements Entered {}
  }

  @Override
  public Response submitConsent(Request request, Response approved, Response denied) {
    Optional<Sessions.Found> session = signIn.current(request);
    if (session.isEmpty()) {
      return visits.goTo(underWay(request), Paths.DEVICE_SIGN_IN);
    }
    Consented consented =
        visits
            .consented(
                known(visits.of(request)),
                Step.DEVICE_CONSENT,
                session.get().session().id(),
                request.form().required("step"))
            .orElseThrow(DeviceInteraction::tooOld);
    Visit visit = consented.visit();
    Waiting device = requests.ofVisit(visit.parameters());
    return switch (entered(request, visit, device, session)) {
      case Entered.As(var who) -> answered(request, consented, device, who, approved, denied);
      case Entered.First(var path) -> visits.goTo(visit, path);
    };
  }

  private Response answered(
      Request request,
      Consented consented,
      Waiting device,
      Sessions.Found who,
      Response approved,
      Response denied) {
    Visit visit = consented.visit();
    ConsentForm form = ConsentForm.of(request.form());
    if (!form.approves()) {
      return denied(request, device, who, denied);
    }
    Permission permission = decide(request, device, who);
    Scope allowed = form.allowed(permission.scope());
    if (allowed.isEmpty() && permission.details().isEmpty()) {
      return denied(request, device, who, denied);
    }
    if (!consented.shown().equals(shown(permission, device))) {
      return visits.goTo(visit, Paths.DEVICE_CONSENT);
    }
    Permission given = permission.lessenedTo(allowed, catalog.get());
    if (!approval.open(device, client(device), who, given, noted(request, device, who))) {
      return visits.goTo(visit, Paths.DEVICE_SIGN_IN);
    }
    audit.record(
        fact(request, AuditEvent.Type.CONSENT_GIVEN, device, who, allowed)
            .withTypes(given.details()));
    return approved;
  }

  /// Whether somebody signed in late enough, and in the way that the device asks for. RFC 9470 §4.
  private Entered entered(
      Request request, Visit visit, Waiting device, Optional<Sessions.Found> session) {
    Client client = client(device);
    Optional<Sessions.Found> recent =
        session.filter(who ->
            MaxAge.of(client, device.asked())
                .map(age -> who.session().isRecent(age, visit.firstSight()))
                .orElse(true));
    return recent.isEmpty()
        ? new Entered.First(Paths.DEVICE_SIGN_IN)
        : strong(request, device, recent.get())
            .<Entered>map(Entered.As::new)
            .orElseGet(() -> new Entered.First(Paths.DEVICE_SECOND_FACTOR));
  }

  private Optional<Sessions.Found> strong(Request request, Waiting device, Sessions.Found who) {
    try {
      return stepUp.of(DeviceRequests.neededAcr(decision, client(device), device.asked()), who);
    } catch (ProtocolException e) {
      throw refused(request, device, who, e);
    }
  }

  private Response denied(Request request, Waiting device, Sessions.Found who, Response page) {
    requests.deny(device);
    audit.record(fact(request, AuditEvent.Type.CONSENT_DENIED, device, who, Scope.empty()));
    return page;
  }

  private Permission decide(Request request, Waiting device, Sessions.Found who) {
    try {
      documents.see(request, device.row().clientId(), who.person().subject());
      return decision.decide(
          DeviceRequests.wish(client(device), Optional.of(who.person()), device.asked()));
    } catch (ProtocolException e) {
      throw refused(request, device, who, e);
    }
  }

  private ProtocolException refused(
      Request request, Waiting device, Sessions.Found who, ProtocolException why) {
    audit.record(
        AuditEvent.of(AuditEvent.Type.AUTHORIZATION_REFUSED, request)
            .with("sub", who.person().subject())
            .with("client_id", device.row().clientId())
            .with("error", why.error().code()));
    return why;
  }

  private Activity noted(Request request, Waiting device, Sessions.Found who) {
    return journal.of(
        Activity.Kind.CONSENT_GIVEN, request, who.person().subject(), device.row().clientId());
  }

  private Client client(Waiting device) {
    return clients
        .apply(device.row().clientId())
        .filter(Client::enabled)
        .orElseThrow(DeviceRequests::expired);
  }

  private static AuditEvent fact(
      Request request, AuditEvent.Type type, Waiting device, Sessions.Found who, Scope scope) {
    return AuditEvent.of(type, request)
        .with("sub", who.person().subject())
        .with("client_id", device.row().clientId())
        .with("device", device.remoteAddress())
        .with("scope", scope.toString());
  }

  private DevicePrompt codePrompt(Visit visit, Optional<String> userCode) {
    return new DevicePrompt(
        userCode,
        uiLocales(visit),
        visits.url(visit, Paths.DEVICE),
        visits.formToken(visit, Step.DEVICE, ""));
  }

  private SignInPrompt signInPrompt(Visit visit, Waiting device, Optional<String> typed) {
    return new SignInPrompt(
        Optional.of(client(device)),
        destination(device),
        typed,
        uiLocales(visit),
        visits.url(visit, Paths.DEVICE_SIGN_IN),
        visits.formToken(visit, Step.DEVICE_SIGN_IN, ""),
        List.of(),
        Optional.empty(),
        signInForm.forgottenPassword(visit));
  }

  private ConsentPrompt consentPrompt(
      Visit visit, Waiting device, Sessions.Found who, Permission permission) {
    return new ConsentPrompt(
        client(device),
        destination(device),
        who.person(),
        new RequestedScopes(catalog).of(permission, Scope.empty()),
        new RequestedScopes(catalog).details(permission),
        Set.of(),
        uiLocales(visit),
        visits.url(visit, Paths.DEVICE_CONSENT),
        visits.consentToken(
            visit, Step.DEVICE_CONSENT, who.session().id(), shown(permission, device)),
        List.of());
  }

  private static Destination destination(Waiting device) {
    return new Destination.Device(device.userCode(), device.remoteAddress());
  }

  private static List<String> uiLocales(Visit visit) {
    return visit.parameters().one("ui_locales").map(Visits::locales).orElse(List.of());
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

  private static Visit known(Visit visit) {
    if (visit.isNew()) {
      throw new ProtocolError.InvalidRequest(
              "This browser sent no cookie. Allow cookies for this site, and begin again with the"
                  + " code that the device shows.")
          .exception();
    }
    return visit;
  }

  private static ProtocolException tooOld() {
    return new ProtocolError.InvalidRequest(
            "This form is too old, or was not made for this browser. Begin again with the code that"
                + " the device shows.")
        .exception();
  }

  private Shown shown(Permission permission, Waiting device) {
    return new RequestedScopes(catalog).bound(permission, Set.of(), client(device), "");
  }
}
