package dev.mapae.client;

import dev.mapae.protocol.DecryptionKey;
import dev.mapae.protocol.EncryptedJwt;
import java.util.List;

/// Opens what the server signs and then encrypts for this client. RFC 7519 §5.2.
///
/// @param keys of the client; none where nothing is encrypted
record Decryption(List<DecryptionKey> keys) {
  Decryption {
    keys = List.copyOf(keys);
  }

  /// @throws IllegalArgumentException for no key
  static Decryption by(DecryptionKey... keys) {
    if (keys.length == 0) {
      throw new IllegalArgumentException("What is encrypted needs a key that opens it.");
    }
    return new Decryption(List.of(keys));
  }

  static Decryption none() {
    return new Decryption(List.of());
  }

  boolean isExpected() {
    return !keys.isEmpty();
  }

  /// Opens a JWT that has to be encrypted if there are keys, and must not be if there are none.
  ///
  /// @param name how errors call it
  /// @return the signed JWT inside
  /// @throws ClientException `Untrusted`, saying which check failed
  String open(String serialized, String name) {
    if (isExpected()) {
      return decrypted(serialized, name);
    }
    if (EncryptedJwt.isOne(serialized)) {
      throw ServerJwt.untrusted(name, "it is encrypted, which this client does not expect");
    }
    return serialized;
  }

  /// The same for a JWT that servers may leave unencrypted.
  String openIfEncrypted(String serialized, String name) {
    return EncryptedJwt.isOne(serialized) ? open(serialized, name) : serialized;
  }

  private String decrypted(String serialized, String name) {
    try {
      return EncryptedJwt.open(serialized, keys);
    } catch (EncryptedJwt.Unopened e) {
      throw ServerJwt.untrusted(name, e.getMessage());
    }
  }
}
