package dev.mapae.storage;

import java.sql.SQLException;

/// What SQLite says in its own way. Whose file it is and the version of its schema are in the
/// header of the file.
final class SqliteDialect implements Dialect {
  /// "Mapa", in the header of every database of ours.
  static final int APPLICATION_ID = 0x4d617061;

  /// There is one writer at a time.
  @Override
  public String keepingRows() {
    return "";
  }

  @Override
  public String skippingLocked() {
    return "";
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
  public int version(Sql sql) throws SQLException {
    return header(sql).version();
  }

  @Override
  public void reach(Sql sql, int version) throws SQLException {
    sql.update("PRAGMA application_id = " + APPLICATION_ID);
    sql.update("PRAGMA user_version = " + version);
  }

  /// Reads whose file it is, in one query.
  static Header header(Sql sql) throws SQLException {
    return sql.one(
            """
            SELECT application_id, user_version, EXISTS (SELECT 1 FROM sqlite_master)
            FROM pragma_application_id, pragma_user_version
            """,
            row -> new Header(row.number(), row.number(), row.flag()))
        .orElseThrow();
  }

  /// The header of a file.
  ///
  /// @param inUse whether anything was ever made in it
  record Header(int applicationId, int version, boolean inUse) {
    boolean isOurs() {
      return applicationId == APPLICATION_ID || (applicationId == 0 && !inUse && version == 0);
    }
  }
}
