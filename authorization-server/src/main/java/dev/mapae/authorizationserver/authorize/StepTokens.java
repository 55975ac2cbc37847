package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.SecretKey;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import dev.mapae.protocol.Parameters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Remembers, without a row, when a browser first came with an authorization request, and that a
/// form was made by us for this browser, this session, this request and this step: a MAC over all
/// of that. Nodes of the version before make and read the same: its form stays as it is.
public final class StepTokens {
  static final Duration MAX_AGE = Duration.ofHours(1);
  private static final int KEY = 4;
  private static final int LENGTH = Long.BYTES + KEY + 32;

  private final String issuer;
  private final Supplier<KeyRing> keys;
  private final InstantSource clock;

  StepTokens(String issuer, Supplier<KeyRing> keys, InstantSource clock) {
    this.issuer = issuer;
    this.keys = keys;
    this.clock = clock;
  }

  /// Where a token is good.
  public enum Step {
    /// In the URLs of the authorization endpoint and of our pages.
    SEEN,
    /// In the same, beside a request object that this server fetched.
    FETCHED,
    /// In the link of a page that shows an error before it is sent.
    ERROR_SHOWN,
    SIGN_IN,
    SECOND_FACTOR,
    CREATE_ACCOUNT,
    FORGOTTEN_PASSWORD,
    /// The form of a link that went out by mail, whose id is in place of the session.
    MAIL_LINK,
    EMAIL_SIGN_IN,
    /// The page that waits for the code beside a link, whose id is in place of the session.
    EMAIL_SIGN_IN_CODE,
    CONSENT,
    DEVICE,
    DEVICE_SIGN_IN,
    DEVICE_SECOND_FACTOR,
    DEVICE_CONSENT,
    ACCOUNT_SIGN_IN,
    /// The pages where somebody connects an account at another provider.
    CONNECT_SIGN_IN,
    CONNECT_SECOND_FACTOR,
    CONNECT,
    CONNECT_NEW,
    /// In the URL of a sign-in page that tells what came of another way to sign in.
    TOLD,
    ACCOUNT_SECOND_FACTOR,
    /// What a passkey answers to, beside the token of its form.
    PASSKEY_CHALLENGE,
    /// In the forms of the account pages.
    ACCOUNT,
    /// In the URL of an account page that tells what was done.
    DONE,
    SIGN_OUT
  }

  /// What a token is bound to.
  ///
  /// @param browser the value of the browser cookie
  /// @param session the id of the session; empty where nobody is signed in yet
  /// @param shown what the page says, or a digest of what its form asks for, or what is random in a
  ///   challenge; empty where it asks for nothing that others can change
  record Bound(Step step, String browser, String session, String shown, Parameters request) {
    Bound(Step step, String browser, String session, Parameters request) {
      this(step, browser, session, "", request);
    }
  }

  String make(Bound to, Instant firstSight) {
    SecretKey key = keys.get().current(Purpose.MAC);
    ByteBuffer out = ByteBuffer.allocate(LENGTH);
    out.putLong(firstSight.toEpochMilli()).put(HexFormat.of().parseHex(key.id()));
    out.put(mac(key, to, firstSight.toEpochMilli()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out.array());
  }

  /// Reads a token.
  ///
  /// @return the time of first sight; empty for one that was forged, is too old, or belongs
  ///   elsewhere
  Optional<Instant> read(Bound to, String token) {
    if (token.length() > 100) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (bytes.length != LENGTH) {
      return Optional.empty();
    }
    long millis = ByteBuffer.wrap(bytes).getLong();
    byte[] mac = Arrays.copyOfRange(bytes, Long.BYTES + KEY, LENGTH);
    String keyId = HexFormat.of().formatHex(bytes, Long.BYTES, Long.BYTES + KEY);
    Instant oldest = clock.instant().minus(MAX_AGE);
    return keys.get()
        .byId(Purpose.MAC, keyId)
        .filter(key -> SecretKey.same(mac, mac(key, to, millis)))
        .map(key -> Instant.ofEpochMilli(millis))
        .filter(firstSight -> firstSight.isAfter(oldest));
  }

  /// Makes a token with what it shows behind it, for who reads it and does not know that.
  String makeMarked(Bound to, Instant firstSight) {
    return make(to, firstSight) + "." + to.shown();
  }

  /// What [#makeMarked] made.
  ///
  /// @param shown what stood behind the token
  /// @param firstSight as [#read] has it
  record Marked(String shown, Instant firstSight) {}

  /// Reads what [#makeMarked] made.
  ///
  /// @param to what it is bound to, with what it shows
  Optional<Marked> readMarked(Function<String, Bound> to, String token) {
    int dot = token.indexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    String shown = token.substring(dot + 1);
    return read(to.apply(shown), token.substring(0, dot)).map(at -> new Marked(shown, at));
  }

  private byte[] mac(SecretKey key, Bound to, long millis) {
    return key.mac(
        "step".getBytes(StandardCharsets.US_ASCII),
        issuer.getBytes(StandardCharsets.UTF_8),
        to.step().name().getBytes(StandardCharsets.US_ASCII),
        to.browser().getBytes(StandardCharsets.UTF_8),
        to.session().getBytes(StandardCharsets.UTF_8),
        to.shown().getBytes(StandardCharsets.UTF_8),
        to.request().encode().getBytes(StandardCharsets.UTF_8),
        ByteBuffer.allocate(Long.BYTES).putLong(millis).array());
  }
}
