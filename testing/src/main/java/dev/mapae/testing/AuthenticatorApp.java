package dev.mapae.testing;

import dev.mapae.authorizationserver.key.Totp;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/// The app of a person that makes codes. RFC 6238.
final class AuthenticatorApp {
  private static final String BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private final byte[] secret;
  private long last = Long.MIN_VALUE;

  /// @param secret in Base 32, as the server shows it (RFC 4648 §6)
  AuthenticatorApp(String secret) {
    this.secret = decoded(secret);
  }

  /// A code that was not shown before: each is good once, and the server takes that of the next
  /// half minute too. Where this is not enough, time has to pass.
  synchronized String code(InstantSource clock, Consumer<Duration> pass) {
    long now = Totp.step(clock.instant());
    last = Math.max(now, last + 1);
    if (last > now + 1) {
      pass.accept(Duration.ofSeconds(Totp.STEP_SECONDS * (last - now - 1)));
    }
    return Totp.code(secret, last);
  }

  private static byte[] decoded(String base32) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int buffer = 0;
    int bits = 0;
    for (int i = 0; i < base32.length(); i++) {
      buffer = (buffer << 5) | BASE_32.indexOf(base32.charAt(i));
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        out.write(buffer >> bits);
      }
      buffer &= (1 << bits) - 1;
    }
    return out.toByteArray();
  }
}
