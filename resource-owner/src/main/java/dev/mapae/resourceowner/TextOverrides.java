package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.mail.Mail;
import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The texts of an operator in their languages, each held to the English one of the same key: what
/// cannot be said as it is said there would be noticed only by the person who needs it.
final class TextOverrides {
  private static final Pattern VARIANT = Pattern.compile("(.+)\\.\\d{1,9}");
  private static final String COUNT = "count";
  private static final String MONTH = "month";

  /// What tells an application from the server that it is signed in at.
  private static final Set<String> OF_SERVER = Set.of("product", "runBy");

  /// As long as the longest value, which is a name of a host.
  private static final String LONG = "x".repeat(253);

  /// What is left of a mail besides its name at the end.
  private static final int MOST_LETTER = Mail.MOST_TEXT - 1_000;

  private final Map<Language, TextFile> files;
  private final BiFunction<String, Collection<String>, String> nearest;
  private final List<Overrides.Remark> mistakes;
  private final List<Overrides.Remark> notes;
  private final Map<String, Text> english = Texts.of(Language.ENGLISH).byKey();

  /// @param mistakes where those go that are found
  /// @param notes where that goes that somebody should know
  TextOverrides(
      Map<Language, TextFile> files,
      BiFunction<String, Collection<String>, String> nearest,
      List<Overrides.Remark> mistakes,
      List<Overrides.Remark> notes) {
    this.files = files;
    this.nearest = nearest;
    this.mistakes = mistakes;
    this.notes = notes;
  }

  /// Shorter tags first: what has one falls back to it.
  Languages languages() {
    Map<Language, Texts> all = new LinkedHashMap<>();
    Map<Language, Set<String>> said = new HashMap<>();
    List<Language> languages =
        files.keySet().stream()
            .sorted(
                Comparator.comparing((Language language) -> !language.equals(Language.ENGLISH))
                    .thenComparingInt(language -> language.tag().length())
                    .thenComparing(Language::tag))
            .toList();
    for (Language language : languages) {
      Language base = base(language, all.keySet());
      Texts ofBase = Optional.ofNullable(all.get(base)).orElseGet(() -> Texts.of(base));
      Map<String, Text> texts = new HashMap<>(ofBase.byKey());
      Set<String> keys = put(language, texts);
      if (!isOurs(base) || !base.isAkinTo(language.tag())) {
        keys.addAll(said.getOrDefault(base, Set.of()));
        said.put(language, keys);
        noteMissing(language, keys);
      }
      all.put(language, new Texts(Map.copyOf(texts)));
    }
    return new Languages(all);
  }

  /// Those of a client: what it says before the server, in the languages that the server has.
  Languages over(Languages server) {
    Map<Language, Map<String, Text>> all = new HashMap<>();
    for (Language language : files.keySet()) {
      if (!server.all().contains(language)) {
        mistake(
            file(language),
            1,
            "the server has no pages in '%s'; put this file into the folder of its own 'branding'"
                .formatted(language.tag()));
      }
      Map<String, Text> texts = new HashMap<>();
      put(language, texts);
      all.put(language, Map.copyOf(texts));
      files.get(language).entries().stream()
          .filter(entry -> OF_SERVER.contains(entry.key()))
          .forEach(entry ->
              mistake(
                  file(language),
                  entry.line(),
                  "'%s' says whose the page is, which no client changes; remove it"
                      .formatted(entry.key())));
    }
    return server.with(all);
  }

  private static boolean isOurs(Language language) {
    return Languages.OURS.all().contains(language);
  }

  /// What a language says where its file says nothing: ours of the same, the same as it is spoken
  /// everywhere, or English.
  private static Language base(Language language, Set<Language> read) {
    return Language.andShorter(language.tag()).stream()
        .map(Language::new)
        .filter(it -> isOurs(it) || (read.contains(it) && !it.equals(language)))
        .findFirst()
        .orElse(Language.ENGLISH);
  }

  private Set<String> put(Language language, Map<String, Text> into) {
    Set<String> said = new HashSet<>();
    Map<String, Text> texts = new HashMap<>();
    TextFile file = files.getOrDefault(language, TextFile.parse(""));
    String name = file(language);
    file.mistakes().forEach(wrong -> mistake(name, wrong.line(), wrong.says()));
    for (TextFile.Entry entry : file.entries()) {
      Text text = Text.parse(entry.text());
      texts.put(entry.key(), text);
      said.add(entry.key());
      judge(entry, text).ifPresent(says -> mistake(name, entry.line(), says));
    }
    // Where it says a text, it says as well how that is for one or for none.
    into.keySet().removeIf(key -> counted(key).filter(said::contains).isPresent());
    into.putAll(texts);
    return said;
  }

