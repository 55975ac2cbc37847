package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.AuthorizationServer.Parts;
import dev.mapae.authorizationserver.account.Accounts;
import dev.mapae.authorizationserver.account.PasswordRules;
import dev.mapae.authorizationserver.audit.RefusedSignIns;
import dev.mapae.authorizationserver.authentication.BegunSessions;
import dev.mapae.authorizationserver.authentication.Comeback;
import dev.mapae.authorizationserver.authentication.Guesses;
import dev.mapae.authorizationserver.authentication.KnownBrowsers;
import dev.mapae.authorizationserver.authentication.SecondFactors;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authentication.TriedCodes;
import dev.mapae.authorizationserver.authentication.TypedPasswords;
import dev.mapae.authorizationserver.authorize.FormTargets;
import dev.mapae.authorizationserver.authorize.SecondFactorForm;
import dev.mapae.authorizationserver.authorize.SignInForm;
import dev.mapae.authorizationserver.authorize.StepUp;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.device.DeviceRequests;
import dev.mapae.authorizationserver.interaction.MailSteps;
import dev.mapae.authorizationserver.interaction.UpstreamSteps;
import dev.mapae.authorizationserver.mail.MailDelivery;
import dev.mapae.authorizationserver.mail.MailedLinks;
import dev.mapae.authorizationserver.mail.Mailing;
import dev.mapae.authorizationserver.mail.Notices;
import dev.mapae.authorizationserver.mail.Outbox;
import dev.mapae.authorizationserver.recovery.AddressProof;
import dev.mapae.authorizationserver.recovery.Recovery;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.authorizationserver.upstream.Connecting;
import dev.mapae.authorizationserver.upstream.NewPeople;
import dev.mapae.authorizationserver.upstream.Newcomers;
import dev.mapae.authorizationserver.upstream.Returning;
import dev.mapae.authorizationserver.upstream.Upstreams;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/// How people sign in, whatever it is for: by what they know or have, by a link that was mailed, by
/// another provider; and how they make an account.
final class SignInWiring {
  final SignIn signIn;
  final SecondFactors secondFactors;
  final PasswordRules rules;
  final Optional<Accounts> accounts;
  final Optional<Notices> notices;
  final Comeback comeback;
  final KnownBrowsers known;
  final Optional<AddressProof> addressProof;
  final Optional<MailSteps> byMail;
  final Upstreams upstreams;
  final Optional<UpstreamSteps> upstreamSteps;
  final SignInForm form;
  final SecondFactorForm secondFactorForm;
  final StepUp stepUp;

  /// @param devices those that wait for somebody to sign in
  SignInWiring(Parts parts, Shared shared, DeviceRequests devices) {
    Stores stores = parts.stores();
    InstantSource clock = parts.clock();
    Optional<Outbox> outbox =
        parts.mail().map(_ -> new Outbox(shared.sealing, shared.paces, shared.ids, clock));
    this.notices = outbox.map(out -> notices(parts, shared, out));
    this.comeback = new Comeback(stores.deletions(), shared.journal, parts.audit());
    this.known =
        new KnownBrowsers(
            parts.issuer().value(),
            stores.people(),
            shared.keys,
            shared.cookies,
            shared.ids,
            clock);
    this.signIn = signIn(parts, shared);
    this.secondFactors =
        SecondFactors.of(
            parts.issuer(),
            parts.secondFactor(),
            stores,
            shared.keys,
            signIn,
            shared.cookies,
            shared.journal,
            parts.random(),
            shared.ids,
            clock);
    this.stepUp = new StepUp(stores.factors(), parts.elsewhere(), signIn);

    this.rules =
        new PasswordRules(
            parts.issuer().value(), parts.signIn().leastPassword(), parts.breachedPasswords());
    var made =
        new Accounts(
            stores.people(), stores.clients(), shared.passwords, rules, shared.ids, shared.paces);
    this.accounts = Optional.of(made).filter(_ -> parts.peopleMayRegister());

    Optional<Recovery.Parts> recovery =
        outbox
            // Nobody who signs in elsewhere has a password to forget.
            .filter(_ -> parts.elsewhere().isEmpty())
            .map(out -> recovery(parts, shared, out, devices::requireWaiting));
    this.addressProof = recovery.map(Recovery::addressProof);
    this.upstreams =
        new Upstreams(
            parts.upstreamProviders(),
            parts.issuer(),
            parts.fetcher(),
            shared.clientKeys,
            shared.visits,
            shared.sealing,
            parts.random(),
            shared.ids,
            clock);
    this.form =
        new SignInForm(
            signIn,
            secondFactors,
            shared.cookies,
            shared.visits,
            parts.audit(),
            addressProof.map(proof -> proof),
            parts.signIn(),
            upstreams,
            devices::clientOf);
    this.secondFactorForm =
        new SecondFactorForm(
            secondFactors, signIn, shared.cookies, shared.visits, parts.audit(), notices);
    this.byMail = recovery.map(r -> Recovery.steps(r, addressProof.orElseThrow(), form));
    this.upstreamSteps =
        upstreams.isEmpty() ? Optional.empty() : Optional.of(connecting(parts, shared, made));
  }

