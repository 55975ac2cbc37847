package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedDetail;
import dev.mapae.authorizationserver.interaction.DetailDescription;
import dev.mapae.authorizationserver.interaction.DetailDescription.Part;
import dev.mapae.authorizationserver.interaction.ShownText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One of the authorization details that are asked for, in the words of one language. RFC 9396 §3.
///
/// What the words of its type do not mention stands below them: nobody allows what they do not see.
///
/// @param resource the API
/// @param granted whether the very same was allowed before
/// @param pieces of the sentence, in order
/// @param rest what the sentence does not say, or not so that it is clear what belongs to what
record DetailWords(String resource, boolean granted, List<Piece> pieces, List<Entry> rest) {
  private static final String NOTHING = "—";

  /// What looks like the sign between the items of a list.
  private static final Pattern COMMA =
      Pattern.compile(
          "[,\\x{60C}\\x{3001}\\x{201A}\\x{FE10}\\x{FE11}\\x{FE50}\\x{FE51}\\x{FF0C}\\x{FF64}]");

  /// A piece of the sentence.
  ///
  /// @param said whether the client said it, rather than the API
  record Piece(boolean said, String text) {}

  /// A line below the sentence.
  ///
  /// @param name of the member, from the outside in; where a list is shown item by item, with their
  ///   numbers
  record Entry(String name, String text) {}

  static DetailWords of(RequestedDetail detail, Messages messages) {
    Optional<DetailDescription> description =
        Optional.ofNullable(detail.descriptions().get(messages.language().tag()))
            .or(() -> Optional.ofNullable(detail.descriptions().get("")))
            .flatMap(DetailDescription::parse);
    List<Piece> pieces = new ArrayList<>();
    description.ifPresentOrElse(
        words -> words.parts().forEach(part -> pieces.add(piece(part, detail, messages))),
        () -> pieces.add(new Piece(false, DisplayName.whole(type(detail)))));
    Set<List<String>> said =
        Set.copyOf(description.map(DetailDescription::paths).orElse(List.of()));
    List<Entry> rest = new ArrayList<>();
    detail
        .members()
        .forEach((name, value) -> {
          if (!isOurs(name, value, detail)) {
            rest.addAll(entries(List.of(name), value, said, messages));
          }
        });
    return new DetailWords(DisplayName.of(detail.resourceName()), detail.granted(), pieces, rest);
  }

  /// The same without a word of what was allowed before.
  DetailWords untold() {
    return new DetailWords(resource, false, pieces, rest);
  }

  private static String type(RequestedDetail detail) {
    return String.valueOf(detail.members().get("type"));
  }

  /// The type has its words, and the resource is named.
  private static boolean isOurs(String name, Object value, RequestedDetail detail) {
    return name.equals("type")
        || (name.equals("locations")
            && value instanceof List<?> locations
            && !locations.isEmpty()
            && locations.stream().allMatch(detail.resource()::equals));
  }

  private static Piece piece(Part part, RequestedDetail detail, Messages messages) {
    return switch (part) {
      case Part.Words(String words) -> new Piece(false, words);
      case Part.Place(List<String> path) ->
          new Piece(true, words(DetailDescription.values(detail.members(), path), messages));
    };
  }

  /// A member, line by line.
  ///
  /// @param said places of the sentence
  private static List<Entry> entries(
      List<String> path, Object value, Set<List<String>> said, Messages messages) {
    List<Entry> entries = new ArrayList<>();
    if (value instanceof Map<?, ?> object && !object.isEmpty()) {
      object.forEach((name, member) ->
          entries.addAll(entries(with(path, String.valueOf(name)), member, said, messages)));
    } else if (value instanceof List<?> list && !isOneLine(list)) {
      for (int i = 0; i < list.size(); i++) {
        List<String> numbered = new ArrayList<>(path);
        numbered.add(numbered.removeLast() + " " + (i + 1));
        // No sentence says which item it is about.
        entries.addAll(entries(numbered, list.get(i), Set.of(), messages));
      }
    } else if (!said.contains(path)) {
      entries.add(new Entry(DisplayName.whole(String.join(".", path)), words(value, messages)));
    }
    return entries;
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

  private static String words(List<?> values, Messages messages) {
    return values.isEmpty()
        ? NOTHING
        : values.stream().map(value -> words(value, messages)).collect(Collectors.joining(", "));
  }

  private static String words(Object value, Messages messages) {
    return switch (value) {
      case Boolean flag -> flag ? messages.yes() : messages.no();
      case Number number -> new BigDecimal(number.toString()).toPlainString();
      case List<?> list -> words(list, messages);
      case Map<?, ?> object ->
          object.isEmpty()
              ? NOTHING
              : object.entrySet().stream()
                  .map(member ->
                      DisplayName.whole(String.valueOf(member.getKey()))
                          + ": "
                          + words(member.getValue(), messages))
                  .collect(Collectors.joining(", "));
      case Object other -> text(other.toString());
    };
  }

  private static String text(String text) {
    String shown = DisplayName.whole(text);
    return ShownText.isVisible(shown) ? shown : NOTHING;
  }
}
