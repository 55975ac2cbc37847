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

/// Seals small things for ourselves with AES-256-GCM under the sealing key.
public final class Sealing {
  private static final int KEY = 4;
  private static final int NONCE = 12;

  private final String issuer;
  private final Supplier<KeyRing> keys;
  private final SecureRandom random;

  public Sealing(String issuer, Supplier<KeyRing> keys, SecureRandom random) {
    this.issuer = issuer;
    this.keys = keys;
    this.random = random;
  }

  /// Seals a text.
  ///
  /// @param use what it is for; only the same use opens it
  /// @return base64url
  public String seal(String use, byte[] text) {
    SecretKey key = keys.get().current(Purpose.SEALING);
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, use);
      byte[] out = new byte[KEY + NONCE + cipher.getOutputSize(text.length)];
      System.arraycopy(HexFormat.of().parseHex(key.id()), 0, out, 0, KEY);
      System.arraycopy(nonce, 0, out, KEY, NONCE);
      cipher.doFinal(text, 0, text.length, out, KEY + NONCE);
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
      if (in.length < KEY + NONCE + 16) {
        return Optional.empty();
      }
      Optional<SecretKey> key =
          keys.get().byId(Purpose.SEALING, HexFormat.of().formatHex(in, 0, KEY));
      if (key.isEmpty()) {
        return Optional.empty();
      }
      byte[] nonce = Arrays.copyOfRange(in, KEY, KEY + NONCE);
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key.get(), nonce, use);
      return Optional.of(cipher.doFinal(in, KEY + NONCE, in.length - KEY - NONCE));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, SecretKey key, byte[] nonce, String use)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key.aes(), new GCMParameterSpec(128, nonce));
    cipher.updateAAD((issuer + "\n" + use).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
