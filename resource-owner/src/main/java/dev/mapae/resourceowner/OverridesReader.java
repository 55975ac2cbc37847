package dev.mapae.resourceowner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads the folder of an operator's overrides, and says all that is wrong with it at once.
final class OverridesReader {
  private static final int MAX_FILES = 200;
  private static final int MAX_BYTES = 256 * 1024;
  private static final int MAX_STYLE_SHEET = 64 * 1024;
  private static final int MAX_PIECE = 16 * 1024;
  private static final Pattern TEXTS = Pattern.compile("messages_([A-Za-z0-9-]+)\\.properties");
  private static final Pattern PIECE = Pattern.compile("([a-z-]+?)(?:_([A-Za-z0-9-]+))?\\.html");
  private static final Pattern VARIANT = Pattern.compile("(.+)\\.\\d{1,9}");
  private static final Pattern IMPORT = Pattern.compile("(?i)@import|url\\(\\s*['\"]?+(?!data:)");
  private static final String STYLE_SHEET = "style.css";

  private final Path folder;
  private final BiFunction<String, Collection<String>, String> nearest;
  private final List<Overrides.Remark> mistakes = new ArrayList<>();
  private final List<Overrides.Remark> notes = new ArrayList<>();
  private final Map<Language, TextFile> texts = new LinkedHashMap<>();
  private final Map<String, Snippet> pieces = new HashMap<>();
  private Optional<String> styleSheet = Optional.empty();

  OverridesReader(Path folder, BiFunction<String, Collection<String>, String> nearest) {
    this.folder = folder;
    this.nearest = nearest;
  }

