package dev.mapae.resourceowner;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// HTML of an operator, with places as in [Text]: `{name}`, `{server}` and `{language}`.
///
/// It is held to what works under the Content-Security-Policy of the pages and cannot break them:
/// elements that are closed, without scripts, styles or forms. Nor are there comments, of which
/// browsers do not agree with each other where they end.
record Snippet(String html) {
  static final Set<String> ELEMENTS =
      Set.of(
          "a", "abbr", "b", "bdi", "br", "code", "dd", "div", "dl", "dt", "em", "h2", "hr", "i",
          "li", "nav", "ol", "p", "small", "span", "strong", "ul");
  static final Set<String> ATTRIBUTES =
      Set.of("aria-label", "class", "dir", "href", "hreflang", "lang", "rel", "title");
  static final Set<String> PLACES = Set.of("name", "server", "language");

  static final Set<String> VOID = Set.of("br", "hr");

  /// Where one begins, a paragraph ends.
  private static final Set<String> BLOCKS = Set.of("div", "dl", "h2", "hr", "nav", "ol", "p", "ul");

  /// A tag, or what begins none: then it has no second group.
  static final Pattern TAG =
      Pattern.compile(
          "<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\\s++[A-Za-z-]++\\s*+=\\s*+\"[^\"<>]*+\")*+)\\s*+/?>|<");

  private static final Pattern ATTRIBUTE = Pattern.compile("([A-Za-z-]+)\\s*=\\s*\"([^\"]*)\"");
  private static final Pattern HREF = Pattern.compile("https://[^\\s]+|mailto:[^\\s]+|/[^/\\\\].*");

  /// An element that is not closed yet.
  private record Open(String name, int line) {}

  /// The HTML with these values, escaped.
  String with(Map<String, String> values) {
    String with = html;
    for (String place : PLACES) {
      with = with.replace("{" + place + "}", escaped(values.getOrDefault(place, "")));
    }
    return with;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        // A value is never taken for a place.
        .replace("{", "&#123;");
  }

  /// What is wrong with it, line by line.
  List<TextFile.Mistake> mistakes() {
    List<TextFile.Mistake> mistakes = new ArrayList<>();
    Deque<Open> open = new ArrayDeque<>();
    Matcher tag = TAG.matcher(html);
    while (tag.find()) {
      int line = line(html, tag.start());
      if (tag.group(2) == null) {
        mistakes.add(
            new TextFile.Mistake(
                line,
                "'<' begins no tag; write &lt;, attributes with \" around their values, and no comments"));
        continue;
      }
      String name = tag.group(2);
      if (!ELEMENTS.contains(name)) {
        mistakes.add(
            new TextFile.Mistake(
                line,
                "<%s> has no place in pages; there may be %s".formatted(name, sorted(ELEMENTS))));
      } else {
        boolean closes = !tag.group(1).isEmpty();
        misplaced(open, name)
            .filter(_ -> !closes)
            .ifPresent(says -> mistakes.add(new TextFile.Mistake(line, says)));
        if (!VOID.contains(name)) {
          balance(open, new Open(name, line), closes, mistakes);
        }
      }
      attributes(tag.group(3), line, mistakes);
    }
    open.forEach(left ->
        mistakes.add(
            new TextFile.Mistake(
                left.line(), "<%s> is not closed; add </%1$s>".formatted(left.name()))));
    return mistakes;
  }

  /// The line, from 1, of a character.
  static int line(String html, int index) {
    return 1 + (int) html.substring(0, index).chars().filter(c -> c == '\n').count();
  }

  /// Browsers close what is open where one of these begins in it, and take what would close that
  /// for the end of something further out. HTML §13.2.6.4.7.
  private static Optional<String> misplaced(Deque<Open> open, String name) {
    List<String> around = open.stream().map(Open::name).toList();
    String parent = around.isEmpty() ? "" : around.getFirst();
    boolean inGroup = parent.equals("div") && around.size() > 1 && around.get(1).equals("dl");
    if (name.equals("li") && !parent.equals("ul") && !parent.equals("ol")) {
      return Optional.of("<li> has no place here; put it right into <ul> or <ol>");
    }
    if ((name.equals("dt") || name.equals("dd")) && !parent.equals("dl") && !inGroup) {
      return Optional.of(
          "<%s> has no place here; put it right into <dl>, or into a <div> right in one"
              .formatted(name));
    }
    return BLOCKS.contains(name) && around.contains("p")
        ? Optional.of("<%s> has no place in <p>; close that before".formatted(name))
        : Optional.empty();
  }

  private static void balance(
      Deque<Open> open, Open tag, boolean closes, List<TextFile.Mistake> mistakes) {
    if (!closes) {
      open.push(tag);
    } else if (!open.isEmpty() && open.peek().name().equals(tag.name())) {
      open.pop();
    } else {
      mistakes.add(
          new TextFile.Mistake(
              tag.line(), "</%s> closes nothing that is open; remove it".formatted(tag.name())));
    }
  }

  private static void attributes(String text, int line, List<TextFile.Mistake> mistakes) {
    Matcher attribute = ATTRIBUTE.matcher(text);
    while (attribute.find()) {
      String name = attribute.group(1);
      if (!ATTRIBUTES.contains(name)) {
        mistakes.add(
            new TextFile.Mistake(
                line,
                "'%s' has no place in pages; there may be %s".formatted(name, sorted(ATTRIBUTES))));
      } else if (name.equals("href") && !HREF.matcher(attribute.group(2)).matches()) {
        mistakes.add(
            new TextFile.Mistake(line, "'href' has to begin with https://, mailto: or one /"));
      }
    }
  }

  private static String sorted(Set<String> names) {
    return String.join(", ", names.stream().sorted().toList());
  }
}
