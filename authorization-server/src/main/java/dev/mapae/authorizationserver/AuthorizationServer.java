package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.account.Accounts;
import dev.mapae.authorizationserver.account.PasswordRules;
import dev.mapae.authorizationserver.assertion.TrustedIssuer;
import dev.mapae.authorizationserver.assertion.TrustedIssuers;
import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.audit.RefusedSignIns;
import dev.mapae.authorizationserver.authentication.Comeback;
import dev.mapae.authorizationserver.authentication.Cookies;
import dev.mapae.authorizationserver.authentication.Guesses;
import dev.mapae.authorizationserver.authentication.KnownBrowsers;
import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.authentication.SecondFactorPolicy;
import dev.mapae.authorizationserver.authentication.SecondFactors;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authentication.SignInPolicy;
import dev.mapae.authorizationserver.authorize.AuthorizationEndpoint;
import dev.mapae.authorizationserver.authorize.Authorize;
import dev.mapae.authorizationserver.authorize.FormTargets;
import dev.mapae.authorizationserver.authorize.RequestPolicy;
import dev.mapae.authorizationserver.authorize.RequestedScopes;
import dev.mapae.authorizationserver.authorize.SecondFactorForm;
import dev.mapae.authorizationserver.authorize.SignInForm;
import dev.mapae.authorizationserver.authorize.StepUp;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.binding.Dpop;
import dev.mapae.authorizationserver.clientauth.ClientAuthentication;
import dev.mapae.authorizationserver.clientauth.ClientSecrets;
import dev.mapae.authorizationserver.clientauth.MutualTls;
import dev.mapae.authorizationserver.clientkey.ClientKeys;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Reconciliation;
import dev.mapae.authorizationserver.device.DeviceApproval;
import dev.mapae.authorizationserver.device.DeviceAuthorizationEndpoint;
import dev.mapae.authorizationserver.device.DeviceInteraction;
import dev.mapae.authorizationserver.device.DeviceRequests;
import dev.mapae.authorizationserver.discovery.Discovery;
import dev.mapae.authorizationserver.discovery.Metadata;
import dev.mapae.authorizationserver.door.Door;
import dev.mapae.authorizationserver.grant.AuthorizationCode;
import dev.mapae.authorizationserver.grant.ClientCredentials;
import dev.mapae.authorizationserver.grant.DeviceCode;
import dev.mapae.authorizationserver.grant.GrantType;
import dev.mapae.authorizationserver.grant.JwtBearer;
import dev.mapae.authorizationserver.grant.RefreshToken;
import dev.mapae.authorizationserver.grant.TokenExchange;
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
import dev.mapae.authorizationserver.home.SecurityPage;
import dev.mapae.authorizationserver.home.SessionsPage;
import dev.mapae.authorizationserver.home.SignInForAccount;
import dev.mapae.authorizationserver.http.Cors;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.Pace;
import dev.mapae.authorizationserver.http.Route;
import dev.mapae.authorizationserver.interaction.AccountPages;
import dev.mapae.authorizationserver.interaction.Interaction;
import dev.mapae.authorizationserver.interaction.Pages;
import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import dev.mapae.authorizationserver.interaction.UpstreamSteps;
import dev.mapae.authorizationserver.introspection.IntrospectionEndpoint;
import dev.mapae.authorizationserver.issue.AccessTokens;
import dev.mapae.authorizationserver.issue.Decision;
import dev.mapae.authorizationserver.issue.Subjects;
import dev.mapae.authorizationserver.issue.TokenIssuer;
import dev.mapae.authorizationserver.issue.TokenState;
import dev.mapae.authorizationserver.jar.RequestObjects;
import dev.mapae.authorizationserver.key.Fingerprints;
import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.KeyEncryption;
import dev.mapae.authorizationserver.key.KeyKind;
import dev.mapae.authorizationserver.key.KeyRotation;
import dev.mapae.authorizationserver.key.KeySchedule;
import dev.mapae.authorizationserver.key.NewKeys;
import dev.mapae.authorizationserver.key.Sealing;
import dev.mapae.authorizationserver.key.ServerKeys;
import dev.mapae.authorizationserver.logo.LogoEndpoint;
import dev.mapae.authorizationserver.logo.LogoLinks;
import dev.mapae.authorizationserver.logout.BackChannelLogout;
import dev.mapae.authorizationserver.logout.SignOut;
import dev.mapae.authorizationserver.mail.MailDelivery;
import dev.mapae.authorizationserver.mail.MailedLinks;
import dev.mapae.authorizationserver.mail.Mailing;
import dev.mapae.authorizationserver.mail.Notices;
import dev.mapae.authorizationserver.mail.Outbox;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.pace.Paces;
import dev.mapae.authorizationserver.par.PushedAuthorizationRequestEndpoint;
import dev.mapae.authorizationserver.par.PushedRequests;
import dev.mapae.authorizationserver.profile.Profiles;
import dev.mapae.authorizationserver.recovery.Recovery;
import dev.mapae.authorizationserver.registration.ClientIdMetadataDocuments;
import dev.mapae.authorizationserver.registration.InForce;
import dev.mapae.authorizationserver.registration.RegistrationEndpoints;
import dev.mapae.authorizationserver.registration.RegistrationPolicy;
import dev.mapae.authorizationserver.registration.SelfRegistered;
import dev.mapae.authorizationserver.response.ClientJwts;
import dev.mapae.authorizationserver.revocation.RevocationEndpoint;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Following;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.OpenIdScope;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.authorizationserver.store.UsablePeople;
import dev.mapae.authorizationserver.token.TokenEndpoint;
import dev.mapae.authorizationserver.upstream.Connecting;
import dev.mapae.authorizationserver.upstream.NewPeople;
import dev.mapae.authorizationserver.upstream.Newcomers;
import dev.mapae.authorizationserver.upstream.Returning;
import dev.mapae.authorizationserver.upstream.UpstreamProvider;
import dev.mapae.authorizationserver.upstream.Upstreams;
import dev.mapae.authorizationserver.userinfo.UserInfoEndpoint;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The authorization server of one issuer: everything but HTTP, pages and database, put together by
/// hand.
public final class AuthorizationServer implements AutoCloseable {
  private final Parts parts;
  private final Optional<SignInElsewhere> elsewhere;
  private final KeyRotation rotation;
  private final ServerKeys keys;
  private final Ids ids;
  private final Passwords passwords;
  private final ClientSecrets secrets;
  private final Following<Client> clients;
  private final PublicClientOrigins publicClientOrigins;
  private final CurrentCatalog catalog;
  private final ErrorBoundary errors;
  private final Housekeeping housekeeping;
  private final Contents contents;

