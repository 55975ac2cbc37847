package dev.mapae.distribution.nodes;

/// What a person or a client does at the server.
enum Step {
  SIGN_IN,
  APPROVE,
  REDEEM,
  REFRESH,
  INTROSPECT,
  REVOKE,
  SIGN_OUT,
  CLIENT_CREDENTIALS
}
