package dev.mapae.resourceowner;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.interaction.Destination;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// An operator's templates of pages: `page-….html` of the folder of overrides.
class PageTemplatesTests {
  private static final String DEVICE = "{heading}\n{lead}\n{mistake}\n{form}\n";

  @TempDir Path folder;

  private Overrides.Reading read(String name, String content) {
    try {
      Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return Overrides.read(folder, (word, words) -> "the nearest to " + word);
  }

  private static String shown(Overrides.Reading reading, PageState state, String language) {
    assertThat(reading.mistakes()).isEmpty();
    Looks looks = new Looks(new Look(Branding.NONE, reading.overrides()), Map.of());
    Frames frames = new Frames(Site.ISSUER, new Assets("/assets/"), looks);
    return Site.html(state.draw(Site.ISSUER, frames, language));
  }

  private static PageState signIn() {
    return PageState.signIn(
        Samples.client(), new Destination.Redirect("app.example.com"), Optional.empty());
  }

  private static String all(Outline outline) {
    return outline.parts().stream().map(Part::toString).collect(joining("\n"));
  }

  @Nested
  class A_template {
    @Test
    void says_where_the_parts_stand_and_what_is_between() {
      String page =
          shown(
              read(
                  "page-device.html",
                  """
                  {heading}
                  <p>At {server}, by {name}.</p>
                  {mistake}
                  <div class="side">{lead}</div>
                  {form}
                  """),
              PageState.device(Samples.device(List.of())),
              "en");
      assertThat(page)
          .containsSubsequence(
              "<h1>",
              "<p>At id.example.com, by Mapae.</p>",
              "<div class=\"side\">",
              "\"lead\"",
              "</div>",
              "name=\"step\"",
              "name=\"user_code\"",
              "id=\"continue\"")
          .doesNotContain("{");
    }

    @Test
    void is_in_the_language_of_the_page_and_of_that_page_alone() {
      read("page-device_ko.html", DEVICE + "<p>도움말</p>");
      Overrides.Reading reading = read("page-device.html", DEVICE + "<p>Help</p>");
      PageState device = PageState.device(Samples.device(List.of()));
      assertThat(shown(reading, device, "ko")).contains("<p>도움말</p>").doesNotContain("Help");
      assertThat(shown(reading, device, "en")).contains("<p>Help</p>");
      assertThat(shown(reading, signIn(), "en")).doesNotContain("Help");
    }

    @Test
    void leaves_the_pieces_above_the_forms_where_they_are() {
      read("sign-in.html", "<p>Use your badge.</p>");
      assertThat(shown(read("page-sign-in.html", all(Outline.SIGN_IN)), signIn(), "en"))
          .containsSubsequence("Use your badge.", "<form method=\"post\"");
    }

    @Test
    void may_name_the_server_in_an_attribute() {
      assertThat(
              shown(
                  read("page-device.html", DEVICE + "<p title=\"{server}\">x</p>"),
                  PageState.device(Samples.device(List.of())),
                  "en"))
          .contains("title=\"id.example.com\"");
    }

    /// What comes from outside is no part of it.
    @Test
    void takes_nothing_that_people_type_for_a_place() {
      PageState known =
          PageState.signIn(
              Samples.client(),
              new Destination.Redirect("app.example.com"),
              Optional.of("{form}{name}"));
      String page = shown(read("page-sign-in.html", all(Outline.SIGN_IN)), known, "en");
      assertThat(page).contains("value=\"{form}{name}\"");
      assertThat(page.split("id=\"sign-in\"", -1)).hasSize(2);
    }
  }

  @Nested
  class Mistakes {
    private List<Overrides.Remark> of(String html) {
      return read("page-device.html", html).mistakes();
    }

    @Test
    void are_parts_that_are_missing() {
      assertThat(of("{heading}\n{lead}\n{form}\n"))
          .containsExactly(
              new Overrides.Remark(
                  "page-device.html",
                  4,
                  "{mistake} is missing; add it where that part of the page is to stand"));
      assertThat(of("")).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "{form}                     | {form} stands here once more",
          "{froms}                    | this page has no part {froms}; did you mean {the nearest to froms}?",
          "{passkey}                  | this page has no part {passkey}",
          "{username}                 | this page has no part {username}",
          "<p class=\"{rule}\">x</p>  | {rule} stands inside a tag",
          "<p onclick=\"x()\">x</p>   | 'onclick' has no place",
          "<p style=\"x\">x</p>       | 'style' has no place",
          "<script>x</script>         | <script> has no place",
          "<form></form>              | <form> has no place",
          "<input>                    | <input> has no place",
          "<main></main>              | <main> has no place",
          "<h1>x</h1>                 | <h1> has no place",
          "<p id=\"error\">x</p>      | 'id' has no place",
          "<!-- {form} -->            | '<' begins no tag",
          "<div>                      | <div> is not closed",
        })
    void are_told_with_their_line(String html, String says) {
      assertThat(of(DEVICE + html))
          .anySatisfy(m -> {
            assertThat(m.says()).startsWith(says);
            assertThat(m.line()).isEqualTo(5);
          });
    }

    /// Browsers close a paragraph where a form begins, and keep links and buttons apart.
    @ParameterizedTest
    @ValueSource(
        strings = {
          "<p>{form}</p>",
          "<a href=\"/x\">{form}</a>",
          "<ul><li>{form}</li></ul>",
          "<div><span>{form}</span></div>",
          "<ul><li><div>{form}</div></li></ul>",
          "<div lang=\"fr\">{form}</div>",
          "<div class=\"a\" dir=\"rtl\">{form}</div>",
          "<div aria-label=\"x\">{form}</div>",
        })
    void are_parts_where_none_is_valid(String html) {
      assertThat(of("{heading}\n{lead}\n{mistake}\n" + html))
          .singleElement()
          .satisfies(m -> {
            assertThat(m.says()).startsWith("{form} stands in <");
            assertThat(m.line()).isEqualTo(4);
          });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Here: {form}", "{form} {name}", "<div>{form} x</div>"})
    void are_words_beside_a_part(String html) {
      assertThat(of("{heading}{lead}{mistake}<hr>" + html))
          .singleElement()
          .satisfies(m -> assertThat(m.says()).startsWith("{form} has words beside it"));
    }

    /// WCAG 2.2 §1.3.2: nobody types a password before it was said what for.
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "{lead}{heading}{mistake}{form}           | {heading} stands below {lead}",
          "{heading}{lead}{form}{mistake}           | {mistake} stands below {form}",
          "{form}{heading}{mistake}{lead}           | {heading} stands below {form}",
          "<h2>x</h2>{heading}{lead}{mistake}{form} | <h2> stands above {heading}",
        })
    void are_parts_that_would_be_read_too_late(String html, String says) {
      assertThat(of(html)).anySatisfy(m -> assertThat(m.says()).startsWith(says));
    }

