package dev.mapae.storage;

import java.sql.SQLException;
import java.util.Optional;

/// How far an archive has been imported, in SQL: at most one note for an issuer.
///
/// @param database its name for people
record SqlImports(String database, String issuer) {
  /// Refuses entries that are not all there.
  ///
  /// @throws DatabaseRefusedException when an import was begun and did not end
  void refuseHalf(Sql sql) throws SQLException {
    if (find(sql).filter(note -> !note.finished()).isPresent()) {
      throw DatabaseRefusedException.halfImported(database);
    }
  }

  /// Begins an import, or finds the note of the same one.
  ///
  /// @throws DatabaseRefusedException when anything else of the issuer is there
  Note begin(Sql sql, String archive) throws SQLException {
    Optional<Note> same = find(sql).filter(note -> note.archive().equals(archive));
    if (same.isPresent()) {
      return same.get();
    }
    // A server that makes its keys now, or another import, comes before this, and is seen, or
    // after.
    SqlChanges.note(sql, issuer);
    Optional<Note> there = find(sql);
    if (there.filter(note -> !note.finished()).isPresent()) {
      throw DatabaseRefusedException.halfImported(database);
    }
    for (ArchivedTable table : ArchivedTables.ALL) {
      if (table.hasRows(sql, issuer)) {
        throw DatabaseRefusedException.notEmpty(database, issuer);
      }
    }
    Note begun = new Note(archive, 0, false);
    sql.update("DELETE FROM imports WHERE issuer = ?", issuer);
    sql.update(
        "INSERT INTO imports (issuer, archive, chunks, finished) VALUES (?, ?, ?, ?)",
        issuer,
        begun.archive(),
        begun.chunks(),
        begun.finished());
    return begun;
  }

  /// Notes another chunk, in the transaction that brings it.
  ///
  /// @throws DatabaseRefusedException when somebody else has noted one meanwhile
  void advance(Sql sql, Note from, Note to) throws SQLException {
    int moved =
        sql.update(
            """
            UPDATE imports SET chunks = ?, finished = ?
            WHERE issuer = ? AND archive = ? AND chunks = ? AND NOT finished
            """,
            to.chunks(),
            to.finished(),
            issuer,
            from.archive(),
            from.chunks());
    if (moved != 1) {
      throw DatabaseRefusedException.disturbed(database);
    }
  }

  /// Notes that all is there.
  ///
  /// @param keys how many the archive has
  /// @throws DatabaseRefusedException when there are others: of a server that was starting when the
  ///   import began
  void end(Sql sql, Note last, long keys) throws SQLException {
    advance(sql, last, last.end());
    long found =
        sql.one("SELECT COUNT(*) FROM keys WHERE issuer = ?", Row::longNumber, issuer)
            .orElseThrow();
    if (found != keys) {
      throw DatabaseRefusedException.disturbed(database);
    }
  }

  private Optional<Note> find(Sql sql) throws SQLException {
    return sql.one(
        "SELECT archive, chunks, finished FROM imports WHERE issuer = ?",
        row -> new Note(row.text(), row.number(), row.flag()),
        issuer);
  }

  /// @param archive which one
  /// @param chunks how many of its chunks with rows are done
  record Note(String archive, int chunks, boolean finished) {
    Note next() {
      return new Note(archive, chunks + 1, false);
    }

    Note end() {
      return new Note(archive, chunks, true);
    }
  }
}
