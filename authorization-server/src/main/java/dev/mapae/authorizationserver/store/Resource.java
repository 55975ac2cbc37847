package dev.mapae.authorizationserver.store;

import dev.mapae.protocol.Scope;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// An API that tokens are for. RFC 8707.
///
/// @param uri the resource indicator
/// @param name what people are shown
/// @param format how its access tokens look
/// @param accessTokenTyp the `typ` of its JWT access tokens (RFC 9068 §2.1)
/// @param accessTokenAlg what they are signed with
/// @param introspectionClients who may ask about its tokens, besides the client they were issued to
/// @param defaultScope what a request without scope gets
/// @param scopes in the order in which they were declared
/// @param authorizationDetailsTypes likewise (RFC 9396 §2.1)
public record Resource(
    String uri,
    String name,
    Origin origin,
    boolean enabled,
    AccessTokenFormat format,
    String accessTokenTyp,
    String accessTokenAlg,
    Set<String> introspectionClients,
    Optional<Scope> defaultScope,
    List<DeclaredScope> scopes,
    List<AuthorizationDetailsType> authorizationDetailsTypes) {

  /// What access tokens are signed with where nobody says otherwise.
  public static final String PRESET_ALG = "ES256";

  public Resource {
    introspectionClients = Set.copyOf(introspectionClients);
    scopes = List.copyOf(scopes);
    authorizationDetailsTypes = List.copyOf(authorizationDetailsTypes);
  }

  /// One that declares no types of authorization details.
  public Resource(
      String uri,
      String name,
      Origin origin,
      boolean enabled,
      AccessTokenFormat format,
      String accessTokenTyp,
      String accessTokenAlg,
      Set<String> introspectionClients,
      Optional<Scope> defaultScope,
      List<DeclaredScope> scopes) {
    this(
        uri,
        name,
        origin,
        enabled,
        format,
        accessTokenTyp,
        accessTokenAlg,
        introspectionClients,
        defaultScope,
        scopes,
        List.of());
  }

  /// How an access token looks.
  public enum AccessTokenFormat {
    /// RFC 9068.
    JWT,
    /// Claims sealed under a key of the server; only introspection reads it.
    OPAQUE
  }

  /// The names of all scopes of this resource.
  public Scope scope() {
    return Scope.of(scopes.stream().map(DeclaredScope::name).toList());
  }

  public Optional<DeclaredScope> declared(String scope) {
    for (DeclaredScope declared : scopes) {
      if (declared.name().equals(scope)) {
        return Optional.of(declared);
      }
    }
    return Optional.empty();
  }

  public boolean declares(String scope) {
    return declared(scope).isPresent();
  }

  /// Whether each of these scopes is one of this resource.
  public boolean declaresAll(Scope scope) {
    for (String name : scope) {
      if (!declares(name)) {
        return false;
      }
    }
    return true;
  }

  public Optional<AuthorizationDetailsType> declaredDetails(String type) {
    return authorizationDetailsTypes.stream().filter(t -> t.name().equals(type)).findFirst();
  }
}
