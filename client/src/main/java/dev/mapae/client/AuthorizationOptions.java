package dev.mapae.client;

import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What an authorization request asks for. RFC 6749 §4.1.1, RFC 8707 §2.1, OIDC Core §3.1.2.1.
///
/// @param resources the APIs that the token shall be for
/// @param maxAge how long ago the person may have signed in at most
/// @param others further parameters by name
public record AuthorizationOptions(
    Scope scope, List<String> resources, Optional<Duration> maxAge, Map<String, String> others) {
  private static final Set<String> OURS =
      Set.of(
          "response_type",
          "client_id",
          "redirect_uri",
          "scope",
          "state",
          "nonce",
          "resource",
          "max_age",
          "code_challenge",
          "code_challenge_method",
          "dpop_jkt",
          "request",
          "request_uri",
          // Claims of a signed request.
          "iss",
          "sub",
          "aud",
          "iat",
          "nbf",
          "exp",
          "jti");

  /// @throws IllegalArgumentException for a parameter that the library sets itself
  public AuthorizationOptions {
    resources = List.copyOf(resources);
    others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    others
        .keySet()
        .forEach(name -> {
          if (OURS.contains(name)) {
            throw new IllegalArgumentException(name + " is set by the library.");
          }
        });
  }

  /// Asks for no scope: it leaves that to the server, or asks for authorization details alone.
  public static AuthorizationOptions empty() {
    return new AuthorizationOptions(Scope.empty(), List.of(), Optional.empty(), Map.of());
  }

  /// Asks for these scopes and nothing else.
  public static AuthorizationOptions scope(String... scopes) {
    return new AuthorizationOptions(Scope.of(scopes), List.of(), Optional.empty(), Map.of());
  }

  /// The same, for one more API. RFC 8707 §2.1.
  public AuthorizationOptions resource(String resource) {
    List<String> more = new ArrayList<>(resources);
    more.add(resource);
    return new AuthorizationOptions(scope, more, maxAge, others);
  }

  /// The same, for a person who signed in no longer ago than this: whole seconds, which may be
  /// none. OIDC Core §3.1.2.1.
  public AuthorizationOptions maxAge(Duration most) {
    return new AuthorizationOptions(scope, resources, Optional.of(most), others);
  }

  /// The same with what the person has to be shown: `none`, `login`, `consent`, `select_account`.
  /// OIDC Core §3.1.2.1.
  public AuthorizationOptions prompt(String... prompts) {
    return with("prompt", String.join(" ", prompts));
  }

  /// The same for somebody who said already who they are: an address, a name. OIDC Core §3.1.2.1.
  public AuthorizationOptions loginHint(String hint) {
    return with("login_hint", hint);
  }

  /// The same for a person who signs in by one of these, the best first. OIDC Core §3.1.2.1, RFC
  /// 9470 §4. What they did is the claim `acr` of the ID token. A server may let them sign in
  /// otherwise all the same, and whoever has the browser may take this out of the request: who must
  /// let nobody else in compares `acr`. OIDC Core §3.1.3.7.
  public AuthorizationOptions acrValues(String... values) {
    return with("acr_values", String.join(" ", values));
  }

  /// The same with pages in one of these languages (BCP 47), the best first. OIDC Core §3.1.2.1.
  public AuthorizationOptions uiLocales(String... tags) {
    return with("ui_locales", String.join(" ", tags));
  }

  /// The same with single claims. OIDC Core §5.5.
  ///
  /// @param claims as the JSON of the specification has them: `Map.of("id_token", Map.of("email",
  ///   Map.of("essential", true)))`
  /// @throws IllegalArgumentException for what JSON has no word for
  public AuthorizationOptions claims(Map<String, ?> claims) {
    return with("claims", Json.write(claims));
  }

  /// The same for something in particular: this payment, this account. RFC 9396 §2. What was
  /// granted of it is in [Tokens#authorizationDetails].
  ///
  /// @param details one or more objects, each with its `type`
  /// @throws IllegalArgumentException for one without, and for what JSON has no word for
  @SafeVarargs
  @SuppressWarnings("varargs")
  public final AuthorizationOptions authorizationDetails(Map<String, ?>... details) {
    List<Map<String, ?>> list = List.of(details);
    if (!list.stream().allMatch(detail -> detail.get("type") instanceof String)) {
      throw new IllegalArgumentException("Authorization details have a type each.");
    }
    return with("authorization_details", Json.write(list));
  }

  /// The same with an answer that comes in another way: `form_post`, or signed, for
  /// [AuthorizationCode#signedResponses]: `query.jwt`, `form_post.jwt`.
  public AuthorizationOptions responseMode(String mode) {
    return with("response_mode", mode);
  }

  /// The same with a further parameter.
  ///
  /// @throws IllegalArgumentException for a parameter that the library sets itself
  public AuthorizationOptions with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(others);
    more.put(name, value);
    return new AuthorizationOptions(scope, resources, maxAge, more);
  }

  /// Whether the answer comes in the query of the redirect URI: what loopback listeners and filters
  /// take, and how it is unless [#responseMode] says otherwise.
  public boolean isAnsweredInQuery() {
    String mode = others.getOrDefault("response_mode", "query");
    return !mode.startsWith("form_post") && !mode.startsWith("fragment");
  }

  /// What is asked for as parameters.
  Parameters parameters() {
    Map<String, List<String>> asked = new LinkedHashMap<>();
    if (!scope.isEmpty()) {
      asked.put("scope", List.of(scope.toString()));
    }
    if (!resources.isEmpty()) {
      asked.put("resource", resources);
    }
    maxAge.ifPresent(age -> asked.put("max_age", List.of(Long.toString(age.toSeconds()))));
    others.forEach((name, value) -> asked.put(name, List.of(value)));
    return Parameters.of(asked);
  }

  /// Tells nothing of hints, which name people.
  @Override
  public String toString() {
    return "AuthorizationOptions[" + scope + ", " + resources + ", " + others.keySet() + "]";
  }
}
