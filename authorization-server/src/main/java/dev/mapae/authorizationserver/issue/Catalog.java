package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.AuthorizationDetailsType;
import dev.mapae.authorizationserver.store.DeclaredScope;
import dev.mapae.authorizationserver.store.OpenIdScope;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.protocol.Scope;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Every enabled resource: what there is to be asked for.
///
/// @param issuer the server itself, which is the resource of the scopes of OpenID Connect
/// @param openIdScopes what the configuration adds to these
/// @param own every scope that is the server's own
public record Catalog(
    String issuer, List<Resource> resources, List<OpenIdScope> openIdScopes, Scope own) {
  public Catalog {
    resources = resources.stream().filter(Resource::enabled).toList();
    openIdScopes = List.copyOf(openIdScopes);
  }

  public Catalog(String issuer, List<Resource> resources, List<OpenIdScope> openIdScopes) {
    this(
        issuer,
        resources,
        openIdScopes,
        openIdScopes.stream()
            .map(scope -> Scope.of(scope.name()))
            .reduce(StandardClaims.SCOPES, Scope::and));
  }

  /// The server's own scopes among these that a person may grant, with all that they release.
  public Scope own(Scope scope, Person person) {
    return scope.filter(s -> own.contains(s) && isFor(person, s));
  }

  /// Whether a person may grant this scope of the server's own.
  boolean isFor(Person person, String scope) {
    return declaredOwn(scope).map(declared -> declared.isFor(person)).orElse(true);
  }

  /// The scopes among these that there are for one who is called with them: those of its own, and
  /// the server's.
  Scope of(Scope scope, List<String> audience) {
    return scope.filter(s ->
        own.contains(s)
            || audience.stream().flatMap(uri -> find(uri).stream()).anyMatch(r -> r.declares(s)));
  }

  /// The scopes among these that the roles of a person let them grant.
  ///
  /// @param audience of several resources one that allows it is enough: each token is for one of
  ///   them, and is decided upon anew
  Scope grantable(Scope scope, Person person, List<String> audience) {
    return scope.filter(s ->
        own.contains(s)
            ? isFor(person, s)
            : audience.stream()
                .flatMap(uri -> find(uri).stream())
                .flatMap(resource -> resource.declared(s).stream())
                .anyMatch(declared -> declared.isFor(person)));
  }

  /// What the configuration says of a scope of the server's own.
  public Optional<DeclaredScope> declaredOwn(String scope) {
    return openIdScopes.stream()
        .map(OpenIdScope::declared)
        .filter(declared -> declared.name().equals(scope))
        .findFirst();
  }

  /// The names of the claims that a scope releases at UserInfo.
  public Set<String> claims(Scope scope) {
    Set<String> names = StandardClaims.names(scope);
    openIdScopes.stream()
        .filter(own -> scope.contains(own.name()))
        .forEach(own -> names.addAll(own.claims()));
    return names;
  }

  /// The names of the claims that it releases in ID tokens without being asked.
  Set<String> idTokenClaims(Scope scope) {
    return openIdScopes.stream()
        .filter(own -> own.idToken() && scope.contains(own.name()))
        .flatMap(own -> own.claims().stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  public Optional<Resource> find(String uri) {
    for (Resource resource : resources) {
      if (resource.uri().equals(uri)) {
        return Optional.of(resource);
      }
    }
    return Optional.empty();
  }

  /// Whether tokens can be for this: a resource, or the issuer.
  public boolean knows(String uri) {
    return uri.equals(issuer) || find(uri).isPresent();
  }

  /// Whether anybody declares this scope.
  public boolean declares(String scope) {
    if (own.contains(scope)) {
      return true;
    }
    for (Resource resource : resources) {
      if (resource.declares(scope)) {
        return true;
      }
    }
    return false;
  }

  /// The scopes that belong to a resource or to the issuer.
  public Scope scope(String uri) {
    return uri.equals(issuer) ? own : find(uri).map(Resource::scope).orElse(Scope.empty());
  }

  /// Whether any of these scopes belongs to a resource or to the issuer.
  boolean declaresAny(String uri, Scope scope) {
    boolean ofIssuer = uri.equals(issuer);
    Optional<Resource> resource = ofIssuer ? Optional.empty() : find(uri);
    for (String name : scope) {
      if (ofIssuer ? own.contains(name) : resource.isPresent() && resource.get().declares(name)) {
        return true;
      }
    }
    return false;
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
        .reduce(
            own.filter(s -> declaredOwn(s).map(DeclaredScope::roles).orElse(Set.of()).isEmpty()),
            Scope::and);
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

  /// The types that every person may grant.
  public Set<String> detailsTypesOfEverybody() {
    return resources.stream()
        .flatMap(r -> r.authorizationDetailsTypes().stream())
        .filter(type -> type.roles().isEmpty())
        .map(AuthorizationDetailsType::name)
        .collect(Collectors.toSet());
  }

  /// Everything that can be asked for, for the metadata.
  public Scope all() {
    return resources.stream().map(Resource::scope).reduce(own, Scope::and);
  }
}
