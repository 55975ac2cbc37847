package dev.mapae.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.client.ClientSecretBasic;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Pkce;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The page over its socket, with a real issuer and the real demo API behind it.
class PlaygroundTests {
  private static final ClientSecretBasic DEMO =
      new ClientSecretBasic(SigningIssuer.CLIENT_ID, SigningIssuer.CLIENT_SECRET);
  private static final String CC = "client-credentials";
  private static final String AC = "authorization-code";

  private SigningIssuer issuer;
  private DemoApi api;
  private Playground playground;
  private TestBrowser browser;

  @BeforeEach
  void start() throws IOException {
    issuer = new SigningIssuer();
    api = DemoApi.start(0, issuer.issuer());
    issuer.api = api.resource().toString();
    playground = Playground.start(0, issuer.issuer(), api.resource(), DEMO);
    browser = new TestBrowser(playground.address(), "en");
  }

  @AfterEach
  void stop() {
    playground.close();
    api.close();
    issuer.close();
  }

  @Nested
  class The_start_page {
    @Test
    void shows_the_four_roles_and_where_they_live() throws Exception {
      assertThat(browser.get("/").body())
          .contains("Resource owner", "Client", "Authorization server", "Resource server")
          .contains(issuer.issuer(), api.resource().toString(), playground.address().toString());
    }

    @Test
    void loads_a_style_sheet_that_is_there() throws Exception {
      String page = browser.get("/").body();
      String path = page.replaceAll("(?s).*<link rel=\"stylesheet\" href=\"([^\"]+)\".*", "$1");
      HttpResponse<String> sheet = browser.get(path);
      assertThat(sheet.statusCode()).isEqualTo(200);
      assertThat(sheet.headers().firstValue("Content-Type")).contains("text/css; charset=utf-8");
    }
  }

