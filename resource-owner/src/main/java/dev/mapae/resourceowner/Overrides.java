package dev.mapae.resourceowner;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/// What an operator put in place of ours, or added to it: texts, pieces of pages, a style sheet.
public final class Overrides {
  /// Nothing.
  public static final Overrides NONE = new Overrides(Languages.OURS, Map.of(), Optional.empty());

  private final Languages languages;
  private final Map<String, Snippet> pieces;
  private final Optional<String> styleSheet;

  /// @param pieces by the name of their file
  Overrides(Languages languages, Map<String, Snippet> pieces, Optional<String> styleSheet) {
    this.languages = languages;
    this.pieces = Map.copyOf(pieces);
    this.styleSheet = styleSheet;
  }

  /// What is wrong in a file of the folder, or what somebody should know of it.
  ///
  /// @param file its name; empty for the folder
  public record Remark(String file, int line, String says) {}

  /// What came of reading a folder.
  ///
  /// @param mistakes that keep it from being used
  /// @param notes what is left to ours
  public record Reading(Overrides overrides, List<Remark> mistakes, List<Remark> notes) {
    public Reading {
      mistakes = List.copyOf(mistakes);
      notes = List.copyOf(notes);
    }
  }

  /// Reads a folder.
  ///
  /// @param nearest the nearest of some words to a misspelt one
  public static Reading read(Path folder, BiFunction<String, Collection<String>, String> nearest) {
    return new OverridesReader(folder, nearest).read();
  }

  /// How long the style sheet is; 0 where there is none.
  public int styleSheetBytes() {
    return styleSheet.map(css -> css.getBytes(StandardCharsets.UTF_8).length).orElse(0);
  }

  Languages languages() {
    return languages;
  }

  /// As the pages use it.
  Served served(Assets assets) {
    return new Served(pieces, styleSheet.map(css -> assets.add("style", css)));
  }

  /// The same with the path of the style sheet.
  record Served(Map<String, Snippet> pieces, Optional<String> styleSheet) {
    /// A piece in the language of a page, else in any.
    Optional<String> piece(Piece piece, Frame frame) {
      return Optional.ofNullable(pieces.get(piece.file() + "_" + frame.language().tag()))
          .or(() -> Optional.ofNullable(pieces.get(piece.file())))
          .map(snippet ->
              snippet.with(
                  Map.of(
                      // An application's would put it into what the operator says.
                      "name",
                      frame.serverName(),
                      "server",
                      frame.server(),
                      "language",
                      frame.language().tag())));
    }
  }
}
