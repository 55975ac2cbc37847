package dev.mapae.authorizationserver;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The app of a person that makes codes. RFC 6238.
public final class TestAuthenticator {
  private static final Pattern SECRET = Pattern.compile("id=\"secret\">([A-Z2-7]+)<");
  private static final String BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  final String shown;
  private final byte[] secret;

  /// @param shown the secret in Base 32
  TestAuthenticator(String shown) {
    this.shown = shown;
    this.secret = decoded(shown);
  }

  /// With the secret that a page shows.
  public static TestAuthenticator on(String html) {
    Matcher found = SECRET.matcher(html);
    if (!found.find()) {
      throw new AssertionError("no secret on\n" + html);
    }
    return new TestAuthenticator(found.group(1));
  }

  byte[] secret() {
    return secret.clone();
  }

  public String code(Instant at) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret, "HmacSHA1"));
      byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(at.getEpochSecond() / 30).array());
      int number = ByteBuffer.wrap(hash, hash[19] & 15, 4).getInt() & 0x7fffffff;
      return "%06d".formatted(number % 1_000_000);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /// One that is wrong for some minutes.
  String wrong(Instant at) {
    for (int i = 0; ; i++) {
      String guess = "%06d".formatted(i);
      boolean right = false;
      for (int step = -10; step <= 10; step++) {
        right |= code(at.plusSeconds(30L * step)).equals(guess);
      }
      if (!right) {
        return guess;
      }
    }
  }

  private static byte[] decoded(String base32) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int bits = 0;
    int buffer = 0;
    for (int i = 0; i < base32.length(); i++) {
      buffer = ((buffer << 5) | BASE_32.indexOf(base32.charAt(i))) & 0xfff;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        out.write(buffer >> bits);
      }
    }
    return out.toByteArray();
  }
}
