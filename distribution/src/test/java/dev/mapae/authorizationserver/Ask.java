package dev.mapae.authorizationserver;

import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Pkce;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// An authorization request that is valid until a test breaks it. RFC 6749 §4.1.1, OIDC Core
/// §3.1.2.1.
public record Ask(Parameters parameters) {
  static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  public static Ask of(String clientId, String redirectUri, String scope) {
    return new Ask(
        Parameters.empty()
            .with("response_type", "code")
            .with("client_id", clientId)
            .with("redirect_uri", redirectUri)
            .with("scope", scope)
            .with("state", "xyz")
            .with("code_challenge", Pkce.challenge(VERIFIER))
            .with("code_challenge_method", "S256"));
  }

  /// By the client `web` of [Samples].
  public static Ask web(String scope) {
    return of("web", Samples.CALLBACK, scope);
  }

  public Ask with(String name, String value) {
    return new Ask(parameters.with(name, value));
  }

  Ask with(String name, List<String> values) {
    Map<String, List<String>> all =
        parameters.stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, Map.Entry::getValue, (a, b) -> b, LinkedHashMap::new));
    all.put(name, values);
    return new Ask(Parameters.of(all));
  }

  Ask without(String... names) {
    return new Ask(parameters.without(Set.of(names)));
  }

  public String url() {
    return url("/authorize");
  }

  String url(String path) {
    return path + "?" + parameters.encode();
  }

  /// The token request that redeems a code of this request.
  Parameters redemption(String code) {
    return Parameters.empty()
        .with("grant_type", "authorization_code")
        .with("code", code)
        .with("redirect_uri", parameters.required("redirect_uri"))
        .with("code_verifier", VERIFIER);
  }
}
