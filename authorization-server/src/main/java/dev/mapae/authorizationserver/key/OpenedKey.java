package dev.mapae.authorizationserver.key;

/// A key that can be used.
sealed interface OpenedKey permits SigningKey, HintKey, SecretKey, DecryptionKey {
  String id();

  KeyKind kind();
}
