package dev.mapae.storage;

import dev.mapae.storage.archive.Place;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// What an archive is.
///
/// @param startedAt when its export began: everything that was acknowledged before is in it
/// @param finishedAt when its export ended
/// @param rows how many there are of each table
/// @param bytes the length of the file
/// @param sha256 what its last line says, the SHA-256 of all lines before
public record ArchiveSummary(
    String issuer,
    Instant startedAt,
    Instant finishedAt,
    Map<String, Long> rows,
    long bytes,
    String sha256) {

  ArchiveSummary(String issuer, Instant startedAt, Instant finishedAt, Place end) {
    this(issuer, startedAt, finishedAt, end.rows(), end.bytes(), end.sha256());
  }

  ArchiveSummary without(Set<String> tables) {
    Map<String, Long> others = new LinkedHashMap<>(rows);
    others.keySet().removeAll(tables);
    return new ArchiveSummary(issuer, startedAt, finishedAt, others, bytes, sha256);
  }

  /// How many keys there are.
  long keys() {
    return rows.getOrDefault(ArchivedTables.KEYS.name(), 0L);
  }

  /// All rows together.
  public long total() {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }
}
