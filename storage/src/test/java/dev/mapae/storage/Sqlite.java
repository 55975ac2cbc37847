package dev.mapae.storage;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

/// SQLite as any program uses it, not through the stores.
final class Sqlite {
  private Sqlite() {}

  static SQLiteConnection connect(Path file) throws SQLException {
    return (SQLiteConnection) new SQLiteConfig().createConnection("jdbc:sqlite:" + file);
  }

  static void execute(Path file, String... statements) throws SQLException {
    try (Connection connection = connect(file);
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
