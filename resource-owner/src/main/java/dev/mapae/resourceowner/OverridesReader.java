package dev.mapae.resourceowner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads the folder of an operator's overrides, and says all that is wrong with it at once.
final class OverridesReader {
  private static final int MAX_FILES = 200;
  private static final int MAX_BYTES = 4 * 1024 * 1024;
  private static final int MAX_TEXTS = 256 * 1024;
  private static final int MAX_STYLE_SHEET = 64 * 1024;
  private static final int MAX_PIECE = 16 * 1024;
  private static final Pattern TEXTS = Pattern.compile("messages_([A-Za-z0-9-]+)\\.properties");
  private static final Pattern PIECE = Pattern.compile("([a-z-]+?)(?:_([A-Za-z0-9-]+))?\\.html");
  private static final Pattern PICTURE = Pattern.compile(".+\\.(?:png|svg)");
  private static final Pattern LOADS =
      Pattern.compile("(?i)@import|\\b(?:url|src|image|image-set)\\(");
  private static final String STYLE_SHEET = "style.css";

  private final Path folder;
  private final Optional<Languages> server;
  private final BiFunction<String, Collection<String>, String> nearest;
  private final List<Overrides.Remark> mistakes = new ArrayList<>();
  private final List<Overrides.Remark> notes = new ArrayList<>();
  private final Map<Language, TextFile> texts = new LinkedHashMap<>();
  private final Map<String, Snippet> pieces = new HashMap<>();
  private final Map<String, Arrangement> pages = new HashMap<>();
  private final Map<String, Language> inLanguages = new LinkedHashMap<>();
  private Optional<String> styleSheet = Optional.empty();
  private int bytes;

  /// @param server its languages, where the folder is that of a client
  OverridesReader(
      Path folder,
      Optional<Languages> server,
      BiFunction<String, Collection<String>, String> nearest) {
    this.folder = folder;
    this.server = server;
    this.nearest = nearest;
  }

  Overrides.Reading read() {
    List<String> names = names();
    names.forEach(this::file);
    TextOverrides said = new TextOverrides(texts, nearest, mistakes, notes);
    if (bytes > MAX_BYTES) {
      mistake("", 1, "the folder has more than %d MiB; shorten it".formatted(MAX_BYTES >> 20));
    }
    Languages languages = server.map(said::over).orElseGet(said::languages);
    inLanguages.forEach((name, language) -> {
      if (!languages.all().contains(language)) {
        note(
            name,
            "is shown nowhere, as the server has no pages in '%s'; add messages_%1$s.properties to the folder of its own 'branding', or remove this"
                .formatted(language.tag()));
      }
    });
    return new Overrides.Reading(
        new Overrides(languages, pieces, pages, styleSheet),
        new Overrides.Extent(names.size(), bytes),
        mistakes,
        notes);
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> !name.startsWith("."))
              .limit(MAX_FILES + 1L)
              .sorted()
              .toList();
      if (names.size() > MAX_FILES) {
        mistake("", 1, "the folder has more than " + MAX_FILES + " files; name one that has not");
        return List.of();
      }
      return names;
    } catch (IOException e) {
      mistake("", 1, "the folder cannot be read; make it, or remove 'overrides'");
      return List.of();
    }
  }

  private void file(String name) {
    Matcher ofTexts = TEXTS.matcher(name);
    Matcher ofPiece = PIECE.matcher(name);
    if (name.equals(STYLE_SHEET)) {
      content(name, MAX_STYLE_SHEET).ifPresent(css -> styleSheet(name, css));
    } else if (ofTexts.matches() && Language.isTag(ofTexts.group(1))) {
      content(name, MAX_TEXTS)
          .ifPresent(text -> texts.put(new Language(ofTexts.group(1)), TextFile.parse(text)));
    } else if (ofPiece.matches()
        && isHtml(ofPiece.group(1))
        && (ofPiece.group(2) == null || Language.isTag(ofPiece.group(2)))) {
      content(name, MAX_PIECE).ifPresent(html -> html(ofPiece.group(1), name, new Snippet(html)));
      Optional.ofNullable(ofPiece.group(2))
          .ifPresent(tag -> inLanguages.put(name, new Language(tag)));
    } else if (!PICTURE.matcher(name).matches()) {
      // Pictures are for the branding, which names them.
      Set<String> known = new TreeSet<>(List.of("messages_fr.properties", STYLE_SHEET));
      Piece.files().forEach(piece -> known.add(piece + ".html"));
      Outline.files().forEach(page -> known.add(page + ".html"));
      mistake(
          name,
          1,
          "nothing is called so; did you mean '%s'?".formatted(nearest.apply(name, known)));
    }
  }

  private Optional<String> content(String name, int most) {
    try (var in = Files.newInputStream(folder.resolve(name))) {
      byte[] content = in.readNBytes(most + 1);
      bytes += content.length;
      if (content.length > most) {
        mistake(name, 1, "has more than " + most / 1024 + " KiB; shorten it");
        return Optional.empty();
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      // Some editors begin a file with a mark of its encoding.
      return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      mistake(name, 1, "is not UTF-8; save it as UTF-8");
    } catch (IOException e) {
      mistake(name, 1, "cannot be read");
    }
    return Optional.empty();
  }

  /// The pages may load only what is an asset of ours, so that would be missing in silence.
  private void styleSheet(String name, String css) {
    int line = 0;
    for (String text : css.split("\n", -1)) {
      line++;
      if (LOADS.matcher(text).find()) {
        mistake(name, line, "loads a file or a picture, which the pages do not allow; remove it");
      }
    }
    styleSheet = Optional.of(css);
  }

  private static boolean isHtml(String file) {
    return Piece.files().contains(file) || Outline.ofFile(file).isPresent();
  }

  private void html(String file, String name, Snippet snippet) {
    String key = name.substring(0, name.length() - ".html".length());
    List<TextFile.Mistake> wrong =
        Outline.ofFile(file)
            .map(outline -> {
              if (server.isPresent() && !outline.isOfClients()) {
                note(
                    name,
                    "is shown nowhere, as this page is always the server's own; put it into the folder of its own 'branding'");
              }
              Arrangement page = new Arrangement(outline, snippet);
              pages.put(key, page);
              return page.mistakes(nearest);
            })
            .orElseGet(() -> {
              pieces.put(key, snippet);
              return snippet.mistakes();
            });
    wrong.forEach(mistake -> mistake(name, mistake.line(), mistake.says()));
  }

  private void note(String file, String says) {
    notes.add(new Overrides.Remark(file, 1, says));
  }

  private void mistake(String file, int line, String says) {
    mistakes.add(new Overrides.Remark(file, line, says));
  }
}
