package dev.mapae.authorizationserver.store;

/// Where the public keys of a client are. RFC 7591 §2: one of both, never both.
public sealed interface ClientKeySource {
  /// `jwks`: they are here.
  ///
  /// @param json the JWK Set as text (RFC 7517 §5)
  record Jwks(String json) implements ClientKeySource {}

  /// `jwks_uri`: the client publishes them, and replaces them when it likes.
  record JwksUri(String uri) implements ClientKeySource {}
}
