package dev.mapae.distribution.settings;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A piece of the configuration file that knows its line, counted from 1.
sealed interface Yaml {
  int line();

  /// What it is, as people say it.
  String kind();

  /// What it would be in JSON.
  Object json();

  /// One value.
  ///
  /// @param plain written without quotes and without `${…}`, so that it may stand for a number,
  ///   `true` or nothing
  record Scalar(int line, String value, boolean plain) implements Yaml {
    private static final Pattern NUMBER =
        Pattern.compile("-?(0|[1-9]\\d{0,17})(\\.\\d{1,18})?([eE][+-]?\\d{1,3})?");

    @Override
    public String kind() {
      return isNothing() ? "nothing" : "a single value";
    }

    @Override
    public Object json() {
      if (plain && (value.equals("true") || value.equals("false"))) {
        return Boolean.parseBoolean(value);
      }
      if (plain && NUMBER.matcher(value).matches()) {
        return value.matches("-?\\d+") ? Long.valueOf(value) : (Object) new BigDecimal(value);
      }
      return isNothing() ? "" : value;
    }

    boolean isNothing() {
      return plain && (value.isEmpty() || value.equals("~") || value.equals("null"));
    }

    /// Tells nothing of the value, which may be a secret.
    @Override
    public String toString() {
      return "Scalar[line=" + line + "]";
    }
  }

  /// Several values in order.
  record Sequence(int line, List<Yaml> items) implements Yaml {
    @Override
    public String kind() {
      return "a list";
    }

    @Override
    public Object json() {
      return items.stream().map(Yaml::json).toList();
    }
  }

  /// Keys with their values, in the order of the file.
  record Mapping(int line, Map<String, Entry> entries) implements Yaml {
    @Override
    public String kind() {
      return "a mapping";
    }

    @Override
    public Object json() {
      Map<String, Object> members = new LinkedHashMap<>();
      entries.forEach((key, entry) -> members.put(key, entry.value().json()));
      return members;
    }
  }

  /// What stands behind a key.
  ///
  /// @param line of the key
  record Entry(int line, Yaml value) {}
}
