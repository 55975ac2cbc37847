package dev.mapae.authorizationserver.interaction;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The words for details of one type, with places for what a detail says: `Pay {amount.value} to
/// {creditor}`. RFC 9396 §11.2.
///
/// @param parts in order
public record DetailDescription(List<Part> parts) {
  private static final Pattern MEMBER = Pattern.compile("\\{([^{}]+)}");

  /// What looks like the sign between the items of a list.
  private static final Pattern COMMA =
      Pattern.compile(
          "[,\\x{60C}\\x{3001}\\x{201A}\\x{FE10}\\x{FE11}\\x{FE50}\\x{FE51}\\x{FF0C}\\x{FF64}]");

  public DetailDescription {
    parts = List.copyOf(parts);
  }

  /// A piece of the words.
  public sealed interface Part {
    /// What stands there as it is.
    record Words(String words) implements Part {}

    /// A place for values.
    ///
    /// @param path names of members, from the outside in; arrays on the way are gone through
    record Place(List<String> path) implements Part {}
  }

  /// A line below the words.
  ///
  /// @param name of the member, from the outside in; where a list is shown item by item, with their
  ///   numbers
  public record Line(String name, Object value) {}

  /// Reads a description.
  ///
  /// @return empty for one with a brace that stands alone
  public static Optional<DetailDescription> parse(String text) {
    List<Part> parts = new ArrayList<>();
    Matcher places = MEMBER.matcher(text);
    int end = 0;
    while (places.find()) {
      parts.add(new Part.Words(text.substring(end, places.start())));
      parts.add(new Part.Place(List.of(places.group(1).strip().split("\\.", -1))));
      end = places.end();
    }
    parts.add(new Part.Words(text.substring(end)));
    return parts.stream()
            .anyMatch(part ->
                part instanceof Part.Words(String words)
                    && (words.contains("{") || words.contains("}")))
        ? Optional.empty()
        : Optional.of(new DetailDescription(parts));
  }

  /// All places.
  public List<List<String>> paths() {
    return parts.stream()
        .flatMap(part -> part instanceof Part.Place(var path) ? Stream.of(path) : Stream.empty())
        .toList();
  }

  /// What of members stands below words: what these do not say, or not so that it is clear what
  /// belongs to what. Nobody allows what they do not see.
  ///
  /// @param said the places of the words
  public static List<Line> lines(Map<?, ?> members, Collection<List<String>> said) {
    return lines(List.of(), members, Set.copyOf(said));
  }

  private static List<Line> lines(List<String> path, Object value, Set<List<String>> said) {
    List<Line> lines = new ArrayList<>();
    if (value instanceof Map<?, ?> object && !object.isEmpty()) {
      object.forEach(
          (name, member) -> lines.addAll(lines(with(path, String.valueOf(name)), member, said)));
    } else if (value instanceof List<?> list && !isOneLine(list)) {
      for (int i = 0; i < list.size(); i++) {
        List<String> numbered = new ArrayList<>(path);
        numbered.add(numbered.removeLast() + " " + (i + 1));
        // No sentence says which item it is about.
        lines.addAll(lines(numbered, list.get(i), Set.of()));
      }
    } else if (!path.isEmpty() && !said.contains(path)) {
      lines.add(new Line(String.join(".", path), value));
    }
    return lines;
  }

  private static List<String> with(List<String> path, String name) {
    List<String> inner = new ArrayList<>(path);
    inner.add(name);
    return inner;
  }

  /// Whether everybody sees from a list with commas what its items are.
  private static boolean isOneLine(List<?> list) {
    return list.stream()
        .noneMatch(item ->
            item instanceof Map
                || item instanceof List
                || (item instanceof String text && COMMA.matcher(text).find()));
  }

  /// What a detail says in a place, through arrays: strings, numbers, booleans, and objects where
  /// the path ends too early.
  public static List<Object> values(@Nullable Object value, List<String> path) {
    if (value instanceof List<?> list) {
      return list.stream().flatMap(item -> values(item, path).stream()).toList();
    }
    if (value == null) {
      return List.of();
    }
    if (path.isEmpty()) {
      return List.of(value);
    }
    return value instanceof Map<?, ?> object
        ? values(object.get(path.getFirst()), path.subList(1, path.size()))
        : List.of();
  }
}