  /// What a server is made of.
  ///
  /// @param keyEncryptionKeys 32 bytes each: the first seals, all open
  /// @param breachedPasswords whether a password is known to have leaked
  /// @param trustedIssuers whose assertions clients may bring (RFC 7523 §2.1)
  /// @param requireDpopNonce whether DPoP proofs need a nonce of this server
  /// @param keyRotation how long a key is used; empty when only commands make successors
  /// @param requirePushedAuthorizationRequests whether no client may ask in another way (RFC 9126
  ///   §5)
  /// @param requireSignedRequestObject whether no client may ask without signing (RFC 9101 §10.5)
  /// @param mutualTls empty where no client can show a certificate
  /// @param registration who may register clients (RFC 7591)
  /// @param openIdScopes what the configuration adds to the scopes of OpenID Connect
  /// @param peopleMayRegister whether people may make an account for themselves
  /// @param secondFactor who must sign in with more than a password
  /// @param upstreamProviders by which people may sign in
  /// @param signIn by what people may sign in
  /// @param mail how mails go out; empty where none do
  /// @param profile the least that every client meets
  public record Parts(
      Issuer issuer,
      Profile profile,
      Stores stores,
      List<byte[]> keyEncryptionKeys,
      Optional<Duration> keyRotation,
      Lifetimes lifetimes,
      Passwords.Cost passwordHashing,
      Predicate<String> breachedPasswords,
      List<TrustedIssuer> trustedIssuers,
      boolean requirePushedAuthorizationRequests,
      boolean requireSignedRequestObject,
      boolean requireDpopNonce,
      Optional<MutualTls> mutualTls,
      RegistrationPolicy registration,
      List<OpenIdScope> openIdScopes,
      boolean peopleMayRegister,
      SecondFactorPolicy secondFactor,
      List<UpstreamProvider> upstreamProviders,
      SignInPolicy signIn,
      Optional<Mailing> mail,
      Pages pages,
      Fetcher fetcher,
      Audit audit,
      InstantSource clock,
      SecureRandom random) {}

