package dev.mapae.authorizationserver.device;

import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// Codes that people type from one screen into another. RFC 8628 §6.1.
///
/// Eight of twenty consonants, so that no word comes of it and no letter is taken for another: one
/// of 25 billion. Who has the database has only their MACs.
final class UserCodes {
  private static final String LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
  private static final int LENGTH = 8;

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
    StringBuilder code = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      code.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return code.insert(LENGTH / 2, '-').toString();
  }

  /// A code as it is shown, from however it was typed, in full-width letters too; anything else
  /// comes back empty.
  static String shown(String typed) {
    StringBuilder letters = new StringBuilder();
    String upper = Normalizer.normalize(typed, Form.NFKC).toUpperCase(Locale.ROOT);
    for (int i = 0; i < upper.length() && letters.length() <= LENGTH; i++) {
      if (LETTERS.indexOf(upper.charAt(i)) >= 0) {
        letters.append(upper.charAt(i));
      }
    }
    return letters.length() == LENGTH ? letters.insert(LENGTH / 2, '-').toString() : "";
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
