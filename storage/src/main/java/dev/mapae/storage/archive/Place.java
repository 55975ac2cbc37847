package dev.mapae.storage.archive;

import java.util.LinkedHashMap;
import java.util.Map;

/// The end of a chunk, and what the archive has up to there.
public final class Place {
  private final long bytes;
  private final Map<String, Long> rows;
  private final Checksum checksum;

  Place(long bytes, Map<String, Long> rows, Checksum checksum) {
    this.bytes = bytes;
    this.rows = new LinkedHashMap<>(rows);
    this.checksum = checksum.copy();
  }

  public long bytes() {
    return bytes;
  }

  /// How many rows there are of each table.
  public Map<String, Long> rows() {
    return new LinkedHashMap<>(rows);
  }

  /// What the last line of the chunk says: the SHA-256 of all lines of the archive before it, in
  /// hexadecimal digits.
  public String sha256() {
    return checksum.last();
  }

  /// To go on with.
  Checksum checksum() {
    return checksum.copy();
  }
}
