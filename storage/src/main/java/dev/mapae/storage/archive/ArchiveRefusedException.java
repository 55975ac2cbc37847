package dev.mapae.storage.archive;

import java.nio.file.Path;

/// An archive that cannot be read, or not be written. The message is one sentence for whoever gave
/// the command: what is wrong, and how to mend it.
public final class ArchiveRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  private ArchiveRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /// Why it was refused.
  public Reason reason() {
    return reason;
  }

  static ArchiveRefusedException foreign(Path file) {
    return new ArchiveRefusedException(
        Reason.FOREIGN,
        "The file " + file + " is no archive of Mapae, or its beginning is damaged.");
  }

  static ArchiveRefusedException newerFormat(Path file, int version) {
    return new ArchiveRefusedException(
        Reason.NEWER,
        "The archive %s was written by a newer Mapae (its format is %d, this one reads up to %d); use that one."
            .formatted(file, version, ArchiveHeader.VERSION));
  }

  static ArchiveRefusedException newerSchema(Path file, int schema, int known) {
    return new ArchiveRefusedException(
        Reason.NEWER,
        "The archive %s was written by a newer Mapae (its schema is %d, this one knows up to %d); use that one."
            .formatted(file, schema, known));
  }

  static ArchiveRefusedException truncated(Path file, int chunks, long position) {
    return new ArchiveRefusedException(
        Reason.TRUNCATED,
        "The archive %s is cut off after chunk %d, at byte %d; take a whole copy of it."
            .formatted(file, chunks, position));
  }

  static ArchiveRefusedException damaged(Path file, int chunk, long position, String why) {
    return new ArchiveRefusedException(
        Reason.DAMAGED,
        "The archive %s is damaged in chunk %d, which begins at byte %d (%s); take another copy of it."
            .formatted(file, chunk, position, why));
  }

  static ArchiveRefusedException otherIssuer(Path file, String its, String ours) {
    return new ArchiveRefusedException(
        Reason.OTHER_ISSUER,
        "The archive %s is of the issuer %s, and the configuration says %s; keys and tokens are bound to their issuer, so it can be imported only there."
            .formatted(file, its, ours));
  }

  static ArchiveRefusedException unreadable(Path file, String why) {
    return new ArchiveRefusedException(
        Reason.UNREADABLE, "The archive " + file + " cannot be read: " + why);
  }

  static ArchiveRefusedException exists(Path file) {
    return new ArchiveRefusedException(
        Reason.IN_THE_WAY,
        "The file " + file + " is there already; name another one, or move it away.");
  }

  static ArchiveRefusedException partInTheWay(Path part) {
    return new ArchiveRefusedException(
        Reason.IN_THE_WAY,
        "The file "
            + part
            + " is no part of an archive of this issuer, or no file of ours with mode 0600; name another archive, or move it away.");
  }

  static ArchiveRefusedException inUse(Path part) {
    return new ArchiveRefusedException(
        Reason.IN_THE_WAY, "Another export is writing " + part + "; wait for it.");
  }

  static ArchiveRefusedException unwritable(Path part, String why) {
    return new ArchiveRefusedException(
        Reason.UNWRITABLE,
        "The file %s cannot be written: %s. The same command goes on from where it stopped."
            .formatted(part, why));
  }

  /// Why an archive is refused.
  public enum Reason {
    /// Something else than an archive.
    FOREIGN,
    /// An archive of a newer version of Mapae.
    NEWER,
    /// Its end is missing.
    TRUNCATED,
    /// Something in it was changed.
    DAMAGED,
    /// An archive of another issuer.
    OTHER_ISSUER,
    /// The file may not be read, or the disk fails.
    UNREADABLE,
    /// A file that an export would have to write over.
    IN_THE_WAY,
    /// The disk is full, or the folder may not be written to.
    UNWRITABLE
  }
}
