package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedDetail;
import dev.mapae.authorizationserver.interaction.DetailDescription;
import dev.mapae.authorizationserver.interaction.DetailDescription.Part;
import dev.mapae.authorizationserver.interaction.ShownText;
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
/// @param granted whether the very same was allowed before
/// @param pieces of the sentence, in order
/// @param rest what the sentence does not say, or not so that it is clear what belongs to what
record DetailWords(String resource, boolean granted, List<Piece> pieces, List<Entry> rest) {
  private static final String NOTHING = "—";

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
    Map<String, Object> members = new LinkedHashMap<>(detail.members());
    members.entrySet().removeIf(member -> isOurs(member.getKey(), member.getValue(), detail));
    List<Entry> rest =
        DetailDescription.lines(
                members, description.map(DetailDescription::paths).orElse(List.of()))
            .stream()
            .map(line -> new Entry(DisplayName.whole(line.name()), words(line.value(), messages)))
            .toList();
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
