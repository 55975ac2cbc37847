package dev.mapae.authorizationserver.registration;

import dev.mapae.authorizationserver.store.ClientKeySource;

/// Somebody whose word about software the operator takes. RFC 7591 §2.3.
///
/// @param issuer the `iss` of its statements
/// @param keys by which it signs them
/// @param insteadOfInitialAccessToken whether who brings a statement needs no initial access token
public record SoftwareStatementIssuer(
    String issuer, ClientKeySource keys, boolean insteadOfInitialAccessToken) {}
