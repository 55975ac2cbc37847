package dev.mapae.resourceserver;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Nonces for DPoP proofs that nobody has to remember: the MAC of the five minutes in which they
/// were given. RFC 9449 §9.
///
/// One is good until the next five minutes are over, and at nodes whose clock is behind a little
/// before them as well.
public final class DpopNonces {
  private static final Duration SLOT = Duration.ofMinutes(5);
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_LENGTH = 32;

  private final SecretKeySpec key;

  private DpopNonces(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /// Nonces of several nodes behind one address, each of which knows those of the others.
  ///
  /// @param key 32 bytes or more, random and secret, the same at all nodes and for nothing else
  /// @throws IllegalArgumentException for fewer
  public static DpopNonces shared(byte[] key) {
    if (key.length < KEY_LENGTH) {
      throw new IllegalArgumentException("The key of nonces has at least 32 bytes.");
    }
    return new DpopNonces(key.clone());
  }

  /// Nonces of one process, with a key of its own.
  public static DpopNonces own() {
    byte[] key = new byte[KEY_LENGTH];
    new SecureRandom().nextBytes(key);
    return new DpopNonces(key);
  }

  /// The one to give now.
  String current(Instant now) {
    return nonce(slot(now));
  }

  boolean accepts(String nonce, Instant now) {
    byte[] given = nonce.getBytes(StandardCharsets.UTF_8);
    long slot = slot(now);
    return LongStream.rangeClosed(slot - 1, slot + 1)
        .anyMatch(s -> MessageDigest.isEqual(given, nonce(s).getBytes(StandardCharsets.UTF_8)));
  }

  private static long slot(Instant now) {
    return Math.floorDiv(now.getEpochSecond(), SLOT.toSeconds());
  }

  private String nonce(long slot) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] value = mac.doFinal(("dpop_nonce " + slot).getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException(e); // every Java has it, and the key is one
    }
  }

  /// Tells nothing of the key.
  @Override
  public String toString() {
    return "DpopNonces";
  }
}
