package dev.mapae.distribution;

import java.util.List;
import java.util.stream.IntStream;

/// What a command shows to people: columns, each as wide as its widest cell.
///
/// @param rows of equally many cells; the first has the headings
record Table(List<List<String>> rows) {
  List<String> lines() {
    List<Integer> widths =
        IntStream.range(0, rows.getFirst().size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .boxed()
            .toList();
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String cell = row.get(column);
      line.append(cell).repeat(" ", widths.get(column) - cell.length() + 2);
    }
    return line.toString().stripTrailing();
  }
}
