package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.assertion.TrustedIssuer;
import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.authentication.SecondFactorPolicy;
import dev.mapae.authorizationserver.authentication.SignInPolicy;
import dev.mapae.authorizationserver.clientauth.MutualTls;
import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import dev.mapae.authorizationserver.mail.MailTransport;
import dev.mapae.authorizationserver.mail.Mailing;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.registration.DocumentPolicy;
import dev.mapae.authorizationserver.registration.Exemptions;
import dev.mapae.authorizationserver.registration.RegistrationPolicy;
import dev.mapae.authorizationserver.registration.SoftwareStatementIssuer;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.OpenIdScope;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.authorizationserver.upstream.UpstreamProvider;
import dev.mapae.distribution.settings.RegisteredClientReader;
import dev.mapae.resourceowner.Looks;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// What a test puts between a server and what it is made of, and what it sets otherwise. A test
/// begins with what it is about, and adds the rest.
public final class Seams {
  UnaryOperator<Stores> stores = UnaryOperator.identity();
  UnaryOperator<InstantSource> clock = UnaryOperator.identity();
  SecureRandom random = new SecureRandom();
  Fetcher fetcher = Fetcher.none();
  boolean requirePushedAuthorizationRequests;
  boolean requireSignedRequestObject;
  boolean requireDpopNonce;
  Optional<MutualTls> mutualTls = Optional.empty();
  RegistrationPolicy registration = RegistrationPolicy.CLOSED;
  boolean peopleMayRegister;
  SecondFactorPolicy secondFactor = SecondFactorPolicy.OPTIONAL;
  List<UpstreamProvider> upstreamProviders = List.of();
  SignInPolicy signIn = SignInPolicy.PRESET;
  Optional<Mailing> mail = Optional.empty();
  Predicate<String> breachedPasswords = _ -> false;

  // As cheap as Argon2 can be: the tests are about what happens, not how slowly.
  Passwords.Cost hashing = new Passwords.Cost(8, 1, 1);
  List<TrustedIssuer> trustedIssuers = List.of();
  Profile profile = Profile.OAUTH_2_1;
  List<OpenIdScope> openIdScopes = List.of();
  Optional<SignInElsewhere> elsewhere = Optional.empty();
  Looks looks = Looks.PRESET;
  Lifetimes lifetimes = Lifetimes.PRESET;

  private Seams() {}

  /// Nothing, and all as it is set beforehand.
  public static Seams none() {
    return new Seams();
  }

  static Seams stores(UnaryOperator<Stores> around) {
    return none().around(around);
  }

  /// What the server finds where it fetches.
  public static Seams fetcher(Fetcher fetcher) {
    Seams seams = none();
    seams.fetcher = fetcher;
    return seams;
  }

  /// A server that takes no authorization request that was not pushed.
  static Seams requiringPush() {
    Seams seams = none();
    seams.requirePushedAuthorizationRequests = true;
    return seams;
  }

  /// A server that takes no authorization request that was not signed.
  static Seams requiringSignature() {
    Seams seams = none();
    seams.requireSignedRequestObject = true;
    return seams;
  }

  static Seams requiringDpopNonce() {
    Seams seams = none();
    seams.requireDpopNonce = true;
    return seams;
  }

  /// A server to which clients bring assertions of others.
  static Seams trusting(Fetcher fetcher, TrustedIssuer... issuers) {
    Seams seams = fetcher(fetcher);
    seams.trustedIssuers = List.of(issuers);
    return seams;
  }

  /// A server that clients show certificates to.
  static Seams mutualTls(MutualTls tls, Fetcher fetcher) {
    Seams seams = fetcher(fetcher);
    seams.mutualTls = Optional.of(tls);
    return seams;
  }

  /// A server at which clients register themselves.
  static Seams registering(RegistrationPolicy.Mode mode, boolean withoutPkce, Fetcher fetcher) {
    return registering(mode, new Exemptions(withoutPkce, false, false), fetcher);
  }

