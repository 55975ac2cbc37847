package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Factor;
import dev.mapae.storage.SqlImports.Note;
import dev.mapae.storage.archive.ArchiveReader;
import dev.mapae.storage.archive.ArchiveRefusedException;
import dev.mapae.storage.archive.Chunk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Reads an archive into a database that has nothing of its issuer.
///
/// Each chunk is one transaction, which also notes how many are done. Until the note says that all
/// of it is there, no server opens the stores.
final class Import {
  /// So many people are told by name.
  private static final int NAMED = 20;

  private final Archives archives;
  private final Database database;
  private final Path archive;
  private final SqlImports imports;

  Import(Archives archives, Database database, Path archive) {
    this.archives = archives;
    this.database = database;
    this.archive = archive;
    this.imports = new SqlImports(archives.database().toString(), archives.issuer());
  }

  /// Reads an archive from beginning to end, and does nothing with it.
  ///
  /// @throws ArchiveRefusedException when it cannot be imported
  static Checked check(Archives archives, Path archive) {
    archives.progress().begins("checking", 0);
    try (ArchiveReader reader = ArchiveReader.open(archive)) {
      reader.expect(archives.issuer(), Migrations.ALL.version());
      tables(reader);
      List<String> places = new ArrayList<>();
      Optional<Chunk.Rows> chunk = reader.next();
      while (chunk.isPresent()) {
        places.add(reader.place().sha256());
        archives.progress().done(chunk.get().rows().size());
        chunk = reader.next();
      }
      return new Checked(
          new ArchiveSummary(
              archives.issuer(), reader.header().startedAt(), reader.finishedAt(), reader.place()),
          places);
    }
  }

  /// Imports what was checked, or what is missing of it.
  void load(Checked checked, boolean withoutGrants) {
    String name = checked.summary().sha256() + (withoutGrants ? " without grants" : "");
    Note begun = database.write(sql -> imports.begin(sql, name));
    if (begun.finished()) {
      archives.progress().says("this archive was imported already; nothing was changed");
      return;
    }
    archives.progress().begins("importing", checked.summary().total());
    try (ArchiveReader reader = ArchiveReader.open(archive)) {
      Note done = insertAll(reader, checked, begun, withoutGrants);
      finish(done, checked.summary(), withoutGrants);
    }
    if (withoutGrants) {
      warnOfFactors();
    }
  }

  /// An archive that was read from beginning to end.
  ///
  /// @param places the checksum after each chunk with rows, of everything up to there
  record Checked(ArchiveSummary summary, List<String> places) {}

  private Note insertAll(ArchiveReader reader, Checked checked, Note begun, boolean withoutGrants) {
    Map<String, ArchivedRows> tables = tables(reader);
    Note done = begun;
    int number = 0;
    Optional<Chunk.Rows> chunk = reader.next();
    while (chunk.isPresent()) {
      // The file may have been replaced since it was checked.
      if (number == checked.places().size()
          || !reader.place().sha256().equals(checked.places().get(number))) {
        throw reader.damaged("it was changed meanwhile");
      }
      String table = chunk.get().table();
      List<String> lines = chunk.get().rows();
      if (number == done.chunks()) {
        boolean wanted = !withoutGrants || !ArchivedTables.GIVEN.contains(table);
        done =
            insert(
                Objects.requireNonNull(tables.get(table)),
                wanted ? lines : List.of(),
                done,
                reader);
      }
      number++;
      archives.progress().done(lines.size());
      chunk = reader.next();
    }
    if (!reader.place().sha256().equals(checked.summary().sha256())) {
      throw reader.damaged("it was changed meanwhile");
    }
    return done;
  }

  private Note insert(ArchivedRows table, List<String> lines, Note before, ArchiveReader reader) {
    List<Object[]> rows = new ArrayList<>(lines.size());
    try {
      lines.forEach(line -> rows.add(table.values(archives.issuer(), line)));
    } catch (IllegalArgumentException e) {
      throw reader.damaged(String.valueOf(e.getMessage()));
    }
    Note after = before.next();
    database.write(sql -> {
      imports.advance(sql, before, after);
      sql.updateAll(table.insert(), rows);
      return true;
    });
    return after;
  }

  private void finish(Note done, ArchiveSummary checked, boolean withoutGrants) {
    database.write(sql -> {
      if (withoutGrants) {
        // Some were used since.
        sql.update(
            "DELETE FROM factors WHERE issuer = ? AND kind = ?",
            archives.issuer(),
            Factor.Kind.RECOVERY_CODE);
        sql.update("DELETE FROM code_tries WHERE issuer = ?", archives.issuer());
      }
      SqlChanges.passAllSeen(sql, archives.issuer(), archives.clock().instant());
      imports.end(sql, done, checked.keys());
      return true;
    });
  }

  /// Whoever stole a device signs in again by what its owner removed since.
  private void warnOfFactors() {
    List<String> usernames =
        database.read(sql ->
            sql.all(
                """
                SELECT DISTINCT p.username FROM factors f
                JOIN people p ON p.issuer = f.issuer AND p.subject = f.subject
                WHERE f.issuer = ? AND f.kind <> ? ORDER BY p.username LIMIT %d
                """
                    .formatted(NAMED + 1),
                Row::text,
                archives.issuer(),
                Factor.Kind.RECOVERY_CODE));
    if (!usernames.isEmpty()) {
      archives
          .progress()
          .says(
              "passkeys and apps are as they were, also those that were removed since, of "
                  + String.join(", ", usernames.subList(0, Math.min(NAMED, usernames.size())))
                  + (usernames.size() > NAMED ? " and others" : "")
                  + "; mapae user remove-factors removes those of a person");
    }
  }

  private static Map<String, ArchivedRows> tables(ArchiveReader reader) {
    try {
      return ArchivedRows.of(reader.header().tables());
    } catch (IllegalArgumentException e) {
      throw reader.damaged(String.valueOf(e.getMessage()));
    }
  }
}
