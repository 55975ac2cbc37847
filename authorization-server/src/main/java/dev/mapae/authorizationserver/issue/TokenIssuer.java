package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.binding.Binding;
import dev.mapae.authorizationserver.issue.Decision.Approved;
import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.issue.Decision.Wish;
import dev.mapae.authorizationserver.issue.Proof.OfAssertion;
import dev.mapae.authorizationserver.issue.Proof.OfClient;
import dev.mapae.authorizationserver.issue.Proof.OfPerson;
import dev.mapae.authorizationserver.issue.Proof.OfToken;
import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.Handles.Kind;
import dev.mapae.authorizationserver.response.ClientJwts;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Registration;
import dev.mapae.authorizationserver.store.Registrations;
import dev.mapae.authorizationserver.store.SpentIds;
import dev.mapae.protocol.ProtocolError;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The last hop of every token request: decide, spend, sign. A request that is refused has spent
/// nothing.
public final class TokenIssuer {
  private final Decision decision;
  private final Subjects subjects;
  private final SpentHandles spent;
  private final SpentIds spentIds;
  private final Registrations registrations;
  private final Handles handles;
  private final AccessTokens accessTokens;
  private final IdTokens idTokens;
  private final ExchangedTokens exchanged;
  private final AssertedTokens asserted;
  private final Lifetimes lifetimes;
  private final InstantSource clock;

  public TokenIssuer(
      ClientJwts jwts,
      Decision decision,
      Subjects subjects,
      Supplier<Catalog> catalog,
      Grants grants,
      SpentIds spentIds,
      Registrations registrations,
      Handles handles,
      AccessTokens accessTokens,
      Lifetimes lifetimes,
      InstantSource clock) {
    this.decision = decision;
    this.subjects = subjects;
    this.spent = new SpentHandles(grants);
    this.spentIds = spentIds;
    this.registrations = registrations;
    this.handles = handles;
    this.accessTokens = accessTokens;
    this.idTokens = new IdTokens(jwts, catalog);
    this.exchanged =
        new ExchangedTokens(decision, subjects, spentIds, accessTokens, lifetimes, clock);
    this.asserted =
        new AssertedTokens(decision, subjects, spentIds, accessTokens, lifetimes, clock);
    this.lifetimes = lifetimes;
    this.clock = clock;
  }

  /// Issues tokens for a proof.
  ///
  /// @param client authenticated, and the one that the proof belongs to
  /// @param binding what the tokens are bound to
  /// @param once what the request spends besides
  /// @throws dev.mapae.protocol.ProtocolException what [Decision#decide] refuses, `invalid_grant`
  ///   when the handle is bound to another key or somebody else spent it first, `invalid_request`
  ///   when it is bound and there is no proof, and what [Repetition] says
  public Issued issue(Client client, Proof proof, Binding binding, List<Once> once) {
    return switch (proof) {
      case OfClient ofClient -> toClient(client, ofClient, binding, once);
      case OfPerson ofPerson -> toPerson(client, ofPerson, binding, once);
      case OfToken ofToken -> exchanged.issue(client, ofToken, binding, once);
      case OfAssertion ofAssertion -> asserted.issue(client, ofAssertion, binding, once);
    };
  }

  private Issued toClient(Client client, OfClient proof, Binding binding, List<Once> once) {
    Permission permission =
        decision.decide(
            new Wish(
                client,
                Optional.empty(),
                proof.scope(),
                proof.resources(),
                proof.details(),
                Optional.empty()));
    Repetition.refuse(spentIds, once);
    Instant now = clock.instant();
    Duration lifetime = lifetimes.overriddenBy(client.lifetimes()).of(Lifetime.ACCESS_TOKEN);
    String token =
        accessTokens.write(
            new AccessTokens.Content(
                Optional.empty(),
                false,
                client.id(),
                Optional.empty(),
                client.id(),
                permission,
                now,
                now.plus(lifetime),
                TokenClaims.confirmed(TokenClaims.released(permission, client.claims()), binding)));
    return new Issued(
        token,
        binding.tokenType(),
        lifetime.toSeconds(),
        permission.scope(),
        details(permission, proof.details()),
        Optional.empty(),
        Optional.empty(),
        client.id(),
        Optional.empty(),
        Map.of());
  }

