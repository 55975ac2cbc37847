package dev.mapae.distribution.outbound;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/// How long an answer may be kept, as it says itself. RFC 9111 §4.2.
final class Freshness {
  private Freshness() {}

  /// What is left of the time.
  ///
  /// @return empty when nothing is said; zero when it must not be kept, or something is said that
  ///   makes no sense
  static Optional<Duration> of(HttpFields headers) {
    List<String> directives = directives(headers);
    if (directives.contains("no-store") || directives.contains("no-cache")) {
      return Optional.of(Duration.ZERO);
    }
    return directives.stream()
        .filter(d -> d.startsWith("max-age="))
        .map(d -> seconds(d.substring("max-age=".length()).replace("\"", "")))
        .findFirst()
        .or(() -> untilExpires(headers))
        .map(lifetime -> remaining(lifetime, headers));
  }

  /// RFC 9111 §5.2. Commas inside of quotes cut what nobody here looks for.
  private static List<String> directives(HttpFields headers) {
    return headers.getFields(HttpHeader.CACHE_CONTROL).stream()
        .flatMap(field -> List.of(field.getValue().split(",")).stream())
        .map(directive -> directive.strip().toLowerCase(Locale.ROOT))
        .toList();
  }

  /// RFC 9111 §1.2.2: what is too large is as large as it gets.
  private static Duration seconds(String digits) {
    if (!digits.matches("\\d+")) {
      return Duration.ZERO;
    }
    return Duration.ofSeconds(digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits));
  }

  /// RFC 9111 §5.3.
  private static Optional<Duration> untilExpires(HttpFields headers) {
    Optional<String> expires = Optional.ofNullable(headers.get(HttpHeader.EXPIRES));
    Optional<Instant> date =
        Optional.ofNullable(headers.get(HttpHeader.DATE)).flatMap(Freshness::time);
    return expires.map(value ->
        time(value)
            .flatMap(end -> date.map(begin -> Duration.between(begin, end)))
            .orElse(Duration.ZERO));
  }

  private static Optional<Instant> time(String value) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /// RFC 9111 §4.2.3: part of it may be over.
  private static Duration remaining(Duration lifetime, HttpFields headers) {
    Duration age =
        Optional.ofNullable(headers.get(HttpHeader.AGE))
            .map(Freshness::seconds)
            .orElse(Duration.ZERO);
    Duration left = lifetime.minus(age);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
