package dev.mapae.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What is printed at the end.
final class Table {
  private final List<Section> sections = new ArrayList<>();

  private record Row(String what, List<String> values) {}

  private record Section(String title, List<Row> rows, List<String> notes) {
    /// The names of the rows one below the other, and of their values.
    String text() {
      int width = Math.max(30, rows.stream().mapToInt(row -> row.what.length()).max().orElse(0));
      StringBuilder text = new StringBuilder(title).append('\n');
      for (Row row : rows) {
        StringBuilder line =
            new StringBuilder(String.format(Locale.ROOT, "  %-" + width + "s", row.what));
        for (int i = 0; i < row.values.size(); i++) {
          line.append(String.format(Locale.ROOT, " %" + width(i) + "s", row.values.get(i)));
        }
        text.append(line.toString().stripTrailing()).append('\n');
      }
      notes.forEach(note -> text.append("  ").append(note).append('\n'));
      return text.toString();
    }

    /// Of the longest value in a column.
    private int width(int column) {
      return rows.stream()
          .filter(row -> column < row.values.size())
          .mapToInt(row -> row.values.get(column).length())
          .reduce(22, Math::max);
    }
  }

  /// Begins a part.
  void title(String title) {
    sections.add(new Section(title, new ArrayList<>(), new ArrayList<>()));
  }

  /// Adds a line with one or more values.
  void row(String what, List<String> values) {
    sections.getLast().rows.add(new Row(what, values));
  }

  void row(String what, String value) {
    row(what, List.of(value));
  }

  /// Adds lines of text below the rows of a part.
  void note(String text) {
    text.lines().forEach(sections.getLast().notes::add);
  }

  @Override
  public String toString() {
    return String.join("\n", sections.stream().map(Section::text).toList());
  }
}
