package dev.mapae.client;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a server answered, before anybody believed it.
record Answer(URI uri, int status, HttpHeaders headers, String body, InstantSource clock) {
  private static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);
  private static final int MAX_DIGITS = 9;

  /// The three forms of a date that every recipient has to know, RFC 9110 §5.6.7.
  private static final List<DateTimeFormatter> DATES =
      List.of(
          DateTimeFormatter.RFC_1123_DATE_TIME,
          DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.US)
              .withZone(ZoneOffset.UTC),
          DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.US)
              .withZone(ZoneOffset.UTC));

  /// Whether the media type says JSON. RFC 8259 §11, RFC 6839 §3.1.
  boolean isJson() {
    String type = headers.firstValue("Content-Type").orElse("").split(";", 2)[0].strip();
    String lower = type.toLowerCase(Locale.ROOT);
    return lower.equals("application/json") || lower.endsWith("+json");
  }

  /// Whether the media type says JWT. RFC 7519 §10.3.1.
  boolean isJwt() {
    return headers
        .firstValue("Content-Type")
        .orElse("")
        .split(";", 2)[0]
        .strip()
        .equalsIgnoreCase("application/jwt");
  }

  /// The body as a JSON object.
  ///
  /// @throws ClientException `InvalidAnswer` when it is of another type or no JSON object
  Map<String, Object> json() {
    if (!isJson()) {
      throw invalid("is not JSON (HTTP status " + status + ")").exception();
    }
    return object().orElseThrow(() -> invalid("is not a JSON object").exception());
  }

  /// The body as a JSON object, if it is one.
  Optional<Map<String, Object>> object() {
    try {
      // The parser gives null for the text `null`.
      return isJson() ? Optional.ofNullable(JSONObjectUtils.parse(body)) : Optional.empty();
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  /// How long the server wants to be left alone: seconds or a date, at most an hour. RFC 9110
  /// §10.2.3.
  Optional<Duration> retryAfter() {
    return headers.firstValue("Retry-After").map(String::strip).flatMap(this::duration);
  }

  private Optional<Duration> duration(String value) {
    if (value.matches("[0-9]+")) {
      return Optional.of(
          value.length() > MAX_DIGITS
              ? MAX_RETRY_AFTER
              : bounded(Duration.ofSeconds(Long.parseLong(value))));
    }
    return DATES.stream()
        .flatMap(form -> date(value, form).stream())
        .findFirst()
        .map(until -> bounded(Duration.between(clock.instant(), until)));
  }

  private static Optional<Instant> date(String value, DateTimeFormatter form) {
    try {
      return Optional.of(form.parse(value, Instant::from));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : wait;
  }

  ClientError.InvalidAnswer invalid(String what) {
    return new ClientError.InvalidAnswer("The answer of " + place(uri) + " " + what + ".");
  }

  /// Where a request went, without the query and a name and password.
  static String place(URI uri) {
    String authority = String.valueOf(uri.getRawAuthority());
    return uri.getScheme()
        + "://"
        + authority.substring(authority.lastIndexOf('@') + 1)
        + uri.getRawPath();
  }

  /// Tells nothing of headers and body.
  @Override
  public String toString() {
    return "Answer[" + place(uri) + ", " + status + "]";
  }
}
