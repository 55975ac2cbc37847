package dev.mapae.client.servlet;

import dev.mapae.client.AuthorizationOptions;
import dev.mapae.client.Tokens;
import dev.mapae.protocol.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// In which ways somebody has to have signed in. OIDC Core §3.1.3.7, §5.5.1.1: the request went
/// through the browser, where somebody may have taken it out, and a server need not heed
/// `acr_values`.
///
/// @param choices of each of which the `acr` has to be one
record AskedAcr(List<List<String>> choices) {
  /// What a request asks for: `acr_values`, and an essential `acr` of the ID token in `claims`.
  ///
  /// @throws IllegalArgumentException for `claims` that are no JSON object
  static AskedAcr of(AuthorizationOptions options) {
    List<List<String>> choices = new ArrayList<>();
    Optional.ofNullable(options.others().get("acr_values"))
        .ifPresent(values -> choices.add(List.of(values.split(" ", -1))));
    Optional.ofNullable(options.others().get("claims"))
        .flatMap(claims -> essential(claims))
        .ifPresent(choices::add);
    return new AskedAcr(choices);
  }

  private static Optional<List<String>> essential(String json) {
    Map<String, Object> claims =
        Json.parseObject(json)
            .orElseThrow(() -> new IllegalArgumentException("The claims are no JSON object."));
    if (claims.get("id_token") instanceof Map<?, ?> idToken
        && idToken.get("acr") instanceof Map<?, ?> acr
        && Boolean.TRUE.equals(acr.get("essential"))) {
      List<String> values = new ArrayList<>();
      if (acr.get("value") instanceof String value) {
        values.add(value);
      }
      if (acr.get("values") instanceof List<?> several) {
        several.forEach(value -> values.add(String.valueOf(value)));
      }
      return Optional.of(List.copyOf(values)).filter(list -> !list.isEmpty());
    }
    return Optional.empty();
  }

  boolean isMetBy(Tokens tokens) {
    Optional<String> acr = tokens.idToken().flatMap(idToken -> idToken.string("acr"));
    return choices.stream().allMatch(choice -> acr.filter(choice::contains).isPresent());
  }
}
