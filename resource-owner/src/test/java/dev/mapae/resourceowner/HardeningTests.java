package dev.mapae.resourceowner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Headers;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.ConsentPrompt;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome.Reason;
import dev.mapae.authorizationserver.interaction.SignInOffers;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.interaction.SignInWays;
import dev.mapae.authorizationserver.interaction.SignOutPrompt;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError.InvalidRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What keeps a page from being framed, scripted, cached or led astray.
class HardeningTests {
  private static final String STRICT =
      "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none';"
          + " frame-ancestors 'none'; form-action ";

  /// Of the pages that may ask for a passkey.
  private static final String WITH_SCRIPT =
      STRICT.replace("base-uri", "script-src 'self'; base-uri");

  private final Site site = Site.of(PreparedInteraction.usual());

  private static String policy(Response page) {
    return page.header("Content-Security-Policy").orElse("");
  }

  private static String policy(String... formTargets) {
    SignInPrompt usual = Samples.signIn();
    SignInPrompt prompt =
        new SignInPrompt(
            usual.client(),
            usual.destination(),
            usual.username(),
            usual.uiLocales(),
            List.of(formTargets),
            usual.action(),
            usual.step(),
            usual.challenge(),
            SignInOffers.of(SignInWays.PRESET));
    return policy(Site.of(PreparedInteraction.usual().with(prompt)).get("/sign-in"));
  }

  @Nested
  class Content_security_policy {
    @Test
    void forms_may_lead_to_us_and_to_the_client() {
      assertThat(policy(site.get("/consent"))).isEqualTo(STRICT + "'self' https://app.example.com");
      assertThat(policy(site.get("/sign-in")))
          .isEqualTo(WITH_SCRIPT + "'self' https://app.example.com");
    }

    @Test
    void the_form_of_sign_out_leads_only_to_us() {
      assertThat(policy(site.get("/sign-out"))).isEqualTo(STRICT + "'self'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/errors/", "/errors/invalid_grant", "/errors/none"})
    void pages_without_a_form_lead_nowhere(String path) {
      assertThat(policy(site.get(path))).isEqualTo(STRICT + "'none'");
    }

    @Test
    void the_form_post_page_has_a_script_and_leads_only_to_the_client() {
      Response page =
          site.pages()
              .formPost(
                  Site.request("GET", "/authorize", ""),
                  "https://app.example.com/callback",
                  Parameters.parse("code=abc"),
                  "https://app.example.com",
                  List.of());
      assertThat(policy(page)).isEqualTo(WITH_SCRIPT + "https://app.example.com");
    }

    @Test
    void targets_of_native_applications_are_schemes_and_loopback_addresses() {
      assertThat(policy("com.example.app:", "http://127.0.0.1:8765"))
          .isEqualTo(WITH_SCRIPT + "'self' com.example.app: http://127.0.0.1:8765");
    }

