package dev.mapae.playground;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.protocol.BasicCredentials;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The client credentials grant as the page plays it, with a real issuer and the real demo API.
class ClientCredentialsFlowTests {
  private static final String CC = "client-credentials";
  private RunningPlayground running;
  private SigningIssuer issuer;
  private DemoApi api;
  private TestBrowser browser;

  @BeforeEach
  void start() throws IOException {
    running = new RunningPlayground();
    issuer = running.issuer;
    api = running.api;
    browser = running.browser;
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void the_page_shows_what_the_issuer_really_received_and_the_api_really_answered()
      throws Exception {
    String page = browser.press(CC, "play").body();
    String body = "grant_type=client_credentials&scope=playlist.read";
    assertThat(issuer.requests).contains("POST /token " + body);
    assertThat(page)
        .contains("<b>POST /token HTTP/1.1</b>", Html.text(body).markup())
        .contains(
            "<i>Authorization:</i> "
                + new BasicCredentials(SigningIssuer.CLIENT_ID, SigningIssuer.CLIENT_SECRET)
                    .header())
        .contains("<b>GET /v1/playlists HTTP/1.1</b>", "Morning coffee");
  }

  @Test
  void the_token_is_decoded_and_its_signature_checked() throws Exception {
    String page = browser.press(CC, "play").body();
    assertThat(page)
        .contains("<code>aud</code> = <code class=\"value\">" + api.resource() + "</code>")
        .contains("<code>sub</code> = <code class=\"value\">demo</code>")
        .contains("verdict good", "<code>ec-1</code>", "(ES256)");
  }

  @Test
  void the_metadata_and_the_keys_are_asked_for_and_shown() throws Exception {
    String page = browser.press(CC, "play").body();
    assertThat(issuer.requests)
        .contains("GET /.well-known/oauth-authorization-server ", "GET /keys ");
    assertThat(page).contains("GET /.well-known/oauth-authorization-server", "GET /keys HTTP/1.1");
  }

  @ParameterizedTest
  @CsvSource({
    "me, 200 OK, Who does the token speak for?",
    "more-scope, 201 Created, 'More scope, and a playlist more'",
    "basic, 200 OK, The old way: HTTP Basic",
    "no-token, 401 Unauthorized, Without a token",
    "expired, 401 Unauthorized, With an expired token",
    "tampered, 401 Unauthorized, With a forged token",
    "add, 403 Forbidden, 'A good token, but not for this'",
  })
  void each_button_shows_the_answer_of_the_api(String action, String status, String title)
      throws Exception {
    browser.press(CC, "play");
    assertThat(latestScene(browser.press(CC, action).body()))
        .contains("<h3>" + title + "</h3>")
        .contains("<b>HTTP/1.1 " + status + "</b>");
  }

  @Test
  void without_a_token_the_challenge_on_the_page_has_no_error() throws Exception {
    String scene = latestScene(browser.press(CC, "no-token").body());
    assertThat(scene).contains("Bearer resource_metadata=").doesNotContain("error=");
  }

  @Test
  void the_expired_token_is_genuine() throws Exception {
    browser.press(CC, "play");
    String scene = latestScene(browser.press(CC, "expired").body());
    assertThat(scene).contains("The token has expired", "tomorrow");
  }

  @Test
  void the_forged_token_says_more_than_was_signed() throws Exception {
    browser.press(CC, "play");
    String scene = latestScene(browser.press(CC, "tampered").body());
    assertThat(scene)
        .contains("<code class=\"value\">playlist.read playlist.write</code>")
        .contains("verdict bad")
        .contains("error=&quot;invalid_token&quot;");
  }

  @Test
  void the_missing_scope_is_named() throws Exception {
    browser.press(CC, "play");
    assertThat(latestScene(browser.press(CC, "add").body()))
        .contains("error=&quot;insufficient_scope&quot;")
        .contains("scope=&quot;playlist.write&quot;");
  }

  @Test
  void what_needs_a_token_is_out_of_reach_before_there_is_one() throws Exception {
    assertThat(browser.get("/" + CC).body()).contains("<button id=\"expired\" disabled>");
    assertThat(browser.press(CC, "expired").body()).doesNotContain("id=\"scene-");
    assertThat(browser.press(CC, "play").body()).contains("<button id=\"expired\">");
  }

  @Test
  void forgetting_leaves_nothing() throws Exception {
    browser.press(CC, "play");
    assertThat(browser.press(CC, "forget").body())
        .doesNotContain("id=\"scene-")
        .contains("<button id=\"expired\" disabled>");
  }

  @Test
  void only_the_last_twelve_scenes_are_kept() throws Exception {
    for (int i = 0; i < 13; i++) {
      browser.press(CC, "no-token");
    }
    String page = browser.get("/" + CC).body();
    assertThat(page).doesNotContain("id=\"scene-1\"").contains("id=\"scene-2\"", "id=\"scene-13\"");
  }

  @Test
  void an_issuer_that_is_away_is_said_to_be_away() throws Exception {
    issuer.close();
    HttpResponse<String> answer = browser.press(CC, "play");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("The client stopped", "cannot be reached");
  }

  @Test
  void an_api_that_is_away_is_said_to_be_away() throws Exception {
    api.close();
    HttpResponse<String> answer = browser.press(CC, "no-token");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("ConnectException");
  }

  private static String latestScene(String page) {
    return page.substring(page.lastIndexOf("<details class=\"scene\""));
  }
}
