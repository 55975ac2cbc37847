package dev.mapae.storage;

import java.nio.file.Path;

/// A database that cannot be worked on. The message is one sentence for whoever starts the server
/// or gives the command: what is wrong, and how to mend it.
public final class DatabaseRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  private DatabaseRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /// Why it was refused.
  public Reason reason() {
    return reason;
  }

  static DatabaseRefusedException held(Path file) {
    return new DatabaseRefusedException(
        Reason.HELD,
        "The database "
            + file
            + " is in use by another Mapae server; stop that one, or give this one a file of its own.");
  }

  static DatabaseRefusedException foreign(Path file) {
    return new DatabaseRefusedException(
        Reason.FOREIGN,
        "The file " + file + " is not a Mapae database; name another file, or move this one away.");
  }

  static DatabaseRefusedException foreign(PostgresUrl url) {
    return new DatabaseRefusedException(
        Reason.FOREIGN,
        "The database "
            + url
            + " has tables that are not Mapae's; give Mapae a database of its own, or name a schema of its own with ?currentSchema=….");
  }

  static DatabaseRefusedException newer(String database, SchemaVersion version, int known) {
    return new DatabaseRefusedException(
        Reason.NEWER,
        "The database %s was written by a newer Mapae (its schema %d is for programs that know %d, this one knows %d); start that one, or restore an older backup."
            .formatted(database, version.number(), version.usableFrom(), known));
  }

  static DatabaseRefusedException damaged(Path file) {
    return new DatabaseRefusedException(
        Reason.DAMAGED, "The database " + file + " is damaged; restore it from a backup.");
  }

  static DatabaseRefusedException unreachable(Path file, String why) {
    return unreachable(file.toString(), why);
  }

  static DatabaseRefusedException unreachable(String database, String why) {
    return new DatabaseRefusedException(
        Reason.UNREACHABLE, "The database " + database + " cannot be opened: " + why);
  }

  static DatabaseRefusedException away(String database, String why) {
    return new DatabaseRefusedException(
        Reason.AWAY, "The database " + database + " does not answer: " + why);
  }

  static DatabaseRefusedException missing(Path file) {
    return new DatabaseRefusedException(
        Reason.EMPTY,
        "There is no database " + file + "; look at 'database' in the configuration.");
  }

  static DatabaseRefusedException empty(String database, String issuer) {
    return new DatabaseRefusedException(
        Reason.EMPTY,
        "The database %s has nothing of %s; look at 'database' and 'issuer' in the configuration."
            .formatted(database, issuer));
  }

  static DatabaseRefusedException notEmpty(String database, String issuer) {
    return new DatabaseRefusedException(
        Reason.NOT_EMPTY,
        "The database %s has entries of %s already, and an import needs one that has none; nothing was changed. Name another one, or move this one away."
            .formatted(database, issuer));
  }

  static DatabaseRefusedException halfImported(String database) {
    return new DatabaseRefusedException(
        Reason.HALF_IMPORTED,
        "The database %s has only a part of an archive; give the same import command again, or begin with an empty database."
            .formatted(database));
  }

  static DatabaseRefusedException disturbed(String database) {
    return new DatabaseRefusedException(
        Reason.HALF_IMPORTED,
        "Something else has written to the database %s during the import, a server or another import; stop it, and begin with an empty database."
            .formatted(database));
  }

  /// Why a database is refused.
  public enum Reason {
    /// Another server works on it.
    HELD,
    /// Something else than a database of Mapae.
    FOREIGN,
    /// A database of a newer version of Mapae, which is not the next one.
    NEWER,
    /// It was a database of Mapae, and is broken.
    DAMAGED,
    /// It may not be read or written, or the disk fails.
    UNREACHABLE,
    /// Nobody answers there yet; it is worth another try.
    AWAY,
    /// There is no such database, or there is nothing in it.
    EMPTY,
    /// It has entries, where none may be.
    NOT_EMPTY,
    /// An import into it was begun and is not finished.
    HALF_IMPORTED
  }
}
