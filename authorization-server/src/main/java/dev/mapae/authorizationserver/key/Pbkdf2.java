package dev.mapae.authorizationserver.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// A key made of a password by many rounds of HMAC. RFC 8018 §5.2.
public final class Pbkdf2 {
  private Pbkdf2() {}

  /// Which hash function is in the HMAC.
  public enum Hash {
    SHA1(20),
    SHA256(32),
    SHA512(64);

    private final int length;

    Hash(int length) {
      this.length = length;
    }

    /// Of one block of a key, in bytes; each block takes all iterations.
    public int length() {
      return length;
    }
  }

  /// Makes one.
  ///
  /// @param salt not empty
  /// @param length in bytes
  public static byte[] key(Hash hash, byte[] password, byte[] salt, int iterations, int length) {
    // The JDK encodes the characters in UTF-8 again.
    PBEKeySpec spec =
        new PBEKeySpec(
            new String(password, StandardCharsets.UTF_8).toCharArray(),
            salt,
            iterations,
            length * Byte.SIZE);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmac" + hash)
          .generateSecret(spec)
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java has it
    } finally {
      spec.clearPassword();
    }
  }
}
