package dev.mapae.distribution.settings;

import java.util.List;
import java.util.Map;

/// A piece of the configuration file that knows its line, counted from 1.
sealed interface Yaml {
  int line();

  /// What it is, as people say it.
  String kind();

  /// One value.
  ///
  /// @param plain written without quotes and without `${…}`, so that it may stand for a number,
  ///   `true` or nothing
  record Scalar(int line, String value, boolean plain) implements Yaml {
    @Override
    public String kind() {
      return isNothing() ? "nothing" : "a single value";
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
  }

  /// Keys with their values, in the order of the file.
  record Mapping(int line, Map<String, Entry> entries) implements Yaml {
    @Override
    public String kind() {
      return "a mapping";
    }
  }

  /// What stands behind a key.
  ///
  /// @param line of the key
  record Entry(int line, Yaml value) {}
}
