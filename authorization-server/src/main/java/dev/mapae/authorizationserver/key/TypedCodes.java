package dev.mapae.authorizationserver.key;

import java.security.SecureRandom;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;

/// Codes that people type from one screen into another. RFC 8628 §6.1.
///
/// Eight of twenty consonants, so that no word comes of it and no letter is taken for another: one
/// of 25 billion.
public final class TypedCodes {
  private static final String LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
  private static final int LENGTH = 8;

  private TypedCodes() {}

  /// A new code, as it is shown: `WDJB-MJHT`.
  public static String next(SecureRandom random) {
    StringBuilder code = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      code.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return code.insert(LENGTH / 2, '-').toString();
  }

  /// A code as it is shown, from however it was typed, in full-width letters too; anything else
  /// comes back empty.
  public static String shown(String typed) {
    StringBuilder letters = new StringBuilder();
    String upper = Normalizer.normalize(typed, Form.NFKC).toUpperCase(Locale.ROOT);
    for (int i = 0; i < upper.length() && letters.length() <= LENGTH; i++) {
      if (LETTERS.indexOf(upper.charAt(i)) >= 0) {
        letters.append(upper.charAt(i));
      }
    }
    return letters.length() == LENGTH ? letters.insert(LENGTH / 2, '-').toString() : "";
  }
}