    /// They are shown this once.
    @Test
    void are_codes_below_the_button_that_goes_on() {
      assertThat(read("page-recovery-codes.html", "{heading}{continue}{codes}").mistakes())
          .singleElement()
          .satisfies(m -> assertThat(m.says()).startsWith("{codes} stands below {continue}"));
    }

    /// What browsers close where it is not closed would end the card, with what is behind it.
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "<ul><li>a<div><li>b</li></div></li></ul>     | <li> has no place here",
          "<li>a</li>                                   | <li> has no place here",
          "<dl><dt>a<div><dt>b</dt></div></dt></dl>     | <dt> has no place here",
          "<dl><dd>a<div><dd>b</dd></div></dd></dl>     | <dd> has no place here",
          "<div><dd>a</dd></div>                        | <dd> has no place here",
          "<p>a<div>b</div></p>                         | <div> has no place in <p>",
          "<p><span><p>b</p></span></p>                 | <p> has no place in <p>",
          "<p>a<hr>b</p>                                | <hr> has no place in <p>",
        })
    void are_elements_that_end_others(String html, String says) {
      assertThat(of(DEVICE + html))
          .singleElement()
          .satisfies(m -> assertThat(m.says()).startsWith(says));
    }

    @Test
    void are_no_elements_where_they_belong() {
      assertThat(
              of(
                  DEVICE
                      + """
                      <ul><li><p>a</p><ol><li>b</li></ol></li></ul>
                      <dl><dt>a</dt><dd><p>b</p><hr></dd><div><dt>c</dt><dd>d</dd></div></dl>
                      """))
          .isEmpty();
    }

    @Test
    void are_templates_of_no_page() {
      assertThat(read("page-sign-inn.html", "x").mistakes())
          .containsExactly(
              new Overrides.Remark(
                  "page-sign-inn.html",
                  1,
                  "nothing is called so; did you mean 'the nearest to page-sign-inn.html'?"));
      assertThat(read("page-device_none-.html", DEVICE).mistakes()).hasSize(2);
    }

    @Test
    void are_folders_that_are_too_large() {
      for (int i = 0; i < 17; i++) {
        read("messages_l%c.properties".formatted('a' + i), "#" + "x".repeat(250 * 1024));
      }
      assertThat(read("page-device.html", DEVICE).mistakes())
          .containsExactly(
              new Overrides.Remark("", 1, "the folder has more than 4 MiB; shorten it"));
    }
  }

  /// `docs/how-to/make-it-look-like-yours.md`.
  @Nested
  class The_how_to {
    private final String page = page();

    private static String page() {
      try {
        return Files.readString(Path.of("../docs/how-to/make-it-look-like-yours.md"));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    @Test
    void names_every_page_with_its_parts() {
      for (Outline outline : Outline.values()) {
        String parts = outline.parts().stream().map(part -> "`" + part + "`").collect(joining(" "));
        assertThat(page).contains("| `%s.html` | %s |".formatted(outline.file(), parts));
      }
      assertThat(page.split("\\| `page-[a-z-]+\\.html` \\| `\\{", -1))
          .hasSize(1 + Outline.values().length);
    }

    @Test
    void has_an_example_that_can_be_used() {
      String example = page.replaceAll("(?s).*?```html\\n(.*?)```.*", "$1");
      assertThat(shown(read("page-sign-in.html", example), signIn(), "en"))
          .contains("id=\"sign-in\"");
    }

    @Test
    void says_what_the_parts_are_that_are_not_clear() {
      assertThat(new TreeSet<>(List.of("lead", "others", "newcomer", "destination", "passkey")))
          .allSatisfy(part -> assertThat(page).contains("- `{" + part + "}`"));
    }
  }
}
