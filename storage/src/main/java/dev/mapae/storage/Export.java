package dev.mapae.storage;

import dev.mapae.storage.archive.ArchiveHeader;
import dev.mapae.storage.archive.ArchiveReader;
import dev.mapae.storage.archive.ArchiveWriter;
import dev.mapae.storage.archive.Chunk;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes everything of one issuer to an archive, beside a running server or without one.
///
/// Nothing is locked, and no more than a chunk is in memory. A refresh meanwhile does no harm: the
/// client then has a newer handle than the row in the archive knows, and a newer handle is good.
final class Export {
  /// A chunk of so many characters is full.
  private static final int FULL = 4 << 20;

  /// What was begun earlier is begun anew: too much has come and gone since.
  private static final Duration TOO_OLD = Duration.ofDays(1);

  private final Database database;
  private final String issuer;
  private final InstantSource clock;
  private final Progress progress;
  private final ArchiveWriter writer;
  private final List<String> chunk = new ArrayList<>();
  private int characters;

  private Export(Archives archives, Database database, ArchiveWriter writer) {
    this.database = database;
    this.issuer = archives.issuer();
    this.clock = archives.clock();
    this.progress = archives.progress();
    this.writer = writer;
  }

  static ArchiveSummary write(Archives archives, Database database, Path archive) {
    try (ArchiveWriter writer = ArchiveWriter.open(archive)) {
      return new Export(archives, database, writer).write();
    }
  }

  private ArchiveSummary write() {
    Instant now = clock.instant();
    Leftover begun = begin(now);
    progress.begins(
        "exporting", ArchivedTables.ALL.stream().mapToLong(t -> t.about(database)).sum());
    progress.done(begun.total());
    for (ArchivedTable table : ArchivedTables.ONE_BY_ONE) {
      copy(
          table,
          begun.after(table),
          key -> database.read(sql -> table.page(sql, issuer, now, key)));
    }
    copyOneMoment(now);
    Instant end = clock.instant();
    return new ArchiveSummary(issuer, begun.startedAt(), end, writer.finish(end));
  }

  /// Begins the archive, or goes on with what is there of it.
  private Leftover begin(Instant now) {
    Map<String, List<String>> tables = new LinkedHashMap<>();
    ArchivedTables.ALL.forEach(table -> tables.put(table.name(), table.columnNames()));
    ArchiveHeader header = new ArchiveHeader(Migrations.ALL.version(), issuer, now, tables);
    Optional<ArchiveReader> earlier =
        writer.earlier(issuer).filter(reader -> isOfUse(reader.header(), header));
    if (earlier.isEmpty()) {
      return new Leftover(now, writer.begin(header), Optional.empty(), List.of());
    }
    Leftover left = Leftover.read(earlier.get());
    writer.goOnFrom(left.place());
    progress.says(
        "going on with %s, begun at %s; what was given since then may be missing (delete that file to begin anew)"
            .formatted(writer.part(), left.startedAt()));
    return left;
  }

  private boolean isOfUse(ArchiveHeader earlier, ArchiveHeader now) {
    boolean same = earlier.schema() == now.schema() && earlier.tables().equals(now.tables());
    if (same && earlier.startedAt().isAfter(now.startedAt().minus(TOO_OLD))) {
      return true;
    }
    progress.says(
        "beginning anew: %s was begun at %s, %s"
            .formatted(
                writer.part(),
                earlier.startedAt(),
                same ? "more than a day ago" : "from another version of the schema"));
    return false;
  }

  private void copyOneMoment(Instant now) {
    database.readOneMoment(sql -> {
      for (ArchivedTable table : ArchivedTables.AT_ONE_MOMENT) {
        copy(table, Optional.of(List.of()), key -> table.page(sql, issuer, now, key));
      }
      return true;
    });
  }

  /// Copies the rows of a table.
  ///
  /// @param after the key after which to begin; nothing when all are copied already
  private <E extends Exception> void copy(
      ArchivedTable table, Optional<List<Optional<Object>>> after, Pages<E> pages) throws E {
    Optional<List<Optional<Object>>> key = after;
    while (key.isPresent()) {
      List<List<Optional<Object>>> page = pages.after(key.get());
      page.forEach(row -> add(row, table));
      progress.done(page.size());
      key =
          page.size() < ArchivedTable.PAGE
              ? Optional.empty()
              : Optional.of(table.keyOf(page.getLast()));
    }
    flush(table);
  }

  private void add(List<Optional<Object>> row, ArchivedTable table) {
    String line = Chunk.Rows.line(row);
    if (characters + line.length() > FULL) {
      flush(table);
    }
    chunk.add(line);
    characters += line.length();
  }

  private void flush(ArchivedTable table) {
    if (!chunk.isEmpty()) {
      writer.add(new Chunk.Rows(table.name(), List.copyOf(chunk)));
      chunk.clear();
      characters = 0;
    }
  }

  /// Where the rows of a table come from.
  @FunctionalInterface
  private interface Pages<E extends Exception> {
    List<List<Optional<Object>>> after(List<Optional<Object>> key) throws E;
  }
}
