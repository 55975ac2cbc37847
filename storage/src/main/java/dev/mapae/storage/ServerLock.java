package dev.mapae.storage;

import dev.mapae.authorizationserver.store.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.sqlite.SQLiteErrorCode;

/// Says that a server works on a database, for as long as this process lives: an exclusive lock on
/// an empty file beside it.
///
/// SQLite holds it and not a `FileChannel`, since on POSIX systems a process loses such a lock as
/// soon as it closes any other channel on the same file.
final class ServerLock implements AutoCloseable {
  private final Sql sql;

  private ServerLock(Sql sql) {
    this.sql = sql;
  }

  /// Takes the lock.
  ///
  /// @throws DatabaseRefusedException when a server, of this process or another, has it
  static ServerLock acquire(SqliteFile database) {
    Path path = database.path();
    try {
      Sql sql = database.beside(".lock").connect(Duration.ZERO);
      try {
        sql.one("PRAGMA journal_mode = MEMORY", Row::text);
        sql.update("BEGIN EXCLUSIVE");
        return new ServerLock(sql);
      } catch (SQLException e) {
        sql.close();
        throw e;
      }
    } catch (SQLException e) {
      throw SqliteDatabase.primaryCode(e) == SQLiteErrorCode.SQLITE_BUSY
          ? DatabaseRefusedException.held(path)
          : DatabaseRefusedException.unreachable(path, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    try {
      sql.close();
    } catch (SQLException e) {
      throw new StoreException("The lock of the database could not be given back.", e);
    }
  }
}
