package dev.mapae.authorizationserver.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The header fields of one message; names compare without regard to case. RFC 9110 §5.1.
public final class Headers {
  private static final Headers EMPTY = new Headers(Map.of());

  private final Map<String, List<String>> values;

  private Headers(Map<String, List<String>> values) {
    this.values = values;
  }

  public static Headers empty() {
    return EMPTY;
  }

  /// Takes fields in the order in which they came.
  public static Headers of(List<Map.Entry<String, String>> fields) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    fields.forEach(f ->
        values
            .computeIfAbsent(f.getKey().toLowerCase(Locale.ROOT), n -> new ArrayList<>(1))
            .add(f.getValue()));
    return new Headers(Collections.unmodifiableMap(values));
  }

  /// The first value of a field.
  public Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  /// Every value of a field, in order; empty when there is none.
  public List<String> all(String name) {
    return values.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }
}
