package dev.mapae.resourceserver;

import static java.util.Objects.requireNonNull;

import dev.mapae.protocol.Json;
import dev.mapae.protocol.Scope;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What an API tells clients about itself: which authorization servers to get tokens from, and for
/// which scopes. RFC 9728.
///
/// [ResourceServerSettings#metadata(ProtectedResourceMetadata)] points to it in every challenge.
/// Adapters answer it: [#json()] as `application/json` where it [#isAskedFor].
///
/// `of(resource, issuer)` is enough; each other method answers one that says more.
public final class ProtectedResourceMetadata {
  private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";
  private static final Set<String> READING = Set.of("GET", "HEAD");

  /// What other methods say, or would be no more than a promise.
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

  private final URI resource;
  private final Scope scopesSupported;
  private final Map<String, Object> further;

  /// @param further members of the document, in their order
  private ProtectedResourceMetadata(
      URI resource, Scope scopesSupported, Map<String, Object> further) {
    this.resource = resource;
    this.scopesSupported = scopesSupported;
    this.further = further;
  }

  /// The metadata of an API of one issuer, without scopes and name.
  ///
  /// @param resource the resource identifier of the API, as in the `aud` of its tokens
  /// @param issuer the issuer identifier of the authorization server that it takes tokens from
  /// @throws IllegalArgumentException for a resource that is not an https URL (http only on
  ///   loopback) or has a fragment
  public static ProtectedResourceMetadata of(String resource, String issuer) {
    URI uri = URI.create(resource);
    if (!HttpFetcher.isAllowed(uri) || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "The resource must be an https URL (http only on loopback) without fragment: "
              + resource);
    }
    return new ProtectedResourceMetadata(uri, Scope.empty(), Map.of())
        .authorizationServers(List.of(issuer))
        .saying("bearer_methods_supported", List.of("header"));
  }

  private ProtectedResourceMetadata saying(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(further);
    more.put(name, requireNonNull(value, name));
    return new ProtectedResourceMetadata(resource, scopesSupported, more);
  }

  /// A list without values is left out. RFC 9728 §3.2.
  private ProtectedResourceMetadata listing(String name, List<String> values) {
    if (!values.isEmpty()) {
      return saying(name, List.copyOf(values));
    }
    Map<String, Object> fewer = new LinkedHashMap<>(further);
    fewer.remove(name);
    return new ProtectedResourceMetadata(resource, scopesSupported, fewer);
  }

  /// The resource identifier of this API, as in the `aud` of its tokens.
  public URI resource() {
    return resource;
  }

  /// The scopes that this API knows; empty when it does not say which.
  public Scope scopesSupported() {
    return scopesSupported;
  }

  /// Names the scopes that this API knows.
  public ProtectedResourceMetadata scopesSupported(String... scopes) {
    return new ProtectedResourceMetadata(resource, Scope.of(scopes), further);
  }

  /// Names this API for people.
  public ProtectedResourceMetadata resourceName(String name) {
    return saying("resource_name", name);
  }

  /// Names the types of authorization details that this API knows. RFC 9728 §2, RFC 9396 §2.1.
  public ProtectedResourceMetadata authorizationDetailsTypesSupported(String... types) {
    return listing("authorization_details_types_supported", List.of(types));
  }

  /// Says more: a member of RFC 9728 §2 or of another specification, such as
  /// `resource_documentation`, `resource_policy_uri` or `resource_name#ko`.
  ///
  /// @param value text, a number, a boolean, or a list or map of these
  /// @throws IllegalArgumentException for a member that has a method of its own, or that follows
  ///   from the settings, for `signed_metadata`, and for any other value, such as a [URI]
  public ProtectedResourceMetadata with(String name, Object value) {
    if (OWN.contains(name)) {
      throw new IllegalArgumentException(
          name + " is said otherwise; see ProtectedResourceMetadata.");
    }
    if (!isJson(value)) {
      throw new IllegalArgumentException(
          "The value of " + name + " is text, a number, a boolean, or a list or map of these.");
    }
    return saying(name, value);
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
    return listing("authorization_servers", issuers);
  }

  /// Names the algorithms of DPoP proofs. RFC 9728 §2.
  ProtectedResourceMetadata dpopSigningAlgValuesSupported(List<String> algorithms) {
    return listing("dpop_signing_alg_values_supported", algorithms);
  }

  /// Whether a request is for this document, which everybody may read. RFC 9728 §3.1.
  public boolean isAskedFor(ResourceRequest request) {
    String target = request.target();
    return target.startsWith(WELL_KNOWN)
        && READING.contains(request.method())
        && target.split("\\?", 2)[0].equals(path());
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
    Json json = Json.object().with("resource", resource.toString());
    if (!scopesSupported.isEmpty()) {
      json.with("scopes_supported", scopesSupported);
    }
    return json.withAll(further).toString();
  }
}