  private Issued toPerson(Client client, OfPerson proof, Binding binding, List<Once> once) {
    Grant grant = proof.found().grant();
    Person person = proof.found().person();
    SpentHandles.verifyKey(client, proof, binding);
    Permission permission =
        decision.decide(
            new Wish(
                // The row knows at once; the cache of clients up to a second later.
                proof.found().clientEnabled() ? client : client.disabled(),
                Optional.of(person),
                proof.scope(),
                proof.resources(),
                proof.details(),
                Optional.of(
                    new Approved(
                        grant.scope(),
                        grant.resources(),
                        grant.resourcesNamed(),
                        grant.details()))));
    Instant now = clock.instant();
    Lifetimes lasting = lifetimes.overriddenBy(client.lifetimes());
    boolean refreshable = grant.isRefreshable(client);
    requireRefreshable(proof, refreshable);
    Instant end =
        proof.handle().kind().isCode()
            ? now.plus(lasting.of(refreshable ? Lifetime.REFRESH_TOKEN : Lifetime.ACCESS_TOKEN))
            : grant.expiresAt();
    accessTokens.requireKey(permission);
    boolean openId = grant.scope(client).contains("openid");
    if (openId) {
      idTokens.requireKey(client);
    }
    // Here and not where a person allows it, for all grants come by.
    if (client.registration().flatMap(Registration::expiresAt).isPresent()
        && !registrations.keep(client.id())) {
      throw new ProtocolError.InvalidClient("The client is gone; register it again.").exception();
    }
    int generation = spent.spend(client, proof, binding, now, end, once);
    // A token never outlives the row that it is derived from.
    Instant expiresAt =
        Stream.of(now.plus(lasting.of(Lifetime.ACCESS_TOKEN)), end).min(Instant::compareTo).get();
    String subject = subjects.of(client, person);
    String accessToken =
        accessTokens.write(
            new AccessTokens.Content(
                Optional.of(grant.id()),
                false,
                subject,
                Optional.empty(),
                client.id(),
                permission,
                now,
                expiresAt,
                TokenClaims.confirmed(
                    TokenClaims.about(client, grant, person, permission), binding)));
    return new Issued(
        accessToken,
        binding.tokenType(),
        Duration.between(now, expiresAt).toSeconds(),
        permission.scope(),
        details(permission, grant.details()),
        refreshable
            ? Optional.of(handles.make(Kind.REFRESH_TOKEN, grant.id(), generation))
            : Optional.empty(),
        openId
            ? Optional.of(
                idTokens.write(
                    client,
                    grant,
                    person,
                    subject,
                    accessToken,
                    proof.handle().kind().isCode(),
                    now,
                    lasting.of(Lifetime.ID_TOKEN)))
            : Optional.empty(),
        person.subject(),
        Optional.empty(),
        Map.of());
  }

  /// What is told of authorization details.
  ///
  /// @param asked what was asked for and approved, all of which may be left out now
  private static Optional<List<AuthorizationDetail>> details(
      Permission permission, List<AuthorizationDetail> asked) {
    return asked.isEmpty() ? Optional.empty() : Optional.of(permission.details());
  }

  /// A client that may no longer ask for access while the person is away has none by what it asked
  /// for before.
  private static void requireRefreshable(OfPerson proof, boolean refreshable) {
    if (!refreshable && !proof.handle().kind().isCode()) {
      throw new ProtocolError.InvalidGrant(
              "This client may no longer act while the person is away; add offline_access to the"
                  + " client's scope, or ask the person again.")
          .exception();
    }
  }
}
