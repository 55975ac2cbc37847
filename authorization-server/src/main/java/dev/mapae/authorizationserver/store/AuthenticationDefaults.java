package dev.mapae.authorizationserver.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How the people of a client are to sign in where its request does not say. OpenID Connect Dynamic
/// Client Registration §2.
///
/// @param maxAge `default_max_age`
/// @param acrValues `default_acr_values`, the best first
public record AuthenticationDefaults(Optional<Duration> maxAge, List<String> acrValues) {
  /// Those of a client which says nothing about it.
  public static final AuthenticationDefaults PRESET =
      new AuthenticationDefaults(Optional.empty(), List.of());

  public AuthenticationDefaults {
    acrValues = List.copyOf(acrValues);
  }
}
