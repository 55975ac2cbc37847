package dev.mapae.storage;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// All that is in a database, read without the stores, and the same on every engine.
final class Dump {
  private Dump() {}

  /// The rows of each table, each as `column=value` in the order of the columns' names.
  static Map<String, List<String>> of(DatabaseAddress address) throws SQLException {
    Map<String, List<String>> tables = new TreeMap<>();
    try (Connection connection = connect(address);
        Statement statement = connection.createStatement()) {
      for (String table : tables(address, statement)) {
        tables.put(table, rows(statement, table));
      }
    }
    return tables;
  }

  /// Without what says nothing outside of its database, and what is not archived.
  static Map<String, List<String>> withoutNotes(DatabaseAddress address) throws SQLException {
    Map<String, List<String>> tables = of(address);
    tables
        .keySet()
        .removeAll(
            Set.of("changes", "imports", "mail_links", "outgoing_mails", "pending", "throttles"));
    return tables;
  }

  static void execute(DatabaseAddress address, String... statements) throws SQLException {
    try (Connection connection = connect(address);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static Connection connect(DatabaseAddress address) throws SQLException {
    return switch (address) {
      case DatabaseAddress.Sqlite(Path file) -> Sqlite.connect(file);
      case DatabaseAddress.Postgres(PostgresUrl url, _) ->
          DriverManager.getConnection(url.jdbcUrl(), url.properties(Duration.ZERO));
    };
  }

  private static List<String> tables(DatabaseAddress address, Statement statement)
      throws SQLException {
    String query =
        switch (address) {
          case DatabaseAddress.Sqlite _ -> "SELECT name FROM sqlite_master WHERE type = 'table'";
          case DatabaseAddress.Postgres _ ->
              """
              SELECT relname FROM pg_class WHERE relkind = 'r'
                AND relnamespace = current_schema()::regnamespace AND relname <> 'schema_version'
              """;
        };
    List<String> names = new ArrayList<>();
    try (ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        names.add(result.getString(1));
      }
    }
    return names;
  }

  private static List<String> rows(Statement statement, String table) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery("SELECT * FROM " + table)) {
      while (result.next()) {
        rows.add(row(result));
      }
    }
    Collections.sort(rows);
    return rows;
  }

  private static String row(ResultSet result) throws SQLException {
    ResultSetMetaData columns = result.getMetaData();
    Map<String, String> values = new TreeMap<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      boolean flag = Set.of(Types.BIT, Types.BOOLEAN).contains(columns.getColumnType(i));
      Object value = flag ? (Object) result.getBoolean(i) : result.getString(i);
      values.put(columns.getColumnName(i), result.wasNull() ? "NULL" : "'" + value + "'");
    }
    return values.toString();
  }
}