  /// Opens the server's keys, or makes them at the first start.
  ///
  /// @throws dev.mapae.authorizationserver.key.KeyRing.UnusableKeys when none of the
  ///   `key_encryption_key`s is the one of this database
  public AuthorizationServer(Parts parts) {
    this(parts, Optional.empty());
  }

  /// The same where people do not sign in on pages of ours, if that is said.
  ///
  /// @throws IllegalArgumentException where people make accounts for themselves, which takes a
  ///   password, or sign in by other providers, which would be a second way in
  public AuthorizationServer(Parts parts, Optional<SignInElsewhere> elsewhere) {
    if (elsewhere.isPresent() && parts.peopleMayRegister()) {
      throw new IllegalArgumentException("nobody makes an account where nobody signs in");
    }
    if (elsewhere.isPresent() && !parts.upstreamProviders().isEmpty()) {
      throw new IllegalArgumentException("nobody signs in by two others");
    }
    this.parts = parts;
    this.elsewhere = elsewhere;
    String issuer = parts.issuer().value();
    Stores stores = parts.stores();
    this.ids = new Ids(parts.random());
    KeyEncryption encryption = new KeyEncryption(parts.keyEncryptionKeys(), issuer, parts.random());
    this.rotation =
        new KeyRotation(
            stores, new NewKeys(encryption, parts.random()), parts.audit(), parts.clock());
    KeySchedule schedule = new KeySchedule(parts.keyRotation(), parts.lifetimes());
    rotation.tend(schedule);
    this.keys = new ServerKeys(stores.keys(), encryption, parts.clock());
    this.passwords = new Passwords(parts.passwordHashing());
    this.secrets =
        new ClientSecrets(
            keys, new Sealing(Purpose.SECRET, issuer, keys, parts.random()), stores.clients());
    this.clients = new Following<>(stores.clients()::find);
    this.publicClientOrigins = new PublicClientOrigins(stores.clients(), this::inForce);
    this.catalog = new CurrentCatalog(issuer, stores.resources(), parts.openIdScopes());
    this.errors = new ErrorBoundary(issuer);
    this.housekeeping =
        new Housekeeping(
            stores,
            parts.clock(),
            System::nanoTime,
            List.of(
                keys::refresh, clients::refresh, publicClientOrigins::refresh, catalog::refresh));
    housekeeping.also(Duration.ofSeconds(1), secrets::rekey);
    housekeeping.also(Duration.ofHours(1), () -> rotation.tend(schedule));
    this.contents = contents();
  }

  /// Makes the database agree with the configuration file.
  ///
  /// @return how many entries were changed
  public int reconcile(Declarations declarations) {
    ensure(
        Stream.concat(
                declarations.clients().stream()
                    .map(declared -> KeyKind.neededBy(declared.client())),
                declarations.resources().stream().map(KeyKind::neededBy))
            .flatMap(Set::stream)
            .collect(Collectors.toSet()));
    int changed =
        new Reconciliation(
                parts.stores(),
                new Fingerprints(keys),
                secrets,
                passwords,
                ids,
                parts.audit(),
                parts.clock())
            .reconcile(declarations);
    clients.refresh();
    publicClientOrigins.refresh();
    catalog.refresh();
    if (changed > 0) {
      parts
          .audit()
          .record(
              AuditEvent.ofServer(AuditEvent.Type.CONFIGURATION_CHANGED)
                  .with("entries", String.valueOf(changed)));
    }
    return changed;
  }

