package dev.mapae.storage;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// A table that goes into an archive. All have an `issuer` besides, which most keys begin with; of
/// one with an `expires_at`, only what has not expired is archived.
///
/// @param only a condition on its rows
/// @param columns those of the key first
record ArchivedTable(String name, String only, List<Column> columns) {
  /// Rows in one query.
  static final int PAGE = 500;

  ArchivedTable(String name, Column... columns) {
    this(name, "TRUE", List.of(columns));
  }

  List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }

  /// The key of a row.
  List<Optional<Object>> keyOf(List<Optional<Object>> row) {
    return row.subList(0, keyNames().size());
  }

  /// @throws IllegalArgumentException when there is no such column
  Column column(String called) {
    return columns.stream()
        .filter(column -> column.name().equals(called))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no " + name + "." + called));
  }

  private List<String> keyNames() {
    return columns.stream().filter(Column::isKey).map(Column::name).toList();
  }

  /// The next rows, in the order of their keys.
  ///
  /// @param after the key of the row before, or nothing
  List<List<Optional<Object>>> page(
      Sql sql, String issuer, Instant now, List<Optional<Object>> after) throws SQLException {
    String key = String.join(", ", keyNames());
    String query =
        "SELECT %s FROM %s WHERE issuer = ? AND %s"
            .formatted(String.join(", ", columnNames()), name, only);
    List<Object> values = new ArrayList<>();
    values.add(issuer);
    if (columnNames().contains("expires_at")) {
      // The sign keeps planners from the index by end, whose rows they would sort for each page.
      // What has no end stays.
      query += " AND (expires_at IS NULL OR +expires_at > ?)";
      values.add(now);
    }
    if (!after.isEmpty()) {
      query += " AND (%s) > (%s)".formatted(key, parameters(after.size()));
      values.addAll(after);
    }
    query += " ORDER BY %s LIMIT %d".formatted(key, PAGE);
    return sql.all(query, this::read, values.toArray());
  }

  private List<Optional<Object>> read(Row row) throws SQLException {
    List<Optional<Object>> values = new ArrayList<>(columns.size());
    for (Column column : columns) {
      values.add(column.kind.read(row));
    }
    return values;
  }

  /// About how many rows there are: also those that are left out, and those of others.
  long about(Database database) {
    return database.read(sql -> database.dialect().rowsAbout(sql, name));
  }

  boolean hasRows(Sql sql, String issuer) throws SQLException {
    return sql.one("SELECT 1 FROM %s WHERE issuer = ? LIMIT 1".formatted(name), Row::number, issuer)
        .isPresent();
  }

  /// The statement that inserts a row with these columns.
  String insert(List<Column> given) {
    return "INSERT INTO %s (issuer, %s) VALUES (%s)"
        .formatted(
            name,
            String.join(", ", given.stream().map(Column::name).toList()),
            parameters(given.size() + 1));
  }

  private static String parameters(int count) {
    return String.join(", ", Collections.nCopies(count, "?"));
  }

  static Column key(String name) {
    return new Column(name, Kind.TEXT, true);
  }

  static Column text(String name) {
    return new Column(name, Kind.TEXT, false);
  }

  static Column number(String name) {
    return new Column(name, Kind.NUMBER, false);
  }

  static Column flag(String name) {
    return new Column(name, Kind.FLAG, false);
  }

  /// A column.
  record Column(String name, Kind kind, boolean isKey) {}

  /// What the values of a column are.
  enum Kind {
    TEXT(String.class) {
      @Override
      Optional<Object> read(Row row) throws SQLException {
        return row.textIfAny().map(Object.class::cast);
      }
    },
    NUMBER(Long.class) {
      @Override
      Optional<Object> read(Row row) throws SQLException {
        return row.longNumberIfAny().map(Object.class::cast);
      }
    },
    FLAG(Boolean.class) {
      @Override
      Optional<Object> read(Row row) throws SQLException {
        return row.flagIfAny().map(Object.class::cast);
      }
    };

    private final Class<?> type;

    Kind(Class<?> type) {
      this.type = type;
    }

    boolean admits(Optional<Object> value) {
      return value.isEmpty() || type.isInstance(value.get());
    }

    abstract Optional<Object> read(Row row) throws SQLException;
  }
}
