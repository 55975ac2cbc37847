package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.details.DetailsParameter;
import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.DeniedTokens;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.authorizationserver.store.People;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.UsablePeople;
import dev.mapae.protocol.Scope;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Whether a token that was issued is still good: its grant is there, its person, its client and
/// what it is for are enabled, and nobody took it back.
public final class TokenState {
  private final AccessTokens accessTokens;
  private final Grants grants;
  private final People people;
  private final UsablePeople usable;
  private final DeniedTokens denied;
  private final Function<String, Optional<Client>> clients;
  private final Supplier<Catalog> catalog;
  private final InstantSource clock;

  public TokenState(
      AccessTokens accessTokens,
      Grants grants,
      People people,
      UsablePeople usable,
      DeniedTokens denied,
      Function<String, Optional<Client>> clients,
      Supplier<Catalog> catalog,
      InstantSource clock) {
    this.accessTokens = accessTokens;
    this.grants = grants;
    this.people = people;
    this.usable = usable;
    this.denied = denied;
    this.clients = clients;
    this.catalog = catalog;
    this.clock = clock;
  }

  /// A token that is good now.
  ///
  /// @param scope of the token, as far as its client may still have it and there is any
  /// @param details the same of its authorization details
  /// @param others of the claims, but for those that nothing releases of what is left of the scope
  /// @param grant empty for client credentials and for assertions of others
  /// @param person empty for client credentials
  public record Live(
      AccessToken token,
      Scope scope,
      List<AuthorizationDetail> details,
      Map<String, Object> others,
      Optional<Grants.Found> grant,
      Optional<Person> person) {
    private Live(AccessToken token, Optional<Grants.Found> grant, Optional<Person> person) {
      this(token, token.scope(), token.details(), token.claims(), grant, person);
    }

    /// All that it says, but of its scope, what that releases and its authorization details what is
    /// left.
    public Map<String, Object> claims() {
      Map<String, Object> claims = new LinkedHashMap<>(others);
      if (scope.isEmpty()) {
        claims.remove("scope");
      } else {
        claims.put("scope", scope.toString());
      }
      if (details.isEmpty()) {
        claims.remove(AuthorizationDetail.PARAMETER);
      } else {
        claims.put(AuthorizationDetail.PARAMETER, DetailsParameter.members(details));
      }
      return claims;
    }

    /// Roles of the person, and what a resource wants of the members of details, count where a
    /// token is issued, and not again.
    private Live leftTo(Optional<Client> client, Catalog known) {
      Scope left =
          known.of(scope.retain(client.map(Client::scope).orElse(Scope.empty())), token.audience());
      return new Live(
          token,
          left,
          client.map(c -> left(c, known)).orElse(List.of()),
          others(left, known),
          grant,
          person);
    }

    private Map<String, Object> others(Scope left, Catalog known) {
      Map<String, Object> claims = new LinkedHashMap<>(token.claims());
      claims.keySet().removeAll(TokenClaims.withheld(claims, left, api(known)));
      claims.computeIfPresent(
          Chain.CLAIM,
          (_, claim) -> claim instanceof Map<?, ?> way ? Chain.left(way, known) : claim);
      return claims;
    }

    private Optional<Resource> api(Catalog known) {
      return token.audience().stream().flatMap(uri -> known.find(uri).stream()).findFirst();
    }

    private List<AuthorizationDetail> left(Client client, Catalog known) {
      // Their types may belong to another resource by now.
      return RichAuthorization.of(
          token.audience(), RichAuthorization.registered(client, details), known);
    }

    /// One that was for nothing from the beginning is not.
    private boolean isForNothing() {
      return scope.isEmpty()
          && details.isEmpty()
          && !(token.scope().isEmpty() && token.details().isEmpty());
    }
  }

  /// Reads an access token and asks whether it is still good. One that is bound to what nobody here
  /// can check is not: it would pass for one that is bound to nothing.
  public Optional<Live> live(String presented) {
    return accessTokens
        .read(presented, clock.instant())
        .filter(token -> !token.isBoundToUnknown())
        .filter(token -> token.audience().stream().anyMatch(catalog.get()::knows))
        .flatMap(this::live)
        .map(live -> live.leftTo(clients.apply(live.token().clientId()), catalog.get()))
        .filter(live -> !live.isForNothing());
  }

  /// The same for a client that may know of it: it was issued to the client, or is for a resource
  /// that lists it in `introspection_clients`. One that is known by a document has that fetched
  /// again for tokens of its own alone, so that a key which it withdrew would be good for others.
  public Optional<Live> live(String presented, Client client) {
    return live(presented).filter(live -> isKnownTo(client, live.token()));
  }

  /// What a client still has by the refresh token of a grant; how its profiles want it asked for is
  /// the token endpoint's to say.
  ///
  /// @return empty where it is of no use to this client
  public Optional<Permission> refreshable(Grants.Found found, Client client) {
    Grant grant = found.grant();
    return grant.clientId().equals(client.id())
            && found.clientEnabled()
            && usable.test(found.person())
            && grant.isRefreshable(client)
        ? Decision.left(client, found.person(), grant, catalog.get())
        : Optional.empty();
  }

  private boolean isKnownTo(Client client, AccessToken token) {
    return token.clientId().equals(client.id())
        || (!client.isOfDocument()
            && token.audience().stream()
                .flatMap(uri -> catalog.get().find(uri).stream())
                .anyMatch(resource -> resource.introspectionClients().contains(client.id())));
  }

  private Optional<Live> live(AccessToken token) {
    if (token.grantId().isEmpty()) {
      return withoutGrant(token);
    }
    return grants
        .find(token.grantId().get())
        .filter(f -> f.clientEnabled() && usable.test(f.person()))
        .filter(f -> isEnabled(f.grant().clientId()))
        .filter(f ->
            token.exchanged()
                ? isLiveByItself(token)
                : f.grant().clientId().equals(token.clientId()))
        .map(f -> new Live(token, Optional.of(f), Optional.of(f.person())));
  }

  private Optional<Live> withoutGrant(AccessToken token) {
    if (!isLiveByItself(token)) {
      return Optional.empty();
    }
    return token.isOfPerson()
        ? people
            .find(token.person().orElse(token.subject()))
            .filter(usable)
            .map(person -> new Live(token, Optional.empty(), Optional.of(person)))
        : Optional.of(new Live(token, Optional.empty(), Optional.empty()));
  }

  /// Of one whose client no grant names, and that can be taken back alone.
  private boolean isLiveByItself(AccessToken token) {
    return isEnabled(token.clientId()) && !denied.isDenied(token.id());
  }

  /// As its profiles leave it, which the row does not tell.
  private boolean isEnabled(String clientId) {
    return clients.apply(clientId).filter(Client::enabled).isPresent();
  }
}
