package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.interaction.ConsentPrompt.Answered;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.Lasting;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedDetail;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedScope;
import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.issue.ClaimsRequest;
import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Consent;
import dev.mapae.authorizationserver.store.DeclaredScope;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.protocol.Scope;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a person is asked to allow, in the words of the APIs that it belongs to.
public record RequestedScopes(Supplier<Catalog> catalog) {
  /// The scopes of a permission, in their order.
  ///
  /// @param required those without which there is nothing to allow
  /// @param before what the person answered this client before
  public List<RequestedScope> of(Permission permission, Scope required, Optional<Consent> before) {
    return permission.scope().stream()
        .map(scope -> of(scope, permission.audience(), !required.contains(scope), before))
        .toList();
  }

  /// The scopes of a permission that nobody can leave out who allows anything: `openid`, those of
  /// which the configuration says so, and `offline_access` in plain OAuth, where access while the
  /// person is away comes without it.
  public Scope required(Permission permission) {
    Scope asked = permission.scope();
    return asked.filter(scope ->
        scope.equals("openid")
            || (scope.equals("offline_access") && !asked.contains("openid"))
            || declared(scope, permission.audience()).anyMatch(d -> !d.optional()));
  }

  /// The scopes that a client holds, in their order.
  ///
  /// @param audience the resource indicators of the APIs
  public List<RequestedScope> of(Scope scopes, List<String> audience) {
    return scopes.stream().map(scope -> of(scope, audience, true, Optional.empty())).toList();
  }

  /// The authorization details that a client holds, in their order.
  public List<RequestedDetail> of(List<AuthorizationDetail> details) {
    return details(details, Optional.empty());
  }

  /// The single claims that a client holds besides what its scopes release, in their order: those
  /// of these names that it may see.
  ///
  /// @param scopes that it holds
  public List<String> claims(Set<String> names, Scope scopes, Client client, Person person) {
    Catalog known = catalog.get();
    return ClaimsRequest.beyond(names, known, scopes, known.own(client.scope(), person)).stream()
        .sorted()
        .toList();
  }

  private List<RequestedDetail> details(
      List<AuthorizationDetail> details, Optional<Consent> before) {
    return details.stream().flatMap(detail -> detail(detail, before).stream()).toList();
  }

  /// What a page shows of a permission besides its scopes: single claims, and those that the scopes
  /// release, each with its scope.
  ///
  /// @param claims single ones
  public Set<String> shown(Permission permission, Set<String> claims) {
    return shown(permission, claims, permission.scope());
  }

  /// The same without what scopes release that the person did not allow.
  Set<String> shown(Permission permission, Set<String> claims, Scope approved) {
    Set<String> shown = new LinkedHashSet<>(claims);
    of(permission.scope(), permission.audience()).stream()
        .filter(scope -> approved.contains(scope.name()))
        .forEach(scope -> scope.claims().forEach(claim -> shown.add(scope.name() + " " + claim)));
    return shown;
  }

  /// What the form of a page is bound to that shows a permission.
  ///
  /// @param required what of it has no box
  /// @param claims single ones
  /// @param lasting for how long it is asked
  /// @param redirectUri where the answer goes; empty where it goes nowhere
  public Shown bound(
      Permission permission,
      Scope required,
      Set<String> claims,
      Client client,
      Lasting lasting,
      String redirectUri) {
    return Shown.of(
        permission, required, shown(permission, claims), client.display(), lasting, redirectUri);
  }

  /// The authorization details of a permission, in their order. RFC 9396 §3.
  ///
  /// @param before what the person answered this client before
  public List<RequestedDetail> details(Permission permission, Optional<Consent> before) {
    return details(permission.details(), before);
  }

  private Optional<RequestedDetail> detail(AuthorizationDetail detail, Optional<Consent> before) {
    return catalog
        .get()
        .declaringDetails(detail.type())
        .flatMap(resource ->
            resource
                .declaredDetails(detail.type())
                .map(type ->
                    new RequestedDetail(
                        resource.uri(),
                        resource.name(),
                        type.descriptions(),
                        detail.members(),
                        before.filter(consent -> consent.details().contains(detail)).isPresent())));
  }

  private List<Resource> declaring(String scope, List<String> audience) {
    return audience.stream()
        .flatMap(uri -> catalog.get().find(uri).stream())
        .filter(r -> r.declared(scope).isPresent())
        .toList();
  }

  /// All that the configuration says of a scope.
  private Stream<DeclaredScope> declared(String scope, List<String> audience) {
    return Stream.concat(
        catalog.get().declaredOwn(scope).stream(),
        declaring(scope, audience).stream().flatMap(r -> r.declared(scope).stream()));
  }

  private RequestedScope of(
      String scope, List<String> audience, boolean optional, Optional<Consent> before) {
    List<Resource> apis = declaring(scope, audience);
    Optional<DeclaredScope> own = catalog.get().declaredOwn(scope);
    List<String> claims =
        declared(scope, audience).flatMap(d -> d.claims().stream()).distinct().toList();
    return new RequestedScope(
        scope,
        // Two APIs may declare the same scope: whoever allows it allows it at both.
        apis.stream().map(Resource::name).collect(Collectors.joining(", ")),
        apis.stream()
            .findFirst()
            .flatMap(r -> r.declared(scope))
            .or(() -> own)
            .map(DeclaredScope::descriptions)
            .orElse(Map.of()),
        claims,
        optional,
        before.map(consent -> answered(scope, claims, consent)).orElse(Answered.UNKNOWN));
  }

  private static Answered answered(String scope, List<String> claims, Consent before) {
    if (before.scope().contains(scope)) {
      return new Answered.Allowed(
          before.since(scope),
          claims.stream().filter(c -> !before.claims().contains(scope + " " + c)).toList());
    }
    return before.leftOut().contains(scope) ? new Answered.LeftOut() : new Answered.NeverAsked();
  }
}
