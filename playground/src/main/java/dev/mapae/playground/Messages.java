package dev.mapae.playground;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;

/// Every sentence of the page, from `messages_en.properties` or `messages_ko.properties`.
///
/// In a sentence, `{0}` is the place of the first value, and backquotes stand about code.
final class Messages {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Map<Language, Messages> ALL = new EnumMap<>(Language.class);

  static {
    for (Language language : Language.values()) {
      ALL.put(language, new Messages(language, read("messages_" + language.tag() + ".properties")));
    }
  }

  private final Language language;
  private final Properties sentences;

  private Messages(Language language, Properties sentences) {
    this.language = language;
    this.sentences = sentences;
  }

  static Messages of(Language language) {
    return Optional.ofNullable(ALL.get(language)).orElseThrow();
  }

  Language language() {
    return language;
  }

  Set<String> keys() {
    return sentences.stringPropertyNames();
  }

  /// A sentence as text.
  ///
  /// @throws IllegalStateException when there is none of this name
  String text(String key, Object... values) {
    return find(key, values)
        .orElseThrow(() -> new IllegalStateException("no message " + key + " in " + language));
  }

  /// A sentence as markup, the values in it escaped.
  ///
  /// @throws IllegalStateException when there is none of this name
  Html html(String key, Object... values) {
    return marked(text(key, values));
  }

  /// The words for a thing that others name: a parameter, a claim, a header.
  Optional<Html> term(String name) {
    return find("term." + name).map(Messages::marked);
  }

  /// A sentence that not every place has.
  Optional<Html> optional(String key) {
    return find(key).map(Messages::marked);
  }

  private Optional<String> find(String key, Object... values) {
    return Optional.ofNullable(sentences.getProperty(key)).map(sentence -> fill(sentence, values));
  }

  private static String fill(String sentence, Object... values) {
    String filled = sentence;
    for (int i = 0; i < values.length; i++) {
      filled = filled.replace("{" + i + "}", String.valueOf(values[i]));
    }
    return filled;
  }

  private static Html marked(String sentence) {
    String escaped = Html.text(sentence).markup();
    // A number does not begin a line.
    escaped = escaped.replaceAll("RFC (?=[0-9])", "RFC\u00a0");
    return new Html(CODE.matcher(escaped).replaceAll("<code>$1</code>"));
  }

  private static Properties read(String name) {
    try (InputStream in = Messages.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path.");
      }
      Properties sentences = new Properties();
      sentences.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      return sentences;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
