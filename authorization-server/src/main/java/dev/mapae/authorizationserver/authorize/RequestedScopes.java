package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedDetail;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedScope;
import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.DeclaredScope;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.protocol.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What a person is asked to allow, in the words of the APIs that it belongs to.
public record RequestedScopes(Supplier<Catalog> catalog) {
  /// The scopes of a permission, in their order.
  ///
  /// @param before what the person allowed this client before
  public List<RequestedScope> of(Permission permission, Scope before) {
    return permission.scope().stream().map(scope -> of(scope, permission, before)).toList();
  }

  /// The authorization details of a permission, in their order. RFC 9396 §3.
  public List<RequestedDetail> details(Permission permission) {
    return permission.details().stream().flatMap(detail -> detail(detail).stream()).toList();
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

  private RequestedScope of(String scope, Permission permission, Scope before) {
    List<Resource> apis =
        permission.audience().stream()
            .flatMap(uri -> catalog.get().find(uri).stream())
            .filter(r -> r.declared(scope).isPresent())
            .toList();
    return new RequestedScope(
        scope,
        // Two APIs may declare the same scope: whoever allows it allows it at both.
        apis.stream().map(Resource::name).collect(Collectors.joining(", ")),
        apis.stream()
            .findFirst()
            .flatMap(r -> r.declared(scope))
            .map(DeclaredScope::descriptions)
            .orElse(Map.of()),
        before.contains(scope));
  }
}
