package dev.mapae.authorizationserver.store;

import java.time.Instant;

/// A key of the server as it is kept: sealed under the `key_encryption_key`.
///
/// @param id the `kid`
/// @param algorithm the `alg` of signatures, `HS256`, `A256GCM`, or that of encryption; the key
///   carries it, a header never chooses one
/// @param sealed AES-256-GCM over the key, with issuer, purpose, algorithm and id as associated
///   data
/// @param usedFrom when it takes over from the one before; it is published already
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SealedKey(
    String id, Purpose purpose, String algorithm, byte[] sealed, Instant usedFrom) {

  /// What a key is for; no key is for two things.
  public enum Purpose {
    SIGNING,
    /// The public halves of those that signed, for ID tokens that come back as `id_token_hint`, and
    /// for nothing else.
    ID_TOKEN_HINT,
    /// Handles: codes, refresh tokens, session cookies, forms.
    MAC,
    /// Client secrets, what people have besides their password, and fingerprints of declarations.
    SECRET,
    /// Opaque access tokens.
    SEALING,
    /// What others encrypt for this server: request objects.
    ENCRYPTION,
    /// Pairwise subjects (OIDC Core §8.1). There is one for good: by another key everybody would be
    /// somebody else.
    PAIRWISE
  }

  /// Tells nothing of the key.
  @Override
  public String toString() {
    return "SealedKey[" + id + "]";
  }
}
