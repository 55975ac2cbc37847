package dev.mapae.storage.archive;

import com.nimbusds.jose.util.JSONArrayUtils;
import dev.mapae.protocol.Json;
import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A line of an archive that is a JSON object, or an array. Every method throws an
/// `IllegalArgumentException` for what it does not expect.
record JsonLine(Map<String, Object> members) {
  /// The first of the lines, an object.
  static JsonLine first(List<String> lines) {
    return new JsonLine(
        lines.stream()
            .findFirst()
            .flatMap(Json::parseObject)
            .orElseThrow(() -> new IllegalArgumentException("its first line is no JSON object")));
  }

  /// The values of an array; nothing for a `null` in it.
  static List<Optional<Object>> array(String line) {
    // The parser would take the text `null`, for an array that is null.
    if (!line.startsWith("[")) {
      throw new IllegalArgumentException("a line is no JSON array");
    }
    try {
      List<Optional<Object>> values = new ArrayList<>();
      for (Object value : JSONArrayUtils.parse(line)) {
        values.add(Optional.ofNullable(value));
      }
      return values;
    } catch (ParseException e) {
      throw new IllegalArgumentException("a line is no JSON array", e);
    }
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  String text(String name) {
    return as(String.class, name);
  }

  int number(String name) {
    long number = as(Long.class, name);
    // No version is larger, but what somebody made of an archive may say so.
    return Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  Instant time(String name) {
    try {
      return Instant.parse(text(name));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("its '" + name + "' is no time", e);
    }
  }

  Map<String, Long> numbers(String name) {
    Map<String, Long> numbers = new LinkedHashMap<>();
    JsonLine inner = inner(name);
    inner.members.keySet().forEach(key -> numbers.put(key, inner.as(Long.class, key)));
    return numbers;
  }

  Map<String, List<String>> lists(String name) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    JsonLine inner = inner(name);
    for (String key : inner.members.keySet()) {
      List<String> texts = new ArrayList<>();
      for (Object item : inner.as(List.class, key)) {
        texts.add(String.valueOf(item));
      }
      lists.put(key, texts);
    }
    return lists;
  }

  private JsonLine inner(String name) {
    Map<String, Object> inner = new LinkedHashMap<>();
    Map<?, ?> members = as(Map.class, name);
    members.forEach((key, value) -> inner.put(String.valueOf(key), value));
    return new JsonLine(inner);
  }

  private <T> T as(Class<T> type, String name) {
    Object value = members.get(name);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException("it has no '" + name + "', or an odd one");
    }
    return type.cast(value);
  }
}
