package dev.mapae.benchmark;

import java.util.List;
import java.util.Locale;

/// What is printed at the end.
final class Table {
  private final StringBuilder text = new StringBuilder();

  /// Begins a part.
  void title(String title) {
    text.append(text.isEmpty() ? "" : "\n").append(title).append('\n');
  }

  /// Adds a line with one or more values.
  void row(String what, List<String> values) {
    text.append(String.format(Locale.ROOT, "  %-30s", what));
    values.forEach(value -> text.append(String.format(Locale.ROOT, " %22s", value)));
    text.append('\n');
  }

  void row(String what, String value) {
    row(what, List.of(value));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
