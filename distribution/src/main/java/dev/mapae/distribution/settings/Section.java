package dev.mapae.distribution.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One mapping of the file, asked key by key: whatever was never asked for is unknown.
final class Section {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(KiB|MiB|GiB)");
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*");

  private final Yaml.Mapping mapping;
  private final String what;
  private final Mistakes mistakes;
  private final Set<String> known = new HashSet<>();

  /// @param what this mapping describes, as in "unknown key 'x' in …"
  Section(Yaml.Mapping mapping, String what, Mistakes mistakes) {
    this.mapping = mapping;
    this.what = what;
    this.mistakes = mistakes;
  }

  int line() {
    return mapping.line();
  }

  /// The line of a key, or of the section when it is not there.
  int line(String key) {
    Yaml.Entry entry = mapping.entries().get(key);
    return entry == null ? line() : entry.line();
  }

  void mistake(String key, String text) {
    mistakes.add(line(key), text);
  }

  void warn(String key, String text) {
    mistakes.warn(line(key), text);
  }

  Optional<Yaml.Entry> entry(String key) {
    known.add(key);
    Optional<Yaml.Entry> entry = Optional.ofNullable(mapping.entries().get(key));
    if (entry.isPresent() && entry.get().value() instanceof Yaml.Scalar s && s.isNothing()) {
      mistakes.add(entry.get().line(), "'" + key + "' has no value; give one or remove the line");
      return Optional.empty();
    }
    return entry;
  }

  /// The single value of a key.
  Optional<Yaml.Scalar> scalar(String key) {
    return entry(key).flatMap(e -> scalar(key, e.value()));
  }

  private Optional<Yaml.Scalar> scalar(String key, Yaml value) {
    if (value instanceof Yaml.Scalar scalar && !scalar.isNothing()) {
      return Optional.of(scalar);
    }
    mistakes.add(value.line(), "'%s' takes a single value, not %s".formatted(key, value.kind()));
    return Optional.empty();
  }

  Optional<String> text(String key) {
    return scalar(key).map(Yaml.Scalar::value);
  }

  /// The value of a key that has to be there.
  Optional<Yaml.Scalar> required(String key, String example) {
    if (!mapping.entries().containsKey(key)) {
      known.add(key);
      mistakes.add(line(), "%s has no '%s'; add '%s: %s'".formatted(what, key, key, example));
      return Optional.empty();
    }
    return scalar(key);
  }

  /// One of a few words.
  Optional<String> word(String key, List<String> words) {
    Optional<Yaml.Scalar> scalar = scalar(key);
    if (scalar.isPresent() && !words.contains(scalar.get().value())) {
      mistakes.add(
          scalar.get().line(),
          "'%s' is '%s', but has to be %s"
              .formatted(key, scalar.get().value(), String.join(" or ", words)));
      return Optional.empty();
    }
    return scalar.map(Yaml.Scalar::value);
  }

  /// One of the constants of an enumeration, in lower case.
  <E extends Enum<E>> Optional<E> word(String key, Class<E> words) {
    List<E> constants = List.of(words.getEnumConstants());
    return word(key, constants.stream().map(Section::word).toList())
        .flatMap(said -> constants.stream().filter(c -> word(c).equals(said)).findFirst());
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /// Whether of two words it is the other one, and not that which is meant without any.
  boolean isOther(String key, String preset, String other) {
    return word(key, List.of(preset, other)).filter(other::equals).isPresent();
  }

  boolean flag(String key, boolean preset) {
    return word(key, List.of("true", "false")).map(Boolean::parseBoolean).orElse(preset);
  }

  Optional<Duration> duration(String key, Duration least, Duration most) {
    Optional<Yaml.Scalar> scalar = scalar(key);
    if (scalar.isEmpty()) {
      return Optional.empty();
    }
    Matcher m = DURATION.matcher(scalar.get().value());
    if (!m.matches()) {
      mistakes.add(
          scalar.get().line(),
          "'%s' is '%s', which is no duration; write 60s, 10m, 12h or 30d"
              .formatted(key, scalar.get().value()));
      return Optional.empty();
    }
    long n = Long.parseLong(m.group(1));
    Duration duration =
        switch (m.group(2)) {
          case "ms" -> Duration.ofMillis(n);
          case "s" -> Duration.ofSeconds(n);
          case "m" -> Duration.ofMinutes(n);
          case "h" -> Duration.ofHours(n);
          default -> Duration.ofDays(n);
        };
    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
      mistakes.add(
          scalar.get().line(),
          "'%s' is %s, but has to be from %s to %s"
              .formatted(key, scalar.get().value(), words(least), words(most)));
      return Optional.empty();
    }
    return Optional.of(duration);
  }

  private static String words(Duration d) {
    long seconds = d.toSeconds();
    if (seconds > 0 && seconds % 86_400 == 0) {
      return d.toDays() + "d";
    }
    return seconds > 0 && seconds % 60 == 0 ? d.toMinutes() + "m" : seconds + "s";
  }

