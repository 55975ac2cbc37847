package dev.mapae.authorizationserver.key;

import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import java.util.function.Supplier;

/// Fingerprints of texts by which to recognise them, under a key so that nobody can try which text
/// has one. Each names its key: `KEY.MAC`.
public final class Fingerprints {
  private final Supplier<KeyRing> keys;

  public Fingerprints(Supplier<KeyRing> keys) {
    this.keys = keys;
  }

  /// The fingerprint of a text under the key of today.
  public String of(String text) {
    return of(keys.get().current(Purpose.SECRET), text);
  }

  /// Whether this is the fingerprint of a text, under whatever key.
  public boolean isOf(String fingerprint, String text) {
    return keys.get()
        .byId(Purpose.SECRET, keyId(fingerprint))
        .filter(key -> SecretKey.same(of(key, text), fingerprint))
        .isPresent();
  }

  /// Whether it is under a key that made room for another.
  public boolean isOld(String fingerprint) {
    return keys.get().isRetired(Purpose.SECRET, keyId(fingerprint));
  }

  static String keyId(String fingerprint) {
    return fingerprint.substring(0, Math.max(0, fingerprint.indexOf('.')));
  }

  private static String of(SecretKey key, String text) {
    return key.id() + "." + key.macText("declaration", text);
  }
}
