package dev.mapae.distribution.settings;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Collects all that is wrong with one file, so that it can be mended in one go.
final class Mistakes {
  /// What is wrong with a line.
  record Remark(String file, int line, String text) {}

  private final String file;
  // Sets: what is asked for twice is not wrong twice.
  private final Set<Remark> mistakes = new LinkedHashSet<>();
  private final Set<Remark> warnings = new LinkedHashSet<>();

  /// @param file as the person who started the server wrote it
  Mistakes(String file) {
    this.file = file;
  }

  /// Notes something that keeps the server from starting: what is wrong and how to mend it.
  void add(int line, String text) {
    mistakes.add(new Remark(file, line, text));
  }

  /// The same in another file, which this one names.
  void add(String other, int line, String text) {
    mistakes.add(new Remark(other, line, text));
  }

  /// Notes something that the server does without.
  void warn(int line, String text) {
    warnings.add(new Remark(file, line, text));
  }

  /// The same in another file, which this one names.
  void warn(String other, int line, String text) {
    warnings.add(new Remark(other, line, text));
  }

  /// The first mistake.
  Optional<Remark> first() {
    return mistakes.stream().findFirst();
  }

  boolean isEmpty() {
    return mistakes.isEmpty();
  }

  /// Every mistake as `FILE:LINE: text`, in the order of the file.
  List<String> lines() {
    return lines(mistakes);
  }

  List<String> warningLines() {
    return lines(warnings);
  }

  private List<String> lines(Set<Remark> remarks) {
    return remarks.stream()
        .sorted(
            Comparator.comparing((Remark remark) -> !remark.file().equals(file))
                .thenComparing(Remark::file)
                .thenComparingInt(Remark::line))
        .map(r -> r.file() + ":" + r.line() + ": " + r.text())
        .toList();
  }
}
