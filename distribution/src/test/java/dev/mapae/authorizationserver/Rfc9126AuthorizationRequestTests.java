package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.shownError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9126 §4 and §7, what becomes of a request that was pushed.
@OnEveryEngine
class Rfc9126AuthorizationRequestTests extends AfterPushing {
  Rfc9126AuthorizationRequestTests(Engine engine) {
    super(engine);
  }

  @Nested
  class Section_4_from_the_reference_to_the_code {
    @Test
    void a_person_signs_in_and_consents_and_the_client_gets_its_tokens() {
      browser.get(clients.pushedUrl(ask));
      assertThat(browser.path()).isEqualTo("/sign-in");
      browser.signInAs("alice");
      assertThat(browser.path()).isEqualTo("/consent");
      browser.approve("playlist.read");
      assertThat(browser.redirect()).startsWith(Samples.CALLBACK + "?");
      assertThat(browser.answer("state")).isEqualTo("xyz");
      assertThat(browser.answer("iss")).isEqualTo("https://id.example.com");
      assertRedeems(browser.answer("code"));
      assertThat(waiting()).isZero();
    }

    @Test
    void no_url_of_ours_says_what_was_pushed() {
      List<String> seen = new ArrayList<>();
      seen.add(browser.get(clients.pushedUrl(ask.with("login_hint", "alice"))).location);
      assertThat(browser.html()).contains("value=\"alice\"").doesNotContain("state=");
      seen.add(browser.signInAs("alice").location);
      assertThat(seen)
          .allSatisfy(url ->
              assertThat(Parameters.parse(url.substring(url.indexOf('?') + 1)).names())
                  .containsExactlyInAnyOrder("client_id", "request_uri", "mapae_seen"));
    }

    @Test
    void what_else_the_url_says_is_ignored() {
      String url =
          clients.pushedUrl(ask)
              + "&scope=openid&redirect_uri=https%3A%2F%2Fevil.example%2F&state=evil&prompt=none"
              + "&code_challenge=evil&response_mode=fragment&scope=again&request=x";
      browser.get(url).signInAs("alice").approve("playlist.read");
      assertThat(browser.redirect()).startsWith(Samples.CALLBACK + "?");
      assertThat(browser.answer("state")).isEqualTo("xyz");
      assertRedeems(browser.answer("code"));
    }

    @Test
    void a_post_will_do() {
      Response response =
          server.post("/authorize", form("client_id", "web", "request_uri", clients.pushed(ask)));
      browser.get(response.header("Location").orElseThrow()).signInAs("alice");
      assertThat(browser.approve("playlist.read").answer("code")).isNotEmpty();
    }

