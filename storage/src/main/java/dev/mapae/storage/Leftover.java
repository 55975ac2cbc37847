package dev.mapae.storage;

import dev.mapae.storage.archive.ArchiveReader;
import dev.mapae.storage.archive.ArchiveRefusedException;
import dev.mapae.storage.archive.ArchiveRefusedException.Reason;
import dev.mapae.storage.archive.Chunk;
import dev.mapae.storage.archive.Place;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What can be kept of an export that was interrupted: the tables that are read page by page, up to
/// the first chunk that is not whole.
///
/// @param startedAt when it began
/// @param place its end
/// @param table that of the last row
/// @param key that of the last row
record Leftover(
    Instant startedAt, Place place, Optional<ArchivedTable> table, List<Optional<Object>> key) {

  static Leftover read(ArchiveReader reader) {
    Leftover left =
        new Leftover(reader.header().startedAt(), reader.place(), Optional.empty(), List.of());
    try {
      Optional<Chunk.Rows> rows = next(reader);
      while (rows.isPresent()) {
        left = left.plus(rows.get(), reader.place());
        rows = next(reader);
      }
    } catch (ArchiveRefusedException e) {
      if (e.reason() != Reason.TRUNCATED && e.reason() != Reason.DAMAGED) {
        throw e;
      }
    }
    return left;
  }

  private static Optional<Chunk.Rows> next(ArchiveReader reader) {
    return reader.next().filter(rows -> ArchivedTables.isOneByOne(rows.table()));
  }

  private Leftover plus(Chunk.Rows rows, Place end) {
    ArchivedTable in = ArchivedTables.named(rows.table());
    List<Optional<Object>> last = Chunk.Rows.values(rows.rows().getLast());
    return new Leftover(startedAt, end, Optional.of(in), in.keyOf(last));
  }

  long total() {
    return place.rows().values().stream().mapToLong(Long::longValue).sum();
  }

  /// The key after which rows of a table are missing.
  ///
  /// @return no key when all are, and nothing when none is
  Optional<List<Optional<Object>>> after(ArchivedTable asked) {
    int last = table.map(ArchivedTables.ONE_BY_ONE::indexOf).orElse(-1);
    int index = ArchivedTables.ONE_BY_ONE.indexOf(asked);
    return index < last ? Optional.empty() : Optional.of(index == last ? key : List.of());
  }
}