  Overrides.Reading read() {
    List<String> names = names();
    names.forEach(this::file);
    return new Overrides.Reading(new Overrides(languages(), pieces, styleSheet), mistakes, notes);
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> !name.startsWith("."))
              .limit(MAX_FILES + 1L)
              .sorted()
              .toList();
      if (names.size() > MAX_FILES) {
        mistake("", 1, "the folder has more than " + MAX_FILES + " files; name one that has not");
        return List.of();
      }
      return names;
    } catch (IOException e) {
      mistake("", 1, "the folder cannot be read; make it, or remove 'overrides'");
      return List.of();
    }
  }

  private void file(String name) {
    Matcher ofTexts = TEXTS.matcher(name);
    Matcher ofPiece = PIECE.matcher(name);
    if (name.equals(STYLE_SHEET)) {
      content(name, MAX_STYLE_SHEET).ifPresent(css -> styleSheet(name, css));
    } else if (ofTexts.matches() && Language.isTag(ofTexts.group(1))) {
      content(name, MAX_BYTES)
          .ifPresent(text -> texts.put(new Language(ofTexts.group(1)), TextFile.parse(text)));
    } else if (ofPiece.matches()
        && Piece.files().contains(ofPiece.group(1))
        && (ofPiece.group(2) == null || Language.isTag(ofPiece.group(2)))) {
      content(name, MAX_PIECE).ifPresent(html -> piece(name, html));
    } else {
      Set<String> known = new TreeSet<>(List.of("messages_fr.properties", STYLE_SHEET));
      Piece.files().forEach(piece -> known.add(piece + ".html"));
      mistake(
          name,
          1,
          "nothing is called so; did you mean '%s'?".formatted(nearest.apply(name, known)));
    }
  }

  private Optional<String> content(String name, int most) {
    try (var in = Files.newInputStream(folder.resolve(name))) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        mistake(name, 1, "has more than " + most / 1024 + " KiB; shorten it");
        return Optional.empty();
      }
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      mistake(name, 1, "is not UTF-8; save it as UTF-8");
    } catch (IOException e) {
      mistake(name, 1, "cannot be read");
    }
    return Optional.empty();
  }

  /// The pages load nothing from elsewhere, so that would only be missing.
  private void styleSheet(String name, String css) {
    int line = 0;
    for (String text : css.split("\n", -1)) {
      line++;
      if (IMPORT.matcher(text).find()) {
        mistake(name, line, "loads another file, which the pages do not allow; remove it");
      }
    }
    styleSheet = Optional.of(css);
  }

  private void piece(String name, String html) {
    Snippet snippet = new Snippet(html);
    snippet.mistakes().forEach(wrong -> mistake(name, wrong.line(), wrong.says()));
    pieces.put(name.substring(0, name.length() - ".html".length()), snippet);
  }

  /// English first: it is what other languages fall back to.
  private Languages languages() {
    Map<Language, Texts> all = new LinkedHashMap<>();
    Map<String, Text> english = new HashMap<>(Texts.of(Language.ENGLISH).byKey());
    if (texts.containsKey(Language.ENGLISH)) {
      put(Language.ENGLISH, english);
      all.put(Language.ENGLISH, new Texts(Map.copyOf(english)));
    }
    for (Language language : texts.keySet()) {
      if (!language.equals(Language.ENGLISH)) {
        boolean ours = language.equals(Language.KOREAN);
        Map<String, Text> base = new HashMap<>(ours ? Texts.of(language).byKey() : english);
        Set<String> said = put(language, base);
        if (!ours) {
          noteMissing(language, said);
        }
        all.put(language, new Texts(Map.copyOf(base)));
      }
    }
    return new Languages(all);
  }

  private Set<String> put(Language language, Map<String, Text> into) {
    Map<String, Text> known = Texts.of(Language.ENGLISH).byKey();
    Set<String> said = new TreeSet<>();
    TextFile file = texts.getOrDefault(language, TextFile.parse(""));
    String name = "messages_" + language.tag() + ".properties";
    file.mistakes().forEach(wrong -> mistake(name, wrong.line(), wrong.says()));
    for (TextFile.Entry entry : file.entries()) {
      Text text = Text.parse(entry.text());
      Text english = known.get(entry.key());
      if (english == null) {
        Matcher variant = VARIANT.matcher(entry.key());
        english = variant.matches() ? known.get(variant.group(1)) : null;
      }
      if (english == null) {
        mistake(
            name,
            entry.line(),
            "there is no text '%s'; did you mean '%s'?"
                .formatted(entry.key(), nearest.apply(entry.key(), new TreeSet<>(known.keySet()))));
        continue;
      }
      judge(name, entry, text, english);
      said.add(entry.key());
    }
    // Where it says a text, it says as well how that is for one or for none.
    into.keySet()
        .removeIf(key -> {
          Matcher variant = VARIANT.matcher(key);
          return variant.matches() && said.contains(variant.group(1));
        });
    file.entries().forEach(entry -> into.put(entry.key(), Text.parse(entry.text())));
    return said;
  }

  private void judge(String name, TextFile.Entry entry, Text text, Text english) {
    Set<String> unknown = new TreeSet<>(text.places());
    unknown.removeAll(english.places());
    unknown.remove("count");
    if (!unknown.isEmpty()) {
      mistake(
          name,
          entry.line(),
          "'%s' has no place {%s}; it has %s"
              .formatted(entry.key(), unknown.iterator().next(), new TreeSet<>(english.places())));
    }
    if (text.hasStrayBrace()) {
      mistake(name, entry.line(), "'%s' has a brace that is no place".formatted(entry.key()));
    }
    if (entry.key().endsWith(".pattern") && !isPattern(entry.text())) {
      mistake(
          name,
          entry.line(),
          "'%s' is no pattern of a time; write it like uuuu-MM-dd HH:mm VV".formatted(entry.key()));
    }
  }

  private static boolean isPattern(String pattern) {
    try {
      var _ = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void noteMissing(Language language, Set<String> said) {
    Set<String> missing = new TreeMap<>(Texts.of(Language.ENGLISH).byKey()).navigableKeySet();
    missing.removeIf(key -> said.contains(key) || VARIANT.matcher(key).matches());
    if (!missing.isEmpty()) {
      notes.add(
          new Overrides.Remark(
              "messages_" + language.tag() + ".properties",
              1,
              "says nothing for %d texts, which are said in English: %s"
                  .formatted(missing.size(), String.join(", ", missing))));
    }
  }

  private void mistake(String file, int line, String says) {
    mistakes.add(new Overrides.Remark(file, line, says));
  }
}
