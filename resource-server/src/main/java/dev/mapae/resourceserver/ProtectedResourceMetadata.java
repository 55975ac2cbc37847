package dev.mapae.resourceserver;

import dev.mapae.protocol.Json;
import dev.mapae.protocol.Scope;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What an API tells clients about itself: which authorization servers to get tokens from, and for
/// which scopes. RFC 9728.
///
/// [ResourceServerSettings#metadata(ProtectedResourceMetadata)] points to it in every challenge.
/// Adapters answer it: [#json()] as `application/json` where it [#isAskedFor].
///
/// @param resource the resource identifier of this API, as in the `aud` of its tokens
/// @param authorizationServers the issuer identifiers that it takes tokens from
/// @param scopesSupported the scopes that it knows
/// @param resourceName what people call it
/// @param authorizationDetailsTypesSupported the types of authorization details that it knows (RFC
///   9396)
/// @param dpopSigningAlgValuesSupported the algorithms of DPoP proofs that it takes (RFC 9449)
/// @param further members of the document, in their order
public record ProtectedResourceMetadata(
    URI resource,
    List<String> authorizationServers,
    Scope scopesSupported,
    Optional<String> resourceName,
    List<String> authorizationDetailsTypesSupported,
    List<String> dpopSigningAlgValuesSupported,
    Map<String, Object> further) {
  private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";
  private static final Set<String> READING = Set.of("GET", "HEAD");

  /// What the other members say, or would be no more than a promise.
  private static final Set<String> OWN =
      Set.of(
          "resource",
          "authorization_servers",
          "scopes_supported",
          "bearer_methods_supported",
          "authorization_details_types_supported",
          "dpop_signing_alg_values_supported",
          "resource_name",
          "signed_metadata");

  /// @throws IllegalArgumentException for a resource that is not an https URL (http only on
  ///   loopback) or has a fragment, and for a further member that has a place of its own, is null
  ///   or has a value that JSON has no word for
  public ProtectedResourceMetadata {
    authorizationServers = List.copyOf(authorizationServers);
    authorizationDetailsTypesSupported = List.copyOf(authorizationDetailsTypesSupported);
    dpopSigningAlgValuesSupported = List.copyOf(dpopSigningAlgValuesSupported);
    further = Collections.unmodifiableMap(new LinkedHashMap<>(further));
    further.forEach(ProtectedResourceMetadata::requireFurther);
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
        List.of(),
        Map.of());
  }

  /// Names the scopes that this API knows.
  public ProtectedResourceMetadata scopesSupported(String... scopes) {
    return new ProtectedResourceMetadata(
        resource,
        authorizationServers,
        Scope.of(scopes),
        resourceName,
        authorizationDetailsTypesSupported,
        dpopSigningAlgValuesSupported,
        further);
  }

  /// Names this API for people.
  public ProtectedResourceMetadata resourceName(String name) {
    return new ProtectedResourceMetadata(
        resource,
        authorizationServers,
        scopesSupported,
        Optional.of(name),
        authorizationDetailsTypesSupported,
        dpopSigningAlgValuesSupported,
        further);
  }

  /// Names the types of authorization details that this API knows. RFC 9728 §2, RFC 9396 §2.1.
  public ProtectedResourceMetadata authorizationDetailsTypesSupported(String... types) {
    return new ProtectedResourceMetadata(
        resource,
        authorizationServers,
        scopesSupported,
        resourceName,
        List.of(types),
        dpopSigningAlgValuesSupported,
        further);
  }

  /// Says more: a member of RFC 9728 §2 or of another specification, such as
  /// `resource_documentation`, `resource_policy_uri`, `resource_name#ko` or
  /// `dpop_bound_access_tokens_required`.
  ///
  /// @param value text, a number, a boolean, or a list or map of these
  /// @throws IllegalArgumentException for a member that has a method of its own, or that follows
  ///   from the settings, for `signed_metadata`, and for any other value, such as a [URI]
  public ProtectedResourceMetadata with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(further);
    more.put(name, value);
    return new ProtectedResourceMetadata(
        resource,
        authorizationServers,
        scopesSupported,
        resourceName,
        authorizationDetailsTypesSupported,
        dpopSigningAlgValuesSupported,
        more);
  }

  private static void requireFurther(String name, Object value) {
    if (OWN.contains(name)) {
      throw new IllegalArgumentException(
          name + " is said otherwise; see ProtectedResourceMetadata.");
    }
    if (!isJson(value)) {
      throw new IllegalArgumentException(
          "The value of " + name + " is text, a number, a boolean, or a list or map of these.");
    }
  }

  /// Callers in other languages may hand over null, which would be a member that says nothing.
  private static boolean isJson(Object value) {
    try {
      return !Json.write(value).equals("null");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// Names the issuers whose tokens this API takes.
  ProtectedResourceMetadata authorizationServers(List<String> issuers) {
    return new ProtectedResourceMetadata(
        resource,
        issuers,
        scopesSupported,
        resourceName,
        authorizationDetailsTypesSupported,
        dpopSigningAlgValuesSupported,
        further);
  }

  /// Names the algorithms of DPoP proofs. RFC 9728 §2.
  ProtectedResourceMetadata dpopSigningAlgValuesSupported(List<String> algorithms) {
    return new ProtectedResourceMetadata(
        resource,
        authorizationServers,
        scopesSupported,
        resourceName,
        authorizationDetailsTypesSupported,
        algorithms,
        further);
  }

  /// Whether a request is for this document, which everybody may read. RFC 9728 §3.1.
  public boolean isAskedFor(ResourceRequest request) {
    String uri = request.uri();
    return uri.startsWith(WELL_KNOWN)
        && READING.contains(request.method())
        && uri.split("\\?", 2)[0].equals(path());
  }

  /// Where the document lies on this API's own server: the well-known part comes before the path of
  /// the resource. RFC 9728 §3.1.
  ///
  /// @return as it stands in URLs and requests; servers that compare paths decoded are told
  ///   `URI.create(path()).getPath()`
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
    return json.withAll(further).toString();
  }
}
