package dev.mapae.authorizationserver.device;

import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.TypedCodes;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Supplier;

/// The codes that devices show: [TypedCodes], RFC 8628 §6.1. Who has the database has only their
/// MACs.
final class UserCodes {
  private final String issuer;
  private final Supplier<KeyRing> keys;
  private final SecureRandom random;

  UserCodes(String issuer, Supplier<KeyRing> keys, SecureRandom random) {
    this.issuer = issuer;
    this.keys = keys;
    this.random = random;
  }

  /// A new code, as it is shown: `WDJB-MJHT`.
  String next() {
    return TypedCodes.next(random);
  }

  /// A code as it is shown, from however it was typed; anything else comes back empty.
  static String shown(String typed) {
    return TypedCodes.shown(typed);
  }

  /// What a new code is kept as.
  String lookup(String shown) {
    return keys.get().current(Purpose.MAC).macText("user_code", issuer, shown);
  }

  /// What a code may have been kept as: under the key of now, or one that was in use before.
  List<String> lookups(String shown) {
    return keys.get().all(Purpose.MAC).reversed().stream()
        .map(key -> key.macText("user_code", issuer, shown))
        .toList();
  }
}
