package dev.mapae.resourceowner;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What the pages and mails say in one language, by key: `messages_en.properties` and
/// `messages_ko.properties`.
final class Texts {
  private final Map<String, Text> byKey;
  private final Optional<Texts> behind;

  Texts(Map<String, Text> byKey) {
    this(byKey, Optional.empty());
  }

  /// @param behind where what is not in these comes from
  Texts(Map<String, Text> byKey, Optional<Texts> behind) {
    this.byKey = byKey;
    this.behind = behind;
  }

  /// Ours.
  static Texts of(Language language) {
    return language.equals(Language.KOREAN) ? Korean.TEXTS : English.TEXTS;
  }

  // Read when first asked for: starting the server needs none of it.
  private static final class English {
    static final Texts TEXTS = new Texts(read(Language.ENGLISH));
  }

  private static final class Korean {
    static final Texts TEXTS = new Texts(read(Language.KOREAN));
  }

  /// The text of a key.
  ///
  /// @param values by the names of the places
  String text(String key, Map<String, ?> values) {
    return get(key)
        .orElseThrow(() -> new IllegalStateException("There is no text " + key + "."))
        .with(values);
  }

  /// The text for so many: that of `key.1` for one and so on where there is one, else that of the
  /// key. The number is in the place `count`.
  String counted(String key, long count) {
    String exact = key + "." + count;
    boolean has = byKey.containsKey(exact);
    return has || byKey.containsKey(key) || behind.isEmpty()
        ? text(has ? exact : key, Map.of("count", count))
        : behind.get().counted(key, count);
  }

  /// The text of a key that need not be there, without places.
  Optional<String> find(String key) {
    return get(key).map(text -> text.with(Map.of()));
  }

  private Optional<Text> get(String key) {
    return Optional.ofNullable(byKey.get(key)).or(() -> behind.flatMap(it -> it.get(key)));
  }

  /// All of them, without what is behind.
  Map<String, Text> byKey() {
    return byKey;
  }

  static Map<String, Text> read(Language language) {
    String name = "messages_" + language.tag() + ".properties";
    try (InputStream in = Texts.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path.");
      }
      Map<String, Text> byKey = HashMap.newHashMap(512);
      String content = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (TextFile.Entry entry : TextFile.parse(content).entries()) {
        byKey.put(entry.key(), Text.parse(entry.text()));
      }
      return byKey;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
