package dev.mapae.authorizationserver.store;

import java.util.Optional;

/// What a client registered about the JWTs that it authenticates with.
///
/// @param alg `token_endpoint_auth_signing_alg`, RFC 7591 §2 and OpenID Connect Dynamic Client
///   Registration §2; empty for any that its keys are good for
/// @param insecureAudience whether their `aud` may be an endpoint, or one of several
public record AssertionPolicy(Optional<String> alg, boolean insecureAudience) {
  /// That of a client which says nothing about it.
  public static final AssertionPolicy PRESET = new AssertionPolicy(Optional.empty(), false);

  /// The same, of assertions for this server and nobody else.
  public AssertionPolicy withSecureAudience() {
    return new AssertionPolicy(alg, false);
  }
}