  @Nested
  class Client_credentials {
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
                  + DEMO.authenticate(Parameters.empty()).authorization().orElseThrow())
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
      assertThat(page)
          .contains("GET /.well-known/oauth-authorization-server", "GET /keys HTTP/1.1");
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
      assertThat(page)
          .doesNotContain("id=\"scene-1\"")
          .contains("id=\"scene-2\"", "id=\"scene-13\"");
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
  }

  @Nested
  class Authorization_code {
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
      browser.press(AC, "more-scope");
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
  }

  @Nested
  class Forged_forms {
    @ParameterizedTest
    @ValueSource(strings = {"", "form_token=", "form_token=guess", "form_token=%ff", "x=1"})
    void a_form_without_the_token_of_this_browser_does_nothing(String form) throws Exception {
      browser.get("/" + CC);
      HttpResponse<String> answer = browser.post("/" + CC + "/play", form);
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(issuer.requests).isEmpty();
    }

    @Test
    void the_token_of_another_browser_does_nothing() throws Exception {
      String foreign = new TestBrowser(playground.address(), "en").formToken(CC);
      browser.get("/" + CC);
      HttpResponse<String> answer = browser.post("/" + CC + "/play", "form_token=" + foreign);
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(issuer.requests).isEmpty();
    }

    @Test
    void a_form_that_is_too_long_does_nothing() throws Exception {
      String token = browser.formToken(CC);
      HttpResponse<String> answer =
          browser.post("/" + CC + "/play", "form_token=" + token + "&x=" + "x".repeat(9000));
      assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void a_link_plays_nothing() throws Exception {
      assertThat(browser.get("/" + CC + "/play").statusCode()).isEqualTo(404);
      assertThat(issuer.requests).isEmpty();
    }
  }

  @Nested
  class Headers {
    @Test
    void the_cookie_is_for_the_server_alone() throws Exception {
      HttpResponse<String> answer = browser.get("/");
      assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
          .startsWith("mapae_playground_" + playground.port() + "=")
          .endsWith("; Path=/; HttpOnly; SameSite=Lax");
    }

    @Test
    void a_cookie_that_is_known_is_not_set_again() throws Exception {
      browser.get("/");
      assertThat(browser.get("/").headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void the_policy_allows_no_script_and_forms_to_the_issuer_alone() throws Exception {
      assertThat(browser.get("/").headers().firstValue("Content-Security-Policy").orElseThrow())
          .isEqualTo(
              "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
                  + "frame-ancestors 'none'; form-action 'self' "
                  + issuer.issuer());
    }

    @Test
    void pages_are_not_stored() throws Exception {
      assertThat(browser.get("/" + CC).headers().firstValue("Cache-Control")).contains("no-store");
    }

    @Test
    void another_host_name_is_sent_to_the_right_one() throws Exception {
      HttpResponse<String> answer =
          browser.once(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + playground.port() + "/"))
                  .GET());
      assertThat(answer.statusCode()).isEqualTo(303);
      assertThat(location(answer)).isEqualTo(playground.address().toString());
    }
  }

  @Nested
  class Bad_input {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "/nothing",
          "/client-credentials/",
          "/assets/playground.css",
          "/%2e%2e/x",
          "/callback/"
        })
    void other_paths_are_not_found(String path) throws Exception {
      URI uri = URI.create("http://localhost:" + playground.port() + path);
      assertThat(browser.once(HttpRequest.newBuilder(uri).GET()).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/?lang=%ff", "/?lang=ko&lang=en", "/?lang=xx", "/?%", "/?=&&="})
    void a_broken_query_is_passed_over(String path) throws Exception {
      URI uri = URI.create("http://localhost:" + playground.port() + path.replace("?%", "?%25"));
      assertThat(browser.once(HttpRequest.newBuilder(uri).GET()).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/callback?code=%ff&state=%ff", "/callback?code=a&code=b", "/callback"})
    void a_broken_answer_is_no_answer(String path) throws Exception {
      browser.pressOnce(AC, "play");
      String page = browser.get(path).body();
      assertThat(page).contains("No tokens this time");
      assertThat(issuer.requests).noneMatch(r -> r.startsWith("POST /token"));
    }

    @Test
    void another_method_is_refused() throws Exception {
      HttpResponse<String> answer =
          browser.once(HttpRequest.newBuilder(playground.address()).DELETE());
      assertThat(answer.statusCode()).isEqualTo(405);
      assertThat(answer.headers().firstValue("Allow")).contains("GET, POST");
    }
  }

  @Nested
  class Languages {
    @Test
    void the_browser_chooses() throws Exception {
      TestBrowser korean = new TestBrowser(playground.address(), "fr;q=0.9, ko-KR, en;q=0.5");
      assertThat(korean.get("/").body()).contains("<html lang=\"ko\">", "자원 소유자");
      assertThat(browser.get("/").body()).contains("<html lang=\"en\">");
    }

    @Test
    void the_visitor_has_the_last_word_and_is_remembered() throws Exception {
      assertThat(browser.get("/?lang=ko").body()).contains("<html lang=\"ko\">");
      assertThat(browser.get("/" + CC).body()).contains("<html lang=\"ko\">");
    }

    @Test
    void the_issuer_is_told_the_language() throws Exception {
      browser.get("/?lang=ko");
      URI to = URI.create(location(browser.pressOnce(AC, "play")));
      assertThat(Parameters.parse(to.getRawQuery()).required("ui_locales")).isEqualTo("ko");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "ko"})
    void every_scene_has_its_words(String language) throws Exception {
      TestBrowser visitor = new TestBrowser(playground.address(), language);
      for (Flow flow : Flow.values()) {
        for (Action.Group group : Action.Group.values()) {
          for (Action action : Action.of(flow, group)) {
            HttpResponse<String> answer = visitor.press(flow.id(), action.id());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).doesNotContain("{0}", "{}");
          }
        }
      }
    }
  }

  @Test
  void a_taken_port_is_an_io_exception() {
    assertThatThrownBy(
            () -> Playground.start(playground.port(), issuer.issuer(), api.resource(), DEMO))
        .isInstanceOf(IOException.class);
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
