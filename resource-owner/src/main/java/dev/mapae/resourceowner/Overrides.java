package dev.mapae.resourceowner;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// What an operator put in place of ours, or added to it: texts, templates and pieces of pages, a
/// style sheet.
public final class Overrides {
  /// Nothing.
  public static final Overrides NONE =
      new Overrides(Languages.OURS, Map.of(), Map.of(), Optional.empty());

  private final Languages languages;
  private final Map<String, Snippet> pieces;
  private final Map<String, Arrangement> pages;
  private final Optional<String> styleSheet;

  /// @param pieces by the name of their file, without `.html`
  /// @param pages likewise
  Overrides(
      Languages languages,
      Map<String, Snippet> pieces,
      Map<String, Arrangement> pages,
      Optional<String> styleSheet) {
    this.languages = languages;
    this.pieces = Map.copyOf(pieces);
    this.pages = Map.copyOf(pages);
    this.styleSheet = styleSheet;
  }

  /// What is wrong in a file of the folder, or what somebody should know of it.
  ///
  /// @param file its name; empty for the folder
  public record Remark(String file, int line, String says) {}

  /// What came of reading a folder.
  ///
  /// @param mistakes that keep it from being used
  /// @param notes what is left to ours, or shown nowhere
  public record Reading(
      Overrides overrides, Extent extent, List<Remark> mistakes, List<Remark> notes) {
    public Reading {
      mistakes = List.copyOf(mistakes);
      notes = List.copyOf(notes);
    }
  }

  /// How much there is in a folder, of what is read.
  public record Extent(int files, int bytes) {}

  /// Reads the folder of the server.
  ///
  /// @param nearest the nearest of some words to a misspelt one
  public static Reading read(Path folder, BiFunction<String, Collection<String>, String> nearest) {
    return new OverridesReader(folder, Optional.empty(), nearest).read();
  }

  /// Reads the folder of a client, which has no language that the server does not have.
  ///
  /// @param server its overrides
  /// @param nearest the nearest of some words to a misspelt one
  public static Reading read(
      Path folder, Overrides server, BiFunction<String, Collection<String>, String> nearest) {
    return new OverridesReader(folder, Optional.of(server.languages), nearest).read();
  }

  /// How much it adds to a page at most, in bytes: the style sheet, the longest header and footer,
  /// and the longest of all other HTML.
  public int bytes() {
    return bytes(this);
  }

  /// The same of a client, with what it has of the server.
  public int bytes(Overrides server) {
    int others =
        Stream.of(this, server)
            .flatMap(of ->
                Stream.concat(
                    of.pages.values().stream().map(Arrangement::snippet), of.otherPieces()))
            .mapToInt(Overrides::size)
            .max()
            .orElse(0);
    return styleSheet.or(() -> server.styleSheet).map(Overrides::size).orElse(0)
        + longest(server, Piece.HEADER)
        + longest(server, Piece.FOOTER)
        + others;
  }

  private int longest(Overrides server, Piece piece) {
    return Stream.of(this, server)
        .flatMap(of -> of.pieces(piece.file()))
        .mapToInt(Overrides::size)
        .max()
        .orElse(0);
  }

  /// Those that are not on each page.
  private Stream<Snippet> otherPieces() {
    return pieces.entrySet().stream()
        .filter(piece -> !piece.getKey().startsWith(Piece.HEADER.file()))
        .filter(piece -> !piece.getKey().startsWith(Piece.FOOTER.file()))
        .map(Map.Entry::getValue);
  }

  /// In whichever language.
  private Stream<Snippet> pieces(String file) {
    return pieces.entrySet().stream()
        .filter(piece -> piece.getKey().startsWith(file))
        .map(Map.Entry::getValue);
  }

  private static int size(Snippet snippet) {
    return size(snippet.html());
  }

  private static int size(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  Languages languages() {
    return languages;
  }

  /// As the pages of the server use them.
  Served served(Assets assets) {
    return served(assets, Optional.empty());
  }

  /// As those of a client do: what it lacks comes from the server.
  Served served(Assets assets, Served server) {
    return this == NONE ? server : served(assets, Optional.of(server));
  }

  private Served served(Assets assets, Optional<Served> server) {
    return new Served(pieces, pages, styleSheet.map(css -> assets.add("style", css)), server);
  }

  /// The same with the path of the style sheet.
  ///
  /// @param server what is behind those of a client
  record Served(
      Map<String, Snippet> pieces,
      Map<String, Arrangement> pages,
      Optional<String> ownStyleSheet,
      Optional<Served> server) {
    /// A piece in a language, else in any.
    Optional<Snippet> piece(Piece piece, Language language) {
      return ownPiece(piece, language).or(() -> server.flatMap(it -> it.piece(piece, language)));
    }

    /// The same without what is behind.
    Optional<Snippet> ownPiece(Piece piece, Language language) {
      return in(language, piece.file(), pieces);
    }

    /// A template in a language, else in any.
    Optional<Arrangement> page(Outline outline, Language language) {
      return in(language, outline.file(), pages)
          .or(() -> server.flatMap(it -> it.page(outline, language)));
    }

    Optional<String> styleSheet() {
      return ownStyleSheet.or(() -> server.flatMap(Served::styleSheet));
    }

    private static <T> Optional<T> in(Language language, String file, Map<String, T> files) {
      return files.isEmpty()
          ? Optional.empty()
          : Optional.ofNullable(files.get(file + "_" + language.tag()))
              .or(() -> Optional.ofNullable(files.get(file)));
    }
  }
}
