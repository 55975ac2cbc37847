package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Parameters of token requests that no grant has of its own, such as the `audience` of some
/// servers. RFC 6749 §8.2.
record FurtherParameters(Map<String, String> values) {
  private static final Set<String> OURS =
      Set.of(
          "grant_type",
          "client_id",
          "client_secret",
          "client_assertion",
          "client_assertion_type",
          "scope",
          "resource",
          "code",
          "code_verifier",
          "redirect_uri",
          "refresh_token",
          "device_code",
          "assertion",
          "subject_token",
          "subject_token_type",
          "actor_token",
          "actor_token_type",
          "requested_token_type");

  FurtherParameters {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  static FurtherParameters none() {
    return new FurtherParameters(Map.of());
  }

  /// @throws IllegalArgumentException for a parameter that the library sets itself
  FurtherParameters with(String name, String value) {
    if (OURS.contains(name)) {
      throw new IllegalArgumentException(name + " is set by the library.");
    }
    Map<String, String> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new FurtherParameters(more);
  }

  /// What a grant says itself stays as it is.
  Parameters addedTo(Parameters form) {
    Parameters all = form;
    for (Map.Entry<String, String> further : values.entrySet()) {
      if (!form.has(further.getKey())) {
        all = all.with(further.getKey(), further.getValue());
      }
    }
    return all;
  }
}
