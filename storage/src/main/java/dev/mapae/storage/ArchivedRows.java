package dev.mapae.storage;

import dev.mapae.authorizationserver.store.MailAddress;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.storage.ArchivedTable.Column;
import dev.mapae.storage.archive.Chunk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How the rows of a table are in an archive, which may be older than the table of today.
///
/// @param columns in the order of the archive; one that is missing there gets its default, or
///   follows from others
record ArchivedRows(ArchivedTable table, List<Column> columns) {
  private static final String ADDRESS = "email_folded";

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
    List<Column> given = new ArrayList<>(columns);
    if (derivesAddress()) {
      given.add(table.column(ADDRESS));
    }
    return table.insert(given);
  }

  /// Whether the archive is of a version that did not keep verified addresses as they are compared:
  /// they follow from the claims. Of declared people they are derived when they are declared again.
  private boolean derivesAddress() {
    return table.name().equals("people")
        && columns.stream().noneMatch(column -> column.name().equals(ADDRESS));
  }

  private Optional<Object> address(List<Optional<Object>> row) {
    return text("origin", row)
        .filter(origin -> !origin.equals(Origin.DECLARED.name()))
        .flatMap(_ -> text("claims", row))
        .flatMap(claims -> MailAddress.verified(Document.read(claims).members()))
        .map(MailAddress::folded);
  }

  private Optional<String> text(String name, List<Optional<Object>> row) {
    return columns.stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .flatMap(column -> row.get(columns.indexOf(column)))
        .map(String.class::cast);
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
    if (derivesAddress()) {
      values.add(address(row));
    }
    return values.toArray();
  }
}
