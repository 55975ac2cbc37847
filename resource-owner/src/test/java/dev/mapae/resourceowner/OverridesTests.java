package dev.mapae.resourceowner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The folder in which an operator puts texts, pieces of pages and a style sheet.
class OverridesTests {
  @TempDir Path folder;

  private Overrides.Reading read(String name, String content) {
    try {
      Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return Overrides.read(folder, (word, words) -> "the nearest to " + word);
  }

  private static Site site(Overrides.Reading reading) {
    return site(reading, Map.of());
  }

  private static Site site(Overrides.Reading reading, Map<String, Look> clients) {
    assertThat(reading.mistakes()).isEmpty();
    Looks looks = new Looks(new Look(Branding.NONE, reading.overrides()), clients);
    ResourceOwnerPages pages = new ResourceOwnerPages(Site.ISSUER, looks, (_, _) -> {});
    return new Site(pages, pages.routes(PreparedInteraction.usual()));
  }

  private static String signIn(Overrides.Reading reading, String language) {
    return Site.html(site(reading).get("/sign-in", language));
  }

  @Nested
  class Texts_of_ours {
    @Test
    void are_said_in_place_of_ours_one_by_one() {
      String page = signIn(read("messages_en.properties", "signInTitle=Welcome\n"), "en");
      assertThat(page).contains("<h1>Welcome</h1>").contains(">Password</label>");
    }

    @Test
    void are_escaped_as_ours_are() {
      assertThat(signIn(read("messages_en.properties", "signInTitle=<b>Hi</b>\n"), "en"))
          .contains("<h1>&lt;b&gt;Hi&lt;/b&gt;</h1>");
    }

    /// Otherwise one session would still be said as we say it.
    @Test
    void come_with_their_own_for_one_or_none() {
      Overrides.Reading reading =
          read("messages_en.properties", "account.sessionsEnded=Ended: {count}\n");
      assertThat(
              reading.overrides().languages().messages(Language.ENGLISH).account().sessionsEnded(1))
          .isEqualTo("Ended: 1");
    }
  }

  @Nested
  class A_further_language {
    private final String french = "signInTitle=Connexion\nsignInLead={client} demande.\n";

    @ParameterizedTest
    @CsvSource({"fr", "fr-CA", "'de, fr;q=0.5, en;q=0.1'"})
    void is_offered_to_whoever_reads_it(String accepted) {
      String page = signIn(read("messages_fr.properties", french), accepted);
      assertThat(page).contains("<html lang=\"fr\">").contains("<h1>Connexion</h1>");
    }

    @Test
    void is_chosen_by_ui_locales_as_well() {
      Overrides.Reading reading = read("messages_fr.properties", french);
      assertThat(Site.html(site(reading).get("/sign-out?ui_locales=fr", "en")))
          .contains("<html lang=\"fr\">");
      assertThat(site(reading).pages().languages()).containsExactly("en", "ko", "fr");
    }

    /// WCAG 2.2 §3.1.1: it says of itself no language that it is not in.
    @Test
    void is_none_of_the_manual_of_errors() {
      Site site = site(read("messages_fr.properties", french));
      assertThat(Site.html(site.get("/errors/?ui_locales=fr", "ko")))
          .contains("<html lang=\"ko\">");
      assertThat(site.get("/errors/invalid_grant", "fr").header("Content-Language")).contains("en");
    }

    @Test
    void may_be_written_from_right_to_left() {
      assertThat(signIn(read("messages_ar.properties", "signInTitle=الدخول\n"), "ar"))
          .contains("<html lang=\"ar\" dir=\"rtl\">");
      assertThat(new Language("az-Arab").isFromRight()).isTrue();
      assertThat(new Language("ar-Latn").isFromRight()).isFalse();
      assertThat(new Language("pt-BR").isFromRight()).isFalse();
    }

    /// RFC 4647 §3.4.
    @ParameterizedTest
    @CsvSource({
      "'zh-Hant-TW,zh-Hant;q=0.9', zh-Hant",
      "zh-Hans-CN, zh-Hans",
      "zh_Hant_HK, zh-Hant",
      "sr-Latn-RS, sr-Latn",
      "sr-Cyrl-RS, en"
    })
    void may_have_several_scripts(String accepted, String language) {
      read("messages_zh-Hans.properties", "signInTitle=登录\n");
      read("messages_zh-Hant.properties", "signInTitle=登入\n");
      Overrides.Reading reading = read("messages_sr-Latn.properties", "signInTitle=Prijava\n");
      assertThat(signIn(reading, accepted)).contains("<html lang=\"" + language + "\">");
    }

    @Test
    void falls_back_to_english_which_the_start_says_once() {
      Overrides.Reading reading = read("messages_fr.properties", french);
      assertThat(signIn(reading, "fr")).contains(">Password</label>");
      assertThat(reading.notes()).hasSize(1);
      assertThat(reading.notes().getFirst().says())
          .matches("says nothing for \\d{3} texts, which are said in English: .*")
          .contains(" password,")
          .doesNotContain(" signInLead,")
          .doesNotContain("tooManyCodes.1")
          .doesNotContain(" month,")
          .contains(" month.1, month.10,");
      assertThat(read("messages_fr.properties", "month={count}\n").notes().getFirst().says())
          .doesNotContain("month");
    }

    @Test
    void falls_back_first_to_how_it_is_spoken_everywhere() {
      read("messages_pt.properties", "signInTitle=Entrar\npassword=Senha\n");
      read("messages_ko-KP.properties", "signInTitle=가입\n");
      Overrides.Reading reading = read("messages_pt-BR.properties", "signInTitle=Acessar\n");
      assertThat(signIn(reading, "pt-BR")).contains("<h1>Acessar</h1>").contains(">Senha</label>");
      assertThat(signIn(reading, "ko-KP")).contains("<h1>가입</h1>").contains(">비밀번호</label>");
      assertThat(reading.notes())
          .extracting(Overrides.Remark::file)
          .containsExactly("messages_pt.properties", "messages_pt-BR.properties");
      assertThat(reading.notes().getLast().says()).doesNotContain(" password,");
    }

    @Test
    void may_be_another_one_of_the_same_language() {
      read("messages_pt.properties", "signInTitle=Entrar\n");
      Overrides.Reading reading = read("messages_pt-BR.properties", "signInTitle=Acessar\n");
      assertThat(signIn(reading, "pt-BR")).contains("<h1>Acessar</h1>");
      assertThat(signIn(reading, "pt-PT")).contains("<h1>Entrar</h1>");
    }
  }

  @Nested
  class Pieces_of_pages {
    @Test
    void stand_in_their_places_in_the_language_of_the_page() {
      read("footer_ko.html", "<p>도움말</p>");
      read("sign-in.html", "<p class=\"caution\">Use your badge.</p>");
      Overrides.Reading reading = read("footer.html", "<p>Help</p>");
      assertThat(signIn(reading, "en"))
          .contains("<footer>\n<p>Help</p>")
          .contains("Use your badge.");
      assertThat(signIn(reading, "ko")).contains("<p>도움말</p>").doesNotContain("Help");
    }

    /// Otherwise “use your {name} password” would ask for it in the name of an application.
    @Test
    void say_the_name_of_the_server_on_the_pages_of_a_client_too() {
      read("footer.html", "<p>Help</p>");
      Overrides.Reading reading = read("sign-in.html", "<p>Use your {name} password.</p>");
      Branding.Link terms = new Branding.Link(Map.of("", "Terms"), "https://player.example/terms");
      Branding player =
          new Branding(Map.of("", "Player"), Optional.empty(), Optional.empty(), List.of(terms));
      Site site = site(reading, Map.of(Samples.client().id(), new Look(player, Overrides.NONE)));
      assertThat(Site.html(site.get("/sign-in", "en")))
          .contains("Use your Mapae password.")
          .contains("<p>Help</p>")
          .contains(">Terms</a>");
    }

    @Test
    void are_judged_however_long_a_tag_is() {
      assertThat(read("footer.html", "<p" + " class=\"\"".repeat(1_700) + ">x</p>").mistakes())
          .isEmpty();
    }

    @Test
    void the_host_of_the_server_stays_beside_the_header() {
      assertThat(signIn(read("header.html", "<strong>{name}</strong>"), "en"))
          .contains("<strong>Mapae</strong>")
          .contains("<span class=\"server\">id.example.com</span>");
    }

    @Test
    void values_in_them_are_escaped() {
      assertThat(new Snippet("<p>{name}</p>").with(Map.of("name", "<b>{server}\"", "server", "x")))
          .isEqualTo("<p>&lt;b&gt;&#123;server}&quot;</p>");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "<script>alert(1)</script>   | <script> has no place",
          "<p onclick=\"x()\">x</p>    | 'onclick' has no place",
          "<p style=\"color:red\">x</p>| 'style' has no place",
          "<form><input></form>        | <form> has no place",
          "<img src=\"https://x.example/pixel.png\"> | <img> has no place",
          "<a href=\"javascript:x()\">x</a> | 'href' has to begin",
          "<a href=\"//evil.example\">x</a> | 'href' has to begin",
          "<a href='x'>x</a>           | '<' begins no tag",
          "<p>x                        | <p> is not closed",
          "</main>                     | <main> has no place",
          "x</p>                       | </p> closes nothing",
          "<!-- x -->                  | '<' begins no tag",
          "<!--><form action=\"/x\"><input name=\"password\"></form>--> | <form> has no place",
          "<!--->x<script>1</script>--> | <script> has no place",
          "<!-- --!><img src=\"/x\">--> | <img> has no place",
        })
    void hold_nothing_that_could_break_a_page_or_would_not_run(String html, String says) {
      List<Overrides.Remark> mistakes = read("footer.html", "<p>fine</p>\n" + html).mistakes();
      assertThat(mistakes).isNotEmpty();
      assertThat(mistakes).allSatisfy(m -> assertThat(m.line()).isEqualTo(2));
      assertThat(mistakes).anySatisfy(m -> assertThat(m.says()).startsWith(says));
    }
  }

