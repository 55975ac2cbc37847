package dev.mapae.storage;

import java.sql.SQLException;
import java.util.List;

/// What SQLite says in its own way. Whose file it is and the version of its schema are in the
/// header of the file.
final class SqliteDialect implements Dialect {
  /// "Mapa", in the header of every database of ours.
  static final int APPLICATION_ID = 0x4d617061;

  /// The header has one number for the version: 7003 is schema 7, usable by programs that know 3.
  private static final int TWO_IN_ONE = 1000;

  @Override
  public String engine() {
    return "sqlite";
  }

  /// There is one writer at a time.
  @Override
  public String keepingRows() {
    return "";
  }

  @Override
  public String keepingKeys() {
    return keepingRows();
  }

  @Override
  public String skippingLocked() {
    return "";
  }

  /// The writer has a transaction under way.
  @Override
  public int together(Sql sql, List<Change> changes) throws SQLException {
    int first = sql.update(changes.getFirst().sql(), changes.getFirst().values());
    for (Change change : changes.subList(1, changes.size())) {
      sql.update(change.sql(), change.values());
    }
    return first;
  }

  @Override
  public long rowsAbout(Sql sql, String table) throws SQLException {
    return sql.one("SELECT COUNT(*) FROM " + table, Row::longNumber).orElse(0L);
  }

  @Override
  public <T> T alone(Sql sql, Database.Work<T> step) throws SQLException {
    sql.update("BEGIN IMMEDIATE");
    try {
      T result = step.on(sql);
      sql.update("COMMIT");
      return result;
    } catch (SQLException | RuntimeException e) {
      sql.update("ROLLBACK");
      throw e;
    }
  }

  @Override
  public SchemaVersion version(Sql sql) throws SQLException {
    return header(sql).version();
  }

  @Override
  public boolean reach(Sql sql, SchemaVersion next) throws SQLException {
    if (version(sql).number() != next.number() - 1) {
      return false;
    }
    sql.update("PRAGMA application_id = " + APPLICATION_ID);
    sql.update("PRAGMA user_version = " + (next.number() * TWO_IN_ONE + next.usableFrom()));
    return true;
  }

  /// Reads whose file it is, in one query.
  static Header header(Sql sql) throws SQLException {
    return sql.one(
            """
            SELECT application_id, user_version, EXISTS (SELECT 1 FROM sqlite_master)
            FROM pragma_application_id, pragma_user_version
            """,
            row -> new Header(row.number(), version(row.number()), row.flag()))
        .orElseThrow();
  }

  /// Writes to the file what is there already.
  static int writeAgain(Sql sql) throws SQLException {
    return sql.update(
        "PRAGMA user_version = " + sql.one("PRAGMA user_version", Row::number).orElseThrow());
  }

  private static SchemaVersion version(int userVersion) {
    return new SchemaVersion(userVersion / TWO_IN_ONE, userVersion % TWO_IN_ONE);
  }

  /// The header of a file.
  ///
  /// @param inUse whether anything was ever made in it
  record Header(int applicationId, SchemaVersion version, boolean inUse) {
    boolean isOurs() {
      return applicationId == APPLICATION_ID
          || (applicationId == 0 && !inUse && version.equals(SchemaVersion.NONE));
    }
  }
}
