package dev.mapae.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.protocol.Parameters;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The page over its socket, with a real issuer and the real demo API behind it.
class PlaygroundTests {
  private static final String CC = "client-credentials";
  private static final String AC = "authorization-code";

  private RunningPlayground running;
  private SigningIssuer issuer;
  private DemoApi api;
  private Playground playground;
  private TestBrowser browser;

  @BeforeEach
  void start() throws IOException {
    running = new RunningPlayground();
    issuer = running.issuer;
    api = running.api;
    playground = running.playground;
    browser = running.browser;
  }

  @AfterEach
  void stop() {
    running.close();
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
    assertThatThrownBy(() ->
            Playground.start(
                playground.port(), issuer.issuer(), api.resource(), RunningPlayground.DEMO))
        .isInstanceOf(IOException.class);
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElseThrow();
  }
}
