package dev.mapae.distribution;

import dev.mapae.distribution.settings.Settings;
import java.io.PrintStream;
import java.util.List;

/// Where a command writes: what programs wait for to standard output, what people read to standard
/// error.
record Console(PrintStream out, PrintStream err) {
  static final int FINE = 0;
  static final int CANNOT_START = 1;
  static final int WRONG = 2;

  static Console ofProcess() {
    return new Console(System.out, System.err);
  }

  void say(String line) {
    err.println("mapae: " + line);
  }

  /// What is not wrong in a configuration file, but hardly what somebody wants.
  void warnings(Settings.Outcome outcome) {
    lines(outcome.warnings().stream().map(w -> w + " (warning)").toList());
  }

  void lines(List<String> lines) {
    lines.forEach(err::println);
  }
}
