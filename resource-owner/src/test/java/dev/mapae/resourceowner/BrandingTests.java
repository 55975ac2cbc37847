package dev.mapae.resourceowner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Occasion;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Origin;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages that look like those of whoever runs the server, or of whoever people sign in to.
class BrandingTests {
  private static final String SVG = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>";

  private static final Branding ACME =
      new Branding(
          Map.of("", "Acme & Sons", "ko", "아크메"),
          Optional.of(logo(SVG)),
          Optional.of(new Accent(Colour.of("#1a5fb4"), Colour.of("#99c1f1"))),
          List.of(
              new Branding.Link(
                  Map.of("", "Privacy", "ko", "개인정보"), "https://acme.example/privacy?a=1&b=2")));

  private static final Branding PLAYER =
      new Branding(
          Map.of("", "Player"), Optional.of(logo(SVG + "<!-- p -->")), Optional.empty(), List.of());

  private static Logo logo(String svg) {
    return ((Logo.Reading.Usable) Logo.read(svg.getBytes(StandardCharsets.UTF_8))).logo();
  }

  private static Site site(Branding branding, Map<String, Look> clients) {
    Looks looks = new Looks(plain(branding), clients);
    ResourceOwnerPages pages = new ResourceOwnerPages(Site.ISSUER, looks, (_, _) -> {});
    return new Site(pages, pages.routes(PreparedInteraction.usual()));
  }

  private static Look plain(Branding branding) {
    return new Look(branding, Overrides.NONE);
  }

  private static String first(String pattern, String html) {
    Matcher matcher = Pattern.compile(pattern).matcher(html);
    assertThat(matcher.find()).as(pattern + " in " + html).isTrue();
    return matcher.group(1);
  }

  @Nested
  class Of_the_server {
    private final Site site = site(ACME, Map.of());
    private final String page = Site.html(site.get("/sign-in", "en"));

    @Test
    void its_name_is_on_every_page_in_the_language_of_the_page() {
      assertThat(page)
          .contains("<title>Sign in · Acme &amp; Sons</title>")
          .contains("<span class=\"product\">Acme &amp; Sons</span>")
          .contains("<span class=\"server\">id.example.com</span>")
          .doesNotContain("Mapae");
      assertThat(Site.html(site.get("/sign-in", "ko"))).contains("로그인 · 아크메</title>");
    }

    @Test
    void its_name_is_also_that_of_a_language_as_it_is_spoken_somewhere() {
      assertThat(ACME.name(new Language("ko-KP"))).contains("아크메");
      assertThat(ACME.name(new Language("kok"))).contains("Acme & Sons");
    }

    @Test
    void its_links_are_below_every_page() {
      assertThat(page)
          .contains(
              "<a href=\"https://acme.example/privacy?a=1&amp;b=2\""
                  + " rel=\"noreferrer\">Privacy</a>");
      assertThat(Site.html(site.get("/sign-in", "ko"))).contains(">개인정보</a>");
    }

    @Test
    void its_logo_is_a_picture_of_our_own_origin_and_nothing_else() {
      String path = first("<img class=\"logo\" src=\"(/assets/logo\\.[0-9a-f]{8}\\.svg)\"", page);
      Response logo = site.get(path);
      assertThat(logo.header("Content-Type")).contains("image/svg+xml");
      assertThat(logo.header("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'")
          .contains("sandbox");
      assertThat(logo.header("X-Content-Type-Options")).contains("nosniff");
      assertThat(logo.header("Cache-Control").orElseThrow()).contains("immutable");
      assertThat(new String(logo.body(), StandardCharsets.UTF_8)).isEqualTo(SVG);
    }

    @Test
    void its_colour_is_a_style_sheet_after_ours_and_no_style_is_in_the_page() {
      String path = first("href=\"(/assets/accent\\.[0-9a-f]{8}\\.css)\"", page);
      assertThat(page.indexOf(path)).isGreaterThan(page.indexOf("/assets/mapae."));
      assertThat(page).doesNotContain("style=").doesNotContain("<style");
      assertThat(Site.html(site.get(path)))
          .contains("--bronze: #1a5fb4;")
          .contains("prefers-color-scheme: dark")
          .contains("--bronze: #99c1f1;");
    }

    @Test
    void its_name_is_below_mails() {
      assertThat(
              site.pages()
                  .letter(
                      Site.request("GET", "/", "en"),
                      List.of(),
                      new Occasion.PasswordChanged("alice"))
                  .text())
          .endsWith("-- \nAcme & Sons · id.example.com\n");
    }
  }

  @Nested
  class Of_a_client {
    private final Site site = site(ACME, Map.of(Samples.client().id(), plain(PLAYER)));

    /// Or the name of an application would tell people to type their password into anything.
    @Test
    void says_who_runs_the_page_all_the_same() {
      String page = Site.html(site.get("/sign-in", "en"));
      assertThat(page)
          .contains("<span class=\"product\">Player</span>")
          .contains("<span class=\"server\">id.example.com</span>")
          .contains("This page is run by Acme &amp; Sons, id.example.com.")
          .contains("<title>Sign in · Acme &amp; Sons</title>");
    }

