package dev.mapae.authorizationserver.device;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.authentication.Acr;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authorize.ConsentForm;
import dev.mapae.authorizationserver.authorize.ConsentRoom;
import dev.mapae.authorizationserver.authorize.MaxAge;
import dev.mapae.authorizationserver.authorize.NeededAcr;
import dev.mapae.authorizationserver.authorize.RequestedScopes;
import dev.mapae.authorizationserver.authorize.Shown;
import dev.mapae.authorizationserver.authorize.StepTokens.Step;
import dev.mapae.authorizationserver.authorize.StepUp;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.authorize.Visits.Consented;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.device.DeviceRequests.Waiting;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.ConsentPrompt;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.Lasting;
import dev.mapae.authorizationserver.interaction.Interaction.ConsentOutcome;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.issue.Decision;
import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.logo.LogoLinks;
import dev.mapae.authorizationserver.registration.ClientIdMetadataDocuments;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Consent;
import dev.mapae.authorizationserver.store.Consents;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// A person is asked what a device may have, and answers. RFC 8628 §3.3.
///
/// They are asked each time. What they said before elsewhere tells what is new.
record DeviceConsent(
    DeviceRequests requests,
    Function<String, Optional<Client>> clients,
    ClientIdMetadataDocuments documents,
    Visits visits,
    SignIn signIn,
    StepUp stepUp,
    Decision decision,
    Consents consents,
    RequestedScopes words,
    LogoLinks logos,
    DeviceApproval approval,
    Audit audit,
    Journal journal) {
  /// What the page asks.
  ConsentOutcome ask(Request request, Visit visit) {
    Waiting device = requests.ofVisit(visit.parameters());
    // What the decision refuses is shown and answers nothing: another person may have the role.
    return switch (entered(request, visit, device, signIn.current(request))) {
      case Entered.As(var who) ->
          new ConsentOutcome.Ask(prompt(visit, device, who, decide(request, device, who)));
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

  /// What the person answered.
  ///
  /// @param underWay where the browser stands
  /// @param approved the page for whoever allowed something
  /// @param denied the page for whoever did not
  Response submit(Request request, Supplier<Visit> underWay, Response approved, Response denied) {
    Optional<Sessions.Found> session = signIn.current(request);
    if (session.isEmpty()) {
      return visits.goTo(underWay.get(), Paths.DEVICE_SIGN_IN);
    }
    Consented consented =
        visits
            .consented(
                DeviceInteraction.known(visits.of(request)),
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
    Scope required = required(permission);
    if (form.denies(permission, required)) {
      return denied(request, device, who, denied);
    }
    Scope allowed = form.allowed(permission.scope(), required);
    if (!consented.shown().equals(shown(permission, device))) {
      return visits.goTo(visit, Paths.DEVICE_CONSENT);
    }
    Permission given = permission.lessenedTo(allowed, words.catalog().get());
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
    return recent
            .filter(who ->
                !stepUp.isByPassword(
                    DeviceRequests.neededAcr(decision, client, device.asked()),
                    who,
                    visit.firstSight()))
            .isEmpty()
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

  /// When somebody must have signed in for it, or later; empty where it does not matter.
  Optional<Instant> oldestSignIn(Waiting device, Instant firstSight) {
    return MaxAge.of(client(device), device.asked()).map(firstSight::minus);
  }

  /// How somebody has to sign in for it elsewhere.
  DeviceSignIn.Wanted wanted(Waiting device) {
    Client client = client(device);
    NeededAcr needed = DeviceRequests.neededAcr(decision, client, device.asked());
    return new DeviceSignIn.Wanted(
        device.asked().one("scope").orElse(""),
        MaxAge.of(client, device.asked()),
        needed.wanted(),
        !needed.isMetBy(Acr.PASSWORD));
  }

  private Response denied(Request request, Waiting device, Sessions.Found who, Response page) {
    requests.deny(device);
    audit.record(fact(request, AuditEvent.Type.CONSENT_DENIED, device, who, Scope.empty()));
    return page;
  }

  private Permission decide(Request request, Waiting device, Sessions.Found who) {
    try {
      documents.see(request, device.row().clientId(), who.person().subject());
      Permission permission =
          decision.decide(
              DeviceRequests.wish(client(device), Optional.of(who.person()), device.asked()));
      new ConsentRoom(words).require(permission, Set.of());
      return permission;
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

  /// Whose device it is.
  Client client(Waiting device) {
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

  private ConsentPrompt prompt(
      Visit visit, Waiting device, Sessions.Found who, Permission permission) {
    Optional<Consent> before = consents.find(who.person().subject(), device.row().clientId());
    return new ConsentPrompt(
        client(device),
        new ConsentRoom(words).logo(logos, client(device), permission, Set.of()),
        DeviceInteraction.destination(device),
        who.person(),
        words.of(permission, required(permission), before),
        words.details(permission, before),
        Set.of(),
        before.map(c -> new ConsentPrompt.Before(c.givenAt(), c.claims())),
        lasting(permission, device),
        DeviceInteraction.uiLocales(visit),
        visits.url(visit, Paths.DEVICE_CONSENT),
        visits.consentToken(
            visit, Step.DEVICE_CONSENT, who.session().id(), shown(permission, device)),
        List.of());
  }

  private Scope required(Permission permission) {
    return words.required(permission);
  }

  private Shown shown(Permission permission, Waiting device) {
    return words.bound(
        permission,
        required(permission),
        Set.of(),
        client(device),
        lasting(permission, device),
        "");
  }

  private Lasting lasting(Permission permission, Waiting device) {
    return Lasting.of(client(device), permission.scope(), approval.lifetimes());
  }
}
