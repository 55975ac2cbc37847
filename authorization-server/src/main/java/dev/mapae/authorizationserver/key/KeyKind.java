package dev.mapae.authorizationserver.key;

import dev.mapae.authorizationserver.store.SealedKey;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import java.util.List;

/// What kinds of keys there are. Of each, one is in use at any time.
record KeyKind(Purpose purpose, String algorithm) {
  private static final KeyKind MAC = new KeyKind(Purpose.MAC, "HS256");
  private static final KeyKind SECRET = new KeyKind(Purpose.SECRET, "HS256");
  private static final KeyKind SEALING = new KeyKind(Purpose.SEALING, "A256GCM");

  /// ES256 signs access tokens; RS256 signs ID tokens, as every OpenID Connect client understands
  /// it.
  static final List<KeyKind> ALL =
      List.of(signing("ES256"), signing("RS256"), MAC, SECRET, SEALING);

  static KeyKind of(SealedKey key) {
    return new KeyKind(key.purpose(), key.algorithm());
  }

  static KeyKind signing(String algorithm) {
    return new KeyKind(Purpose.SIGNING, algorithm);
  }

  /// The kind of the symmetric keys for a purpose.
  static KeyKind secret(Purpose purpose) {
    return switch (purpose) {
      case MAC -> MAC;
      case SECRET -> SECRET;
      case SEALING -> SEALING;
      case SIGNING -> throw new IllegalArgumentException("signatures are made by key pairs");
    };
  }
}