  /// Makes keys that are not there yet, before anything is written down that needs them.
  private void ensure(Set<KeyKind> kinds) {
    if (!keys.get().hasAll(kinds)) {
      rotation.ensure(kinds);
      keys.refresh();
    }
  }

  /// Every endpoint, below the origin.
  public List<Route> routes() {
    return contents.routes();
  }

  /// The door for the pages.
  public Interaction interaction() {
    return contents.interaction();
  }

  /// Renders what an endpoint throws.
  public ErrorBoundary errors() {
    return errors;
  }

  /// Begins what goes on beside the requests: it follows changes in the database, sweeps what has
  /// expired, and lets keys follow one another.
  public void start() {
    housekeeping.start();
  }

  /// Whether the database answers, its changes are known here, and there is a key for everything.
  public boolean isReady() {
    return keys.get().isComplete() && housekeeping.isAbreast() && parts.stores().isReady();
  }

  /// Loads what the first token needs, so that nobody waits for it.
  public void warmUp() {
    keys.get().published().forEach(key -> key.sign("warm-up", new byte[0]));
  }

  /// Does at once what goes on beside the requests, and waits until it is done: for whoever moves
  /// the clock and does not wait for the next time.
  public void catchUp() {
    housekeeping.sweep();
    housekeeping.doChores();
    housekeeping.follow();
  }

  /// What goes on beside requests.
  Housekeeping housekeeping() {
    return housekeeping;
  }

  @Override
  public void close() {
    housekeeping.close();
  }

  private Client inForce(Client client) {
    return contents.inForce().apply(client);
  }

  private record Contents(List<Route> routes, Interaction interaction, InForce inForce) {}

