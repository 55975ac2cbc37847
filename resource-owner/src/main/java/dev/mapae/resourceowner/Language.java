package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.protocol.ProtocolException;
import java.util.List;
import java.util.Optional;

/// A language that the pages speak.
enum Language {
  ENGLISH("en"),
  KOREAN("ko");

  private static final int MAX_HEADER_LENGTH = 1_000;
  private static final int MAX_TAGS = 30;

  private final String tag;

  Language(String tag) {
    this.tag = tag;
  }

  /// The language tag, as it goes into `lang` (BCP 47).
  String tag() {
    return tag;
  }

  /// Chooses by `ui_locales` (OIDC Core §3.1.2.1), then by `Accept-Language` (RFC 9110 §12.5.4),
  /// else English.
  static Language of(List<String> uiLocales, Request request) {
    return uiLocales.stream()
        .limit(MAX_TAGS)
        .flatMap(tag -> matching(tag).stream())
        .findFirst()
        .or(() -> accepted(String.join(",", request.headers().all("Accept-Language"))))
        .orElse(ENGLISH);
  }

  /// The `ui_locales` in the query of a page, best first; empty when there are none or the query
  /// cannot be read.
  static List<String> uiLocales(Request request) {
    try {
      String all = request.queryParameters().one("ui_locales").orElse("");
      return all.isBlank() ? List.of() : List.of(all.strip().split(" +", MAX_TAGS));
    } catch (ProtocolException e) {
      // It is what the error page is about to say; its language is then the browser's.
      return List.of();
    }
  }

  private static Optional<Language> accepted(String header) {
    Optional<Language> best = Optional.empty();
    double bestWeight = 0;
    String bounded = header.substring(0, Math.min(header.length(), MAX_HEADER_LENGTH));
    for (String range : bounded.split(",", MAX_TAGS)) {
      String[] parts = range.split(";", 2);
      Optional<Language> language = matching(parts[0].strip());
      double weight = parts.length == 1 ? 1 : weight(parts[1].strip());
      if (language.isPresent() && weight > bestWeight) {
        best = language;
        bestWeight = weight;
      }
    }
    return best;
  }

  /// RFC 9110 §12.4.2; what is no weight counts as none.
  private static double weight(String parameter) {
    return parameter.matches("[qQ]=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")
        ? Double.parseDouble(parameter.substring(2))
        : 0;
  }

  private static Optional<Language> matching(String tag) {
    String primary = tag.split("[-_]", 2)[0];
    for (Language language : values()) {
      if (language.tag.equalsIgnoreCase(primary)) {
        return Optional.of(language);
      }
    }
    return Optional.empty();
  }
}
