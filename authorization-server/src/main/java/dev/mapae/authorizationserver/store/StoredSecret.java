package dev.mapae.authorizationserver.store;

/// A client secret as it is kept, under a key of the server.
///
/// @param keyId of the secret key that made it
/// @param kept base64url
public record StoredSecret(String keyId, Form form, String kept) {
  /// What is kept of a secret.
  public enum Form {
    /// Its HMAC-SHA-256.
    MAC,
    /// The secret itself, sealed, for those who prove that they have it without sending it.
    SEALED
  }
}
