package dev.mapae.authorizationserver.upstream;

import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.outbound.OutboundUrls;
import dev.mapae.protocol.Json;
import java.util.Map;
import java.util.Optional;

/// What a provider says of itself. OpenID Connect Discovery 1.0 §3.
///
/// @param sendsIss whether its answers name it: RFC 9207 §3
record ProviderMetadata(
    String authorizationEndpoint,
    String tokenEndpoint,
    String jwksUri,
    Optional<String> userinfoEndpoint,
    boolean sendsIss) {
  /// Where it is said. OpenID Connect Discovery 1.0 §4.
  static String url(String issuer) {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    return base + "/.well-known/openid-configuration";
  }

  /// Reads it.
  ///
  /// @param issuer that it has to be of, to the letter: OpenID Connect Discovery 1.0 §4.3
  /// @throws UpstreamFailed for what is not
  static ProviderMetadata parse(String issuer, String json) {
    Map<String, Object> members =
        Json.parseObject(json)
            .orElseThrow(() -> UpstreamFailed.refused("its metadata is no JSON object"));
    if (!issuer.equals(members.get("issuer"))) {
      throw UpstreamFailed.refused("the issuer of its metadata is another one");
    }
    return new ProviderMetadata(
        required(members, "authorization_endpoint"),
        required(members, "token_endpoint"),
        required(members, "jwks_uri"),
        url(members, "userinfo_endpoint"),
        Boolean.TRUE.equals(members.get("authorization_response_iss_parameter_supported")));
  }

  private static String required(Map<String, Object> members, String name) {
    return url(members, name)
        .orElseThrow(() -> UpstreamFailed.refused("its metadata has no " + name));
  }

  private static Optional<String> url(Map<String, Object> members, String name) {
    if (!(members.get(name) instanceof String url)) {
      return Optional.empty();
    }
    try {
      var _ = OutboundUrls.parse(url);
      return Optional.of(url);
    } catch (NotFetched e) {
      throw UpstreamFailed.refused("of its " + name + ": " + e.reason());
    }
  }
}