  /// The key for any number, of a key that is for just one.
  private Optional<String> counted(String key) {
    Matcher variant = VARIANT.matcher(key);
    return Optional.of(variant)
        .filter(Matcher::matches)
        .map(it -> it.group(1))
        .filter(it -> english.containsKey(it) && english.get(it).places().contains(COUNT));
  }

  /// What is wrong with a text.
  private Optional<String> judge(TextFile.Entry entry, Text text) {
    String key = entry.key();
    Optional<String> counted = counted(key);
    Text ours = english.get(counted.orElse(key));
    if (ours == null) {
      return Optional.of(
          "there is no text '%s'; did you mean '%s'?"
              .formatted(key, nearest.apply(key, new TreeSet<>(english.keySet()))));
    }
    Set<String> missing = new TreeSet<>(ours.places());
    missing.removeAll(text.places());
    if (counted.isPresent()) {
      missing.remove(COUNT);
    }
    Set<String> unknown = new TreeSet<>(text.places());
    unknown.removeAll(ours.places());
    if (!unknown.isEmpty()) {
      return Optional.of(
          "'%s' has no place {%s}; it has %s"
              .formatted(key, unknown.iterator().next(), new TreeSet<>(ours.places())));
    }
    if (entry.text().isBlank()) {
      return Optional.of("'%s' says nothing; remove the line to leave it as it is".formatted(key));
    }
    if (!missing.isEmpty()) {
      return Optional.of(
          "'%s' leaves out {%s}; add it".formatted(key, String.join("} and {", missing)));
    }
    if (text.hasStrayBrace()) {
      return Optional.of("'%s' has a brace that is no place".formatted(key));
    }
    if (key.endsWith(".pattern") && !isPattern(entry.text())) {
      return Optional.of(
          "'%s' is no pattern of a time; write it like uuuu-MM-dd HH:mm VV".formatted(key));
    }
    return unsendable(entry, text, isLetter(ours));
  }

  /// Only what mails say has more than one line.
  private static boolean isLetter(Text english) {
    return said(english).indexOf('\n') >= 0;
  }

  private static String said(Text text) {
    return text.with(text.places().stream().collect(Collectors.toMap(it -> it, _ -> LONG)));
  }

  /// Why no mail could be made of it. What is said elsewhere is held to the same.
  private static Optional<String> unsendable(TextFile.Entry entry, Text text, boolean letter) {
    String key = entry.key();
    if (entry.text().chars().anyMatch(c -> Character.isISOControl(c) && !(letter && c == '\n'))) {
      return Optional.of(
          "'%s' has a new line or another character that nobody sees; remove it".formatted(key));
    }
    boolean subject = key.contains("Subject");
    return said(text).length() > (subject ? Mail.MOST_SUBJECT : MOST_LETTER)
        ? Optional.of(
            "'%s' is too long for %s; shorten it"
                .formatted(key, subject ? "the subject of a mail" : "a mail or a page"))
        : Optional.empty();
  }

  /// Some patterns fail only at some hours.
  private static boolean isPattern(String pattern) {
    try {
      DateTimeFormatter formatter = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
      ZonedDateTime time = ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
      for (int i = 0; i < 366; i++) {
        var _ = formatter.format(time.plusDays(i).plusHours(i).plusMinutes(i));
      }
      return true;
    } catch (IllegalArgumentException | DateTimeException e) {
      return false;
    }
  }

  private void noteMissing(Language language, Set<String> said) {
    Set<String> missing = new TreeSet<>(english.keySet());
    missing.removeIf(key -> said.contains(key) || !isWanted(key, said));
    if (!missing.isEmpty()) {
      notes.add(
          new Overrides.Remark(
              file(language),
              1,
              "says nothing for %d texts, which are said in English: %s"
                  .formatted(missing.size(), String.join(", ", missing))));
    }
  }

  /// A month has a name or its number; other texts are there for any number.
  private boolean isWanted(String key, Set<String> said) {
    if (key.equals(MONTH)) {
      return false;
    }
    return counted(key).map(any -> any.equals(MONTH) && !said.contains(MONTH)).orElse(true);
  }

  private static String file(Language language) {
    return "messages_" + language.tag() + ".properties";
  }

  private void mistake(String file, int line, String says) {
    mistakes.add(new Overrides.Remark(file, line, says));
  }
}
