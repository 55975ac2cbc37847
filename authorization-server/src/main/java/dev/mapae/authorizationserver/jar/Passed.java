package dev.mapae.authorizationserver.jar;

/// How a client handed over a request object. OIDC Core §6.
public enum Passed {
  /// In `request`: whoever saw it can send it again. OIDC Core §6.1.
  BY_VALUE,
  /// By a `request_uri` that the client registered, where it can take the object away. OIDC Core
  /// §6.2.
  BY_REFERENCE
}
