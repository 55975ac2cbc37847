package dev.mapae.distribution.tutorial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The pages of the manual, where they lie in the repository.
public final class Pages {
  public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final Path README = ROOT.resolve("README.md");
  static final Path TUTORIAL = ROOT.resolve("docs/tutorial");

  private Pages() {}

  /// Those whose examples are typed, in the order in which a reader comes to them.
  static List<Path> typed() {
    return Stream.concat(Stream.of(README), chapters(TUTORIAL).stream()).toList();
  }

  /// The chapters of a tutorial, its table of contents first.
  static List<Path> chapters(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Pages::isMarkdown)
          .sorted(Comparator.comparing(page -> name(page).replace("README", "00")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Every page there is.
  static List<Path> all() {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(top, docs).filter(Pages::isMarkdown).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String name(Path page) {
    return page.getFileName().toString();
  }

  private static boolean isMarkdown(Path file) {
    return name(file).endsWith(".md");
  }
}
