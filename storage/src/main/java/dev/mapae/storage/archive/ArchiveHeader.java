package dev.mapae.storage.archive;

import dev.mapae.protocol.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What an archive is, in its first member.
///
/// @param schema the version of the schema that the rows were read from
/// @param tables the columns of each
public record ArchiveHeader(
    int schema, String issuer, Instant startedAt, Map<String, List<String>> tables) {
  /// The version of the format that is written, and the highest that is read.
  static final int VERSION = 1;

  private static final String VERSION_NAME = "mapae_archive";

  List<String> lines() {
    return List.of(
        Json.object()
            .with(VERSION_NAME, VERSION)
            .with("schema", schema)
            .with("issuer", issuer)
            .with("started_at", startedAt.toString())
            .with("tables", tables)
            .toString());
  }

  /// The version of the format, which says how to read the rest.
  ///
  /// @throws IllegalArgumentException when there is none
  static int version(List<String> lines) {
    return JsonLine.first(lines).number(VERSION_NAME);
  }

  /// Reads what [#lines] gave.
  ///
  /// @throws IllegalArgumentException when it is something else
  static ArchiveHeader parse(List<String> lines) {
    JsonLine first = JsonLine.first(lines);
    return new ArchiveHeader(
        first.number("schema"),
        first.text("issuer"),
        first.time("started_at"),
        first.lists("tables"));
  }
}
