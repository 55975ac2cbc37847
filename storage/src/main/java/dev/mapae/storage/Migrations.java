package dev.mapae.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The numbered steps from an empty database to the schema of today, only ever added to. The number
/// of steps taken is the version of a schema.
///
/// @param steps the names of the files in `migrations/`
record Migrations(List<String> steps) {
  static final Migrations ALL = new Migrations(List.of("0001-first.sql"));

  /// The version that all steps lead to.
  int version() {
    return steps.size();
  }

  /// Takes the steps that are still missing, each in a transaction of its own that looks again
  /// whether it is needed, so that any number of processes may try.
  void apply(Sql sql, Dialect dialect) throws SQLException {
    for (int step = 1; step <= steps.size(); step++) {
      int version = step;
      dialect.alone(
          sql,
          alone -> {
            if (dialect.version(alone) < version) {
              for (String statement : statements(steps.get(version - 1))) {
                alone.update(statement);
              }
              dialect.reach(alone, version);
            }
            return version;
          });
    }
  }

  /// The statements of a file. A statement ends with a semicolon at the end of a line; comments
  /// begin with `--` and a space.
  private static List<String> statements(String name) {
    String text =
        script(name)
            .lines()
            .map(line -> line.replaceFirst("-- .*", "").stripTrailing())
            .collect(Collectors.joining("\n"));
    return Arrays.stream(text.split(";\n|;$")).filter(s -> !s.isBlank()).toList();
  }

  private static String script(String name) {
    try (InputStream in = Migrations.class.getResourceAsStream("migrations/" + name)) {
      if (in == null) {
        throw new IllegalStateException("no migration " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