    /// CSP has no form for an IPv6 address: the whole source would be ignored.
    @Test
    void an_ipv6_address_is_stood_for_by_its_scheme() {
      assertThat(policy("http://[::1]:8765")).isEqualTo(WITH_SCRIPT + "'self' http:");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "*",
          "https://*.example.com",
          "https://a; script-src *",
          "https://a\r\nSet-Cookie: a=b",
          "https://a 'unsafe-inline'",
          ""
        })
    void what_is_no_single_origin_never_reaches_the_header(String target) {
      assertThat(policy(target)).isEqualTo(WITH_SCRIPT + "'self'");
    }
  }

  @Nested
  class Header_fields {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "/sign-in",
          "/consent",
          "/sign-out",
          "/account",
          "/account/data",
          "/errors/",
          "/errors/invalid_grant"
        })
    void are_on_every_page(String path) {
      Response page = site.get(path);
      assertThat(page.header("Content-Type")).contains("text/html; charset=utf-8");
      assertThat(page.header("Cache-Control")).contains("no-store");
      assertThat(page.header("X-Content-Type-Options")).contains("nosniff");
      assertThat(page.header("X-Frame-Options")).contains("DENY");
      assertThat(page.header("Referrer-Policy")).contains("no-referrer");
    }
  }

  @Nested
  class Assets_of_the_pages {
    @Test
    void are_all_served_and_kept_for_good_under_a_name_with_a_checksum() {
      String html = Site.html(site.get("/sign-in"));
      List<String> paths =
          Pattern.compile("(?:href|src)=\"(/assets/[^\"]+)\"")
              .matcher(html)
              .results()
              .map(m -> m.group(1))
              .toList();
      assertThat(paths)
          .hasSize(4)
          .allSatisfy(path -> {
            assertThat(path).matches("/assets/[a-z-]+\\.[0-9a-f]{8}\\.[a-z]+");
            Response asset = site.get(path);
            assertThat(asset.status()).isEqualTo(200);
            assertThat(asset.header("Cache-Control"))
                .contains("public, max-age=31536000, immutable");
            assertThat(asset.header("X-Content-Type-Options")).contains("nosniff");
          });
    }

    private Response styleSheet(String... acceptEncoding) {
      List<Map.Entry<String, String>> headers =
          Stream.of(acceptEncoding).map(value -> Map.entry("Accept-Encoding", value)).toList();
      String path = new Assets("/assets/").styleSheet();
      return site.answer(
          new Request("GET", path, "", Headers.of(headers), new byte[0], "127.0.0.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br, GZIP;q=0.5", "deflate,gzip;q=1.0, *;q=0", "gzip; q=0.01"})
    void are_packed_for_who_takes_that(String acceptEncoding) throws IOException {
      Response packed = styleSheet(acceptEncoding);
      assertThat(packed.header("Content-Encoding")).contains("gzip");
      assertThat(packed.header("Vary")).contains("Accept-Encoding");
      byte[] content = new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes();
      assertThat(content).isEqualTo(styleSheet().body());
      assertThat(packed.body().length * 3).isLessThan(content.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "identity", "gzip;q=0", "gzip;q=0.000", "x-gzipped", "br;gzip"})
    void are_plain_for_who_does_not(String acceptEncoding) {
      Response plain = styleSheet(acceptEncoding);
      assertThat(plain.header("Content-Encoding")).isEmpty();
      assertThat(plain.header("Vary")).contains("Accept-Encoding");
      assertThat(Site.html(plain)).contains(":root");
    }

    @Test
    void pages_are_never_packed_since_they_hold_secrets_beside_what_others_chose() {
      List<Map.Entry<String, String>> headers = List.of(Map.entry("Accept-Encoding", "gzip"));
      Request request =
          new Request("GET", "/sign-in", "", Headers.of(headers), new byte[0], "127.0.0.1");
      assertThat(site.answer(request).header("Content-Encoding")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mapae.css", "..%2fmapae.css", "../errors_en.properties", ""})
    void nothing_else_is_served(String name) {
      assertThat(site.get("/assets/" + name).status()).isEqualTo(404);
    }

    @Test
    void load_nothing_from_elsewhere() {
      String css = Site.html(site.get(new Assets("/assets/").styleSheet()));
      assertThat(css).contains(":root").doesNotContain("url(").doesNotContain("@import");
    }
  }

  @Nested
  class Escaping {
    private static final Client CLIENT =
        Samples.client(Origin.DECLARED, Map.of("client_name", Samples.SCRIPT));
    private static final Person PERSON =
        Samples.person(Samples.SCRIPT, Map.of("name", Samples.SCRIPT));

    private static void harmless(Response page) {
      // Whether > is escaped too depends on whether it is in an attribute; < is what counts.
      assertThat(Site.html(page).replace("&gt;", ">"))
          .contains("&lt;script>alert(1)&lt;/script>")
          .doesNotContain("<script>")
          .doesNotContain("\"\"'>");
    }

    @Test
    void of_the_clients_name_and_the_typed_username() {
      SignInPrompt prompt = Samples.signIn(CLIENT, Optional.of(Samples.SCRIPT), List.of());
      PreparedInteraction usual = PreparedInteraction.usual();
      harmless(Site.of(usual.with(prompt)).get("/sign-in"));
      Response again =
          Site.of(usual.with(new SignInOutcome.Again(prompt, Reason.WRONG_CREDENTIALS)))
              .post("/sign-in");
      harmless(again);
      assertThat(Site.html(again)).contains("value=\"&#34;&#39;>&lt;script>alert(1)");
    }

    @Test
    void of_scopes_claims_and_people() {
      ConsentPrompt prompt =
          Samples.consent(
              CLIENT,
              PERSON,
              List.of(
                  new ConsentPrompt.RequestedScope(
                      Samples.SCRIPT,
                      Samples.SCRIPT,
                      Map.of("", Samples.SCRIPT),
                      List.of(Samples.SCRIPT),
                      true,
                      ConsentPrompt.Answered.UNKNOWN)),
              Set.of(Samples.SCRIPT));
      harmless(Site.of(PreparedInteraction.usual().with(prompt)).get("/consent"));
      SignOutPrompt signOut =
          new SignOutPrompt(
              Optional.of(PERSON),
              Optional.of(CLIENT),
              Optional.of(new Destination.Redirect(Samples.SCRIPT)),
              List.of(CLIENT),
              "/sign-out",
              Samples.SCRIPT,
              List.of(Samples.SCRIPT));
      harmless(Site.of(PreparedInteraction.usual().with(signOut)).get("/sign-out"));
    }

    @Test
    void of_the_description_of_an_error() {
      harmless(
          Site.of(new RefusingInteraction(new InvalidRequest(Samples.SCRIPT))).get("/sign-in"));
    }
  }

  @Nested
  class Names_that_somebody_chose {
    @Test
    void cannot_reorder_the_sentence_around_them() {
      assertThat(DisplayName.of("safe\u202Egpj.exe\u2066\r\n")).isEqualTo("safegpj.exe");
      assertThat(DisplayName.of("Ba\u200Bn\u2028k\uE000")).isEqualTo("Bank");
    }

    @Test
    void are_cut_when_they_are_too_long() {
      assertThat(DisplayName.of("한".repeat(120))).hasSize(120);
      assertThat(DisplayName.of("😀".repeat(10_000))).isEqualTo("😀".repeat(120) + "…");
    }
  }
}
