package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.AuthorizationDetailsType;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.userinfo.StandardClaims;
import dev.mapae.protocol.Scope;
import java.util.List;
import java.util.Optional;

/// Every enabled resource: what there is to be asked for.
///
/// @param issuer the server itself, which is the resource of the scopes of OpenID Connect
public record Catalog(String issuer, List<Resource> resources) {
  public Catalog {
    resources = resources.stream().filter(Resource::enabled).toList();
  }

  public Optional<Resource> find(String uri) {
    return resources.stream().filter(r -> r.uri().equals(uri)).findFirst();
  }

  /// Whether tokens can be for this: a resource, or the issuer.
  public boolean knows(String uri) {
    return uri.equals(issuer) || find(uri).isPresent();
  }

  /// Whether anybody declares this scope.
  public boolean declares(String scope) {
    return StandardClaims.SCOPES.contains(scope)
        || resources.stream().anyMatch(r -> r.declared(scope).isPresent());
  }

  /// The scopes that belong to a resource or to the issuer.
  public Scope scope(String uri) {
    return uri.equals(issuer)
        ? StandardClaims.SCOPES
        : find(uri).map(Resource::scope).orElse(Scope.empty());
  }

  /// The resources that declare at least one of these scopes.
  public List<Resource> declaringAny(Scope scope) {
    return resources.stream()
        .filter(r -> scope.stream().anyMatch(s -> r.declared(s).isPresent()))
        .toList();
  }

  /// What needs no role of a person: the scopes of OpenID Connect and some of each API.
  public Scope ofEverybody() {
    return resources.stream()
        .flatMap(r -> r.scope().stream().filter(s -> r.declared(s).orElseThrow().roles().isEmpty()))
        .map(Scope::of)
        .reduce(StandardClaims.SCOPES, Scope::and);
  }

  /// The resource that declares a type of authorization details.
  public Optional<Resource> declaringDetails(String type) {
    return resources.stream().filter(r -> r.declaredDetails(type).isPresent()).findFirst();
  }

  /// Whether somebody who allowed this detail is not asked about it again.
  public boolean remembers(AuthorizationDetail detail) {
    return declaringDetails(detail.type())
        .flatMap(resource -> resource.declaredDetails(detail.type()))
        .filter(AuthorizationDetailsType::remembered)
        .isPresent();
  }

  /// Every type of authorization details, for the metadata. RFC 9396 §10.
  public List<String> detailsTypes() {
    return resources.stream()
        .flatMap(r -> r.authorizationDetailsTypes().stream())
        .map(AuthorizationDetailsType::name)
        .distinct()
        .toList();
  }

  /// Everything that can be asked for, for the metadata.
  public Scope all() {
    return resources.stream().map(Resource::scope).reduce(StandardClaims.SCOPES, Scope::and);
  }
}