  private static Notices notices(Parts parts, Shared shared, Outbox outbox) {
    Stores stores = parts.stores();
    return new Notices(
        parts.issuer(),
        outbox,
        stores.outgoingMails(),
        stores.activities(),
        stores.people(),
        parts.pages(),
        parts.mail().filter(Mailing::noticeOfNewBrowser).isPresent(),
        shared.paces,
        parts.audit());
  }

  private SignIn signIn(Parts parts, Shared shared) {
    Stores stores = parts.stores();
    InstantSource clock = parts.clock();
    var refused = new RefusedSignIns(shared.journal, stores.activities());
    shared.housekeeping.also(Duration.ofSeconds(1), refused::write);
    var guesses = new Guesses(shared.paces, shared.ids, clock);
    return new SignIn(
        shared.usable,
        parts.secondFactor(),
        stores.factors(),
        stores.sessions(),
        new BegunSessions(
            stores.sessions(),
            shared.cookies,
            known,
            comeback,
            notices,
            shared.journal,
            parts.lifetimes(),
            shared.ids,
            clock),
        new TypedPasswords(
            parts.signIn(),
            stores.factors(),
            stores.people(),
            shared.passwords,
            guesses,
            stores.throttles(),
            known,
            refused,
            clock),
        new TriedCodes(guesses, known, refused),
        shared.cookies,
        parts.lifetimes(),
        refused,
        shared.ids,
        clock);
  }

  /// What links are made of that are sent to people, where mails go out.
  private Recovery.Parts recovery(
      Parts parts, Shared shared, Outbox outbox, Consumer<Visit> waiting) {
    Stores stores = parts.stores();
    InstantSource clock = parts.clock();
    var delivery =
        new MailDelivery(
            stores.outgoingMails(),
            outbox,
            parts.mail().orElseThrow().transport(),
            clock,
            parts.audit());
    shared.housekeeping.begun(
        Duration.ofSeconds(1), delivery::begin, delivery::deliver, delivery::close);
    return new Recovery.Parts(
        new MailedLinks(
            parts.issuer(), stores.mailLinks(), outbox, shared.handles, shared.ids, clock),
        shared.sealing,
        outbox,
        shared.visits,
        shared.cookies,
        signIn,
        parts.signIn(),
        known,
        stores.people(),
        shared.passwords,
        rules,
        parts.pages(),
        new FormTargets(shared::findClient),
        shared.journal,
        shared.paces,
        parts.random(),
        clock,
        parts.audit(),
        waiting);
  }

  /// What people do who come back from another provider.
  private UpstreamSteps connecting(Parts parts, Shared shared, Accounts made) {
    Stores stores = parts.stores();
    return new Connecting(
        new Returning(
            upstreams,
            new Newcomers(shared.sealing, shared.visits, parts.clock()),
            stores,
            signIn,
            secondFactors.first(),
            form,
            shared.cookies,
            shared.visits,
            parts.audit(),
            parts.clock(),
            form.addressToConfirm()),
        new NewPeople(
            made, stores, shared.journal, parts.audit(), shared.usable.requireVerifiedAddress()),
        form,
        secondFactorForm,
        shared.journal,
        notices);
  }
}
