package dev.mapae.authorizationserver.key;

import dev.mapae.authorizationserver.store.SealedKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals the server's keys under the `key_encryption_key`: AES-256-GCM, with issuer, purpose,
/// algorithm and id as associated data, so that rows cannot be swapped.
public final class KeyEncryption {
  private static final int NONCE = 12;

  private final List<SecretKeySpec> keys;
  private final String issuer;
  private final SecureRandom random;

  /// @param keys 32 bytes each: the first seals, all open
  public KeyEncryption(List<byte[]> keys, String issuer, SecureRandom random) {
    this.keys = keys.stream().map(k -> new SecretKeySpec(k, "AES")).toList();
    this.issuer = issuer;
    this.random = random;
  }

  /// The place of the `key_encryption_key` that a row is sealed under, from 1.
  ///
  /// @return empty when none of them opens it
  public Optional<Integer> sealedUnder(SealedKey row) {
    return open(row).map(Opened::sealedUnder);
  }

  /// A row of another issuer, or of another `key_encryption_key`, as one of this.
  ///
  /// @param usedFrom when the key takes over here
  /// @return empty when that one does not open it
  public Optional<SealedKey> takenOver(SealedKey row, KeyEncryption from, Instant usedFrom) {
    return from.open(row)
        .map(opened ->
            new SealedKey(
                row.id(),
                row.purpose(),
                row.algorithm(),
                seal(row.purpose(), row.algorithm(), row.id(), opened.key()),
                usedFrom));
  }

  byte[] seal(SealedKey.Purpose purpose, String algorithm, String id, byte[] key) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.getFirst(), nonce, purpose, algorithm, id);
      byte[] sealed = new byte[NONCE + cipher.getOutputSize(key.length)];
      System.arraycopy(nonce, 0, sealed, 0, NONCE);
      cipher.doFinal(key, 0, key.length, sealed, NONCE);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A key as it was before it was sealed.
  ///
  /// @param sealedUnder the place of the `key_encryption_key` in the list, from 1
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Opened(byte[] key, int sealedUnder) {}

  /// Opens what any of the keys sealed.
  ///
  /// @return empty when none of them did, or the row was changed
  Optional<Opened> open(SealedKey row) {
    if (row.sealed().length <= NONCE) {
      return Optional.empty();
    }
    byte[] nonce = Arrays.copyOf(row.sealed(), NONCE);
    for (int i = 0; i < keys.size(); i++) {
      try {
        Cipher cipher =
            cipher(
                Cipher.DECRYPT_MODE, keys.get(i), nonce, row.purpose(), row.algorithm(), row.id());
        byte[] key = cipher.doFinal(row.sealed(), NONCE, row.sealed().length - NONCE);
        return Optional.of(new Opened(key, i + 1));
      } catch (AEADBadTagException e) {
        // Sealed under another of the keys, or changed: the next key will tell.
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
    return Optional.empty();
  }

  private Cipher cipher(
      int mode,
      SecretKeySpec key,
      byte[] nonce,
      SealedKey.Purpose purpose,
      String algorithm,
      String id)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(128, nonce));
    cipher.updateAAD(
        String.join("\n", issuer, purpose.name(), algorithm, id).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
