package dev.mapae.resourceowner;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Whatever a page shows is in one of the parts that a template has places for, in every state of
/// [PageStates]: nothing gets lost where an operator has a template.
class PagePartsTests {
  private static final String END = "<div class=\"end\"></div>";
  private static final Pattern PART =
      Pattern.compile("(?s)<div class=\"begin (\\S+) (\\S+)\"></div>(.*?)" + END);
  private static final Pattern MAIN = Pattern.compile("(?s)<main class=\"card\">(.*)</main>");
  private static final Pattern TAG = Pattern.compile("<(/?)([a-z0-9]+)[^>]*?(/?)>");
  private static final Set<String> VOID = Set.of("br", "hr", "img", "input", "meta", "link");

  private static final Frames OURS = new Frames(Site.ISSUER, new Assets("/assets/"));

  /// With a template for every page, which has its parts as ours has them.
  private static final Frames MARKED =
      new Frames(
          Site.ISSUER,
          new Assets("/assets/"),
          new Looks(
              new Look(
                  Branding.NONE,
                  new Overrides(
                      Languages.OURS,
                      Map.of(),
                      Arrays.stream(Outline.values())
                          .collect(toMap(Outline::file, PagePartsTests::marked)),
                      Optional.empty())),
              Map.of()));

  private static Arrangement marked(Outline outline) {
    String html =
        outline.parts().stream()
            .map(part ->
                "<div class=\"begin %s %s\"></div>%s%s".formatted(outline, part.name(), part, END))
            .collect(joining("\n"));
    return new Arrangement(outline, new Snippet(html));
  }

  private static Map<String, PageState> states() {
    Map<String, PageState> states = new LinkedHashMap<>(PageStates.all());
    // Those have templates of their own.
    states.keySet().removeIf(name -> name.startsWith("branded"));
    return states;
  }

  private static String main(PageState state, Frames frames, String language) {
    Matcher main = MAIN.matcher(Site.html(state.draw(Site.ISSUER, frames, language)));
    assertThat(main.find()).isTrue();
    return main.group(1);
  }

  private static String plain(String html) {
    return html.replaceAll("\\s+", " ").strip();
  }

  private static Stream<String> languages() {
    return Stream.of("en", "ko");
  }

  @Test
  void what_a_page_shows_is_all_in_its_parts() {
    states()
        .forEach((name, state) ->
            languages()
                .forEach(language -> {
                  String marked = main(state, MARKED, language);
                  String unmarked =
                      PART.matcher(marked)
                          .replaceAll(part -> Matcher.quoteReplacement(part.group(3)));
                  assertThat(plain(unmarked))
                      .as(name + ", " + language)
                      .isEqualTo(plain(main(state, OURS, language)));
                }));
  }

  /// Or what an operator puts beside it would become a part of it.
  @Test
  void each_part_closes_what_it_opens() {
    states()
        .forEach((name, state) ->
            PART.matcher(main(state, MARKED, "en"))
                .results()
                .forEach(part ->
                    assertThat(unclosed(part.group(3))).as(name + ", " + part.group(2)).isEmpty()));
  }

  private static List<String> unclosed(String html) {
    Deque<String> open = new ArrayDeque<>();
    List<String> wrong = new ArrayList<>();
    TAG.matcher(html)
        .results()
        .filter(tag -> !VOID.contains(tag.group(2)) && tag.group(3).isEmpty())
        .forEach(tag -> {
          if (tag.group(1).isEmpty()) {
            open.push(tag.group(2));
          } else if (!tag.group(2).equals(open.poll())) {
            wrong.add(tag.group());
          }
        });
    wrong.addAll(open);
    return wrong;
  }

  @Test
  void every_part_of_every_page_is_there_in_some_state() {
    Map<String, Set<String>> seen = new HashMap<>();
    states()
        .values()
        .forEach(state ->
            PART.matcher(main(state, MARKED, "en"))
                .results()
                .filter(part -> !part.group(3).isBlank())
                .forEach(part ->
                    seen.computeIfAbsent(part.group(1), _ -> new HashSet<>()).add(part.group(2))));
    for (Outline outline : Outline.values()) {
      assertThat(seen.getOrDefault(outline.toString(), Set.of()))
          .as(outline.file())
          .containsExactlyInAnyOrderElementsOf(outline.parts().stream().map(Part::name).toList());
    }
  }

  @Test
  void a_template_may_have_the_parts_as_ours_has_them() {
    for (Outline outline : Outline.values()) {
      assertThat(marked(outline).mistakes((word, _) -> word)).as(outline.file()).isEmpty();
    }
  }
}
