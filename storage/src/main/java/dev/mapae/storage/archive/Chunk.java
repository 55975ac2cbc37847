package dev.mapae.storage.archive;

import dev.mapae.protocol.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a member of an archive holds, after that with the header.
public sealed interface Chunk {
  /// Its lines, without that of the checksum.
  List<String> lines();

  /// Reads what [#lines] gave.
  ///
  /// @throws IllegalArgumentException when it is something else
  static Chunk parse(List<String> lines) {
    JsonLine first = JsonLine.first(lines);
    return first.has("table")
        ? new Rows(first.text("table"), lines.subList(1, lines.size()))
        : new End(first.time("finished_at"), first.numbers("rows"));
  }

  /// Rows of one table, in the order of its key.
  ///
  /// @param rows each as a line
  record Rows(String table, List<String> rows) implements Chunk {
    @Override
    public List<String> lines() {
      List<String> lines = new ArrayList<>(rows.size() + 1);
      lines.add(Json.object().with("table", table).toString());
      lines.addAll(rows);
      return lines;
    }

    /// The line of a row: its values in the order of the columns in the header.
    public static String line(List<Optional<Object>> values) {
      return values.stream()
          .map(value -> value.map(Json::write).orElse("null"))
          .collect(Collectors.joining(",", "[", "]"));
    }

    /// The values of a line: texts, numbers and booleans.
    ///
    /// @throws IllegalArgumentException when it is no JSON array
    public static List<Optional<Object>> values(String line) {
      return JsonLine.array(line);
    }
  }

  /// The last.
  ///
  /// @param rows how many there are of each table
  record End(Instant finishedAt, Map<String, Long> rows) implements Chunk {
    @Override
    public List<String> lines() {
      return List.of(
          Json.object().with("finished_at", finishedAt.toString()).with("rows", rows).toString());
    }
  }
}
