package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What a browser brings back from a site that signs people in. No specification governs it.
@OnEveryEngine
class SignInAtSiteReturnTests extends SiteScene {
  SignInAtSiteReturnTests(Engine engine) {
    super(engine);
  }

  private static void assertRefused(TestBrowser who) {
    assertThat(who.shownError()).isEqualTo("invalid_request");
    assertThat(who.cookies).doesNotContainKey(SessionTests.SESSION);
  }

  /// Row 18 of the mistakes of this field: a malicious site guides somebody through the flow.
  @Nested
  class What_a_browser_brings_back {
    @Test
    void is_of_no_use_in_another_browser_and_then_in_none() {
      String back = site.redirectTo(sent(), LoginSite.MINA);
      TestBrowser other = new TestBrowser(server).get("/account");
      assertRefused(other.get(back));
      // Whoever made somebody sign in for this browser gets nothing once they came by.
      assertRefused(browser.get(back));
    }

    @Test
    void is_spent_by_a_browser_without_any_cookie() {
      String back = site.redirectTo(sent(), LoginSite.MINA);
      assertRefused(new TestBrowser(server).get(back));
      assertRefused(browser.get(back));
    }

    @Test
    void is_taken_once() {
      String back = site.redirectTo(sent(), LoginSite.MINA);
      browser.get(back);
      browser.cookies.remove(SessionTests.SESSION);
      assertRefused(browser.get(back));
    }

    /// Row 7 of the mistakes of this field.
    @Test
    void is_taken_once_of_many_that_come_at_once() {
      String back = site.redirectTo(sent(), LoginSite.MINA);
      List<Boolean> in =
          Race.of(8, () -> browser.on(server).get(back).cookies.containsKey(SessionTests.SESSION));
      assertThat(in).containsOnlyOnce(true);
      assertThat(server.rows()).containsEntry("sessions", 1);
    }

    /// RFC 9110 §9.2.1.
    @Test
    void is_not_spent_by_who_only_looks_at_it() {
      String back = site.redirectTo(sent(), LoginSite.MINA);
      assertThat(browser.send("HEAD", back, Parameters.empty()).status()).isEqualTo(200);
      assertThat(browser.cookies).doesNotContainKey(SessionTests.SESSION);
      assertThat(browser.get(back).path()).isEqualTo("/consent");
    }

    @Test
    void is_taken_once_of_one_interaction_however_often_the_site_answered() {
      String first = site.redirectTo(sent(), LoginSite.MINA);
      String second = site.redirectTo(browser, Json.object().with("sub", "4712"));
      browser.get(first);
      browser.cookies.remove(SessionTests.SESSION);
      assertRefused(browser.get(second));
    }

    @Test
    void is_over_after_two_minutes() {
      String back = site.redirectTo(sent(), LoginSite.MINA);
      server.clock.advance(Duration.ofMinutes(2));
      assertRefused(browser.get(back));
    }

    @Test
    void belongs_to_its_request_and_its_step() {
      String back = site.redirectTo(sent(), LoginSite.MINA);
      String outcome =
          Parameters.parse(back.substring(back.indexOf('?') + 1)).required("mapae_outcome");
      assertRefused(browser.get("/account/sign-in?page=home&mapae_outcome=" + outcome));
      assertRefused(browser.get(back.replace("state=xyz", "state=other")));
      assertRefused(
          browser.get(
              back.substring(0, back.indexOf("mapae_outcome="))
                  + "mapae_outcome="
                  + (outcome.charAt(0) == 'A' ? "B" : "A")
                  + outcome.substring(1)));
      assertRefused(browser.get(back.substring(0, back.length() - 8) + "AAAAAAAA"));
      assertThat(browser.get(back).path()).isEqualTo("/consent");
    }

    @Test
    void is_not_the_handle_that_the_site_got() {
      String handle = LoginSite.handle(sent());
      String back = site.redirectTo(browser, LoginSite.MINA);
      assertRefused(
          browser.get(
              back.substring(0, back.indexOf("mapae_outcome=")) + "mapae_outcome=" + handle));
    }

    /// Session fixation: nobody goes on in a session that was there before.
    @Test
    void begins_a_session_of_its_own() {
      site.signIn(sent(), Json.object().with("sub", "1"));
      String before = browser.cookies.get(SessionTests.SESSION);
      browser.get(ASK.with("prompt", "login").url());
      site.signIn(browser, LoginSite.MINA);
      assertThat(browser.cookies.get(SessionTests.SESSION)).isNotEqualTo(before);
      TestBrowser thief = new TestBrowser(server);
      thief.cookies.put(SessionTests.SESSION, before);
      assertThat(thief.get("/account").redirect()).startsWith(LoginSite.URL);
    }

    @Test
    void is_worthless_for_somebody_who_was_disabled_meanwhile() {
      site.signIn(sent(), LoginSite.MINA);
      TestBrowser other = new TestBrowser(server).get(ASK.url());
      String back = site.redirectTo(other, LoginSite.MINA);
      server.stores.people().enable("login:4711", false, server.clock.instant());
      assertThat(other.get(back).shownError()).isEqualTo("access_denied");
      assertThat(other.cookies).doesNotContainKey(SessionTests.SESSION);
    }

    @Test
    void is_in_no_row_and_neither_is_the_handle() {
      String handle = LoginSite.handle(sent());
      String back = site.redirectTo(browser, LoginSite.MINA);
      browser.get(back);
      Map<String, Integer> rows = server.rows();
      assertThat(rows).containsEntry("spent_ids", 1);
      assertThat(back).doesNotContain("4711").doesNotContain("Mina");
      assertThat(handle).doesNotContain("web");
    }
  }
}
