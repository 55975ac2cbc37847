package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.authentication.Acr;
import dev.mapae.authorizationserver.store.AuthenticationDefaults;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Reads how the people of a client are to sign in where its request does not say. OpenID Connect
/// Dynamic Client Registration §2.
final class AuthenticationDefaultsReader {
  private static final String MAX_AGE = "default_max_age";
  private static final String ACR_VALUES = "default_acr_values";
  private static final int MOST_SECONDS = 999_999_999;

  private AuthenticationDefaultsReader() {}

  static AuthenticationDefaults read(Section client) {
    // Read for its mistakes alone: auth_time is in every ID token.
    client.flag("require_auth_time", false);
    Optional<Duration> maxAge =
        client
            .entry(MAX_AGE)
            .map(_ -> Duration.ofSeconds(client.number(MAX_AGE, 0, 0, MOST_SECONDS)));
    List<String> acrValues = client.list(ACR_VALUES).stream().map(Yaml.Scalar::value).toList();
    if (acrValues.stream().anyMatch(acr -> acr.isEmpty() || acr.contains(" "))) {
      client.mistake(
          ACR_VALUES,
          "'%s' has an empty text, or one with a space; make each value an item of its own"
              .formatted(ACR_VALUES));
    } else if (!acrValues.isEmpty() && Collections.disjoint(acrValues, Acr.SUPPORTED)) {
      client.warn(
          ACR_VALUES,
          "'%s' has none that can be reached here, where there are %s; requests for APIs end with unmet_authentication_requirements"
              .formatted(ACR_VALUES, String.join(" ", Acr.SUPPORTED)));
    }
    return new AuthenticationDefaults(maxAge, acrValues);
  }
}
