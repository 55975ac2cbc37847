package dev.mapae.client;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a server answered, before anybody believed it.
record Answer(URI uri, int status, HttpHeaders headers, String body, InstantSource clock) {
  private static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);

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
    Duration wait;
    if (value.matches("[0-9]{1,9}")) {
      wait = Duration.ofSeconds(Long.parseLong(value));
    } else {
      try {
        Instant until =
            ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        wait = Duration.between(clock.instant(), until);
      } catch (DateTimeParseException e) {
        return Optional.empty();
      }
    }
    if (wait.isNegative()) {
      return Optional.of(Duration.ZERO);
    }
    return Optional.of(wait.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : wait);
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
