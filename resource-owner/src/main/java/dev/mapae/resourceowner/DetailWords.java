package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedDetail;
import dev.mapae.authorizationserver.interaction.DetailDescription;
import dev.mapae.authorizationserver.interaction.DetailDescription.Part;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// One of the authorization details that are asked for, in the words of one language. RFC 9396 §3.
///
/// What the words of its type do not mention stands below them: nobody allows what they do not see.
///
/// @param resource the API
/// @param pieces of the sentence, in order
/// @param rest what the sentence does not say, by the names of members
record DetailWords(String resource, List<Piece> pieces, Map<String, String> rest) {
  private static final String NOTHING = "—";

  /// A piece of the sentence.
  ///
  /// @param said whether the client said it, rather than the API
  record Piece(boolean said, String text) {}

  static DetailWords of(RequestedDetail detail, Messages messages) {
    Optional<DetailDescription> description =
        Optional.ofNullable(detail.descriptions().get(messages.language().tag()))
            .or(() -> Optional.ofNullable(detail.descriptions().get("")))
            .flatMap(DetailDescription::parse);
    List<Piece> pieces = new ArrayList<>();
    description.ifPresentOrElse(
        words -> words.parts().forEach(part -> pieces.add(piece(part, detail, messages))),
        () -> pieces.add(new Piece(false, DisplayName.whole(type(detail)))));
    List<List<String>> said = description.map(DetailDescription::paths).orElse(List.of());
    Map<String, String> rest = new LinkedHashMap<>();
    leaves(List.of(), detail.members())
        .forEach((path, values) -> {
          if (said.stream().noneMatch(place -> isBelow(place, path)) && !isOurs(path)) {
            rest.put(DisplayName.whole(String.join(".", path)), words(values, messages));
          }
        });
    return new DetailWords(DisplayName.of(detail.resourceName()), pieces, rest);
  }

  private static String type(RequestedDetail detail) {
    return String.valueOf(detail.members().get("type"));
  }

  /// The type has its words, and locations are at the resource, which is named.
  private static boolean isOurs(List<String> path) {
    return path.equals(List.of("type")) || path.equals(List.of("locations"));
  }

  private static boolean isBelow(List<String> place, List<String> path) {
    return path.size() >= place.size() && path.subList(0, place.size()).equals(place);
  }

  private static Piece piece(Part part, RequestedDetail detail, Messages messages) {
    return switch (part) {
      case Part.Words(String words) -> new Piece(false, words);
      case Part.Place(List<String> path) ->
          new Piece(true, words(DetailDescription.values(detail.members(), path), messages));
    };
  }

  /// Every member that holds no others, through arrays.
  private static Map<List<String>, List<Object>> leaves(List<String> path, Object value) {
    Map<List<String>, List<Object>> leaves = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> object && !object.isEmpty()) {
      object.forEach((name, member) -> {
        List<String> inner = new ArrayList<>(path);
        inner.add(String.valueOf(name));
        add(leaves, leaves(inner, member));
      });
    } else if (value instanceof List<?> list && !list.isEmpty()) {
      list.forEach(item -> add(leaves, leaves(path, item)));
    } else {
      leaves.put(path, value instanceof Map || value instanceof List ? List.of() : List.of(value));
    }
    return leaves;
  }

  private static void add(
      Map<List<String>, List<Object>> all, Map<List<String>, List<Object>> more) {
    more.forEach((path, values) ->
        all.merge(
            path,
            values,
            (before, after) -> {
              List<Object> both = new ArrayList<>(before);
              both.addAll(after);
              return both;
            }));
  }

  private static String words(List<Object> values, Messages messages) {
    return values.isEmpty()
        ? NOTHING
        : values.stream().map(value -> words(value, messages)).collect(Collectors.joining(", "));
  }

  private static String words(Object value, Messages messages) {
    return switch (value) {
      case Boolean flag -> flag ? messages.yes() : messages.no();
      case Number number -> new BigDecimal(number.toString()).toPlainString();
      case Map<?, ?> object ->
          leaves(List.of(), object).entrySet().stream()
              .map(leaf ->
                  DisplayName.whole(String.join(".", leaf.getKey()))
                      + ": "
                      + words(leaf.getValue(), messages))
              .collect(Collectors.joining(", "));
      case Object text -> DisplayName.whole(text.toString());
    };
  }
}
