package dev.mapae.resourceowner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.interaction.Mishap;
import dev.mapae.authorizationserver.interaction.WayToClient;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolError.InvalidClient;
import dev.mapae.protocol.ProtocolError.InvalidRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An error that cannot be sent to the client. RFC 6749 §4.1.2.1.
class ErrorPageTests {
  private static final ProtocolError FORGED = new InvalidRequest("The step is missing.");

  @ParameterizedTest
  @CsvSource({
    "GET,/sign-in",
    "POST,/sign-in",
    "GET,/consent",
    "POST,/consent",
    "GET,/sign-out",
    "POST,/sign-out"
  })
  void a_refused_step_becomes_the_error_page(String method, String path) {
    Response page = Site.of(new RefusingInteraction(FORGED)).answer(Site.request(method, path, ""));
    assertThat(page.status()).isEqualTo(400);
    assertThat(Site.html(page))
        .contains("<h1>This request cannot go on</h1>")
        .contains("href=\"https://id.example.com/errors/invalid_request\"");
  }

  @Test
  void the_element_error_begins_with_the_code_and_goes_on_with_the_description() {
    String html = Site.html(Site.of(new RefusingInteraction(FORGED)).get("/sign-in"));
    int start = html.indexOf('>', html.indexOf("id=\"error\"")) + 1;
    assertThat(html.substring(start)).startsWith("<code>invalid_request</code>");
    assertThat(Site.text(html.substring(start, html.indexOf("</p>", start))))
        .isEqualTo("invalid_request The step is missing.");
  }

  @Test
  void the_status_is_that_of_the_error() {
    Site site = Site.of(new RefusingInteraction(new InvalidClient("There is no client “x”.")));
    assertThat(site.get("/sign-in").status()).isEqualTo(401);
  }

  /// A person gets a page, not JSON, and learns nothing of what failed.
  @Test
  void a_fault_of_ours_is_an_error_page_too() {
    Response page =
        Site.of(new RefusingInteraction(new IllegalStateException("the pool is empty")))
            .get("/consent");
    assertThat(page.status()).isEqualTo(500);
    assertThat(Site.html(page))
        .contains("id=\"error\" role=\"alert\"><code>server_error</code>")
        .doesNotContain("the pool is empty");
  }

  @Test
  void an_overload_says_when_to_come_back() {
    ProtocolError busy = new ProtocolError.TemporarilyUnavailable("Too much is waiting.");
    Response page = Site.of(new RefusingInteraction(busy)).get("/consent");
    assertThat(page.status()).isEqualTo(503);
    assertThat(page.header("Retry-After")).contains("1");
  }

  @Test
  void the_description_is_marked_as_english_in_a_korean_page() {
    String html = Site.html(Site.of(new RefusingInteraction(FORGED)).get("/sign-in", "ko"));
    assertThat(html).contains("<html lang=\"ko\">").contains("<span lang=\"en\">The step is");
  }

  /// Errors are for who runs the application; what people mend themselves is for them.
  @Test
  void what_somebody_mends_themselves_is_said_in_their_language_alone() {
    for (Mishap.Fault fault : Mishap.Fault.values()) {
      for (Mishap.Remedy remedy : Mishap.Remedy.values()) {
        Mishap mishap = new Mishap(fault, remedy);
        ProtocolError error = mishap.exception().error();
        assertThat(Mishap.of(error)).contains(mishap);
        Site site = Site.of(new RefusingInteraction(error));
        Messages korean = Languages.OURS.messages(Language.KOREAN);
        assertThat(Site.html(site.get("/sign-in", "ko")))
            .contains("role=\"alert\">" + korean.mishap(fault) + " " + korean.remedy(remedy))
            .contains("id=\"error\"><code>invalid_request</code></p>")
            .doesNotContain("lang=\"en\"");
      }
    }
    assertThat(Mishap.of(FORGED)).isEmpty();
  }

  /// Somebody may make an error say anything, by what they send.
  @Test
  void an_error_that_only_sounds_like_it_is_for_who_runs_the_application() {
    Mishap mishap = new Mishap(Mishap.Fault.TOO_OLD, Mishap.Remedy.PAGE);
    ProtocolError same = new ProtocolError.InvalidRequest(mishap.description());
    assertThat(mishap.exception().error().description()).isEqualTo(same.description());
    assertThat(Mishap.of(same)).isEmpty();
    assertThat(Site.html(Site.of(new RefusingInteraction(same)).get("/sign-in", "ko")))
        .contains("<span lang=\"en\">This page is too old");
  }

  @Test
  void what_somebody_mends_themselves_is_to_programs_what_it_was() {
    Mishap mishap = new Mishap(Mishap.Fault.NOT_ALLOWED, Mishap.Remedy.OPERATOR);
    ProtocolError denied = mishap.denied().error();
    assertThat(denied.code()).isEqualTo("access_denied");
    assertThat(denied.status()).isEqualTo(new ProtocolError.AccessDenied("").status());
    assertThat(Mishap.of(denied)).contains(mishap);
  }

  @Test
  void the_page_speaks_the_language_that_the_request_asked_for() {
    Site site = Site.of(new RefusingInteraction(FORGED));
    assertThat(Site.html(site.get("/sign-in?ui_locales=ko", "en"))).contains("<html lang=\"ko\">");
  }

  @Test
  void a_query_that_cannot_be_read_still_gets_its_page() {
    Site site = Site.of(new RefusingInteraction(FORGED));
    assertThat(Site.html(site.get("/sign-in?ui_locales=%zz", "ko")))
        .contains("<html lang=\"ko\">")
        .contains("id=\"error\"");
  }

  @Test
  void the_link_lies_below_an_issuer_with_a_path() {
    Site site = Site.of(new Issuer("https://example.com/tenant"), new RefusingInteraction(FORGED));
    assertThat(Site.html(site.get("/tenant/consent")))
        .contains("href=\"https://example.com/tenant/errors/invalid_request\"");
  }

  @Test
  void the_authorization_endpoint_can_show_one_too() {
    Site site = Site.of(PreparedInteraction.usual());
    Response page =
        site.pages()
            .error(
                Site.request("GET", "/authorize?ui_locales=ko", "en"),
                FORGED,
                "https://id.example.com/errors/invalid_request");
    assertThat(Site.html(page)).contains("<html lang=\"ko\">").contains("요청을 처리할 수 없습니다");
  }

  /// RFC 9700 §4.11.2.
  @Test
  void one_for_a_client_that_nobody_vouches_for_names_its_host_and_goes_on_by_a_link_of_ours() {
    Client client = Samples.client(Origin.SELF_REGISTERED, Map.of("client_name", "Your bank"));
    WayToClient way =
        new WayToClient(
            client,
            new Destination.Redirect("<b>stranger.example"),
            "/authorize?client_id=x&mapae_seen=y");
    ResourceOwnerPages pages = Site.of(PreparedInteraction.usual()).pages();
    for (String language : List.of("en", "ko")) {
      Response page = pages.error(Site.request("GET", "/authorize", language), FORGED, "/e", way);
      String html = Site.html(page);
      assertThat(html)
          .contains("<code>invalid_request</code>")
          .contains("<bdi>&lt;b")
          .contains("<a id=\"continue\" href=\"/authorize?client_id=x&amp;mapae_seen=y\"")
          .contains("class=\"caution\"")
          // A name that it gave itself is no help to decide.
          .doesNotContain("Your bank")
          .doesNotContain("<form");
      assertThat(page.header("Content-Security-Policy").orElseThrow())
          .contains("form-action 'none'");
    }
  }
}
