package dev.mapae.client;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a device shows its person, and asks with until they have answered. RFC 8628 §3.2.
///
/// The URLs are `https`, or on loopback where the server is: they can be opened or drawn as a QR
/// code. The code has printable characters alone.
///
/// @param deviceCode what the device asks with; a secret
/// @param userCode what the person types
/// @param verificationUri where they type it
/// @param verificationUriComplete the same with the code in it, for a QR code or a browser here;
///   the code is shown beside it all the same, so that the person can compare (§3.3.1)
/// @param expiresAt when it is too late
/// @param interval how long to wait before each request, a second at least
/// @param asked what is asked for
public record DeviceAuthorization(
    String deviceCode,
    String userCode,
    URI verificationUri,
    Optional<URI> verificationUriComplete,
    Instant expiresAt,
    Duration interval,
    AuthorizationOptions asked) {
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);
  private static final Duration MAX_LIFE = Duration.ofHours(1);

  /// It goes to terminals, where other characters do things.
  private static final Pattern USER_CODE = Pattern.compile("[\\x20-\\x7e]{1,64}");

  static DeviceAuthorization read(
      Answer answer, AuthorizationOptions asked, URI issuer, Instant now) {
    Map<String, Object> json = answer.json();
    String userCode =
        json.get("user_code") instanceof String code && USER_CODE.matcher(code).matches()
            ? code
            : missing("user_code", answer);
    Duration life =
        IssuedTokens.seconds(json, "expires_in", answer)
            .orElseThrow(() -> answer.invalid("has no expires_in").exception());
    Duration interval = IssuedTokens.seconds(json, "interval", answer).orElse(INTERVAL);
    return new DeviceAuthorization(
        IssuedTokens.handle(json, "device_code", answer)
            .orElseThrow(() -> answer.invalid("has no device_code").exception()),
        userCode,
        // The name that some servers used before the specification was one.
        uri(json, "verification_uri", issuer)
            .or(() -> uri(json, "verification_url", issuer))
            .orElseThrow(() -> answer.invalid("has no verification_uri").exception()),
        uri(json, "verification_uri_complete", issuer),
        now.plus(life.compareTo(MAX_LIFE) > 0 ? MAX_LIFE : life),
        // However long it is: RFC 8628 §3.5 has no pace that would be too slow.
        interval.compareTo(MIN_INTERVAL) < 0 ? MIN_INTERVAL : interval,
        asked);
  }

  private static Optional<URI> uri(Map<String, Object> json, String name, URI issuer) {
    return json.get(name) instanceof String value
        ? Optional.of(Endpoints.endpoint(name, value, issuer))
        : Optional.empty();
  }

  private static String missing(String name, Answer answer) {
    throw answer.invalid("has no " + name + " that can be shown").exception();
  }

  /// Tells nothing of the codes: who reads the user code in a log can approve first.
  @Override
  public String toString() {
    return "DeviceAuthorization[" + verificationUri + "]";
  }
}