  /// The table of contents, and the only wiring: every endpoint and every grant is made here. What
  /// is not in it is off, and the metadata says what is in it.
  private Contents contents() {
    Issuer issuer = parts.issuer();
    Stores stores = parts.stores();
    Lifetimes lifetimes = parts.lifetimes();
    InstantSource clock = parts.clock();
    Audit audit = parts.audit();

    // What endpoints share.
    var handles = new Handles(issuer.value(), keys);
    var sealing = new Sealing(Purpose.SEALING, issuer.value(), keys, parts.random());
    var accessTokens = new AccessTokens(issuer.value(), keys, sealing, ids);
    var clientKeys = new ClientKeys(parts.fetcher(), clock);
    var clientJwts = new ClientJwts(issuer.value(), keys, clientKeys);
    var subjects = new Subjects(issuer.value(), keys);
    var usable = new UsablePeople(parts.mail().filter(Mailing::requireVerifiedAddress).isPresent());
    var decision = new Decision(catalog, housekeeping::isAbreast, usable);
    var tokenIssuer =
        new TokenIssuer(
            clientJwts,
            decision,
            subjects,
            catalog,
            stores.grants(),
            stores.spentIds(),
            stores.registrations(),
            handles,
            accessTokens,
            lifetimes,
            clock);
    var profiles = new Profiles(parts.profile(), lifetimes);
    var inForce =
        new InForce(
            new SelfRegistered(
                parts.registration().exemptions(), parts.registration().documents(), catalog),
            profiles);
    Client every = profiles.everyClient();
    Function<String, Optional<Client>> findClient = id -> clients.find(id).map(inForce);
    var documents =
        ClientIdMetadataDocuments.of(
            parts.registration(),
            parts.fetcher(),
            stores,
            clients,
            catalog,
            inForce,
            handles,
            this::ensure,
            audit,
            clock,
            ids);
    housekeeping.apart(
        Duration.ofSeconds(1),
        new BackChannelLogout(
                clientJwts,
                subjects,
                ids,
                findClient,
                stores.logoutDeliveries(),
                parts.fetcher(),
                clock,
                audit)
            ::deliver);
    var tokenState =
        new TokenState(
            accessTokens,
            stores.grants(),
            stores.people(),
            usable,
            stores.deniedTokens(),
            findClient,
            catalog,
            clock);
    var clientAuthentication =
        ClientAuthentication.of(
            issuer, findClient, secrets, clientKeys, stores.spentIds(), parts.mutualTls(), clock);
    var objects = new RequestObjects(issuer, clientKeys, keys, parts.fetcher(), clock);
    var pushed = new PushedRequests(stores.pendingRequests(), handles, sealing, ids, clock);
    var dpop =
        new Dpop(
            issuer,
            keys,
            Dpop.ALGORITHMS.stream().filter(every.requirements()::allows).toList(),
            parts.requireDpopNonce(),
            clock);
    var cookies = new Cookies(issuer, handles);
    var journal = new Journal(ids, clock);
    var refusedSignIns = new RefusedSignIns(journal, stores.activities());
    housekeeping.also(Duration.ofSeconds(1), refusedSignIns::write);
    var comeback = new Comeback(stores.deletions(), journal, audit);
    var known = new KnownBrowsers(issuer.value(), keys, cookies, ids, clock);
    var paces = new Paces(issuer.value(), keys, stores.throttles(), ids, clock);
    Optional<Outbox> outbox = parts.mail().map(_ -> new Outbox(sealing, paces, ids, clock));
    Optional<Notices> notices =
        outbox.map(out ->
            new Notices(
                issuer,
                out,
                stores.outgoingMails(),
                stores.activities(),
                stores.people(),
                parts.pages(),
                parts.mail().filter(Mailing::noticeOfNewBrowser).isPresent(),
                paces));
    var signIn =
        new SignIn(
            stores.factors(),
            stores.people(),
            parts.secondFactor(),
            stores.sessions(),
            passwords,
            cookies,
            lifetimes,
            ids,
            clock,
            journal,
            refusedSignIns,
            comeback,
            usable,
            parts.signIn(),
            new Guesses(paces, ids, clock),
            stores.throttles(),
            known,
            notices);
    var secondFactors =
        SecondFactors.of(
            issuer,
            parts.secondFactor(),
            stores,
            keys,
            signIn,
            cookies,
            journal,
            parts.random(),
            ids,
            clock);

    var visits = new Visits(issuer, keys, cookies, ids, clock);
    var signOut =
        new SignOut(
            issuer, keys, findClient, visits, signIn, stores.sessions(), cookies, clock, audit);

    var rules =
        new PasswordRules(
            issuer.value(), parts.signIn().leastPassword(), parts.breachedPasswords());
    Optional<Accounts> accounts =
        parts.peopleMayRegister()
            ? Optional.of(
                new Accounts(stores.people(), stores.clients(), passwords, rules, ids, paces))
            : Optional.empty();
    var devices =
        new DeviceRequests(
            issuer, stores.pendingRequests(), handles, sealing, keys, parts.random(), ids, clock);
    Optional<Recovery> recovery =
        outbox
            // Nobody who signs in elsewhere has a password to forget.
            .filter(_ -> elsewhere.isEmpty())
            .map(out ->
                recovery(
                    out, rules, handles, sealing, visits, cookies, signIn, journal, paces,
                    devices));
    var upstreams =
        new Upstreams(
            parts.upstreamProviders(),
            issuer,
            parts.fetcher(),
            clientKeys,
            visits,
            sealing,
            parts.random(),
            ids,
            clock);
    var signInForm =
        new SignInForm(
            signIn,
            secondFactors,
            cookies,
            visits,
            audit,
            recovery.map(Recovery::addressProof),
            parts.signIn(),
            upstreams);
    Optional<Recovery> byMail =
        recovery.map(
            r -> r.with(parts.signIn(), signInForm, new FormTargets(findClient), parts.random()));
    var secondFactorForm =
        new SecondFactorForm(secondFactors, signIn, cookies, visits, audit, notices);
    Optional<UpstreamSteps> upstreamSteps =
        upstreams.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Connecting(
                    new Returning(
                        upstreams,
                        new Newcomers(sealing, visits, clock),
                        stores,
                        signIn,
                        secondFactors.first(),
                        cookies,
                        visits,
                        audit,
                        clock,
                        recovery.map(Recovery::addressProof)),
                    new NewPeople(
                        new Accounts(
                            stores.people(), stores.clients(), passwords, rules, ids, paces),
                        stores,
                        journal,
                        audit,
                        usable.requireVerifiedAddress()),
                    signInForm,
                    secondFactorForm,
                    journal,
                    notices));
    var logos = new LogoLinks(issuer, keys, findClient, clock);
    var stepUp = new StepUp(stores.factors(), elsewhere, signIn);
    var device =
        new DeviceInteraction(
            devices,
            findClient,
            documents,
            visits,
            signIn,
            signInForm,
            secondFactorForm,
            stepUp,
            decision,
            catalog,
            logos,
            new DeviceApproval(stores.grants(), lifetimes, clock),
            audit,
            journal,
            clock,
            paces);

