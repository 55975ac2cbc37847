package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.AuthorizationServer.Parts;
import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authentication.SignInPolicy;
import dev.mapae.authorizationserver.authorize.RequestedScopes;
import dev.mapae.authorizationserver.door.Door;
import dev.mapae.authorizationserver.home.ActivityPage;
import dev.mapae.authorizationserver.home.AddressPage;
import dev.mapae.authorizationserver.home.Allowed;
import dev.mapae.authorizationserver.home.ApplicationsPage;
import dev.mapae.authorizationserver.home.ConnectionsPage;
import dev.mapae.authorizationserver.home.DataPage;
import dev.mapae.authorizationserver.home.DueDeletions;
import dev.mapae.authorizationserver.home.FrontDoor;
import dev.mapae.authorizationserver.home.HomePage;
import dev.mapae.authorizationserver.home.PasswordPage;
import dev.mapae.authorizationserver.home.PersonalData;
import dev.mapae.authorizationserver.home.ProfilePage;
import dev.mapae.authorizationserver.home.SecurityContent;
import dev.mapae.authorizationserver.home.SecurityPage;
import dev.mapae.authorizationserver.home.SessionsPage;
import dev.mapae.authorizationserver.home.SignInForAccount;
import dev.mapae.authorizationserver.interaction.AccountPages;
import dev.mapae.authorizationserver.interaction.PersonalPage;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Stores;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;

/// The account pages: each is here and has its place in AccountPlace.
final class AccountPagesWiring {
  final SignInForAccount signIn;
  final AccountPages pages;

  AccountPagesWiring(Parts parts, Shared shared, SignInWiring signingIn) {
    Stores stores = parts.stores();
    Journal journal = shared.journal;
    Audit audit = parts.audit();
    InstantSource clock = parts.clock();
    SignIn signIn = signingIn.signIn;
    var door = new FrontDoor(shared.visits, signIn, stores.factors(), clock);
    var waysIn =
        parts
            .signIn()
            .ways(
                parts.mail().isPresent(),
                parts.elsewhere().isPresent(),
                signingIn.upstreams.issuers());
    this.signIn =
        new SignInForAccount(
            parts.issuer(),
            door,
            shared.visits,
            signIn,
            signingIn.form,
            signingIn.secondFactorForm);
    this.pages =
        new AccountPages(
            this.signIn,
            new HomePage(door, stores.deletions(), signingIn.comeback),
            new ProfilePage(door, stores.people(), brought(parts), journal, audit, clock),
            password(parts, shared, signingIn, door),
            signingIn.addressProof.map(proof -> new AddressPage(door, signIn, proof, audit)),
            new SecurityPage(
                door,
                signingIn.secondFactors,
                journal,
                audit,
                clock,
                signingIn.notices,
                new SecurityContent(door, signingIn.secondFactors, parts.signIn(), waysIn)),
            new SessionsPage(door, stores.sessions(), parts.lifetimes(), journal, audit, clock),
            new ApplicationsPage(
                door,
                new Allowed(stores.consents(), shared.catalog, shared::findClient, clock),
                new RequestedScopes(shared.catalog),
                shared::findClient,
                journal,
                audit),
            new ActivityPage(door, stores.activities(), shared::findClient, clock),
            new DataPage(
                door,
                personalData(parts),
                shared.paces,
                stores.deletions(),
                stores.sessions(),
                stores.activities(),
                parts.lifetimes(),
                journal,
                audit,
                clock,
                signingIn.notices),
            signingIn.upstreamSteps.map(_ ->
                new ConnectionsPage(
                    door,
                    signingIn.upstreams,
                    stores.upstreamIdentities(),
                    waysIn,
                    journal,
                    audit,
                    clock,
                    signingIn.notices)));
    shared.housekeeping.also(
        Duration.ofMinutes(1), new DueDeletions(stores.deletions(), audit, clock)::sweep);
  }

  /// Who was brought by the site that signs people in, which keeps what is known of them.
  private static Predicate<Person> brought(Parts parts) {
    return parts
        .elsewhere()
        .map(there -> Door.brought(parts.issuer(), there, parts.stores()))
        .<Predicate<Person>>map(people -> people::isBrought)
        .orElse(_ -> false);
  }

  /// Nobody changes a password here that lets nobody in.
  private static Optional<PersonalPage<AccountPages.PasswordChange>> password(
      Parts parts, Shared shared, SignInWiring signingIn, FrontDoor door) {
    return Optional.of(parts.signIn())
        .filter(policy -> policy.has(SignInPolicy.Method.PASSWORD) && parts.elsewhere().isEmpty())
        .<PersonalPage<AccountPages.PasswordChange>>map(_ ->
            new PasswordPage(
                door,
                signingIn.signIn,
                parts.stores().people(),
                shared.passwords,
                signingIn.rules,
                shared.journal,
                parts.audit(),
                parts.clock(),
                signingIn.notices));
  }

  private static PersonalData personalData(Parts parts) {
    Stores stores = parts.stores();
    return new PersonalData(
        parts.issuer().value(),
        stores.deletions(),
        stores.factors(),
        stores.upstreamIdentities(),
        stores.sessions(),
        stores.grants(),
        stores.consents(),
        stores.activities(),
        parts.clock());
  }
}
