package dev.mapae.playground;

import java.util.Locale;
import java.util.Optional;

/// A language that the page speaks.
enum Language {
  ENGLISH("en", "English", Locale.ENGLISH),
  KOREAN("ko", "한국어", Locale.KOREAN);

  private static final int MAX_HEADER_LENGTH = 1_000;

  private final String tag;
  private final String endonym;
  private final Locale locale;

  Language(String tag, String endonym, Locale locale) {
    this.tag = tag;
    this.endonym = endonym;
    this.locale = locale;
  }

  /// The language tag, as it goes into `lang` (BCP 47).
  String tag() {
    return tag;
  }

  /// What its speakers call it.
  String endonym() {
    return endonym;
  }

  Locale locale() {
    return locale;
  }

  /// The language of a tag like `ko` or `en-GB`.
  static Optional<Language> of(String tag) {
    String primary = tag.split("[-_]", 2)[0];
    for (Language language : values()) {
      if (language.tag.equalsIgnoreCase(primary)) {
        return Optional.of(language);
      }
    }
    return Optional.empty();
  }

  /// Chooses by `Accept-Language` (RFC 9110 §12.5.4), else English.
  static Language accepted(String header) {
    if (header.isEmpty() || header.length() > MAX_HEADER_LENGTH) {
      return ENGLISH;
    }
    try {
      return Locale.LanguageRange.parse(header).stream()
          .filter(range -> range.getWeight() > 0)
          .flatMap(range -> of(range.getRange()).stream())
          .findFirst()
          .orElse(ENGLISH);
    } catch (IllegalArgumentException e) {
      return ENGLISH;
    }
  }
}
