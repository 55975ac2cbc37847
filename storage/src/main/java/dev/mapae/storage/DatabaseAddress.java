package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Stores;
import java.nio.file.Path;

/// Where the database is, and with it which engine it is.
public sealed interface DatabaseAddress {
  /// Opens the stores of a server. The schema is made, or brought to that of today.
  ///
  /// @param issuer whose entries these are; those of others in the same database are never seen
  /// @throws DatabaseRefusedException when it cannot be served from; the reason `AWAY` is worth
  ///   another try
  Stores open(String issuer);

  /// Opens the stores for a command, which may work beside servers. A SQLite file has to be there.
  ///
  /// @param issuer whose entries these are; those of others in the same database are never seen
  /// @throws DatabaseRefusedException when it cannot be worked on
  Stores openBeside(String issuer);

  /// A SQLite file, which one server has alone until the stores are closed or its process ends,
  /// however it ends. A command writes beside it, and waits up to ten seconds for its turn.
  ///
  /// Every verb that says so is durable when it returns (write-ahead log, `synchronous=FULL`).
  /// Stores may be used by any number of threads. They throw a `StoreOverloadedException` at once
  /// rather than let callers wait without end, and a `StoreException` when the database fails or is
  /// closed.
  ///
  /// @param file made by a server where it is missing, with mode 0600, in a folder with mode 0700;
  ///   `FILE-wal`, `FILE-shm` and `FILE.lock` are beside it
  record Sqlite(Path file) implements DatabaseAddress {
    @Override
    public Stores open(String issuer) {
      return SqlStores.in(SqliteDatabase.openAlone(file, Migrations.ALL), file.toString(), issuer);
    }

    @Override
    public Stores openBeside(String issuer) {
      return SqlStores.in(SqliteDatabase.openBeside(file, Migrations.ALL), file.toString(), issuer);
    }

    @Override
    public String toString() {
      return file.toString();
    }
  }

  /// A PostgreSQL database, which any number of servers share.
  ///
  /// @param connections at most this many at a time
  record Postgres(PostgresUrl url, int connections) implements DatabaseAddress {
    /// A command does one thing after the other.
    private static final int BESIDE = 2;

    @Override
    public Stores open(String issuer) {
      return SqlStores.in(PostgresDatabase.open(url, connections), toString(), issuer);
    }

    @Override
    public Stores openBeside(String issuer) {
      return SqlStores.in(PostgresDatabase.openBeside(url, BESIDE), toString(), issuer);
    }

    /// Tells nothing of the password.
    @Override
    public String toString() {
      return url.toString();
    }
  }
}
