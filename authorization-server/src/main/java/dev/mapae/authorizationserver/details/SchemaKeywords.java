package dev.mapae.authorizationserver.details;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The keywords of JSON Schema that there are here. A schema with another one is refused where it
/// is declared: a rule that is not understood would be one that does not hold.
public final class SchemaKeywords {
  private static final int DEEPEST = 10;
  private static final Set<String> TYPES =
      Set.of("string", "number", "integer", "boolean", "array", "object");

  /// What says nothing about values.
  private static final Set<String> ANNOTATIONS =
      Set.of("$schema", "$id", "$comment", "title", "description", "default", "examples");

  private static final Map<String, Predicate<Object>> RULES =
      Map.ofEntries(
          Map.entry("type", SchemaKeywords::isType),
          Map.entry("const", v -> true),
          Map.entry("enum", v -> v instanceof List<?> list && !list.isEmpty()),
          Map.entry("minLength", SchemaKeywords::isCount),
          Map.entry("maxLength", SchemaKeywords::isCount),
          Map.entry("pattern", SchemaKeywords::isPattern),
          Map.entry("minimum", Number.class::isInstance),
          Map.entry("exclusiveMinimum", Number.class::isInstance),
          Map.entry("maximum", Number.class::isInstance),
          Map.entry("exclusiveMaximum", Number.class::isInstance),
          Map.entry("minItems", SchemaKeywords::isCount),
          Map.entry("maxItems", SchemaKeywords::isCount),
          Map.entry("uniqueItems", Boolean.class::isInstance),
          Map.entry("items", v -> v instanceof Map<?, ?>),
          Map.entry("required", SchemaKeywords::areTexts),
          Map.entry("properties", SchemaKeywords::isProperties),
          Map.entry("additionalProperties", v -> v instanceof Boolean || v instanceof Map<?, ?>));

  /// Which type a keyword is about.
  private static final Map<String, String> ABOUT =
      Map.ofEntries(
          Map.entry("minLength", "string"),
          Map.entry("maxLength", "string"),
          Map.entry("pattern", "string"),
          Map.entry("minimum", "number"),
          Map.entry("exclusiveMinimum", "number"),
          Map.entry("maximum", "number"),
          Map.entry("exclusiveMaximum", "number"),
          Map.entry("minItems", "array"),
          Map.entry("maxItems", "array"),
          Map.entry("uniqueItems", "array"),
          Map.entry("items", "array"),
          Map.entry("required", "object"),
          Map.entry("properties", "object"),
          Map.entry("additionalProperties", "object"));

  private SchemaKeywords() {}

  /// The types that keywords are about.
  static Set<String> about(Map<String, Object> keywords) {
    return keywords.keySet().stream()
        .flatMap(keyword -> Optional.ofNullable(ABOUT.get(keyword)).stream())
        .collect(Collectors.toSet());
  }

  /// Looks for a mistake in a schema.
  ///
  /// @return what is wrong and how to mend it
  public static Optional<String> mistake(Map<String, Object> schema) {
    return mistake(schema, 1);
  }

  private static Optional<String> mistake(Map<String, Object> schema, int depth) {
    if (depth > DEEPEST) {
      return Optional.of("it is nested more than " + DEEPEST + " deep; flatten it");
    }
    return schema.entrySet().stream()
        .flatMap(keyword -> mistake(keyword.getKey(), keyword.getValue()).stream())
        .findFirst()
        .or(() ->
            Stream.concat(
                    properties(schema).values().stream().map(JsonSchema::keywords),
                    Stream.of("items", "additionalProperties")
                        .flatMap(keyword -> object(schema.get(keyword)).stream()))
                .flatMap(sub -> mistake(sub, depth + 1).stream())
                .findFirst());
  }

  private static Optional<String> mistake(String keyword, @Nullable Object value) {
    if (ANNOTATIONS.contains(keyword)) {
      return Optional.empty();
    }
    Predicate<Object> rule = RULES.get(keyword);
    if (rule == null) {
      return Optional.of(
          "there is no keyword '"
              + keyword
              + "' here; there are "
              + String.join(", ", RULES.keySet().stream().sorted().toList()));
    }
    return value != null && rule.test(value)
        ? Optional.empty()
        : Optional.of("its '" + keyword + "' has a value that JSON Schema does not allow");
  }

  private static boolean isCount(Object value) {
    return value instanceof Long number && number >= 0;
  }

  private static boolean areTexts(Object value) {
    return value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
  }

  private static boolean isType(Object value) {
    return value instanceof List<?> several
        ? !several.isEmpty() && TYPES.containsAll(several)
        : TYPES.contains(value);
  }

  private static boolean isPattern(Object value) {
    try {
      return value instanceof String pattern && Pattern.compile(pattern) != null;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  private static boolean isProperties(Object value) {
    return value instanceof Map<?, ?> map
        && map.values().stream().allMatch(schema -> schema instanceof Map<?, ?>);
  }

  static Map<String, JsonSchema> properties(Map<String, Object> schema) {
    Map<String, JsonSchema> properties = new LinkedHashMap<>();
    object(schema.get("properties"))
        .orElse(Map.of())
        .forEach((name, sub) ->
            object(sub).map(JsonSchema::new).ifPresent(s -> properties.put(name, s)));
    return properties;
  }

  /// A schema, as what it is; empty for a value that is no object.
  public static Optional<Map<String, Object>> object(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      return Optional.empty();
    }
    Map<String, Object> members = new LinkedHashMap<>();
    map.forEach(
        (name, member) -> members.put(String.valueOf(name), Objects.requireNonNull(member)));
    return Optional.of(members);
  }
}
