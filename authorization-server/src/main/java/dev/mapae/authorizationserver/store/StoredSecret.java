package dev.mapae.authorizationserver.store;

/// A client secret as it is kept: an HMAC under a key of the server.
///
/// @param keyId which secret key made it
/// @param mac HMAC-SHA-256, base64url
public record StoredSecret(String keyId, String mac) {}
