package dev.mapae.authorizationserver.store;

/// What a profile holds a client to for which client metadata has no name.
public enum ProfileRule {
  /// It authenticates by its registered method alone, also where two methods send the same secret.
  REGISTERED_METHOD_ALONE,
  /// It signs, and is answered, with PS256, ES256 or Ed25519 alone.
  FAPI_ALGORITHMS,
  /// Each of its authorization requests has a `redirect_uri`.
  REDIRECT_URI_NAMED,
  /// Each of its authorizations is for resources that it named (RFC 8707).
  RESOURCE_NAMED,
  /// Its refresh tokens stay as they are when they are used.
  REFRESH_TOKENS_KEPT,
  /// Its request objects have `aud`, `nbf` and `exp`, and live for an hour at most.
  SHORT_REQUEST_OBJECTS
}
