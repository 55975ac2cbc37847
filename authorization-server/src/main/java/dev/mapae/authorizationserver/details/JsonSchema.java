package dev.mapae.authorizationserver.details;

import dev.mapae.authorizationserver.store.AuthorizationDetailsType;
import dev.mapae.protocol.Json;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A JSON Schema, of the keywords in [SchemaKeywords], as draft 2020-12 has them. RFC 9396 §11.3.
///
/// One difference: what is not named is refused, since RFC 9396 §5 wants that. An object has no
/// members but the `properties` unless `additionalProperties` says otherwise, an array without
/// `items` has neither objects nor arrays in it, and where there is no `type` the other keywords
/// say which it is.
///
/// @param keywords as JSON values, in which [SchemaKeywords] found no mistake
public record JsonSchema(Map<String, Object> keywords) {
  private static final JsonSchema ANY_SIMPLE = new JsonSchema(Map.of());

  /// The schema of the details of a type, to which `type` belongs.
  public static JsonSchema ofType(AuthorizationDetailsType type) {
    Map<String, Object> keywords =
        new LinkedHashMap<>(Json.parseObject(type.schema()).orElseThrow());
    Map<String, Object> properties =
        new LinkedHashMap<>(SchemaKeywords.object(keywords.get("properties")).orElse(Map.of()));
    properties.putIfAbsent("type", Map.of("const", type.name()));
    keywords.put("properties", properties);
    return new JsonSchema(keywords);
  }

  /// What is wrong with a value.
  ///
  /// @return empty when nothing is; otherwise a sentence that names members which the schema names,
  ///   and nothing of the value
  public Optional<String> fault(Object value) {
    return fault("", value);
  }

  private Optional<String> fault(String path, Object value) {
    String subject = path.isEmpty() ? "it" : path;
    return first(
        () -> unless(hasType(value), subject + " is of the wrong type"),
        () -> unless(isAllowed(value), subject + " has a value that is not allowed"),
        () ->
            switch (value) {
              case String text -> ofText(subject, text);
              case Number number ->
                  unless(isInRange(number), subject + " is a number out of its range");
              case List<?> list -> ofList(path, list);
              case Map<?, ?> object -> ofObject(path, object);
              case Object other -> Optional.empty();
            });
  }

  @FunctionalInterface
  private interface Check {
    Optional<String> fault();
  }

  private static Optional<String> first(Check... checks) {
    return Stream.of(checks).flatMap(check -> check.fault().stream()).findFirst();
  }

  private static Optional<String> unless(boolean good, String fault) {
    return good ? Optional.empty() : Optional.of(fault);
  }

  private boolean hasType(Object value) {
    return switch (keywords.get("type")) {
      case List<?> several -> several.stream().anyMatch(type -> isA(type, value));
      case String type -> isA(type, value);
      case null -> isNamed() || implied().stream().anyMatch(type -> isA(type, value));
      case Object other -> false;
    };
  }

  /// Whether the values themselves are named.
  private boolean isNamed() {
    return keywords.containsKey("const") || keywords.containsKey("enum");
  }

  /// The types that the keywords are about; what has no such keyword holds no other values.
  private Set<String> implied() {
    Set<String> about = SchemaKeywords.about(keywords);
    return about.isEmpty() ? Set.of("string", "number", "boolean") : about;
  }

  private static boolean isA(Object type, Object value) {
    return switch (value) {
      case String text -> type.equals("string");
      case Boolean flag -> type.equals("boolean");
      case Map<?, ?> object -> type.equals("object");
      case List<?> list -> type.equals("array");
      case Number number ->
          type.equals("number")
              || (type.equals("integer") && exact(number).stripTrailingZeros().scale() <= 0);
      case Object other -> false;
    };
  }

  private boolean isAllowed(Object value) {
    Object constant = keywords.get("const");
    return (constant == null || isSame(constant, value))
        && (!(keywords.get("enum") instanceof List<?> all)
            || all.stream().anyMatch(one -> isSame(one, value)));
  }

  private static boolean isSame(@Nullable Object one, Object other) {
    return normal(one).equals(normal(other));
  }

  /// A value as it is equal to others: 1 is 1.0.
  private static Object normal(@Nullable Object value) {
    return switch (value) {
      case null -> Optional.empty();
      case Number number -> exact(number).stripTrailingZeros();
      case List<?> list -> list.stream().map(JsonSchema::normal).toList();
      case Map<?, ?> object -> {
        Map<Object, Object> members = new LinkedHashMap<>();
        object.forEach((name, member) -> members.put(String.valueOf(name), normal(member)));
        yield members;
      }
      case Object other -> other;
    };
  }

  private Optional<String> ofText(String subject, String text) {
    int length = text.codePointCount(0, text.length());
    return first(
        () -> unless(length >= limit("minLength", 0), subject + " is too short"),
        () -> unless(length <= limit("maxLength", Long.MAX_VALUE), subject + " is too long"),
        () ->
            unless(
                !(keywords.get("pattern") instanceof String pattern) || matches(pattern, text),
                subject + " does not match its pattern"));
  }

