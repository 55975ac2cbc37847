package dev.mapae.authorizationserver.key;

import java.security.SecureRandom;
import java.util.Base64;

/// Makes identifiers that nobody can guess.
public final class Ids {
  private final SecureRandom random;

  public Ids(SecureRandom random) {
    this.random = random;
  }

  /// 128 random bits in base64url: 22 characters.
  public String next() {
    return bits(16);
  }

  /// 64 random bits in base64url: 11 characters, for what only has to be unique next to its
  /// neighbours.
  public String suffix() {
    return bits(8);
  }

  private String bits(int bytes) {
    byte[] out = new byte[bytes];
    random.nextBytes(out);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out);
  }
}