    @Test
    void the_answer_travels_as_the_request_says() {
      browser.get(clients.pushedUrl(ask.with("response_mode", "form_post"))).signInAs("alice");
      assertThat(browser.approve("playlist.read").hidden("code")).startsWith("mapae_ac_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"prompt=login", "prompt=select_account", "max_age=0"})
    void a_person_who_has_to_prove_themselves_anew_does_so_once(String fresh) {
      String[] parameter = fresh.split("=", 2);
      TestBrowser known = known();
      known.get(clients.pushedUrl(ask.with(parameter[0], parameter[1])));
      assertThat(known.path()).isEqualTo("/sign-in");
      assertThat(known.signInAs("alice").answer("code")).isNotEmpty();
    }

    @Test
    void a_request_too_long_for_a_url_is_told_to_be_pushed_and_then_works() {
      Ask ours = ask.with("login_hint", "x".repeat(7000));
      Response refused = server.get(ours.url());
      assertThat(refused.status()).isEqualTo(413);
      assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("push it (RFC 9126)");
      browser.get(clients.pushedUrl(ours)).signInAs("alice").approve("playlist.read");
      assertRedeems(browser.answer("code"));
    }
  }

  @Nested
  class Section_4_until_it_is_answered {
    @Test
    void a_reload_a_wrong_password_and_a_step_back_do_no_harm() {
      String url = clients.pushedUrl(ask);
      browser.get(url).get(browser.location);
      browser.signIn("alice", "wrong");
      browser.get(url).signInAs("alice");
      browser.get(browser.location).get(url);
      assertThat(browser.path()).isEqualTo("/consent");
      assertRedeems(browser.approve("playlist.read").answer("code"));
    }

    /// An anonymous visitor never causes a write, also where there is something to delete.
    @Test
    void a_visitor_who_is_not_signed_in_changes_no_row() {
      String url = clients.pushedUrl(ask);
      String silent = clients.pushedUrl(ask.with("prompt", "none"));
      List<String> before = server.database.rowsBesideCounters();
      browser.get(url).signIn("alice", "wrong");
      browser.get(url.replace("client_id=web", "client_id=ours"));
      browser.get(silent);
      assertThat(browser.answer("error")).isEqualTo("login_required");
      assertThat(server.database.rowsBesideCounters()).isEqualTo(before);
    }

    @Test
    void it_waits_for_the_browser_for_as_long_as_the_client_was_told() {
      String inTime = clients.pushedUrl(ask);
      String late = clients.pushedUrl(ask);
      server.clock.advance(Duration.ofSeconds(89));
      assertThat(browser.get(inTime).path()).isEqualTo("/sign-in");
      server.clock.advance(Duration.ofSeconds(1));
      assertThat(new TestBrowser(server).get(late).shownError()).isEqualTo(ERROR);
      assertThat(new TestBrowser(server).get(inTime).shownError())
          .as("another browser is late for the same request")
          .isEqualTo(ERROR);
      assertThat(browser.get(inTime).shownError()).as("the same, from the start").isEqualTo(ERROR);
    }

    @Test
    void it_waits_for_the_person_for_an_hour() {
      browser.get(clients.pushedUrl(ask));
      server.clock.advance(Duration.ofMinutes(59));
      server.sweep();
      browser.signIn("alice", Samples.password("alice")).approve("playlist.read");
      assertRedeems(browser.answer("code"));
      TestBrowser slow = new TestBrowser(server).get(clients.pushedUrl(ask));
      server.clock.advance(Duration.ofMinutes(61));
      assertThat(slow.signIn("alice", Samples.password("alice")).shownError())
          .isEqualTo("invalid_request");
    }

    @Test
    void it_is_swept_once_nobody_can_come_with_it() {
      clients.pushed(ask);
      // Ten minutes longer than it is good for, as all that waits for an answer.
      server.clock.advance(Duration.ofMinutes(71));
      server.sweep();
      assertThat(waiting()).isEqualTo(1);
      server.clock.advance(Duration.ofSeconds(30));
      server.sweep();
      assertThat(waiting()).isZero();
    }

    /// What says when a browser first came belongs to that browser and that request.
    @Test
    void nobody_extends_it_by_the_first_sight_of_another() {
      String seen = "&mapae_seen=" + new TestBrowser(server).get(clients.pushedUrl(ask)).seen();
      browser.get(clients.pushedUrl(ask));
      String own = "&mapae_seen=" + browser.seen();
      String late = clients.pushedUrl(ask);
      server.clock.advance(Duration.ofSeconds(91));
      for (String token : List.of(seen, own, "&mapae_seen=x")) {
        assertThat(browser.get(late + token).shownError()).isEqualTo(ERROR);
      }
    }
  }

  @Nested
  class Section_7_4_when_the_policy_changes_meanwhile {
    /// Returns where the browser is with a request that was pushed before.
    private TestBrowser afterwards(Samples.Sample web) {
      String url = clients.pushedUrl(ask);
      server.server.reconcile(Declared.with(Samples.declarations(), Samples.confidential(web)));
      return browser.get(url);
    }

    @Test
    void a_scope_that_was_taken_away_is_refused() {
      afterwards(Samples.client("web", Samples.CALLBACK).scope("openid"));
      assertThat(browser.answer("error")).isEqualTo("invalid_scope");
    }

    @Test
    void a_redirect_uri_that_was_taken_away_is_shown_to_the_person() {
      afterwards(Samples.client("web", "https://app.example.com/new"));
      assertThat(browser.shownError()).isEqualTo("invalid_request");
    }

    @Test
    void a_client_that_was_disabled_is_none() {
      String url = clients.pushedUrl(ask);
      browser.get(url).signInAs("alice");
      server.server.reconcile(Declared.without(Samples.declarations(), "web"));
      assertThat(browser.approve("playlist.read").shownError()).isEqualTo("invalid_request");
      assertThat(browser.get(url).shownError()).isEqualTo("invalid_request");
    }
  }

  @Nested
  class A_database_that_is_away {
    @Test
    void is_shown_to_the_person() {
      String url = clients.pushedUrl(ask);
      server.stores.close();
      assertThat(shownError(server.get(url))).isEqualTo("server_error");
    }
  }
}
