package dev.mapae.authorizationserver.key;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Codes that an app makes of a secret and the time: SHA-1, steps of 30 seconds, 6 digits, which is
/// what all apps can. RFC 6238 §4, RFC 4226 §5.3.
public final class Totp {
  public static final int DIGITS = 6;

  /// Of so many seconds each.
  public static final int STEP_SECONDS = 30;

  /// Clocks differ, and people type slowly. RFC 6238 §5.2.
  private static final int SKEW = 1;

  private static final int MODULUS = 1_000_000;

  private Totp() {}

  /// The step that a code is of.
  ///
  /// @param after steps up to this one were used (RFC 6238 §5.2: each code is good once)
  /// @return empty for a code that is wrong, too old or used
  public static OptionalLong step(byte[] secret, String code, long after, Instant now) {
    long current = step(now);
    OptionalLong found = OptionalLong.empty();
    for (long step = current - SKEW; step <= current + SKEW; step++) {
      if (isSame(code, code(secret, step)) && step > after) {
        found = OptionalLong.of(step);
      }
    }
    return found;
  }

  /// The step that it is.
  public static long step(Instant now) {
    return Math.floorDiv(now.getEpochSecond(), STEP_SECONDS);
  }

  /// The code of a step.
  public static String code(byte[] secret, long step) {
    byte[] mac = hmac(secret, ByteBuffer.allocate(Long.BYTES).putLong(step).array());
    int offset = mac[mac.length - 1] & 0xf;
    int truncated = ByteBuffer.wrap(mac).getInt(offset) & Integer.MAX_VALUE;
    String digits = String.valueOf(truncated % MODULUS);
    return "0".repeat(DIGITS - digits.length()) + digits;
  }

  private static boolean isSame(String typed, String code) {
    return MessageDigest.isEqual(
        typed.getBytes(StandardCharsets.UTF_8), code.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] hmac(byte[] secret, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret, "HmacSHA1"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