  private static boolean matches(String pattern, String text) {
    try {
      return Pattern.compile(pattern).matcher(new Patience(text)).find();
    } catch (StackOverflowError e) {
      // Some expressions go deeper with each character.
      return false;
    }
  }

  private boolean isInRange(Number number) {
    return isBeyond("minimum", number, 0)
        && isBeyond("exclusiveMinimum", number, 1)
        && isBelow("maximum", number, 0)
        && isBelow("exclusiveMaximum", number, -1);
  }

  private boolean isBeyond(String keyword, Number number, int least) {
    return !(keywords.get(keyword) instanceof Number limit)
        || exact(number).compareTo(exact(limit)) >= least;
  }

  private boolean isBelow(String keyword, Number number, int most) {
    return !(keywords.get(keyword) instanceof Number limit)
        || exact(number).compareTo(exact(limit)) <= most;
  }

  private static BigDecimal exact(Number number) {
    return new BigDecimal(number.toString());
  }

  private Optional<String> ofList(String path, List<?> list) {
    String subject = path.isEmpty() ? "it" : path;
    return first(
        () -> unless(list.size() >= limit("minItems", 0), subject + " has too few items"),
        () ->
            unless(
                list.size() <= limit("maxItems", Long.MAX_VALUE), subject + " has too many items"),
        () ->
            unless(
                !Boolean.TRUE.equals(keywords.get("uniqueItems"))
                    || list.stream().map(JsonSchema::normal).distinct().count() == list.size(),
                subject + " has an item twice"),
        () -> {
          JsonSchema items = sub("items").orElse(ANY_SIMPLE);
          return IntStream.range(0, list.size())
              .mapToObj(i -> items.fault(path + "[" + i + "]", list.get(i)))
              .flatMap(Optional::stream)
              .findFirst();
        });
  }

  private Optional<String> ofObject(String path, Map<?, ?> object) {
    String prefix = path.isEmpty() ? "" : path + ".";
    Map<String, JsonSchema> properties = properties();
    Set<Object> others = new LinkedHashSet<>(object.keySet());
    others.removeAll(properties.keySet());
    return first(
        () ->
            required().stream()
                .filter(name -> !object.containsKey(name))
                .map(name -> prefix + name + " is missing")
                .findFirst(),
        () ->
            properties.entrySet().stream()
                .filter(property -> object.containsKey(property.getKey()))
                .flatMap(property ->
                    property
                        .getValue()
                        .fault(
                            prefix + property.getKey(),
                            Objects.requireNonNull(object.get(property.getKey())))
                        .stream())
                .findFirst(),
        () -> ofOthers(path, object, others));
  }

  private Optional<String> ofOthers(String path, Map<?, ?> object, Set<Object> others) {
    String where = path.isEmpty() ? "it" : path;
    if (others.isEmpty() || Boolean.TRUE.equals(keywords.get("additionalProperties"))) {
      return Optional.empty();
    }
    return sub("additionalProperties")
        .map(schema ->
            others.stream()
                // Their names are not ours to repeat.
                .flatMap(name ->
                    schema.fault(where + ".*", Objects.requireNonNull(object.get(name))).stream())
                .findFirst())
        .orElseGet(() -> Optional.of(where + " has a member that is not known there"));
  }

  private List<?> required() {
    return keywords.get("required") instanceof List<?> names ? names : List.of();
  }

  private Map<String, JsonSchema> properties() {
    return SchemaKeywords.properties(keywords);
  }

  private Optional<JsonSchema> sub(String keyword) {
    return SchemaKeywords.object(keywords.get(keyword)).map(JsonSchema::new);
  }

  private long limit(String keyword, long preset) {
    return keywords.get(keyword) instanceof Number limit ? limit.longValue() : preset;
  }

  /// Whether a path of members goes on in the items of an array.
  public boolean leadsIntoItems(List<String> path) {
    return !path.isEmpty()
        && (sub("items").filter(items -> items.knows(path)).isPresent()
            || Optional.ofNullable(properties().get(path.getFirst()))
                .or(() -> sub("additionalProperties"))
                .filter(member -> member.leadsIntoItems(path.subList(1, path.size())))
                .isPresent());
  }

  /// Whether the schema knows a path of members, through arrays too.
  public boolean knows(List<String> path) {
    if (path.isEmpty() || Boolean.TRUE.equals(keywords.get("additionalProperties"))) {
      return true;
    }
    return sub("items").filter(items -> items.knows(path)).isPresent()
        || Optional.ofNullable(properties().get(path.getFirst()))
            .or(() -> sub("additionalProperties"))
            .filter(member -> member.knows(path.subList(1, path.size())))
            .isPresent();
  }
}