    var waysIn =
        parts.signIn().ways(parts.mail().isPresent(), elsewhere.isPresent(), upstreams.issuers());

    // The account pages: each is here and has its place in AccountPlace.
    var door = new FrontDoor(visits, signIn, stores.factors(), clock);
    var allowed = new Allowed(stores.grants(), stores.consents(), clock);
    var data =
        new PersonalData(
            issuer.value(),
            stores.deletions(),
            stores.factors(),
            stores.upstreamIdentities(),
            stores.sessions(),
            stores.grants(),
            stores.consents(),
            stores.activities(),
            clock);
    var accountSignIn =
        new SignInForAccount(issuer, door, visits, signIn, signInForm, secondFactorForm);
    Predicate<Person> brought =
        elsewhere
            .map(there -> Door.brought(issuer, there, stores))
            .<Predicate<Person>>map(people -> people::isBrought)
            .orElse(_ -> false);
    var accountPages =
        new AccountPages(
            accountSignIn,
            new HomePage(door, stores.deletions(), comeback),
            new ProfilePage(door, stores.people(), brought, journal, audit, clock),
            Optional.of(parts.signIn())
                .filter(policy -> policy.has(SignInPolicy.Method.PASSWORD) && elsewhere.isEmpty())
                .map(_ ->
                    new PasswordPage(
                        door,
                        signIn,
                        stores.people(),
                        passwords,
                        rules,
                        journal,
                        audit,
                        clock,
                        notices)),
            recovery.map(r -> new AddressPage(door, signIn, r.addressProof(), audit)),
            new SecurityPage(
                door, secondFactors, parts.signIn(), journal, audit, clock, notices, waysIn),
            new SessionsPage(door, stores.sessions(), lifetimes, journal, audit, clock),
            new ApplicationsPage(
                door, allowed, new RequestedScopes(catalog), findClient, journal, audit),
            new ActivityPage(door, stores.activities(), findClient, clock),
            new DataPage(
                door,
                data,
                stores.deletions(),
                stores.sessions(),
                stores.activities(),
                lifetimes,
                journal,
                audit,
                clock,
                notices),
            upstreamSteps.map(_ ->
                new ConnectionsPage(
                    door,
                    upstreams,
                    stores.upstreamIdentities(),
                    waysIn,
                    journal,
                    audit,
                    clock,
                    notices)));
    housekeeping.also(
        Duration.ofMinutes(1), new DueDeletions(stores.deletions(), audit, clock)::sweep);

    // The grants, RFC 6749 §1.3, that the profile of the server allows.
    List<GrantType> grants = new ArrayList<>();
    grants.addAll(
        List.of(
            new AuthorizationCode(stores.grants(), handles, clock),
            new RefreshToken(stores.grants(), handles, lifetimes, clock),
            new ClientCredentials(),
            new DeviceCode(stores.pendingRequests(), stores.grants(), handles, clock, ids.next()),
            new TokenExchange(tokenState, findClient)));
    if (!parts.trustedIssuers().isEmpty()) {
      var trusted = new TrustedIssuers(issuer, parts.trustedIssuers(), clientKeys, clock);
      grants.add(new JwtBearer(trusted, stores.people()));
    }
    grants.removeIf(grant -> !profiles.allowsGrantType(grant.name()));
    List<String> grantTypes = grants.stream().map(GrantType::name).toList();