  @Nested
  class A_style_sheet {
    @Test
    void comes_after_ours() {
      Site site = site(read("style.css", ".card { border-radius: 0 }\n"));
      String page = Site.html(site.get("/sign-in", "en"));
      String path = page.replaceAll("(?s).*href=\"(/assets/style\\.[0-9a-f]{8}\\.css)\".*", "$1");
      assertThat(page.indexOf(path)).isGreaterThan(page.indexOf("/assets/mapae."));
      assertThat(Site.html(site.get(path))).contains("border-radius: 0");
    }

    @Test
    void loads_nothing() {
      assertThat(read("style.css", "p {}\n@import 'https://x.example/a.css';\n").mistakes())
          .singleElement()
          .satisfies(m -> assertThat(m.line()).isEqualTo(2));
    }

    /// The Content-Security-Policy would leave these out without a word.
    @ParameterizedTest
    @ValueSource(
        strings = {
          "p { background: url(https://x.example/p) }",
          "p { background: URL('/logo.png') }",
          "p { background: url('data:image/png;base64,aa') }",
          "p { background: image-set('https://x.example/p' 1x) }",
          "p { background: -webkit-image-set(\"p.png\" 1x) }",
          "@font-face { font-family: f; src: url(data:font/woff2;base64,aa) }",
        })
    void loads_no_picture_or_font_either(String css) {
      assertThat(read("style.css", css).mistakes()).hasSize(1);
    }
  }

