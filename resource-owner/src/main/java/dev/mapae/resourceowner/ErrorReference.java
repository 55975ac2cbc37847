package dev.mapae.resourceowner;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;

/// What the manual says of one error code, in one language.
///
/// The text is in `errors_en.properties` and `errors_ko.properties`, the sections in
/// `errors.properties`.
///
/// @param summary one line
/// @param meaning a few sentences
record ErrorReference(
    String code, String summary, String meaning, List<Cause> causes, List<Section> sections) {

  /// A usual cause, and how to mend it.
  record Cause(String cause, String mend) {}

  /// A section of a specification.
  ///
  /// @param name as `RFC 6749 §5.2`
  record Section(String name, String url) {
    /// Reads `RFC 6749 §5.2`, or any other name with its address behind it in angle brackets.
    static Section parse(String text) {
      int bracket = text.indexOf('<');
      if (bracket > 0) {
        return new Section(
            text.substring(0, bracket).strip(), text.substring(bracket + 1, text.length() - 1));
      }
      String[] parts = text.split("[ §]+", 3);
      return new Section(
          text, "https://www.rfc-editor.org/rfc/rfc" + parts[1] + "#section-" + parts[2]);
    }
  }

  /// Every code that the manual explains, in alphabetical order; in English where the manual does
  /// not speak the language.
  static List<ErrorReference> all(Language language) {
    return language.equals(Language.KOREAN) ? Korean.ALL : English.ALL;
  }

  static Optional<ErrorReference> of(String code, Language language) {
    return all(language).stream().filter(r -> r.code.equals(code)).findFirst();
  }

  // Read when first asked for: starting the server needs none of it.
  private static final class English {
    static final List<ErrorReference> ALL = read(Language.ENGLISH);
  }

  private static final class Korean {
    static final List<ErrorReference> ALL = read(Language.KOREAN);
  }

  private static List<ErrorReference> read(Language language) {
    Properties sections = properties("errors.properties");
    Properties texts = properties("errors_" + language.tag() + ".properties");
    return new TreeSet<>(sections.stringPropertyNames())
        .stream().map(code -> entry(code, texts, sections)).toList();
  }

  private static ErrorReference entry(String code, Properties texts, Properties sections) {
    List<Cause> causes = new ArrayList<>();
    for (int i = 1; texts.containsKey(code + ".cause." + i); i++) {
      causes.add(new Cause(text(texts, code + ".cause." + i), text(texts, code + ".mend." + i)));
    }
    return new ErrorReference(
        code,
        text(texts, code + ".summary"),
        text(texts, code + ".meaning"),
        List.copyOf(causes),
        Arrays.stream(text(sections, code).split("; *", -1)).map(Section::parse).toList());
  }

  private static String text(Properties properties, String key) {
    String text = properties.getProperty(key);
    if (text == null) {
      throw new IllegalStateException("The manual of errors lacks " + key + ".");
    }
    return text;
  }

  private static Properties properties(String name) {
    Properties properties = new Properties();
    try (InputStream in = ErrorReference.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path.");
      }
      Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
      properties.load(reader);
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
