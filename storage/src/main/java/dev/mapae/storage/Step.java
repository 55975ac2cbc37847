package dev.mapae.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// One step of the [Migrations]: the SQL in `migrations/NAME.sql`, or in `NAME.postgresql.sql` and
/// `NAME.sqlite.sql` where the engines need their own.
///
/// @param usableFrom the least number of steps that a program has to know to work on the schema
///   that this one leads to
/// @param online whether each statement is a transaction of its own, and one that changes rows is
///   run until it changes none
record Step(String name, int usableFrom, boolean online) {
  /// A step in one transaction. What it locks is locked until its end, so all of it has to take
  /// milliseconds, however many rows there are.
  static Step atOnce(String name, int usableFrom) {
    return new Step(name, usableFrom, false);
  }

  /// A step for what takes longer than requests can wait: rows changed in batches, an index built
  /// beside the traffic. When it is interrupted it begins again, so each statement has to be fit to
  /// be run again.
  static Step online(String name, int usableFrom) {
    return new Step(name, usableFrom, true);
  }

  /// The statements for an engine. A statement ends with a semicolon at the end of a line; comments
  /// begin with `--` and a space.
  List<String> statements(String engine) {
    String text =
        script(name + "." + engine + ".sql")
            .or(() -> script(name + ".sql"))
            .orElseThrow(() -> new IllegalStateException("no migration " + name))
            .lines()
            .map(line -> line.replaceFirst("-- .*", "").stripTrailing())
            .collect(Collectors.joining("\n"));
    return Arrays.stream(text.split(";\n|;$"))
        .filter(s -> !s.isBlank())
        .map(String::strip)
        .toList();
  }

  private static Optional<String> script(String file) {
    try (InputStream in = Step.class.getResourceAsStream("migrations/" + file)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