  @Nested
  class Mistakes {
    @Test
    void name_the_line_and_the_nearest_text() {
      assertThat(read("messages_fr.properties", "\nsignInTitel=Connexion\n").mistakes())
          .containsExactly(
              new Overrides.Remark(
                  "messages_fr.properties",
                  2,
                  "there is no text 'signInTitel'; did you mean 'the nearest to signInTitel'?"));
    }

    @Test
    void are_places_that_a_text_does_not_have() {
      assertThat(read("messages_fr.properties", "signInLead={who} demande.\n").mistakes())
          .singleElement()
          .satisfies(m ->
              assertThat(m.says()).isEqualTo("'signInLead' has no place {who}; it has [client]"));
      assertThat(read("messages_fr.properties", "signInLead={client demande.\n").mistakes())
          .hasSize(1);
      assertThat(read("messages_fr.properties", "account.time.pattern=jjjj\n").mistakes())
          .hasSize(1);
    }

    /// Each would be noticed first by somebody who cannot sign in.
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "signInButton=                      | 'signInButton' says nothing",
          "signInButton=\\u0020            | 'signInButton' says nothing",
          "signInTitle=Sign in {count}        | 'signInTitle' has no place {count}",
          "signInTitle.1=Sign in              | there is no text 'signInTitle.1'",
          "scope.email.3=Mail                 | there is no text 'scope.email.3'",
          "runBy=This page is ours.           | 'runBy' leaves out {name} and {server}",
          "forgottenLetter=Somebody forgot.   | 'forgottenLetter' leaves out {link}",
          "tooManyCodes=Wait.                 | 'tooManyCodes' leaves out {count}",
          "forgottenLetterSubject=New\\n{server} | 'forgottenLetterSubject' has a new line",
          "emailSignIn.letterSubject={server}{server} | 'emailSignIn.letterSubject' is too long",
          "account.time.pattern=pH            | 'account.time.pattern' is no pattern",
        })
    void are_texts_that_could_not_be_said(String line, String says) {
      assertThat(read("messages_en.properties", line + "\n").mistakes())
          .singleElement()
          .satisfies(m -> assertThat(m.says()).startsWith(says));
    }

    @Test
    void are_texts_of_which_no_mail_could_be_made() {
      String words = "x".repeat(10_000);
      assertThat(
              read(
                      "messages_en.properties",
                      "addressInUseLetter={server} {username} " + words + "\n")
                  .mistakes())
          .singleElement()
          .satisfies(m -> assertThat(m.says()).contains("is too long for a mail"));
    }

    @Test
    void are_no_forms_for_one_and_letters_of_several_lines() {
      assertThat(
              read(
                      "messages_en.properties",
                      """
                      tooManyCodes.1=Wait a minute.
                      addressInUseLetter={username}\\n{server}
                      """)
                  .mistakes())
          .isEmpty();
    }

    @Test
    void are_files_that_cannot_be_read() throws IOException {
      Files.write(folder.resolve("messages_fr.properties"), new byte[] {'a', '=', (byte) 0xE9});
      read("footer.html", "x".repeat(17 * 1024));
      assertThat(read("style.css", " ".repeat(65 * 1024)).mistakes())
          .extracting(Overrides.Remark::says)
          .containsExactlyInAnyOrder(
              "is not UTF-8; save it as UTF-8",
              "has more than 16 KiB; shorten it",
              "has more than 64 KiB; shorten it");
    }

    @Test
    void are_neither_marks_of_an_encoding_nor_pictures_beside_the_texts() throws IOException {
      Files.writeString(folder.resolve("acme.svg"), "<svg/>");
      assertThat(signIn(read("messages_en.properties", "\uFEFFsignInTitle=Welcome\n"), "en"))
          .contains("<h1>Welcome</h1>");
    }

    @Test
    void are_files_that_are_nothing() {
      assertThat(read("foter.html", "<p>Help</p>").mistakes())
          .singleElement()
          .satisfies(m -> assertThat(m.says()).contains("the nearest to foter.html"));
      assertThat(Overrides.read(folder.resolve("none"), (word, _) -> word).mistakes()).hasSize(1);
    }
  }
}