  static Seams registering(RegistrationPolicy.Mode mode, Exemptions exemptions, Fetcher fetcher) {
    Seams seams = fetcher(fetcher);
    seams.registration =
        new RegistrationPolicy(
            mode, exemptions, DocumentPolicy.OFF, RegisteredClientReader.withoutTls());
    return seams;
  }

  /// Also with software statements of these.
  Seams takingStatements(SoftwareStatementIssuer... issuers) {
    registration =
        new RegistrationPolicy(
            registration.mode(),
            registration.exemptions(),
            registration.documents(),
            List.of(issuers),
            registration.rules());
    return this;
  }

  /// A server at which clients are known by their metadata documents.
  public static Seams documents(
      DocumentPolicy documents, UnaryOperator<Stores> stores, Fetcher fetcher) {
    Seams seams = fetcher(fetcher).around(stores);
    seams.registration =
        new RegistrationPolicy(
            RegistrationPolicy.Mode.CLOSED,
            Exemptions.NONE,
            documents,
            RegisteredClientReader.withoutTls());
    return seams;
  }

  /// A server at which people make accounts for themselves.
  Seams peopleRegistering() {
    peopleMayRegister = true;
    return this;
  }

  /// A server at which everybody of these roles must have a second factor.
  Seams requiringSecondFactor(String... roles) {
    secondFactor = new SecondFactorPolicy(false, Set.of(roles));
    return this;
  }

  /// A server at which everybody must have a second factor.
  Seams requiringSecondFactorOfAll() {
    secondFactor = new SecondFactorPolicy(true, Set.of());
    return this;
  }

  /// A server at which this alone is good as a second factor.
  Seams acceptingSecond(SecondFactorPolicy.Way... ways) {
    secondFactor =
        new SecondFactorPolicy(
            secondFactor.everybody(), secondFactor.roles(), Optional.of(Set.of(ways)));
    return this;
  }

  /// A server at which people sign in by these too.
  Seams upstream(UpstreamProvider... providers) {
    upstreamProviders = List.of(providers);
    return this;
  }

  /// A server that sends mails.
  Seams mailing(MailTransport transport) {
    mail = Optional.of(new Mailing(transport, false, false));
    return this;
  }

  /// The same, where people are told when they sign in in a new browser.
  Seams mailingAndTellingOfNewBrowsers(MailTransport transport) {
    mail = Optional.of(new Mailing(transport, false, true));
    return this;
  }

  /// A server at which people sign in by these, and by nothing else.
  Seams signingInBy(SignInPolicy.Method... methods) {
    signIn = new SignInPolicy(Set.of(methods));
    return this;
  }

  /// The same, where an account is of no use until its address is confirmed.
  Seams mailingAndRequiringVerifiedAddress(MailTransport transport) {
    mail = Optional.of(new Mailing(transport, true, false));
    return this;
  }

  /// With passwords whose hashes cost this.
  Seams hashing(Passwords.Cost cost) {
    hashing = cost;
    return this;
  }

  /// With passwords that are known to have leaked.
  Seams breached(String... passwords) {
    breachedPasswords = Set.of(passwords)::contains;
    return this;
  }

  /// With a profile for every client.
  Seams with(Profile ofServer) {
    profile = ofServer;
    return this;
  }

  /// With more scopes of the server's own, or which release more.
  Seams with(OpenIdScope... scopes) {
    openIdScopes = List.of(scopes);
    return this;
  }

  /// A server at which nobody signs in on its own pages.
  Seams signingIn(SignInElsewhere there) {
    elsewhere = Optional.of(there);
    return this;
  }

  /// A server whose pages an operator has made their own.
  Seams looking(Looks other) {
    looks = other;
    return this;
  }

  /// A server at which things last as long as this says.
  Seams lasting(Lifetimes other) {
    lifetimes = other;
    return this;
  }

  public Seams around(UnaryOperator<Stores> other) {
    stores = other;
    return this;
  }

  public Seams at(UnaryOperator<InstantSource> other) {
    clock = other;
    return this;
  }

  public Seams drawing(SecureRandom other) {
    random = other;
    return this;
  }
}
