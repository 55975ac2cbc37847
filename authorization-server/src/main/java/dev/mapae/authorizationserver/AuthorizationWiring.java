package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.AuthorizationServer.Parts;
import dev.mapae.authorizationserver.authorize.Authorize;
import dev.mapae.authorizationserver.authorize.RequestPolicy;
import dev.mapae.authorizationserver.device.DeviceApproval;
import dev.mapae.authorizationserver.device.DeviceInteraction;
import dev.mapae.authorizationserver.door.Door;
import dev.mapae.authorizationserver.http.Route;
import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import dev.mapae.authorizationserver.logo.LogoLinks;
import dev.mapae.authorizationserver.logout.SignOut;
import dev.mapae.authorizationserver.store.Stores;
import java.time.InstantSource;
import java.util.List;

/// What leads from a request for authorization to an approval: the authorization endpoint, the
/// pages behind it, those for a device, and the sign-out.
final class AuthorizationWiring {
  final LogoLinks logos;
  final SignOut signOut;
  final RequestPolicy requestPolicy;
  final Authorize authorize;

  /// Where whoever signs people in elsewhere comes in; none where nobody does.
  final List<Route> door;

  private final DeviceInteraction device;

  AuthorizationWiring(
      Parts parts,
      Shared shared,
      TokenWiring tokens,
      RegistrationWiring registration,
      SignInWiring signingIn,
      AccountPagesWiring account) {
    Stores stores = parts.stores();
    InstantSource clock = parts.clock();
    this.logos = new LogoLinks(parts.issuer(), shared.keys, shared::findClient, clock);
    this.signOut =
        new SignOut(
            parts.issuer(),
            shared.keys,
            shared::findClient,
            shared.visits,
            signingIn.signIn,
            stores.sessions(),
            shared.cookies,
            clock,
            parts.audit());
    this.device =
        new DeviceInteraction(
            tokens.devices,
            shared::findClient,
            registration.documents,
            shared.visits,
            signingIn.signIn,
            signingIn.form,
            signingIn.secondFactorForm,
            signingIn.stepUp,
            tokens.decision,
            stores.consents(),
            shared.catalog,
            logos,
            new DeviceApproval(stores.grants(), parts.lifetimes(), clock),
            parts.audit(),
            shared.journal,
            clock,
            shared.paces);
    this.requestPolicy =
        new RequestPolicy(
            parts.requirePushedAuthorizationRequests(),
            parts.requireSignedRequestObject(),
            parts.peopleMayRegister());
    this.authorize =
        Authorize.of(
            new Authorize.Parts(
                parts.issuer(),
                shared::findClient,
                shared.catalog,
                shared.keys,
                tokens.decision,
                tokens.subjects,
                registration.documents,
                signingIn.signIn,
                shared.cookies,
                shared.visits,
                signOut,
                signingIn.form,
                signingIn.secondFactorForm,
                signingIn.stepUp,
                signingIn.accounts,
                signingIn.byMail,
                signingIn.upstreamSteps,
                parts.elsewhere(),
                device,
                account.pages,
                logos,
                shared.handles,
                tokens.objects,
                tokens.pushed,
                requestPolicy,
                stores,
                parts.lifetimes(),
                tokens.clientJwts,
                parts.pages(),
                shared.errors,
                parts.audit(),
                shared.ids,
                clock));
    this.door =
        parts
            .elsewhere()
            .map(there -> door(there, parts, shared, tokens, signingIn, account))
            .orElse(List.of());
  }

  private List<Route> door(
      SignInElsewhere there,
      Parts parts,
      Shared shared,
      TokenWiring tokens,
      SignInWiring signingIn,
      AccountPagesWiring account) {
    return Door.routes(
        new Door.Parts(
            parts.issuer(),
            there,
            List.of(authorize.signIn(), device.signInFlow(), account.signIn.flow()),
            authorize.consent(),
            tokens.clientAuthentication,
            shared.visits,
            signingIn.signIn,
            signingIn.form,
            parts.stores(),
            shared.usable,
            parts.secondFactor(),
            parts.lifetimes(),
            logos,
            shared.sealing,
            parts.pages(),
            shared.errors,
            parts.audit(),
            shared.ids,
            parts.clock()));
  }
}
