package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Stores;
import java.nio.file.Path;

/// Opens the stores in one SQLite file: the embedded database, with nothing to install or set.
///
/// Every verb that says so is durable when it returns (write-ahead log, `synchronous=FULL`). Stores
/// may be used by any number of threads. They throw a `StoreOverloadedException` at once rather
/// than let callers wait without end, and a `StoreException` when the database fails or is closed.
public final class SqliteStores {
  private SqliteStores() {}

  /// Opens the stores for a server: it holds the file alone until they are closed or the process
  /// ends, however it ends. The file is made when it is missing, with mode 0600, in a folder with
  /// mode 0700, and brought to the schema of today.
  ///
  /// @param file the database; `FILE-wal`, `FILE-shm` and `FILE.lock` are beside it
  /// @param issuer whose entries these are; those of others in the same file are never seen
  /// @throws DatabaseRefusedException when another server holds it, when it is no database of ours
  ///   or one of a newer version, when it is damaged, or when it cannot be read or written
  public static Stores open(Path file, String issuer) {
    return SqlStores.in(SqliteDatabase.openAlone(file, Migrations.ALL), file.toString(), issuer);
  }

  /// Opens the stores for a command that works beside a server, or without one. Each of its writes
  /// waits up to ten seconds for its turn.
  ///
  /// @param file the database, made when it is missing
  /// @param issuer whose entries these are
  /// @throws DatabaseRefusedException as for a server, but never because one holds it
  public static Stores openBeside(Path file, String issuer) {
    return SqlStores.in(SqliteDatabase.openBeside(file, Migrations.ALL), file.toString(), issuer);
  }
}
