package dev.mapae.authorizationserver.interaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
