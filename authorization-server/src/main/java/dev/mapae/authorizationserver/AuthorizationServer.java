package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.assertion.TrustedIssuer;
import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.authentication.SecondFactorPolicy;
import dev.mapae.authorizationserver.authentication.SignInPolicy;
import dev.mapae.authorizationserver.clientauth.MutualTls;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Reconciliation;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.Route;
import dev.mapae.authorizationserver.interaction.Interaction;
import dev.mapae.authorizationserver.interaction.Pages;
import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import dev.mapae.authorizationserver.key.Fingerprints;
import dev.mapae.authorizationserver.key.KeyKind;
import dev.mapae.authorizationserver.mail.Mailing;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.registration.RegistrationPolicy;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.OpenIdScope;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.authorizationserver.upstream.UpstreamProvider;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The authorization server of one issuer: everything but HTTP, pages and database, put together by
/// hand. [Contents] is its table of contents.
public final class AuthorizationServer implements AutoCloseable {
  private final Parts parts;
  private final Shared shared;
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
  /// @param elsewhere who signs people in, and how; empty where they do on pages of ours
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
      Optional<SignInElsewhere> elsewhere,
      Optional<Mailing> mail,
      Pages pages,
      Fetcher fetcher,
      Audit audit,
      InstantSource clock,
      SecureRandom random) {
    /// Checks that nothing contradicts the rest.
    ///
    /// @throws IllegalArgumentException where people sign in elsewhere and yet make accounts for
    ///   themselves, which takes a password, or sign in by other providers, which would be a second
    ///   way in
    public Parts {
      if (elsewhere.isPresent() && peopleMayRegister) {
        throw new IllegalArgumentException("nobody makes an account where nobody signs in");
      }
      if (elsewhere.isPresent() && !upstreamProviders.isEmpty()) {
        throw new IllegalArgumentException("nobody signs in by two others");
      }
    }
  }

  /// Opens the server's keys, or makes them at the first start.
  ///
  /// @throws dev.mapae.authorizationserver.key.KeyRing.UnusableKeys when none of the
  ///   `key_encryption_key`s is the one of this database
  public AuthorizationServer(Parts parts) {
    this.parts = parts;
    this.shared = new Shared(parts);
    this.contents = Contents.of(parts, shared);
  }

  /// Makes the database agree with the configuration file.
  ///
  /// @return how many entries were changed
  public int reconcile(Declarations declarations) {
    shared.ensure(
        Stream.concat(
                declarations.clients().stream()
                    .map(declared -> KeyKind.neededBy(declared.client())),
                declarations.resources().stream().map(KeyKind::neededBy))
            .flatMap(Set::stream)
            .collect(Collectors.toSet()));
    int changed =
        new Reconciliation(
                parts.stores(),
                new Fingerprints(shared.keys),
                shared.secrets,
                shared.passwords,
                shared.ids,
                parts.audit(),
                parts.clock())
            .reconcile(declarations);
    shared.clients.refresh();
    shared.publicClientOrigins.refresh();
    shared.catalog.refresh();
    if (changed > 0) {
      parts
          .audit()
          .record(
              AuditEvent.ofServer(AuditEvent.Type.CONFIGURATION_CHANGED)
                  .with("entries", String.valueOf(changed)));
    }
    return changed;
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
    return shared.errors;
  }

  /// Begins what goes on beside the requests: it follows changes in the database, sweeps what has
  /// expired, and lets keys follow one another.
  public void start() {
    shared.housekeeping.start();
  }

  /// Whether the database answers, its changes are known here, and there is a key for everything.
  public boolean isReady() {
    return shared.keys.get().isComplete()
        && shared.housekeeping.isAbreast()
        && parts.stores().isReady();
  }

  /// Loads what the first token needs, so that nobody waits for it.
  public void warmUp() {
    shared.keys.get().published().forEach(key -> key.sign("warm-up", new byte[0]));
  }

  /// Does at once what goes on beside the requests, and waits until it is done: for whoever moves
  /// the clock and does not wait for the next time.
  public void catchUp() {
    shared.housekeeping.sweep();
    shared.housekeeping.doChores();
    shared.housekeeping.follow();
  }

  /// What goes on beside requests.
  Housekeeping housekeeping() {
    return shared.housekeeping;
  }

  @Override
  public void close() {
    shared.housekeeping.close();
  }
}
