package dev.mapae.resourceserver;

import java.nio.charset.StandardCharsets;

/// The characters that a text may consist of. A table and no branches: each character of each token
/// is looked at.
final class Alphabet {
  /// Those of a `b64token`, RFC 6750 §2.1.
  static final Alphabet B64TOKEN = new Alphabet("-._~+/=");

  /// Those of a JWS in compact serialization, RFC 7515 §7.1.
  static final Alphabet COMPACT_JWS = new Alphabet("-_.");

  private final boolean[] others = new boolean[256];

  /// Letters, digits and these.
  private Alphabet(String more) {
    String all = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + more;
    for (int c = 0; c < others.length; c++) {
      others[c] = all.indexOf(c) < 0;
    }
  }

  /// Whether all characters are of this alphabet; so if there are none.
  boolean hasAll(String text) {
    boolean hasOther = false;
    // What is not in this charset becomes a question mark, which no alphabet has.
    for (byte c : text.getBytes(StandardCharsets.ISO_8859_1)) {
      hasOther |= others[c & 0xff];
    }
    return !hasOther;
  }
}
