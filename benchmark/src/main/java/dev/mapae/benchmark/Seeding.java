package dev.mapae.benchmark;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collections;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Writes a [Population] into the tables, past the stores: a million grants in a minute instead of
/// an hour.
final class Seeding {
  private static final int CHUNK = 1 << 16;

  private Seeding() {}

  /// Fills a PostgreSQL database, and leaves it as it is after its usual upkeep.
  static void copy(Population population, Connection connection) throws SQLException {
    copy(connection, "people", Population.PERSON_COLUMNS, population.people(), population::person);
    copy(connection, "grants", Population.GRANT_COLUMNS, population.grants(), population::grant);
    try (var statement = connection.createStatement()) {
      statement.execute("VACUUM (ANALYZE) people, grants, clients");
      statement.execute("CHECKPOINT");
    }
  }

  private static void copy(
      Connection connection,
      String table,
      String columns,
      int rows,
      IntFunction<@Nullable Object[]> row)
      throws SQLException {
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY %s (%s) FROM STDIN".formatted(table, columns));
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < rows; i++) {
      lines
          .append(
              Arrays.stream(row.apply(i))
                  .map(value -> value == null ? "\\N" : value.toString())
                  .collect(Collectors.joining("\t")))
          .append('\n');
      if (lines.length() > CHUNK || i == rows - 1) {
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        lines.setLength(0);
      }
    }
    copy.endCopy();
  }

  /// Fills a SQLite file.
  static void insert(Population population, Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    insert(
        connection, "people", Population.PERSON_COLUMNS, population.people(), population::person);
    insert(connection, "grants", Population.GRANT_COLUMNS, population.grants(), population::grant);
    connection.commit();
  }

  private static void insert(
      Connection connection,
      String table,
      String columns,
      int rows,
      IntFunction<@Nullable Object[]> row)
      throws SQLException {
    String values = String.join(", ", Collections.nCopies(columns.split(",", -1).length, "?"));
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO %s (%s) VALUES (%s)".formatted(table, columns, values))) {
      for (int i = 0; i < rows; i++) {
        @Nullable Object[] all = row.apply(i);
        for (int column = 0; column < all.length; column++) {
          statement.setObject(column + 1, all[column]);
        }
        statement.execute();
      }
    }
  }
}
