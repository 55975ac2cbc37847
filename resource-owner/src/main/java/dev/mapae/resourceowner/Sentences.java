package dev.mapae.resourceowner;

import java.time.Duration;
import java.util.Map;

/// What a group of pages says in one language: a method for each sentence, so that the compiler
/// finds a misspelt one, and its words in `messages_en.properties` and `messages_ko.properties`.
interface Sentences {
  Texts texts();

  /// The words of a key.
  default String text(String key) {
    return texts().text(key, Map.of());
  }

  /// The words of a key, with values in their places.
  default String text(String key, Map<String, ?> values) {
    return texts().text(key, values);
  }

  /// A length of time in words.
  default String span(Duration time) {
    TimeSpan span = TimeSpan.of(time);
    return texts().counted("span." + span.unit().name(), span.count());
  }
}
