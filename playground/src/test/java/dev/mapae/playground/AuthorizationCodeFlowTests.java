package dev.mapae.playground;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Pkce;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The authorization code grant as the page plays it, with a real issuer and the real demo API.
class AuthorizationCodeFlowTests {
  private static final String AC = "authorization-code";
  private RunningPlayground running;
  private SigningIssuer issuer;
  private Playground playground;
  private TestBrowser browser;

  @BeforeEach
  void start() throws IOException {
    running = new RunningPlayground();
    issuer = running.issuer;
    playground = running.playground;
    browser = running.browser;
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void the_browser_goes_to_the_issuer_with_exactly_the_redirect_uri() throws Exception {
    URI to = URI.create(location(browser.pressOnce(AC, "play")));
    Parameters query = Parameters.parse(to.getRawQuery());
    assertThat(to.toString()).startsWith(issuer.issuer() + "/authorize?");
    assertThat(query.required("redirect_uri"))
        .isEqualTo("http://localhost:" + playground.port() + "/callback");
    assertThat(query.required("code_challenge_method")).isEqualTo("S256");
    assertThat(query.required("scope")).isEqualTo("openid profile offline_access playlist.read");
  }

  @Test
  void the_whole_flow_is_shown_from_the_redirect_to_the_playlists() throws Exception {
    HttpResponse<String> answer = browser.press(AC, "play");
    String page = answer.body();
    URI request = visited("/authorize");
    URI callback = visited("/callback");
    String code = Parameters.parse(callback.getRawQuery()).required("code");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(page)
        .contains("Location:</i> " + Html.text(request.toString()).markup())
        .contains(Html.text("GET /callback?" + callback.getRawQuery()).markup())
        .contains("<code>code</code> = <code class=\"value\">" + code + "</code>")
        .contains("<b>POST /token HTTP/1.1</b>")
        .contains("The access token, decoded", "The ID token, decoded")
        .contains("Morning coffee")
        .containsOnlyOnce("class=\"scene\"");
  }

  @Test
  void the_code_does_not_stay_in_the_address() throws Exception {
    HttpResponse<String> answer = browser.press(AC, "play");
    assertThat(answer.uri().getPath()).isEqualTo("/" + AC);
    assertThat(answer.uri().getQuery()).isNull();
  }

  @Test
  void the_verifier_that_is_shown_has_the_challenge_for_a_hash() throws Exception {
    String page = browser.press(AC, "play").body();
    String verifier =
        page.replaceAll(
            "(?s).*<code>code_verifier</code> = <code class=\"value\">([^<]+)<.*", "$1");
    assertThat(Parameters.parse(visited("/authorize").getRawQuery()).required("code_challenge"))
        .isEqualTo(Pkce.challenge(verifier));
  }

  @Test
  void what_a_token_says_is_text_and_never_markup() throws Exception {
    String page = browser.press(AC, "play").body();
    assertThat(page)
        .contains("Alice &lt;script&gt;alert(1)&lt;/script&gt;")
        .doesNotContain("<script");
  }

  @ParameterizedTest
  @CsvSource({
    "me, 200 OK, Who does the token speak for?",
    "userinfo, 200 OK, Who signed in?",
    "refresh, 200 OK, New tokens for the refresh token",
    "more-scope, 201 Created, 'More scope, and a playlist more'",
    "no-token, 401 Unauthorized, Without a token",
    "expired, 401 Unauthorized, With an expired token",
    "tampered, 401 Unauthorized, With a forged token",
    "add, 403 Forbidden, 'A good token, but not for this'",
  })
  void each_button_shows_the_answer(String action, String status, String title) throws Exception {
    browser.press(AC, "play");
    assertThat(latestScene(browser.press(AC, action).body()))
        .contains("<h3>" + title + "</h3>")
        .contains("<b>HTTP/1.1 " + status + "</b>");
  }

  @Test
  void with_more_scope_the_same_request_is_allowed() throws Exception {
    assertThat(browser.press(AC, "more-scope").body()).contains("<span>Add a playlist</span>");
    assertThat(latestScene(browser.press(AC, "add").body()))
        .contains("<h3>A playlist more</h3>", "<b>HTTP/1.1 201 Created</b>");
  }

  @Test
  void a_replayed_code_ends_the_grant() throws Exception {
    browser.press(AC, "play");
    String code = Parameters.parse(visited("/callback").getRawQuery()).required("code");
    String scene = latestScene(browser.press(AC, "replay").body());
    assertThat(issuer.requests.stream().filter(r -> r.contains("&code=" + code))).hasSize(2);
    assertThat(scene)
        .contains("invalid_grant")
        .contains("grant_type=refresh_token")
        .contains("&quot;active&quot;: false")
        .contains("Morning coffee");
  }

  @Test
  void a_refresh_uses_the_newest_refresh_token() throws Exception {
    browser.press(AC, "play");
    browser.press(AC, "refresh");
    browser.press(AC, "refresh");
    assertThat(issuer.requests.stream().filter(r -> r.contains("refresh_token=")).distinct())
        .hasSize(2);
  }

  @Test
  void an_answer_with_another_state_is_refused_and_its_code_not_redeemed() throws Exception {
    browser.pressOnce(AC, "play");
    String page = browser.get("/callback?code=stolen&state=wrong&iss=" + issuer.issuer()).body();
    assertThat(page).contains("No tokens this time");
    assertThat(issuer.requests).noneMatch(r -> r.contains("stolen"));
  }

  @Test
  void a_refusal_of_the_person_is_shown() throws Exception {
    URI to = URI.create(location(browser.pressOnce(AC, "play")));
    String state = Parameters.parse(to.getRawQuery()).required("state");
    String page =
        browser
            .get(
                "/callback?error=access_denied&error_description=%3Cb%3Eno%3C%2Fb%3E&state="
                    + state
                    + "&iss="
                    + issuer.issuer())
            .body();
    assertThat(page)
        .contains("No tokens this time", "access_denied", "&lt;b&gt;no&lt;/b&gt;")
        .doesNotContain("<b>no");
  }

  @Test
  void an_answer_that_nobody_waits_for_is_refused() throws Exception {
    HttpResponse<String> answer = browser.get("/callback?code=stolen&state=x");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(issuer.requests).isEmpty();
  }

  @Test
  void an_answer_counts_once() throws Exception {
    browser.press(AC, "play");
    URI callback = visited("/callback");
    int before = issuer.requests.size();
    assertThat(browser.get(callback.toString()).statusCode()).isEqualTo(400);
    assertThat(issuer.requests).hasSize(before);
  }

  @Test
  void another_browser_cannot_take_the_answer() throws Exception {
    URI to = URI.create(location(browser.pressOnce(AC, "play")));
    TestBrowser other = new TestBrowser(playground.address(), "en");
    other.get("/");
    assertThat(other.get(to.toString()).statusCode()).isEqualTo(400);
  }

  private URI visited(String path) {
    return browser.visited.stream()
        .filter(uri -> uri.getPath().equals(path))
        .findFirst()
        .orElseThrow();
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private static String latestScene(String page) {
    return page.substring(page.lastIndexOf("<details class=\"scene\""));
  }
}
