package dev.mapae.client;

import java.net.URI;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What an authorization server says of itself. RFC 8414 §2, OIDC Discovery §3.
///
/// Whoever holds one knows that `issuer` is the one that was asked for and that every endpoint is
/// https (or on loopback, where the issuer is).
public final class AuthorizationServerMetadata {
  private static final String MTLS_ENDPOINT_ALIASES = "mtls_endpoint_aliases";

  /// A person's browser has no certificate of the client.
  private static final Set<String> IN_BROWSER =
      Set.of("authorization_endpoint", "end_session_endpoint");

  private final String issuer;
  private final Map<String, Object> members;

  private AuthorizationServerMetadata(String issuer, Map<String, Object> members) {
    this.issuer = issuer;
    this.members = members;
  }

  /// Checks a metadata document.
  ///
  /// @param issuer the issuer that it has to be of, compared character by character (RFC 8414 §3.3)
  /// @param members the JSON object
  /// @throws ClientException `Untrusted` for another issuer or an endpoint that is not https;
  ///   `InvalidAnswer` for a member of the wrong type, or no issuer
  public static AuthorizationServerMetadata of(String issuer, Map<String, Object> members) {
    URI base = Endpoints.issuer(issuer);
    if (!(members.get("issuer") instanceof String named)) {
      throw wrongType("issuer");
    }
    if (!issuer.equals(named)) {
      throw new ClientError.Untrusted(
              "The metadata found for the issuer "
                  + issuer
                  + (named.contains("{")
                      ? " is a template for the issuers of many tenants; use that of one of them."
                      : " is of another issuer."))
          .exception();
    }
    checkEndpoints(members, base);
    Object aliases = members.get(MTLS_ENDPOINT_ALIASES);
    if (aliases instanceof Map<?, ?> map) {
      checkEndpoints(map, base);
    } else if (aliases != null) {
      throw wrongType(MTLS_ENDPOINT_ALIASES);
    }
    return new AuthorizationServerMetadata(
        issuer, Collections.unmodifiableMap(new LinkedHashMap<>(members)));
  }

  private static void checkEndpoints(Map<?, ?> members, URI base) {
    members.forEach((key, member) -> {
      String name = String.valueOf(key);
      // Some servers write null for what they do not have.
      if (isEndpoint(name) && member != null) {
        if (!(member instanceof String value)) {
          throw wrongType(name);
        }
        Endpoints.endpoint(name, value, base);
      }
    });
  }

  private static boolean isEndpoint(String name) {
    return name.endsWith("_endpoint") || name.equals("jwks_uri");
  }

  /// The same server as it is reached with a client certificate: the endpoints that the client
  /// calls itself are those of `mtls_endpoint_aliases`, where there are any. RFC 8705 §5.
  public AuthorizationServerMetadata overMutualTls() {
    Map<String, Object> others = new LinkedHashMap<>(members);
    if (members.get(MTLS_ENDPOINT_ALIASES) instanceof Map<?, ?> aliases) {
      aliases.forEach((name, alias) -> {
        boolean called =
            isEndpoint(String.valueOf(name)) && !IN_BROWSER.contains(String.valueOf(name));
        if (called && alias != null) {
          others.put(String.valueOf(name), alias);
        }
      });
    }
    return new AuthorizationServerMetadata(issuer, Collections.unmodifiableMap(others));
  }

  /// The issuer identifier, as it was asked for. RFC 8414 §2.
  public String issuer() {
    return issuer;
  }

  /// RFC 6749 §3.1.
  public Optional<URI> authorizationEndpoint() {
    return endpoint("authorization_endpoint");
  }

  /// RFC 6749 §3.2.
  public Optional<URI> tokenEndpoint() {
    return endpoint("token_endpoint");
  }

  /// Where the keys of the server are. RFC 8414 §2.
  public Optional<URI> jwksUri() {
    return endpoint("jwks_uri");
  }

  /// OIDC Core §5.3.
  public Optional<URI> userinfoEndpoint() {
    return endpoint("userinfo_endpoint");
  }

  /// RFC 7009.
  public Optional<URI> revocationEndpoint() {
    return endpoint("revocation_endpoint");
  }

  /// RFC 7662.
  public Optional<URI> introspectionEndpoint() {
    return endpoint("introspection_endpoint");
  }

  /// The PKCE methods; empty when the document does not say. RFC 8414 §2.
  public Optional<List<String>> codeChallengeMethodsSupported() {
    return strings("code_challenge_methods_supported");
  }

  /// Whether every authorization response carries `iss`. RFC 9207 §3.
  public boolean authorizationResponseIssParameterSupported() {
    return Boolean.TRUE.equals(members.get("authorization_response_iss_parameter_supported"));
  }

  /// RFC 9126 §5.
  public Optional<URI> pushedAuthorizationRequestEndpoint() {
    return endpoint("pushed_authorization_request_endpoint");
  }

  /// Whether the server takes no authorization request that was not pushed. RFC 9126 §5.
  public boolean requirePushedAuthorizationRequests() {
    return Boolean.TRUE.equals(members.get("require_pushed_authorization_requests"));
  }

  /// Whether the server takes no authorization request that is not signed. RFC 9101 §10.5.
  public boolean requireSignedRequestObject() {
    return Boolean.TRUE.equals(members.get("require_signed_request_object"));
  }

  /// By which algorithms requests may be signed; empty when the document does not say. RFC 9101 §4.
  public Optional<List<String>> requestObjectSigningAlgValuesSupported() {
    return strings("request_object_signing_alg_values_supported");
  }

  /// By which algorithms DPoP proofs may be signed; empty when the document does not say. RFC 9449
  /// §5.1.
  public Optional<List<String>> dpopSigningAlgValuesSupported() {
    return strings("dpop_signing_alg_values_supported");
  }

  /// RFC 8628 §4.
  public Optional<URI> deviceAuthorizationEndpoint() {
    return endpoint("device_authorization_endpoint");
  }

  /// RFC 7591.
  public Optional<URI> registrationEndpoint() {
    return endpoint("registration_endpoint");
  }

  /// OIDC RP-Initiated Logout §2.1.
  public Optional<URI> endSessionEndpoint() {
    return endpoint("end_session_endpoint");
  }

  /// Any endpoint by its name in the document.
  public Optional<URI> endpoint(String name) {
    return isEndpoint(name) && members.get(name) instanceof String value
        ? Optional.of(URI.create(value))
        : Optional.empty();
  }

  /// The whole document.
  public Map<String, Object> members() {
    return members;
  }

  URI required(String name) {
    return endpoint(name)
        .orElseThrow(() ->
            new ClientError.Unsupported("The issuer " + issuer + " publishes no " + name + ".")
                .exception());
  }

  Optional<List<String>> strings(String name) {
    Object value = members.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof Collection<?> items)
        || !items.stream().allMatch(String.class::isInstance)) {
      throw wrongType(name);
    }
    return Optional.of(items.stream().map(String.class::cast).toList());
  }

  private static ClientException wrongType(String name) {
    return new ClientError.InvalidAnswer(
            "The metadata member " + name + " is missing or of the wrong type.")
        .exception();
  }

  @Override
  public String toString() {
    return "AuthorizationServerMetadata[" + issuer + "]";
  }
}
