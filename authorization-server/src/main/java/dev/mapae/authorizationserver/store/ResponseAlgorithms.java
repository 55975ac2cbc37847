package dev.mapae.authorizationserver.store;

import java.util.Optional;

/// What a client wants its responses to be signed with. OpenID Connect Dynamic Client Registration
/// §2.
///
/// @param idToken `id_token_signed_response_alg`
public record ResponseAlgorithms(Optional<String> idToken) {
  /// Those of a client which says nothing about it.
  public static final ResponseAlgorithms PRESET = new ResponseAlgorithms(Optional.empty());
}
