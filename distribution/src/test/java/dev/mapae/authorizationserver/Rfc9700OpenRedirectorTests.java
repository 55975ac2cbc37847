package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Registering.ask;
import static dev.mapae.authorizationserver.Registering.metadata;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.registration.RegistrationPolicy.Mode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9700, open redirection: who registers a client here has no link that sends people to them.
class Rfc9700OpenRedirectorTests {
  final WatchedStores watched = new WatchedStores();
  final TestServer server =
      new TestServer(
          Engine.preset(),
          Samples.declarations(),
          Seams.registering(Mode.OPEN, false, (_, _, _) -> published()).around(watched::around));
  final Registering registering = new Registering(server);

  /// What is at every URL.
  private String published = "";

  private Fetched published() {
    return new Fetched(published.getBytes(StandardCharsets.UTF_8), Optional.empty());
  }

  @AfterEach
  void close() {
    server.close();
  }

  /// Requests with a fault of the client in them, of every kind.
  static List<Ask> faulty(Map<String, Object> client) {
    Ask ask = ask(client, "playlist.read");
    return List.of(
        ask.with("scope", "everything"),
        ask.with("scope", "playlist.write"),
        ask.with("response_type", "token"),
        ask.with("response_type", "code").with("response_mode", "odd"),
        ask.with("response_mode", "form_post").with("scope", "everything"),
        ask.with("response_mode", "fragment").with("scope", "everything"),
        ask.without("code_challenge", "code_challenge_method"),
        ask.with("prompt", "none"),
        ask.with("request", "x"),
        ask.with("resource", "https://unknown.example/"),
        ask.with("max_age", "x"));
  }

  @Nested
  class Section_4_11_2_the_authorization_server_as_open_redirector {
    @Test
    void nobody_is_sent_to_a_stranger_before_they_signed_in() {
      for (Ask ask : faulty(registering.register(metadata()))) {
        TestBrowser browser = new TestBrowser(server).get(ask.url());
        assertThat(browser.shownError()).as(ask.url()).isNotEmpty();
        assertThat(browser.html()).doesNotContain("action=\"" + Registering.CALLBACK);
      }
    }

    @Test
    void nor_by_a_request_that_was_pushed() {
      Map<String, Object> client =
          registering.register(metadata("token_endpoint_auth_method", "none"));
      Ask ask = ask(client, "playlist.read").with("prompt", "none");
      var pushed = TestServer.json(server.post("/par", ask.parameters()));
      TestBrowser browser =
          new TestBrowser(server)
              .get(
                  TestClients.pushedUrl(
                      (String) client.get("client_id"), (String) pushed.get("request_uri")));
      assertThat(browser.shownError()).isEqualTo("login_required");
    }

    @Test
    void nor_by_a_link_to_sign_out() {
      String bye = "https://stranger.example.com/bye";
      Map<String, Object> client =
          registering.register(metadata("post_logout_redirect_uris", List.of(bye)));
      String link =
          "/end-session?"
              + TestClients.form(
                      "client_id",
                      (String) client.get("client_id"),
                      "post_logout_redirect_uri",
                      bye,
                      "state",
                      "s")
                  .encode();
      TestBrowser browser = new TestBrowser(server).get(link);
      assertThat(browser.path()).isEqualTo("/sign-out");
      assertThat(browser.html()).contains("stranger.example.com").contains("class=\"caution\"");
      browser.submit(TestClients.form());
      assertThat(browser.redirect()).isEqualTo(bye + "?state=s");
      browser.get(ask(client, "playlist.read").url()).signInAs("alice").get(link);
      assertThat(browser.html()).contains("stranger.example.com").contains("class=\"caution\"");
      browser.submit(TestClients.form());
      assertThat(browser.redirect()).isEqualTo(bye + "?state=s");
    }

    @Test
    void nor_is_somebody_who_signed_in_but_by_their_own_doing() {
      Map<String, Object> client = registering.register(metadata());
      TestBrowser browser = new TestBrowser(server);
      browser.get(ask(client, "playlist.read").url()).signInAs("alice").deny();
      assertThat(browser.redirect()).startsWith(Registering.CALLBACK);
      assertThat(browser.answer("error")).isEqualTo("access_denied");
      for (Ask ask : faulty(client)) {
        if (ask.url().contains("prompt=none")) {
          continue;
        }
        String error = browser.get(ask.url()).shownError();
        assertThat(browser.html()).contains(">stranger.example.com<").contains("class=\"caution\"");
        assertThat(browser.html()).doesNotContain(Registering.CALLBACK);
        browser.goOn();
        if (browser.isAtClient()) {
          assertThat(browser.redirect()).startsWith(Registering.CALLBACK).contains(error);
        } else {
          assertThat(browser.html()).contains("action=\"" + Registering.CALLBACK).contains(error);
        }
      }
    }

