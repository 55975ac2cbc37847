package dev.mapae.authorizationserver.key;

import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals small things for ourselves with AES-256-GCM, each under a key of its own that is derived
/// from the sealing key and a random salt.
///
/// With random nonces, one AES-GCM key is good for 2^32 things (NIST SP 800-38D §8.3), which a busy
/// server makes in weeks. A salt of 192 bits is good for 2^80, and a key that is used once needs no
/// nonce. HMAC-SHA-256 derives it, as in HKDF-Expand (RFC 5869 §2.3).
public final class Sealing {
  private static final int KEY = 4;
  private static final int SALT = 24;
  private static final int TAG = 16;
  private static final GCMParameterSpec ONCE = new GCMParameterSpec(8 * TAG, new byte[12]);

  private final Purpose purpose;
  private final byte[] issuer;
  private final Supplier<KeyRing> keys;
  private final SecureRandom random;

  /// @param purpose of the keys that it is done with, which are kept as long as what is sealed
  public Sealing(Purpose purpose, String issuer, Supplier<KeyRing> keys, SecureRandom random) {
    this.purpose = purpose;
    this.issuer = issuer.getBytes(StandardCharsets.UTF_8);
    this.keys = keys;
    this.random = random;
  }

  /// Seals a text.
  ///
  /// @param use what it is for; only the same use opens it
  /// @return base64url
  public String seal(String use, byte[] text) {
    SecretKey key = keys.get().current(purpose);
    byte[] salt = new byte[SALT];
    random.nextBytes(salt);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, use, salt);
      byte[] out = new byte[KEY + SALT + text.length + TAG];
      System.arraycopy(HexFormat.of().parseHex(key.id()), 0, out, 0, KEY);
      System.arraycopy(salt, 0, out, KEY, SALT);
      cipher.doFinal(text, 0, text.length, out, KEY + SALT);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(out);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Opens what [#seal] made for the same use.
  ///
  /// @return empty for anything else
  public Optional<byte[]> open(String use, String sealed) {
    try {
      byte[] in = Base64.getUrlDecoder().decode(sealed);
      if (in.length < KEY + SALT + TAG) {
        return Optional.empty();
      }
      Optional<SecretKey> key = keys.get().byId(purpose, HexFormat.of().formatHex(in, 0, KEY));
      if (key.isEmpty()) {
        return Optional.empty();
      }
      byte[] salt = Arrays.copyOfRange(in, KEY, KEY + SALT);
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key.get(), use, salt);
      return Optional.of(cipher.doFinal(in, KEY + SALT, in.length - KEY - SALT));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, SecretKey key, String use, byte[] salt)
      throws GeneralSecurityException {
    byte[] once =
        key.mac(
            "sealing".getBytes(StandardCharsets.US_ASCII),
            issuer,
            use.getBytes(StandardCharsets.UTF_8),
            salt);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(once, "AES"), ONCE);
    return cipher;
  }
}
