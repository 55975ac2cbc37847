package dev.mapae.storage;

import dev.mapae.storage.file.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// A database in one SQLite file: one writer, and readers beside it.
final class SqliteDatabase implements Database {
  /// A file up to this size is checked from end to end at the start, which takes milliseconds.
  private static final long CHECKED_WHOLE = 16L << 20;

  private static final int WAITING = 1024;
  private static final int READERS = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final GroupCommit writer;
  private final Readers readers;
  private final SqliteTrouble trouble;
  private final Optional<ServerLock> lock;

  private SqliteDatabase(SqliteFile file, Sql sql, Optional<ServerLock> lock) throws IOException {
    this.trouble = new SqliteTrouble(file.path(), file.staysInPlace());
    this.writer = new GroupCommit(sql, WAITING, trouble::checkPlace);
    this.readers = new Readers(file::connectToRead, READERS, PATIENCE);
    this.lock = lock;
  }

  /// Opens the only server's database.
  ///
  /// @throws DatabaseRefusedException when it cannot be served from
  static SqliteDatabase openAlone(Path file, Migrations migrations) {
    SqliteFile sqlite = SqliteFile.prepare(file);
    ServerLock lock = ServerLock.acquire(sqlite);
    try {
      return open(sqlite, migrations, Optional.of(lock));
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /// Opens a database that a server may be working on. A name with a mistake in it makes none.
  ///
  /// @throws DatabaseRefusedException when there is none, or it cannot be worked on
  static SqliteDatabase openBeside(Path file, Migrations migrations) {
    if (!Files.exists(file)) {
      throw DatabaseRefusedException.missing(file);
    }
    return open(SqliteFile.prepare(file), migrations, Optional.empty());
  }

  private static SqliteDatabase open(
      SqliteFile file, Migrations migrations, Optional<ServerLock> lock) {
    try {
      Sql sql = file.connect();
      try {
        check(file, sql, migrations);
        return new SqliteDatabase(file, sql, lock);
      } catch (SQLException | IOException | RuntimeException e) {
        sql.close();
        throw e;
      }
    } catch (SQLException e) {
      throw refusal(file.path(), e);
    } catch (IOException e) {
      throw DatabaseRefusedException.unreachable(file.path(), FileFailure.reason(e) + ".");
    }
  }

  /// Looks before it changes anything: a file of somebody else stays as it is.
  private static void check(SqliteFile file, Sql sql, Migrations migrations)
      throws SQLException, IOException {
    SqliteDialect.Header header = SqliteDialect.header(sql);
    int known = migrations.version();
    if (!header.isOurs()) {
      throw DatabaseRefusedException.foreign(file.path());
    }
    if (!header.version().isUsableBy(known)) {
      throw DatabaseRefusedException.newer(file.path().toString(), header.version(), known);
    }
    if (Files.size(file.path()) <= CHECKED_WHOLE
        && !sql.one("PRAGMA quick_check(1)", Row::text).equals(Optional.of("ok"))) {
      throw DatabaseRefusedException.damaged(file.path());
    }
    writeAhead(sql);
    if (header.version().number() < known) {
      migrations.apply(sql, new SqliteDialect());
    }
  }

  /// Two that switch a new file at once are in each other's way, and SQLite waits for neither.
  private static void writeAhead(Sql sql) throws SQLException {
    long end = System.nanoTime() + SqliteFile.BUSY.toNanos();
    while (true) {
      try {
        sql.one("PRAGMA journal_mode = WAL", Row::text);
        return;
      } catch (SQLException e) {
        if (primaryCode(e) != SQLiteErrorCode.SQLITE_BUSY || System.nanoTime() > end) {
          throw e;
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private static DatabaseRefusedException refusal(Path file, SQLException e) {
    return switch (primaryCode(e)) {
      case SQLITE_NOTADB -> DatabaseRefusedException.foreign(file);
      case SQLITE_CORRUPT -> DatabaseRefusedException.damaged(file);
      case SQLITE_BUSY -> DatabaseRefusedException.unreachable(file, "another program locks it.");
      case SQLITE_FULL -> DatabaseRefusedException.unreachable(file, "the disk is full.");
      case SQLITE_READONLY ->
          DatabaseRefusedException.unreachable(
              file, "it, or the folder that it is in, is read-only.");
      default -> DatabaseRefusedException.unreachable(file, String.valueOf(e.getMessage()));
    };
  }

  static SQLiteErrorCode primaryCode(SQLException e) {
    return e instanceof SQLiteException sqlite
        ? SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xff)
        : SQLiteErrorCode.UNKNOWN_ERROR;
  }

  @Override
  public <T> T read(Work<T> work) {
    return trouble.noticed(() -> readers.read(work));
  }

  @Override
  public <T> T readOneMoment(Work<T> work) {
    return read(sql -> sql.transaction(work));
  }

  @Override
  public <T> T write(Work<T> work) {
    return trouble.noticed(() -> {
      T result = writer.write(work);
      trouble.isOver();
      return result;
    });
  }

  @Override
  public <T> T writeOne(Work<T> work) {
    return write(work);
  }

  @Override
  public Dialect dialect() {
    return new SqliteDialect();
  }

  @Override
  public boolean isReady() {
    Duration second = Duration.ofSeconds(1);
    if (!trouble.lasts()) {
      return writer.answers(second, sql -> true);
    }
    // What nobody writes to any more, since it is not ready, would never be again.
    boolean ready = trouble.mayPass() && writer.answers(second, SqliteDialect::writeAgain);
    if (ready) {
      trouble.isOver();
    }
    return ready;
  }

  @Override
  public void close() {
    try {
      writer.close();
      readers.close();
    } finally {
      lock.ifPresent(ServerLock::close);
    }
  }
}
