package dev.mapae.storage;

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
  static ArchiveSummary check(Archives archives, Path archive) {
    archives.progress().begins("checking", 0);
    try (ArchiveReader reader = ArchiveReader.open(archive)) {
      reader.expect(archives.issuer(), Migrations.ALL.version());
      tables(reader);
      Optional<Chunk.Rows> chunk = reader.next();
      while (chunk.isPresent()) {
        archives.progress().done(chunk.get().rows().size());
        chunk = reader.next();
      }
      return new ArchiveSummary(
          archives.issuer(), reader.header().startedAt(), reader.finishedAt(), reader.place());
    }
  }

  /// Imports what was checked, or what is missing of it.
  void load(ArchiveSummary checked, boolean withoutGrants) {
    String name = checked.sha256() + (withoutGrants ? " without grants" : "");
    Note begun = database.write(sql -> imports.begin(sql, name));
    if (begun.finished()) {
      archives.progress().says("this archive was imported already; nothing was changed");
      return;
    }
    archives.progress().begins("importing", checked.total());
    try (ArchiveReader reader = ArchiveReader.open(archive)) {
      Note done = insertAll(reader, begun, withoutGrants);
      if (!reader.place().sha256().equals(checked.sha256())) {
        throw reader.damaged("it was changed meanwhile");
      }
      finish(done, checked);
    }
  }

  private Note insertAll(ArchiveReader reader, Note begun, boolean withoutGrants) {
    Map<String, ArchivedRows> tables = tables(reader);
    Note done = begun;
    int number = 0;
    Optional<Chunk.Rows> chunk = reader.next();
    while (chunk.isPresent()) {
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

  private void finish(Note done, ArchiveSummary checked) {
    database.write(sql -> {
      SqlChanges.passAllSeen(sql, archives.issuer(), archives.clock().instant());
      imports.end(sql, done, checked.keys());
      return true;
    });
  }

  private static Map<String, ArchivedRows> tables(ArchiveReader reader) {
    try {
      return ArchivedRows.of(reader.header().tables());
    } catch (IllegalArgumentException e) {
      throw reader.damaged(String.valueOf(e.getMessage()));
    }
  }
}