    @Test
    void the_way_on_is_for_this_browser_and_this_request() {
      Map<String, Object> client = registering.register(metadata());
      TestBrowser attacker = new TestBrowser(server);
      attacker.get(ask(client, "playlist.read").url()).signInAs("bob");
      attacker.get(ask(client, "everything").url()).goOn();
      TestBrowser browser = new TestBrowser(server);
      browser.get(ask(client, "playlist.read").url()).signInAs("alice");
      browser.get(attacker.location);
      assertThat(browser.shownError()).isEqualTo("invalid_scope");
      browser.get(ask(client, "everything").url()).goOn();
      String marks =
          "&mapae_seen=" + browser.seen() + "&mapae_shown=" + browser.parameter("mapae_shown");
      assertThat(browser.get(ask(client, "everything").url() + marks).isAtClient()).isTrue();
      browser.get(ask(client, "nothing").url() + marks);
      assertThat(browser.shownError()).isEqualTo("invalid_scope");
      browser.get("/sign-out").submit(TestClients.form());
      browser.get(Ask.web("openid").url()).signInAs("bob");
      browser.get(ask(client, "everything").url() + marks);
      assertThat(browser.shownError()).isEqualTo("invalid_scope");
    }

    /// Mistake: a `request_uri` is fetched anew when the person goes on, and may hold another
    /// request.
    @Test
    void the_way_on_is_to_where_the_page_said() {
      String elsewhere = "https://elsewhere.example.com/cb";
      String uri = "https://stranger.example.com/request.jwt";
      Map<String, Object> client =
          registering.register(
              metadata(
                  "redirect_uris",
                  List.of(Registering.CALLBACK, elsewhere),
                  "jwks",
                  Map.of("keys", List.of(RequestObjectScene.KEY.toPublicJWK().toJSONObject())),
                  "request_uris",
                  List.of(uri)));
      String id = (String) client.get("client_id");
      TestBrowser browser = new TestBrowser(server);
      browser.get(Ask.web("openid").url()).signInAs("alice");
      published = new TestRequestObject(ask(client, "everything")).signed(RequestObjectScene.KEY);
      browser.get(TestRequestObject.url(TestClients.form("client_id", id, "request_uri", uri)));
      assertThat(browser.shownError()).isEqualTo("invalid_scope");
      assertThat(browser.html()).contains(">stranger.example.com<");
      published =
          new TestRequestObject(Ask.of(id, elsewhere, "everything")).signed(RequestObjectScene.KEY);
      server.clock.advance(Duration.ofSeconds(1));
      assertThat(browser.goOn().shownError()).isEqualTo("invalid_scope");
      assertThat(browser.html()).contains(">elsewhere.example.com<");
      assertThat(browser.goOn().redirect()).startsWith(elsewhere);
    }

    @Test
    void what_is_shown_and_then_sent_is_written_down_once() {
      Map<String, Object> client = registering.register(metadata());
      TestBrowser browser = new TestBrowser(server);
      browser.get(ask(client, "playlist.read").url()).signInAs("alice");
      server.audit.clear();
      browser.get(ask(client, "everything").url()).goOn();
      assertThat(browser.answer("error")).isEqualTo("invalid_scope");
      assertThat(server.audit)
          .extracting(AuditEvent::type)
          .containsExactly(AuditEvent.Type.AUTHORIZATION_REFUSED);
    }

    @Test
    void a_browser_without_our_cookie_of_before_can_go_on_too() {
      Map<String, Object> client = registering.register(metadata());
      TestBrowser browser = new TestBrowser(server);
      browser.get(ask(client, "playlist.read").url()).signInAs("alice");
      browser.cookies.keySet().removeIf(name -> name.contains("browser"));
      browser.get(ask(client, "everything").url()).goOn();
      assertThat(browser.answer("error")).isEqualTo("invalid_scope");
    }

    @Test
    void who_forbids_pages_is_answered_for_somebody_who_signed_in() {
      Map<String, Object> client = registering.register(metadata());
      TestBrowser browser = new TestBrowser(server);
      browser.get(ask(client, "playlist.read").url()).signInAs("alice");
      browser.get(ask(client, "playlist.read").with("prompt", "none").url());
      assertThat(browser.answer("error")).isEqualTo("consent_required");
      browser.get(ask(client, "playlist.read").with("prompt", "none").with("max_age", "0").url());
      assertThat(browser.answer("error")).isEqualTo("login_required");
    }

    /// Mistake: `prompt=none` beside a fault was all that a link needed.
    @Test
    void who_forbids_pages_is_not_answered_with_anything_else() {
      Map<String, Object> client = registering.register(metadata());
      TestBrowser browser = new TestBrowser(server);
      browser.get(ask(client, "playlist.read").url()).signInAs("alice");
      for (Ask ask : faulty(client)) {
        if (ask.url().contains("prompt=none")) {
          continue;
        }
        browser.get(ask.with("prompt", "none").url());
        assertThat(browser.shownError()).as(ask.url()).isNotEmpty();
        assertThat(browser.html()).doesNotContain("action=\"" + Registering.CALLBACK);
      }
    }

    @Test
    void a_fault_of_ours_is_shown_and_sent_nowhere() {
      Map<String, Object> client = registering.register(metadata());
      TestBrowser browser = new TestBrowser(server);
      browser.get(ask(client, "playlist.read").url()).signInAs("alice");
      watched.failing = "sessions.find";
      browser.get(ask(client, "playlist.read").url());
      assertThat(browser.shownError()).isIn("server_error", "temporarily_unavailable");
      browser.get(ask(client, "everything").url());
      assertThat(browser.shownError()).isIn("server_error", "temporarily_unavailable");
    }

    @Test
    void a_client_that_the_operator_declared_hears_of_its_faults_at_once() {
      assertThat(new TestBrowser(server).get(Ask.web("everything").url()).answer("error"))
          .isEqualTo("invalid_scope");
    }
  }
}
