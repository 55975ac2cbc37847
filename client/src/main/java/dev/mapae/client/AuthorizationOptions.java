package dev.mapae.client;

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
          "code_challenge_method");

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

  /// The same, for a person who signed in no longer ago than this.
  public AuthorizationOptions maxAge(Duration most) {
    return new AuthorizationOptions(scope, resources, Optional.of(most), others);
  }

  /// The same with a further parameter: `prompt`, `login_hint`, `ui_locales`, `acr_values`,
  /// `claims`, `response_mode`, …
  ///
  /// @throws IllegalArgumentException for a parameter that the library sets itself
  public AuthorizationOptions with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(others);
    more.put(name, value);
    return new AuthorizationOptions(scope, resources, maxAge, more);
  }
}