    // Each request that strangers leave here is a row.
    var strangers = new Pace(Duration.ofMillis(200), 300, clock, ids.next());

    // The endpoints.
    Authorize authorize =
        Authorize.of(
            new Authorize.Parts(
                issuer,
                findClient,
                catalog,
                keys,
                decision,
                subjects,
                documents,
                signIn,
                cookies,
                visits,
                signOut,
                signInForm,
                secondFactorForm,
                stepUp,
                accounts,
                byMail,
                upstreamSteps,
                elsewhere,
                device,
                accountPages,
                logos,
                handles,
                objects,
                pushed,
                new RequestPolicy(
                    parts.requirePushedAuthorizationRequests(),
                    parts.requireSignedRequestObject(),
                    parts.peopleMayRegister()),
                stores,
                lifetimes,
                clientJwts,
                parts.pages(),
                errors,
                audit,
                ids,
                clock));
    Endpoint par =
        new PushedAuthorizationRequestEndpoint(
            clientAuthentication,
            dpop,
            objects,
            authorize.validation(),
            pushed,
            errors,
            audit,
            clock,
            strangers);
    Endpoint deviceAuthorization =
        new DeviceAuthorizationEndpoint(
            issuer, clientAuthentication, decision, devices, lifetimes, errors, audit, strangers);
    Endpoint token =
        new TokenEndpoint(
            documents, clientAuthentication, dpop, grants, tokenIssuer, errors, audit);
    Endpoint userInfo =
        new UserInfoEndpoint(
            issuer,
            tokenState,
            catalog,
            dpop,
            stores.spentIds(),
            findClient,
            clientJwts,
            errors,
            audit);
    Endpoint introspection =
        new IntrospectionEndpoint(
            clientAuthentication,
            tokenState,
            subjects,
            stores.grants(),
            handles,
            lifetimes,
            clientJwts,
            errors,
            audit,
            clock);
    Endpoint revocation =
        new RevocationEndpoint(
            clientAuthentication,
            accessTokens,
            stores.grants(),
            stores.deniedTokens(),
            handles,
            errors,
            audit,
            clock);

    // Where anybody may register a public client, any origin could be one.
    Predicate<String> origins =
        parts.registration().mode() == RegistrationPolicy.Mode.OPEN
            ? origin -> true
            : publicClientOrigins;

    // Where they are; what has a name is in the metadata under it.
    List<Listed> listed = new ArrayList<>();
    listed.addAll(
        List.of(
            new Listed("authorization_endpoint", AuthorizationEndpoint.PATH, authorize.endpoint()),
            new Listed("token_endpoint", "/token", token, "POST").readableBy(origins),
            // Where programs written for the API of the tutorial look for it.
            new Listed("", "/api/token", token, "POST").readableBy(origins),
            new Listed("pushed_authorization_request_endpoint", "/par", par, "POST")
                .readableBy(origins),
            new Listed(
                    "device_authorization_endpoint",
                    "/device_authorization",
                    deviceAuthorization,
                    "POST")
                .readableBy(origins),
            new Listed("userinfo_endpoint", "/userinfo", userInfo).readableBy(origins),
            new Listed("introspection_endpoint", "/introspect", introspection, "POST"),
            new Listed("revocation_endpoint", "/revoke", revocation, "POST").readableBy(origins),
            new Listed(
                "end_session_endpoint", SignOut.PATH, signOut.endpoint(parts.pages(), errors)),
            new Listed("jwks_uri", "/jwks", Discovery.jwks(keys), "GET")
                .readableBy(origin -> true)));
    listed.addAll(registration(inForce, clientKeys, handles));
    if (!grantTypes.contains(DeviceCode.NAME)) {
      listed.removeIf(l -> l.endpoint().equals(deviceAuthorization));
    }
    var metadata =
        new Metadata(
            issuer,
            Listed.named(listed),
            grantTypes,
            clientAuthentication.methods().stream().filter(profiles::allowsAuthMethod).toList(),
            parts.requirePushedAuthorizationRequests()
                || every.requirements().pushedAuthorizationRequests(),
            parts.requireSignedRequestObject() || every.requestObjects().required(),
            dpop.algorithms(),
            parts.mutualTls().isPresent(),
            parts.registration().documents().enabled(),
            parts.peopleMayRegister(),
            parts.pages().languages(),
            every.requirements());

