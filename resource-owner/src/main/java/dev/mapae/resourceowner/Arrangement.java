package dev.mapae.resourceowner;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// An operator's template of a page: a [Snippet] that says where the parts of the page stand, with
/// a place for each, as in `{form}`.
///
/// The parts come out of our own template, whole: what programs and people rely on in them cannot
/// get lost, as every part has one place where it is valid.
record Arrangement(Outline outline, Snippet snippet) {
  private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z-]+)}");

  /// @param values of the places that every snippet has
  /// @param parts what stands in the others; nothing where the page has none of it now
  String with(Map<String, String> values, Map<Part, String> parts) {
    return PLACE
        .matcher(snippet.with(values))
        .replaceAll(place ->
            Matcher.quoteReplacement(
                outline.part(place.group(1)).map(part -> parts.getOrDefault(part, "")).orElse("")));
  }

  /// What is wrong with it, line by line.
  ///
  /// @param nearest the nearest of some words to a misspelt one
  List<TextFile.Mistake> mistakes(BiFunction<String, Collection<String>, String> nearest) {
    return Stream.concat(
            snippet.mistakes().stream(), new Reading(this, nearest).mistakes().stream())
        .sorted(Comparator.comparingInt(TextFile.Mistake::line))
        .toList();
  }

  /// Goes through a template from its first character to its last.
  private static final class Reading {
    private final Outline outline;
    private final String html;
    private final BiFunction<String, Collection<String>, String> nearest;
    private final List<TextFile.Mistake> mistakes = new ArrayList<>();
    private final Set<Part> placed = new LinkedHashSet<>();
    private final Set<String> meant = new HashSet<>();
    private final Deque<MatchResult> open = new ArrayDeque<>();

    /// The first part of each turn, as below it no part may stand whose turn is earlier.
    private final Map<Part.Turn, Part> turns = new EnumMap<>(Part.Turn.class);

    Reading(Arrangement of, BiFunction<String, Collection<String>, String> nearest) {
      this.outline = of.outline();
      this.html = of.snippet().html();
      this.nearest = nearest;
    }

    List<TextFile.Mistake> mistakes() {
      Matcher tag = Snippet.TAG.matcher(html);
      int from = 0;
      while (tag.find()) {
        words(from, tag.start());
        tag(tag.toMatchResult());
        from = tag.end();
      }
      words(from, html.length());
      outline.parts().stream()
          .filter(part -> !placed.contains(part) && !meant.contains(part.name()))
          .forEach(part ->
              mistake(
                  html.length(),
                  "%s is missing; add it where that part of the page is to stand".formatted(part)));
      return mistakes;
    }

    private void tag(MatchResult tag) {
      places(tag.start(), tag.end())
          .filter(place -> !Snippet.PLACES.contains(place.group(1)))
          .forEach(place ->
              mistake(
                  tag.start(),
                  "%s stands inside a tag, where no part can; move it out"
                      .formatted(place.group())));
      String name = String.valueOf(tag.group(2));
      if (name.equals("h2") && tag.group(1).isEmpty() && !placed.contains(Part.HEADING)) {
        mistake(
            tag.start(),
            "<h2> stands above %s, which is the heading of the page; move it below"
                .formatted(Part.HEADING));
      }
      if (tag.group(2) == null || Snippet.VOID.contains(name)) {
        return;
      }
      if (tag.group(1).isEmpty()) {
        open.push(tag);
      } else {
        open.poll();
      }
    }

    private void words(int from, int to) {
      List<MatchResult> parts =
          places(from, to).filter(place -> !Snippet.PLACES.contains(place.group(1))).toList();
      parts.forEach(this::place);
      String rest = html.substring(from, to);
      for (MatchResult part : parts) {
        rest = rest.replace(part.group(), "");
      }
      if (!parts.isEmpty() && !rest.isBlank()) {
        mistake(
            parts.getFirst().start(),
            "%s has words beside it; put them into an element of their own, as in <p>…</p>"
                .formatted(parts.getFirst().group()));
      }
    }

    private Stream<MatchResult> places(int from, int to) {
      return PLACE.matcher(html).region(from, to).results();
    }

    private void place(MatchResult place) {
      Optional<Part> known = outline.part(place.group(1));
      if (known.isEmpty()) {
        String near =
            nearest.apply(place.group(1), outline.parts().stream().map(Part::name).toList());
        meant.add(near);
        mistake(
            place.start(),
            "this page has no part %s; did you mean {%s}?".formatted(place.group(), near));
        return;
      }
      Part part = known.get();
      if (!placed.add(part)) {
        mistake(place.start(), "%s stands here once more; leave one".formatted(part));
      }
      surroundings(part, place.start());
      turn(part, place.start());
    }

    private void surroundings(Part part, int at) {
      open.stream()
          .filter(tag -> !isPlain(tag))
          .findFirst()
          .ifPresent(tag ->
              mistake(
                  at,
                  "%s stands in %s; parts stand in nothing but <div> and <div class=\"…\">"
                      .formatted(part, tag.group())));
    }

    private static boolean isPlain(MatchResult tag) {
      return tag.group(2).equals("div")
          && tag.group(3).matches("(?:\\s+class\\s*=\\s*\"[^\"]*\")?");
    }

    private void turn(Part part, int at) {
      if (part.turn() == Part.Turn.ANY) {
        return;
      }
      turns.putIfAbsent(part.turn(), part);
      turns.entrySet().stream()
          .filter(turn -> turn.getKey().compareTo(part.turn()) > 0)
          .findFirst()
          .ifPresent(turn ->
              mistake(
                  at,
                  "%s stands below %s; move it above, so that it is read before"
                      .formatted(part, turn.getValue())));
    }

    private void mistake(int at, String says) {
      mistakes.add(new TextFile.Mistake(Snippet.line(html, at), says));
    }
  }
}
