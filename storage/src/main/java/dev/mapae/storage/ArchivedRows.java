package dev.mapae.storage;

import dev.mapae.storage.ArchivedTable.Column;
import dev.mapae.storage.archive.Chunk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How the rows of a table are in an archive, which may be older than the table of today.
///
/// @param columns in the order of the archive; one that is missing there gets its default
record ArchivedRows(ArchivedTable table, List<Column> columns) {
  /// All that an archive has, by name.
  ///
  /// @param tables the columns of each
  /// @throws IllegalArgumentException when there is no such table or column today
  static Map<String, ArchivedRows> of(Map<String, List<String>> tables) {
    Map<String, ArchivedRows> all = new LinkedHashMap<>();
    tables.forEach((name, columns) -> {
      ArchivedTable table = ArchivedTables.named(name);
      all.put(name, new ArchivedRows(table, columns.stream().map(table::column).toList()));
    });
    return all;
  }

  /// The statement that takes [#values].
  String insert() {
    return table.insert(columns);
  }

  /// The values of a row, after its issuer.
  ///
  /// @throws IllegalArgumentException when the line does not fit the columns
  Object[] values(String issuer, String line) {
    List<Optional<Object>> row = Chunk.Rows.values(line);
    if (row.size() != columns.size()) {
      throw new IllegalArgumentException(
          "a row of %s has %d values".formatted(table.name(), row.size()));
    }
    List<Object> values = new ArrayList<>();
    values.add(issuer);
    for (int i = 0; i < row.size(); i++) {
      if (!columns.get(i).kind().admits(row.get(i))) {
        throw new IllegalArgumentException(
            "a row of %s has an odd %s".formatted(table.name(), columns.get(i).name()));
      }
      values.add(row.get(i));
    }
    return values.toArray();
  }
}
