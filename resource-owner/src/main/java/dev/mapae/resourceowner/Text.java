package dev.mapae.resourceowner;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A sentence with places for what is known only when it is said: `{client} asks you to sign in.`,
/// or with a Korean particle that follows it, `{client:은/는}`.
record Text(List<Part> parts) {
  private static final Pattern PLACE =
      Pattern.compile("\\{([A-Za-z][A-Za-z0-9]*)(?::([가-힣]+)/([가-힣]+))?}");

  Text {
    parts = List.copyOf(parts);
  }

  /// A part of it.
  sealed interface Part {
    /// What is always the same.
    record Words(String words) implements Part {}

    /// Where a value is put.
    record Place(String name, Optional<Particle> particle) implements Part {}
  }

  static Text parse(String text) {
    if (text.indexOf('{') < 0) {
      return new Text(List.of(new Part.Words(text)));
    }
    List<Part> parts = new ArrayList<>();
    Matcher places = PLACE.matcher(text);
    int from = 0;
    while (places.find()) {
      if (places.start() > from) {
        parts.add(new Part.Words(text.substring(from, places.start())));
      }
      Optional<Particle> particle =
          places.group(2) == null
              ? Optional.empty()
              : Optional.of(new Particle(places.group(2), places.group(3)));
      parts.add(new Part.Place(places.group(1), particle));
      from = places.end();
    }
    if (from < text.length()) {
      parts.add(new Part.Words(text.substring(from)));
    }
    return new Text(parts);
  }

  /// Whether a brace stands where no place is.
  boolean hasStrayBrace() {
    return parts.stream()
        .anyMatch(part ->
            part instanceof Part.Words(var words)
                && (words.indexOf('{') >= 0 || words.indexOf('}') >= 0));
  }

  /// The names of its places.
  Set<String> places() {
    return parts.stream()
        .filter(Part.Place.class::isInstance)
        .map(part -> ((Part.Place) part).name())
        .collect(Collectors.toUnmodifiableSet());
  }

  /// The sentence with these values, which are put in as they are.
  ///
  /// @throws IllegalStateException if one is missing: whoever says it does not know its places
  String with(Map<String, ?> values) {
    if (parts.size() == 1 && parts.getFirst() instanceof Part.Words(var words)) {
      return words;
    }
    StringBuilder said = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Part.Words(var words) -> said.append(words);
        case Part.Place(var name, var particle) -> {
          Object given = values.get(name);
          if (given == null) {
            throw new IllegalStateException("There is no value for {" + name + "}.");
          }
          String value = given.toString();
          said.append(value);
          particle.ifPresent(p -> said.append(p.after(value)));
        }
      }
    }
    return said.toString();
  }
}
