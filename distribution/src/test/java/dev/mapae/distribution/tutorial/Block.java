package dev.mapae.distribution.tutorial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A fenced block of a Markdown page.
///
/// @param line where its first fence is, counted from 1
/// @param info what stands behind the fence: the language, then our own words
public record Block(Path page, int line, String info, String text) {
  private static final String FENCE = "```";

  public static List<Block> of(Path page) {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = read(page);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(FENCE)) {
        int start = i++;
        StringBuilder text = new StringBuilder();
        while (!lines.get(i).equals(FENCE)) {
          text.append(lines.get(i++)).append('\n');
        }
        blocks.add(
            new Block(
                page,
                start + 1,
                lines.get(start).substring(FENCE.length()).strip(),
                text.toString()));
      }
    }
    return blocks;
  }

  private static List<String> read(Path page) {
    try {
      return Files.readAllLines(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Something to be typed.
  boolean isCommand() {
    return words().contains("sh");
  }

  /// Something that is typed here too.
  boolean isExample() {
    return isCommand() && words().contains("example");
  }

  /// Whether the command prints an address for the browser.
  boolean asksForBrowser() {
    return words().contains("browser");
  }

  /// Whether the command starts a program.
  boolean runs(String program) {
    return Pattern.compile("\\b" + program + " ").matcher(text).find();
  }

  /// What the command before it prints.
  boolean isOutput() {
    return words().contains("output");
  }

  /// The name under which the reader saves it.
  public Optional<String> file() {
    return words().stream()
        .filter(word -> word.startsWith("file="))
        .map(word -> word.substring("file=".length()))
        .findFirst();
  }

  /// Whether a translation has to have the very same: pictures and excerpts it may translate.
  boolean isCode() {
    return isCommand() || isOutput() || file().isPresent();
  }

  private List<String> words() {
    return List.of(info.split(" "));
  }

  @Override
  public String toString() {
    return page.getFileName() + ":" + line + " " + text.lines().findFirst().orElse("");
  }
}
