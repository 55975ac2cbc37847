package dev.mapae.authorizationserver.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The header fields of one message; names compare without regard to case. RFC 9110 §5.1.
public final class Headers {
  private static final Headers EMPTY = new Headers(List.of());

  // Looked through and not sorted by name: there are few, and most are never asked for.
  private final List<Map.Entry<String, String>> fields;

  private Headers(List<Map.Entry<String, String>> fields) {
    this.fields = fields;
  }

  public static Headers empty() {
    return EMPTY;
  }

  /// Takes fields in the order in which they came.
  public static Headers of(List<Map.Entry<String, String>> fields) {
    return new Headers(List.copyOf(fields));
  }

  /// The first value of a field.
  public Optional<String> first(String name) {
    for (Map.Entry<String, String> field : fields) {
      if (field.getKey().equalsIgnoreCase(name)) {
        return Optional.of(field.getValue());
      }
    }
    return Optional.empty();
  }

  /// Every value of a field, in order; empty when there is none.
  public List<String> all(String name) {
    List<String> values = new ArrayList<>(1);
    for (Map.Entry<String, String> field : fields) {
      if (field.getKey().equalsIgnoreCase(name)) {
        values.add(field.getValue());
      }
    }
    return values;
  }
}
