package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 6749 §10.12 and §10.13, forms that only the right browser can post: each step is bound to
/// the browser, the session, the request and the step itself.
class Rfc6749BrowserStepsTests {
  static final Ask ASK = Ask.web("openid playlist.read");
  static final Parameters ALICE =
      Parameters.empty().with("username", "alice").with("password", "wonderland-42");
  static final Parameters APPROVE =
      Parameters.of(Map.of("decision", List.of("approve"), "scope", List.of("playlist.read")));

  final TestServer server = new TestServer();
  final TestBrowser browser = new TestBrowser(server);
  final TestBrowser attacker = new TestBrowser(server);

  @AfterEach
  void close() {
    server.close();
  }

  /// Posts a form with a step of the caller's choice.
  TestBrowser post(TestBrowser who, String url, Parameters form, String step) {
    return who.load("POST", url, form.with("step", step));
  }

  void assertNobodySignedIn(TestBrowser who) {
    assertThat(who.shownError()).isEqualTo("invalid_request");
    assertThat(who.cookies).doesNotContainKey("__Host-mapae-session");
  }

  void assertNoCode(TestBrowser who) {
    assertThat(who.shownError()).isEqualTo("invalid_request");
    assertThat(server.rows()).containsEntry("grants", 0);
  }

  /// Login CSRF: a victim must not end up signed in as the attacker.
  @Nested
  class Section_10_12_the_sign_in_form {
    @Test
    void a_form_of_another_browser_is_refused() {
      attacker.get(ASK.url());
      browser.get(ASK.url());
      assertNobodySignedIn(post(browser, attacker.location, ALICE, attacker.hidden("step")));
    }

    @Test
    void a_browser_without_cookies_is_refused() {
      attacker.get(ASK.url());
      assertNobodySignedIn(post(browser, attacker.location, ALICE, attacker.hidden("step")));
    }

    @Test
    void a_form_of_another_request_is_refused() {
      browser.get(ASK.url());
      String step = browser.hidden("step");
      browser.get(ASK.with("state", "other").url());
      assertNobodySignedIn(post(browser, browser.location, ALICE, step));
    }

    @Test
    void a_missing_or_forged_step_is_refused() {
      browser.get(ASK.url());
      String url = browser.location;
      String step = browser.hidden("step");
      assertNobodySignedIn(browser.load("POST", url, ALICE));
      for (String forged :
          List.of(
              "",
              "x",
              step + "A",
              step.substring(1),
              "A".repeat(step.length()),
              (step.charAt(0) == 'A' ? "B" : "A") + step.substring(1),
              step.substring(0, 20) + (step.charAt(20) == 'A' ? "B" : "A") + step.substring(21),
              "x".repeat(10_000))) {
        assertNobodySignedIn(post(browser, url, ALICE, forged));
      }
      assertThat(post(browser, url, ALICE, step).path()).isEqualTo("/consent");
    }

    /// What says when the browser first came is no ticket for a form.
    @Test
    void the_token_of_the_url_is_no_step() {
      browser.get(ASK.url());
      String seen = browser.seen();
      assertNobodySignedIn(post(browser, browser.location, ALICE, seen));
    }

    @Test
    void a_form_of_yesterday_is_refused() {
      browser.get(ASK.url());
      server.clock.advance(Duration.ofHours(12));
      assertNobodySignedIn(post(browser, browser.location, ALICE, browser.hidden("step")));
    }

    /// The page is only another way to the same request, which is validated again.
    @Test
    void a_request_that_was_changed_on_the_way_is_refused() {
      browser.get(ASK.url());
      String step = browser.hidden("step");
      String evil = browser.location.replace("app.example.com", "evil.example");
      assertNobodySignedIn(post(browser, evil, ALICE, step));
      String wider = browser.location.replace("playlist.read", "playlist.read+playlist.write");
      assertNobodySignedIn(post(browser, wider, ALICE, step));
    }
  }

  /// CVE-2022-39222: a malicious site led the victim through the flow and stole the code.
  /// CVE-2026-18963: a step was reachable with the state of another.
  @Nested
  class Section_10_12_the_consent_form {
    @Test
    void the_step_of_the_sign_in_form_is_no_step_of_consent() {
      browser.get(ASK.url());
      String step = browser.hidden("step");
      browser.signInAs("alice");
      assertThat(browser.path()).isEqualTo("/consent");
      assertNoCode(post(browser, browser.location, APPROVE, step));
    }