    List<Route> routes = new ArrayList<>();
    elsewhere.ifPresent(there ->
        routes.addAll(
            Door.routes(
                new Door.Parts(
                    issuer,
                    there,
                    List.of(authorize.signIn(), device.signInFlow(), accountSignIn.flow()),
                    authorize.consent(),
                    clientAuthentication,
                    visits,
                    signIn,
                    signInForm,
                    stores,
                    usable,
                    parts.secondFactor(),
                    lifetimes,
                    logos,
                    sealing,
                    parts.pages(),
                    errors,
                    audit,
                    ids,
                    clock))));
    routes.add(
        new Route(
            "GET",
            logos.base() + "*",
            new LogoEndpoint(logos, parts.fetcher(), clock, ids.next())));
    listed.forEach(l -> routes.addAll(l.routes(issuer.path(), errors)));
    routes.addAll(Cors.open(Discovery.metadata(metadata, catalog), origin -> true));
    return new Contents(List.copyOf(routes), authorize.interaction(), inForce);
  }

  /// What people do by links that were sent to them, where mails go out.
  private Recovery recovery(
      Outbox outbox,
      PasswordRules rules,
      Handles handles,
      Sealing sealing,
      Visits visits,
      Cookies cookies,
      SignIn signIn,
      Journal journal,
      Paces paces,
      DeviceRequests devices) {
    Stores stores = parts.stores();
    InstantSource clock = parts.clock();
    var delivery =
        new MailDelivery(
            stores.outgoingMails(),
            outbox,
            parts.mail().orElseThrow().transport(),
            clock,
            parts.audit());
    housekeeping.begun(Duration.ofSeconds(1), delivery::begin, delivery::deliver, delivery::close);
    return Recovery.of(
        new Recovery.Parts(
            new MailedLinks(parts.issuer(), stores.mailLinks(), outbox, handles, ids, clock),
            sealing,
            outbox,
            visits,
            cookies,
            signIn,
            stores.people(),
            passwords,
            rules,
            parts.pages(),
            journal,
            paces,
            clock,
            parts.audit(),
            devices::requireWaiting));
  }

  /// Where clients register themselves, if they may: from any page where everybody may.
  private List<Listed> registration(InForce inForce, ClientKeys clientKeys, Handles handles) {
    RegistrationPolicy policy = parts.registration();
    if (policy.mode() == RegistrationPolicy.Mode.CLOSED) {
      return List.of();
    }
    var endpoints =
        RegistrationEndpoints.of(
            parts.issuer(),
            policy,
            parts.fetcher(),
            inForce,
            parts.stores(),
            catalog,
            keys,
            clientKeys,
            secrets,
            handles,
            ids,
            errors,
            parts.audit(),
            parts.clock(),
            this::ensure);
    boolean open = policy.mode() == RegistrationPolicy.Mode.OPEN;
    return List.of(
        new Listed(
                "registration_endpoint",
                RegistrationEndpoints.PATH,
                endpoints.registration(),
                "POST")
            .readableBy(origin -> open),
        new Listed(
                "",
                RegistrationEndpoints.PATH + "/*",
                endpoints.configuration(),
                "GET",
                "PUT",
                "DELETE")
            .readableBy(origin -> open));
  }
}
