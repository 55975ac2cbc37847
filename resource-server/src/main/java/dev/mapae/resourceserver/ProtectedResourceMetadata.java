package dev.mapae.resourceserver;

import dev.mapae.protocol.Json;
import dev.mapae.protocol.Scope;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// What an API tells clients about itself: which authorization servers to get tokens from, and for
/// which scopes. RFC 9728.
///
/// [ResourceServerSettings#metadata(ProtectedResourceMetadata)] points to it in every challenge,
/// and an adapter publishes it: [#json()] as `application/json` at [#path()].
///
/// @param resource the resource identifier of this API, as in the `aud` of its tokens
/// @param authorizationServers the issuer identifiers that it takes tokens from
/// @param scopesSupported the scopes that it knows
/// @param resourceName what people call it
/// @param authorizationDetailsTypesSupported the types of authorization details that it knows (RFC
///   9396)
/// @param dpopSigningAlgValuesSupported the algorithms of DPoP proofs that it takes (RFC 9449)
public record ProtectedResourceMetadata(
    URI resource,
    List<String> authorizationServers,
    Scope scopesSupported,
    Optional<String> resourceName,
    List<String> authorizationDetailsTypesSupported,
    List<String> dpopSigningAlgValuesSupported) {
  private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

  /// @throws IllegalArgumentException for a resource that is not an https URL (http only on
  ///   loopback) or has a fragment
  public ProtectedResourceMetadata {
    authorizationServers = List.copyOf(authorizationServers);
    authorizationDetailsTypesSupported = List.copyOf(authorizationDetailsTypesSupported);
    dpopSigningAlgValuesSupported = List.copyOf(dpopSigningAlgValuesSupported);
    if (!HttpFetcher.isAllowed(resource) || resource.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "The resource must be an https URL (http only on loopback) without fragment: "
              + resource);
    }
  }

  /// The metadata of an API of one issuer, without scopes and name.
  ///
  /// @throws IllegalArgumentException for a resource that is not an https URL (http only on
  ///   loopback) or has a fragment
  public static ProtectedResourceMetadata of(String resource, String issuer) {
    return new ProtectedResourceMetadata(
        URI.create(resource),
        List.of(issuer),
        Scope.empty(),
        Optional.empty(),
        List.of(),
        List.of());
  }

  /// Names the scopes that this API knows.
  public ProtectedResourceMetadata scopesSupported(String... scopes) {
    return new ProtectedResourceMetadata(
        resource,
        authorizationServers,
        Scope.of(scopes),
        resourceName,
        authorizationDetailsTypesSupported,
        dpopSigningAlgValuesSupported);
  }

  /// Names this API for people.
  public ProtectedResourceMetadata resourceName(String name) {
    return new ProtectedResourceMetadata(
        resource,
        authorizationServers,
        scopesSupported,
        Optional.of(name),
        authorizationDetailsTypesSupported,
        dpopSigningAlgValuesSupported);
  }

  /// Names the types of authorization details that this API knows. RFC 9728 §2, RFC 9396 §2.1.
  public ProtectedResourceMetadata authorizationDetailsTypesSupported(String... types) {
    return new ProtectedResourceMetadata(
        resource,
        authorizationServers,
        scopesSupported,
        resourceName,
        List.of(types),
        dpopSigningAlgValuesSupported);
  }

  /// Names the issuers whose tokens this API takes.
  ProtectedResourceMetadata authorizationServers(List<String> issuers) {
    return new ProtectedResourceMetadata(
        resource,
        issuers,
        scopesSupported,
        resourceName,
        authorizationDetailsTypesSupported,
        dpopSigningAlgValuesSupported);
  }

  /// Names the algorithms of DPoP proofs. RFC 9728 §2.
  ProtectedResourceMetadata dpopSigningAlgValuesSupported(List<String> algorithms) {
    return new ProtectedResourceMetadata(
        resource,
        authorizationServers,
        scopesSupported,
        resourceName,
        authorizationDetailsTypesSupported,
        algorithms);
  }

  /// Where the document lies on this API's own server: the well-known part comes before the path of
  /// the resource. RFC 9728 §3.1.
  public String path() {
    String path = resource.getRawPath();
    return WELL_KNOWN + (path.equals("/") ? "" : path);
  }

  /// The whole URL of the document, as it goes into `resource_metadata`. RFC 9728 §5.1.
  public URI uri() {
    String query = resource.getRawQuery() == null ? "" : "?" + resource.getRawQuery();
    return URI.create(resource.getScheme() + "://" + resource.getRawAuthority() + path() + query);
  }

  /// The document. RFC 9728 §2.
  public String json() {
    Json json =
        Json.object()
            .with("resource", resource.toString())
            .with("authorization_servers", authorizationServers);
    if (!scopesSupported.isEmpty()) {
      json.with("scopes_supported", scopesSupported);
    }
    if (!authorizationDetailsTypesSupported.isEmpty()) {
      json.with("authorization_details_types_supported", authorizationDetailsTypesSupported);
    }
    json.with("bearer_methods_supported", List.of("header"));
    if (!dpopSigningAlgValuesSupported.isEmpty()) {
      json.with("dpop_signing_alg_values_supported", dpopSigningAlgValuesSupported);
    }
    resourceName.ifPresent(name -> json.with("resource_name", name));
    return json.toString();
  }
}