    @Test
    void a_form_of_another_request_is_refused() {
      browser.get(ASK.url()).signInAs("alice");
      String step = browser.hidden("step");
      browser.get(Ask.web("openid playlist.read playlist.write").url());
      assertThat(browser.path()).isEqualTo("/consent");
      assertNoCode(post(browser, browser.location, APPROVE, step));
      browser.get(Ask.of("spa", "https://spa.example.com/cb", "openid playlist.read").url());
      assertNoCode(post(browser, browser.location, APPROVE, step));
    }

    @Test
    void a_form_of_another_browser_is_refused() {
      browser.get(ASK.url()).signInAs("alice");
      attacker.get(ASK.url()).signInAs("bob");
      assertNoCode(post(browser, browser.location, APPROVE, attacker.hidden("step")));
    }

    @Test
    void a_form_of_the_session_before_is_refused() {
      browser.get(ASK.url()).signInAs("alice");
      String url = browser.location;
      String step = browser.hidden("step");
      browser.get(ASK.with("prompt", "login").url()).signInAs("bob");
      assertThat(browser.path()).isEqualTo("/consent");
      assertNoCode(post(browser, url, APPROVE, step));
    }

    @Test
    void a_form_of_the_same_person_before_they_signed_in_again_is_refused() {
      browser.get(ASK.url()).signInAs("alice");
      String url = browser.location;
      String step = browser.hidden("step");
      browser.get(ASK.with("prompt", "login").url()).signInAs("alice");
      assertNoCode(post(browser, url, APPROVE, step));
    }

    @Test
    void nobody_consents_without_a_session() {
      browser.get(ASK.url()).signInAs("alice");
      String step = browser.hidden("step");
      browser.cookies.remove("__Host-mapae-session");
      assertNoCode(post(browser, browser.location, APPROVE, step));
    }

    @Test
    void signing_in_cannot_be_skipped() {
      browser.get(ASK.url());
      String onConsent = browser.location.replace("/sign-in", "/consent");
      assertNoCode(post(browser, onConsent, APPROVE, browser.hidden("step")));
      assertThat(browser.get(onConsent).path()).isEqualTo("/sign-in");
      assertThat(server.rows()).containsEntry("grants", 0).containsEntry("sessions", 0);
    }

    @Test
    void consent_cannot_be_skipped() {
      browser.get(ASK.url()).signInAs("alice");
      browser.get(ASK.url());
      assertThat(browser.path()).isEqualTo("/consent");
      browser.get(browser.location.replace("/consent", "/authorize"));
      assertThat(browser.path()).isEqualTo("/consent");
      browser.get(ASK.url("/consent"));
      assertThat(browser.path()).isEqualTo("/consent");
      assertThat(server.rows()).containsEntry("grants", 0);
    }

    @Test
    void a_person_who_was_disabled_meanwhile_consents_to_nothing() {
      browser.get(ASK.url()).signInAs("alice");
      server.stores.people().disableDeclaredExcept(Set.of("bob"), server.clock.instant());
      assertNoCode(browser.approve("playlist.read"));
    }

    @Test
    void a_session_that_ended_meanwhile_consents_to_nothing() {
      browser.get(ASK.url()).signInAs("alice");
      server.clock.advance(Duration.ofHours(2));
      assertNoCode(browser.approve("playlist.read"));
    }
  }

  @Nested
  class Section_10_12_the_sign_out_form {
    @Test
    void only_its_own_session_signs_out() {
      browser.get(ASK.url()).signInAs("alice");
      attacker.get(ASK.url()).signInAs("bob").get("/sign-out");
      String foreign = attacker.hidden("step");
      assertThat(post(browser, "/sign-out", Parameters.empty(), foreign).shownError())
          .isEqualTo("invalid_request");
      assertThat(browser.get(ASK.url()).path()).isEqualTo("/consent");
      browser.get("/sign-out").submit(Parameters.empty());
      assertThat(browser.get(ASK.url()).path()).isEqualTo("/sign-in");
    }
  }

  @Nested
  class Section_10_13_clickjacking {
    @Test
    void no_page_can_be_framed() {
      browser.get(ASK.url());
      assertUnframed();
      browser.signInAs("alice");
      assertUnframed();
      browser.get(Ask.of("nobody", Samples.CALLBACK, "openid").url());
      assertUnframed();
    }

    void assertUnframed() {
      assertThat(browser.page.header("X-Frame-Options")).contains("DENY");
      assertThat(browser.page.header("Content-Security-Policy").orElseThrow())
          .contains("frame-ancestors 'none'")
          .contains("default-src 'none'");
      assertThat(browser.page.header("Cache-Control")).contains("no-store");
    }
  }
}