    @Test
    void has_of_the_server_what_it_does_not_have_itself() {
      assertThat(Site.html(site.get("/sign-in", "en")))
          .contains("/assets/accent.")
          .contains(">Privacy</a>");
    }

    @Test
    void with_links_alone_says_so_too() {
      Branding terms =
          new Branding(
              Map.of(),
              Optional.empty(),
              ACME.accent(),
              List.of(new Branding.Link(Map.of("", "Terms"), "https://player.example/terms")));
      String page =
          Site.html(site(ACME, Map.of(Samples.client().id(), plain(terms))).get("/sign-in", "en"));
      assertThat(page).contains(">Terms</a>").contains("This page is run by Acme &amp; Sons");
      assertThat(page.split("/assets/accent\\.", -1)).as("once the same colour").hasSize(2);
    }

    @Test
    void is_on_pages_of_its_requests_alone() {
      for (String path : List.of(Paths.CONSENT, Paths.SECOND_FACTOR)) {
        assertThat(Site.html(site.get(path, "en"))).as(path).contains("\"product\">Player<");
      }
      assertThat(Site.html(site.get("/errors/", "en")))
          .doesNotContain("Player")
          .doesNotContain("This page is run by");
    }

    @Test
    void is_nothing_for_one_that_registered_itself() {
      Frames frames =
          new Frames(
              Site.ISSUER,
              new Assets("/assets/"),
              new Looks(plain(ACME), Map.of(stranger().id(), plain(PLAYER))));
      assertThat(
              frames.of(Site.request("GET", "/", "en"), List.of(), Optional.of(stranger())).name())
          .isEqualTo("Acme & Sons");
    }

    private static Client stranger() {
      return Samples.client(Origin.SELF_REGISTERED, Map.of());
    }
  }

  @Nested
  class A_logo {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "<svg><script>alert(1)</script></svg>",
          "<svg onload='alert(1)'/>",
          "<svg><a href='JavaScript:alert(1)'/></svg>",
          "<svg><foreignObject/></svg>",
          "<!DOCTYPE svg [<!ENTITY a 'aaaa'>]><svg>&a;</svg>",
          "<html><svg/></html>",
          "GIF89a",
          "",
        })
    void is_a_plain_picture(String content) {
      assertThat(Logo.read(content.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(Logo.Reading.Unusable.class);
    }

    @Test
    void may_have_a_mark_of_its_encoding_and_much_before_it() {
      for (String before :
          List.of(
              "\uFEFF", "<?xml version='1.0'?>\n<!-- a -->\n", "<!---->" + "\n".repeat(8_000))) {
        assertThat(Logo.read((before + "<svg/>").getBytes(StandardCharsets.UTF_8)))
            .isInstanceOf(Logo.Reading.Usable.class);
      }
      assertThat(Logo.read("<!-- <svg> -->".getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(Logo.Reading.Unusable.class);
    }

    @Test
    void is_not_huge() {
      assertThat(Logo.read((SVG + " ".repeat(70_000)).getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(Logo.Reading.Unusable.class);
      assertThat(Logo.read(png(100_000))).isInstanceOf(Logo.Reading.Unusable.class);
      assertThat(Logo.read(png(72))).isInstanceOf(Logo.Reading.Usable.class);
    }

    private static byte[] png(int width) {
      return ByteBuffer.allocate(64)
          .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'})
          .putInt(16, width)
          .putInt(20, 72)
          .array();
    }
  }

  /// WCAG 2.2 §1.4.3 and §1.4.11.
  @Nested
  class A_colour {
    @Test
    void is_judged_by_the_contrast_of_the_specification() {
      assertThat(Colour.BLACK.contrast(Colour.WHITE)).isEqualTo(21);
      assertThat(Colour.of("#767676").contrast(Colour.WHITE)).isBetween(4.54, 4.55);
    }

    @Test
    void is_judged_on_what_the_style_sheet_puts_behind_it() {
      String css = Site.html(site(ACME, Map.of()).get(new Assets("/assets/").styleSheet()));
      for (String colour :
          List.of(
              "--card: " + Scheme.LIGHT.card(),
              "--ground: " + Scheme.LIGHT.ground(),
              "--card: " + Scheme.DARK.card(),
              "--ground: " + Scheme.DARK.ground())) {
        assertThat(css).contains(colour + ";");
      }
    }

    @Test
    void becomes_readable_with_what_is_written_on_it_and_under_the_pointer() {
      for (String hex :
          List.of("#ffff00", "#ff0000", "#00ff00", "#0000ff", "#808080", "#000000", "#ffffff")) {
        for (Scheme scheme : List.of(Scheme.LIGHT, Scheme.DARK)) {
          Colour accent = scheme.readable(Colour.of(hex));
          assertThat(scheme.isReadable(accent)).isTrue();
          assertThat(scheme.isReadable(scheme.strong(accent))).isTrue();
          assertThat(scheme.on(accent).contrast(accent)).isGreaterThanOrEqualTo(4.5);
          assertThat(scheme.on(accent).contrast(scheme.strong(accent))).isGreaterThanOrEqualTo(4.5);
        }
      }
    }
  }
}
