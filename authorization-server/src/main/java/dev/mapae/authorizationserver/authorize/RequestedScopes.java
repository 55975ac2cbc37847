package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedDetail;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedScope;
import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.DeclaredScope;
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
  /// @param before what the person allowed this client before
  public List<RequestedScope> of(Permission permission, Scope before) {
    return permission.scope().stream()
        .map(scope -> of(scope, permission.audience(), before))
        .toList();
  }

  /// The scopes that a client holds, in their order.
  ///
  /// @param audience the resource indicators of the APIs
  public List<RequestedScope> of(Scope scopes, List<String> audience) {
    return scopes.stream().map(scope -> of(scope, audience, Scope.empty())).toList();
  }

  /// The authorization details that a client holds, in their order.
  public List<RequestedDetail> of(List<AuthorizationDetail> details) {
    return details.stream().flatMap(detail -> detail(detail).stream()).toList();
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
    of(permission, Scope.empty()).stream()
        .filter(scope -> approved.contains(scope.name()))
        .forEach(scope -> scope.claims().forEach(claim -> shown.add(scope.name() + " " + claim)));
    return shown;
  }

  /// What the form of a page is bound to that shows a permission.
  ///
  /// @param claims single ones
  /// @param redirectUri where the answer goes; empty where it goes nowhere
  public Shown bound(Permission permission, Set<String> claims, Client client, String redirectUri) {
    return Shown.of(permission, shown(permission, claims), client.display(), redirectUri);
  }

  /// The authorization details of a permission, in their order. RFC 9396 §3.
  public List<RequestedDetail> details(Permission permission) {
    return of(permission.details());
  }

  private Optional<RequestedDetail> detail(AuthorizationDetail detail) {
    return catalog
        .get()
        .declaringDetails(detail.type())
        .flatMap(resource ->
            resource
                .declaredDetails(detail.type())
                .map(type ->
                    new RequestedDetail(
                        resource.uri(), resource.name(), type.descriptions(), detail.members())));
  }

  private RequestedScope of(String scope, List<String> audience, Scope before) {
    List<Resource> apis =
        audience.stream()
            .flatMap(uri -> catalog.get().find(uri).stream())
            .filter(r -> r.declared(scope).isPresent())
            .toList();
    Optional<DeclaredScope> own = catalog.get().declaredOwn(scope);
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
        before.contains(scope),
        Stream.concat(own.stream(), apis.stream().flatMap(r -> r.declared(scope).stream()))
            .flatMap(declared -> declared.claims().stream())
            .distinct()
            .toList());
  }
}