  /// A size in KiB.
  int kibibytes(String key, int preset, int least, int most) {
    Optional<Yaml.Scalar> scalar = scalar(key);
    if (scalar.isEmpty()) {
      return preset;
    }
    Matcher m = SIZE.matcher(scalar.get().value());
    long size = m.matches() ? Long.parseLong(m.group(1)) << shift(m.group(2)) : -1;
    if (size < least || size > most) {
      mistakes.add(
          scalar.get().line(),
          "'%s' is '%s', but has to be a size from %dKiB to %dKiB, like 19MiB"
              .formatted(key, scalar.get().value(), least, most));
      return preset;
    }
    return (int) size;
  }

  private static int shift(String unit) {
    return switch (unit) {
      case "KiB" -> 0;
      case "MiB" -> 10;
      default -> 20;
    };
  }

  int number(String key, int preset, int least, int most) {
    Optional<Yaml.Scalar> scalar = scalar(key);
    if (scalar.isEmpty()) {
      return preset;
    }
    String value = scalar.get().value();
    int number = value.matches("\\d{1,9}") ? Integer.parseInt(value) : -1;
    if (number < least || number > most) {
      mistakes.add(
          scalar.get().line(),
          "'%s' is '%s', but has to be a number from %d to %d".formatted(key, value, least, most));
      return preset;
    }
    return number;
  }

  /// A list of single values; empty when the key is not there.
  List<Yaml.Scalar> list(String key) {
    Optional<Yaml.Entry> entry = entry(key);
    if (entry.isEmpty()) {
      return List.of();
    }
    if (!(entry.get().value() instanceof Yaml.Sequence sequence)) {
      mistakes.add(
          entry.get().line(),
          "'%s' takes a list, not %s; write it in [ ]".formatted(key, entry.get().value().kind()));
      return List.of();
    }
    List<Yaml.Scalar> scalars = new ArrayList<>();
    sequence.items().forEach(item -> scalar(key, item).ifPresent(scalars::add));
    return scalars;
  }

  /// A single value or a list of them.
  List<Yaml.Scalar> oneOrMore(String key) {
    Optional<Yaml.Entry> entry = entry(key);
    return entry.isPresent() && entry.get().value() instanceof Yaml.Scalar one
        ? List.of(one)
        : list(key);
  }

  Optional<Section> section(String key) {
    Optional<Yaml.Entry> entry = entry(key);
    if (entry.isPresent() && !(entry.get().value() instanceof Yaml.Mapping)) {
      mistakes.add(
          entry.get().line(),
          "'%s' takes keys with values, not %s".formatted(key, entry.get().value().kind()));
      return Optional.empty();
    }
    return entry.map(e -> new Section((Yaml.Mapping) e.value(), "'" + key + "'", mistakes));
  }

  /// A list of mappings; empty when the key is not there.
  List<Section> sections(String key, String one) {
    Optional<Yaml.Entry> entry = entry(key);
    if (entry.isEmpty()) {
      return List.of();
    }
    if (!(entry.get().value() instanceof Yaml.Sequence sequence)) {
      mistakes.add(
          entry.get().line(),
          "'%s' takes a list, not %s; begin each with '- '"
              .formatted(key, entry.get().value().kind()));
      return List.of();
    }
    List<Section> sections = new ArrayList<>();
    for (Yaml item : sequence.items()) {
      if (item instanceof Yaml.Mapping m) {
        sections.add(new Section(m, one, mistakes));
      } else {
        mistakes.add(item.line(), "%s takes keys with values, not %s".formatted(one, item.kind()));
      }
    }
    return sections;
  }

  /// The values of `key` and of `key#language`, by the whole key.
  Map<String, String> localized(String key) {
    Map<String, String> values = new LinkedHashMap<>();
    text(key).ifPresent(v -> values.put(key, v));
    for (String name : mapping.entries().keySet()) {
      if (name.startsWith(key + "#")) {
        if (!LANGUAGE.matcher(name.substring(key.length() + 1)).matches()) {
          mistake(name, "'%s' has no language behind '#'; write '%s#ko'".formatted(name, key));
        }
        text(name).ifPresent(v -> values.put(name, v));
      }
    }
    return values;
  }

  Mistakes mistakes() {
    return mistakes;
  }

  /// All keys that are there, in the order of the file.
  Set<String> keys() {
    return mapping.entries().keySet();
  }

  /// Calls everything unknown that nobody asked for, and names the nearest key that there is.
  void noMore() {
    for (Map.Entry<String, Yaml.Entry> e : mapping.entries().entrySet()) {
      String key = e.getKey();
      if (!known.contains(key)) {
        mistakes.add(
            e.getValue().line(),
            "unknown key '%s' in %s; did you mean '%s'?"
                .formatted(key, what, EditDistance.nearest(key, new TreeSet<>(known))));
      }
    }
  }
}
