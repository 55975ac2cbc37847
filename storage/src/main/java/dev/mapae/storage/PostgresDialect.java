package dev.mapae.storage;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What PostgreSQL says in its own way. The version of the schema is in a table.
final class PostgresDialect implements Dialect {
  private static final Duration PAUSE = Duration.ofMillis(400);

  @Override
  public String engine() {
    return "postgresql";
  }

  @Override
  public String keepingRows() {
    return " FOR SHARE";
  }

  @Override
  public String keepingKeys() {
    return " FOR KEY SHARE";
  }

  @Override
  public String skippingLocked() {
    return " FOR UPDATE SKIP LOCKED";
  }

  /// The driver sends several statements in one text at once, and the server takes what comes at
  /// once for one transaction.
  @Override
  public int together(Sql sql, List<Change> changes) throws SQLException {
    return sql.update(
        changes.stream().map(Change::sql).collect(Collectors.joining(";\n")),
        changes.stream().flatMap(change -> Stream.of(change.values())).toArray());
  }

  /// What it keeps for its planner; -1 of a table that it never looked at.
  @Override
  public long rowsAbout(Sql sql, String table) throws SQLException {
    return sql.one(
            "SELECT GREATEST(reltuples, 0)::BIGINT FROM pg_class WHERE oid = to_regclass(?)",
            Row::longNumber,
            table)
        .orElse(0L);
  }

  /// Everybody who needs a table queues behind a statement that waits to change it. So that waits
  /// for no longer than a request can, gives way, and comes again.
  @Override
  public <T> T alone(Sql sql, Database.Work<T> step) throws SQLException {
    while (true) {
      try {
        return sql.transaction(alone -> {
          alone.update("SET LOCAL lock_timeout = 100");
          return step.on(alone);
        });
      } catch (SQLException e) {
        PostgresState state = PostgresState.of(e);
        if (!state.hadToGiveWay() && !state.lostAgainstAnother()) {
          throw e;
        }
      }
      pause(PAUSE);
    }
  }

  @Override
  public SchemaVersion version(Sql sql) throws SQLException {
    return sql.one(
            "SELECT number, usable_from FROM schema_version",
            row -> new SchemaVersion(row.number(), row.number()))
        .orElse(SchemaVersion.NONE);
  }

  @Override
  public boolean reach(Sql sql, SchemaVersion next) throws SQLException {
    return sql.update(
            "UPDATE schema_version SET number = ?, usable_from = ? WHERE number = ?",
            next.number(),
            next.usableFrom(),
            next.number() - 1)
        == 1;
  }

  /// Makes the table with the version, where there is nothing yet.
  ///
  /// @return false when there are tables of somebody else
  boolean claim(Sql sql) throws SQLException {
    if (isTrue(sql, "SELECT to_regclass('schema_version') IS NOT NULL")) {
      return true;
    }
    if (isTrue(
        sql,
        """
        SELECT EXISTS (SELECT 1 FROM pg_class
          WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm'))
        """)) {
      return false;
    }
    return sql.transaction(alone -> {
      alone.update(
          "CREATE TABLE schema_version (number INTEGER NOT NULL, usable_from INTEGER NOT NULL)");
      alone.update("INSERT INTO schema_version (number, usable_from) VALUES (0, 0)");
      return true;
    });
  }

  static void pause(Duration time) throws SQLException {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while waiting for a lock", e);
    }
  }

  private static boolean isTrue(Sql sql, String query) throws SQLException {
    return sql.one(query, Row::flag).orElse(false);
  }
}
