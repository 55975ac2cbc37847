package dev.mapae.storage;

import java.sql.SQLException;

/// What PostgreSQL says in its own way. The version of the schema is in a table.
final class PostgresDialect implements Dialect {
  /// Any number that nobody else takes for an advisory lock: "Mapa".
  private static final long LOCK = 0x4d617061L;

  static final String UNDEFINED_TABLE = "42P01";

  @Override
  public String keepingRows() {
    return " FOR SHARE";
  }

  @Override
  public String skippingLocked() {
    return " FOR UPDATE SKIP LOCKED";
  }

  @Override
  public <T> T alone(Sql sql, Database.Work<T> step) throws SQLException {
    return sql.transaction(alone -> {
      alone.one("SELECT pg_advisory_xact_lock(?)", row -> true, LOCK);
      return step.on(alone);
    });
  }

  @Override
  public int version(Sql sql) throws SQLException {
    return sql.one("SELECT version FROM schema_version", Row::number).orElse(0);
  }

  @Override
  public void reach(Sql sql, int version) throws SQLException {
    sql.update("DELETE FROM schema_version");
    sql.update("INSERT INTO schema_version (version) VALUES (?)", version);
  }

  /// Makes the table with the version, where there is nothing yet.
  ///
  /// @return false when there are tables of somebody else
  boolean claim(Sql sql) throws SQLException {
    return alone(
        sql,
        alone -> {
          if (isTrue(alone, "SELECT to_regclass('schema_version') IS NOT NULL")) {
            return true;
          }
          if (isTrue(
              alone,
              """
              SELECT EXISTS (SELECT 1 FROM pg_class
                WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm'))
              """)) {
            return false;
          }
          alone.update("CREATE TABLE schema_version (version INTEGER NOT NULL)");
          return true;
        });
  }

  private static boolean isTrue(Sql sql, String query) throws SQLException {
    return sql.one(query, Row::flag).orElse(false);
  }
}
