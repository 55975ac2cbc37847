package dev.mapae.authorizationserver;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// The database as somebody sees it who has the file: every row, and a pen.
final class TestDatabase {
  private static final List<String> TABLES =
      List.of(
          "changes",
          "keys",
          "clients",
          "people",
          "resources",
          "sessions",
          "grants",
          "consents",
          "denied_tokens");

  private TestDatabase() {}

  /// Every row of every table, as text.
  static List<String> rows(Path file) {
    List<String> rows = new ArrayList<>();
    try (Connection connection = open(file);
        var statement = connection.createStatement()) {
      for (String table : TABLES) {
        ResultSet found = statement.executeQuery("SELECT * FROM " + table);
        TreeSet<String> sorted = new TreeSet<>();
        while (found.next()) {
          StringBuilder row = new StringBuilder(table);
          for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
            row.append(" | ").append(found.getString(i));
          }
          sorted.add(row.toString());
        }
        rows.addAll(sorted);
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Changes rows behind the server's back.
  static void change(Path file, String sql) {
    try (Connection connection = open(file);
        var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Connection open(Path file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }
}
