package dev.mapae.storage;

import dev.mapae.storage.archive.ArchiveRefusedException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;

/// Archives of one issuer: written from a database, and read into one, of the same engine or the
/// other.
///
/// Both go on where they were interrupted when they are asked for the same again, and both throw a
/// `StoreException` when the database fails.
///
/// @param progress hears how far they are
public record Archives(
    DatabaseAddress database, String issuer, InstantSource clock, Progress progress) {

  /// Writes everything that is worth keeping, beside a running server or without one. It is written
  /// to `NAME.part`, with mode 0600, and has its name when it is complete.
  ///
  /// @throws DatabaseRefusedException when there is no such database, or nothing in it
  /// @throws ArchiveRefusedException when the file is there already, or cannot be written
  public ArchiveSummary export(Path archive) {
    try (Database from = openBeside()) {
      from.read(sql -> refuseNewer(sql, from.dialect()));
      from.read(this::refuseEmpty);
      return Export.write(this, from, archive);
    }
  }

  /// Reads an archive from beginning to end, and touches no database.
  ///
  /// @throws ArchiveRefusedException when it could not be imported
  public ArchiveSummary check(Path archive) {
    return Import.check(this, archive).summary();
  }

  /// Reads an archive into a database that has nothing of the issuer and that no server uses. Until
  /// it is complete, servers refuse to start on it.
  ///
  /// @param withoutGrants leaves out grants and sessions, so that everybody signs in again
  /// @throws ArchiveRefusedException when the archive cannot be imported; then nothing was changed
  /// @throws DatabaseRefusedException when the database cannot be imported into
  public ArchiveSummary load(Path archive, boolean withoutGrants) {
    Import.Checked checked = Import.check(this, archive);
    try (Database into = openAlone()) {
      new Import(this, into, archive).load(checked, withoutGrants);
    }
    return withoutGrants ? checked.summary().without(ArchivedTables.GIVEN) : checked.summary();
  }

  /// A server may work on a schema that is newer than it is. An archive of it would lack what this
  /// program does not know.
  private boolean refuseNewer(Sql sql, Dialect dialect) throws SQLException {
    SchemaVersion version = dialect.version(sql);
    if (version.number() > Migrations.ALL.version()) {
      throw DatabaseRefusedException.newer(database.toString(), version, Migrations.ALL.version());
    }
    return true;
  }

  private boolean refuseEmpty(Sql sql) throws SQLException {
    new SqlImports(database.toString(), issuer).refuseHalf(sql);
    if (!ArchivedTables.KEYS.hasRows(sql, issuer)) {
      throw DatabaseRefusedException.empty(database.toString(), issuer);
    }
    return true;
  }

  private Database openBeside() {
    return switch (database) {
      case DatabaseAddress.Sqlite(Path file) -> SqliteDatabase.openBeside(file, Migrations.ALL);
      case DatabaseAddress.Postgres(PostgresUrl url, _) -> PostgresDatabase.openBeside(url, 1);
    };
  }

  private Database openAlone() {
    return switch (database) {
      case DatabaseAddress.Sqlite(Path file) -> SqliteDatabase.openAlone(file, Migrations.ALL);
      case DatabaseAddress.Postgres(PostgresUrl url, _) -> PostgresDatabase.openBeside(url, 1);
    };
  }
}
