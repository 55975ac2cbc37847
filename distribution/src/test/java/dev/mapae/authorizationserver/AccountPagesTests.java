package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The way to the account pages. No specification governs them.
@OnEveryEngine
class AccountPagesTests {
  final TestServer server;
  final TestBrowser browser;

  AccountPagesTests(Engine engine) {
    server = new TestServer(engine);
    browser = new TestBrowser(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Nested
  class Somebody_who_is_not_signed_in {
    @Test
    void comes_to_the_sign_in_page_which_names_no_client() {
      browser.get("/account");
      assertThat(browser.path()).isEqualTo("/account/sign-in");
      assertThat(browser.html())
          .contains("Sign in to see your account.")
          .doesNotContain("asks you to sign in")
          .doesNotContain("You will return to");
    }

    @Test
    void comes_back_to_the_page_that_they_wanted() {
      assertThat(browser.get("/account").signInAs("alice").location).isEqualTo("/account");
      assertThat(browser.html()).contains("Signed in as Name of alice (alice)");
    }

    @Test
    void causes_no_write() {
      var before = server.rows();
      browser.get("/account").signIn("alice", "wrong");
      browser.get("/account/sign-in");
      assertThat(server.rows()).isEqualTo(before);
    }

    /// Row 4 of the mistakes of this field, and RFC 9700 §4.11: no open redirector.
    @Test
    void goes_to_no_other_place_whatever_the_query_says() {
      for (String page :
          List.of(
              "https://evil.example", "//evil.example", "../authorize", "HOME", "", "nowhere")) {
        TestBrowser fresh = new TestBrowser(server);
        fresh.get("/account/sign-in?" + form("page", page).encode()).signInAs("alice");
        assertThat(fresh.location).as(page).isEqualTo("/account");
      }
    }

    @Test
    void keeps_the_language_that_they_came_with() {
      assertThat(browser.get("/account?ui_locales=ko").html()).contains("내 계정을 보려면");
      assertThat(browser.signInAs("alice").html())
          .contains("lang=\"ko\"")
          .contains("href=\"/account/sessions?ui_locales=ko\"");
    }

    @Test
    void is_told_so_where_the_browser_takes_no_cookies() {
      String onward = server.get("/account").header("Location").orElseThrow();
      assertThat(TestServer.shownError(server.get(onward))).isEqualTo("invalid_request");
    }
  }

  @Nested
  class The_sign_in_page {
    @Test
    void says_what_was_wrong() {
      browser.get("/account").signIn("alice", "wrong");
      assertThat(browser.page.status()).isEqualTo(400);
      assertThat(browser.html()).contains("The username, e-mail address or password is not right");
    }

    /// Login CSRF: nobody is signed in as somebody else by a form on another site.
    @Test
    void takes_no_form_of_another_browser() {
      browser.get("/account");
      TestBrowser other = new TestBrowser(server).get("/account");
      Parameters stolen =
          form("username", "bob", "password", Samples.password("bob"))
              .with("step", other.hidden("step"));
      assertThat(browser.load("POST", browser.location, stolen).shownError())
          .isEqualTo("invalid_request");
      assertThat(browser.cookies).doesNotContainKey(SessionTests.SESSION);
    }

    @Test
    void takes_no_form_that_was_made_for_another_step() {
      browser.get(Ask.web("openid").url());
      Parameters ofAuthorization =
          form("username", "alice", "password", Samples.password("alice"))
              .with("step", browser.hidden("step"));
      browser.get("/account");
      assertThat(browser.load("POST", browser.location, ofAuthorization).shownError())
          .isEqualTo("invalid_request");
    }

    @Test
    void is_not_shown_to_whoever_is_signed_in() {
      browser.get("/account").signInAs("alice");
      assertThat(browser.get("/account/sign-in?page=home").location).isEqualTo("/account");
    }

    @Test
    void leaves_the_audit_no_client() {
      browser.get("/account").signInAs("alice");
      assertThat(server.audit.stream().filter(e -> e.type().name().equals("SIGN_IN")).toList())
          .singleElement()
          .satisfies(e -> assertThat(e.facts()).containsOnlyKeys("sub"));
    }
  }

  @Nested
  class Every_page {
    @Test
    void is_kept_nowhere_and_framed_nowhere() {
      Response page = browser.get("/account").signInAs("alice").page;
      assertThat(page.header("Cache-Control")).contains("no-store");
      assertThat(page.header("X-Frame-Options")).contains("DENY");
      assertThat(page.header("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'")
          .endsWith("form-action 'self'");
    }

    @Test
    void is_below_the_path_of_the_issuer() {
      Issuer below = new Issuer("https://example.com/id");
      try (TestServer there = new TestServer(below, Samples.declarations())) {
        TestBrowser elsewhere = new TestBrowser(there);
        elsewhere.get("/id/account").signInAs("alice");
        assertThat(elsewhere.location).isEqualTo("/id/account");
        assertThat(elsewhere.html()).contains("href=\"/id/sign-out\"");
      }
    }

    @Test
    void is_no_longer_shown_after_a_sign_out() {
      browser.get("/account").signInAs("alice").get("/sign-out").submit(Parameters.empty());
      assertThat(browser.get("/account").path()).isEqualTo("/account/sign-in");
    }
  }

  @Nested
  class A_form_that_was_taken {
    private String change() {
      browser.get("/account/password?ui_locales=en").signInAs("alice");
      Parameters form =
          AccountPasswordTests.change(
              AccountPasswordTests.OLD, AccountPasswordTests.NEW, AccountPasswordTests.NEW);
      Response answer =
          browser.send("POST", browser.location, form.with("step", browser.hidden("step")));
      assertThat(answer.status()).isEqualTo(303);
      return answer.header("Location").orElseThrow();
    }

    private void tellsNothing(TestBrowser who, String url) {
      assertThat(who.get(url).html()).as(url).doesNotContain("Your new password is set");
      assertThat(who.path()).as(url).startsWith("/account");
    }

    @Test
    void leads_to_its_page_which_tells_it_and_may_be_loaded_again() {
      String page = change();
      assertThat(page).startsWith("/account/password?ui_locales=en&done=");
      assertThat(browser.get(page).html()).contains("Your new password is set");
      assertThat(browser.get(page).html()).contains("Your new password is set");
      assertThat(server.audit.stream().filter(e -> e.type().name().equals("PASSWORD_CHANGED")))
          .hasSize(1);
    }

    /// Nobody can have a page of somebody else say what never happened.
    @Test
    void is_told_by_no_url_that_others_made() {
      tellsNothing(browser.get("/account/password").signInAs("alice"), "/account/password");
      for (String forged : List.of("changed", ".changed", "x.changed", "", ".")) {
        tellsNothing(browser, "/account/password?" + form("done", forged).encode());
      }
      String page = change();
      tellsNothing(browser, page.replace("changed", "saved"));
      tellsNothing(browser, page.replace("/password", "/profile"));
      TestBrowser other = new TestBrowser(server).get("/account/password");
      other.signIn("alice", AccountPasswordTests.NEW);
      tellsNothing(other, page);
      assertThat(browser.get(page).html()).contains("Your new password is set");
      browser.get("/sign-out").submit(Parameters.empty());
      browser.get("/account/password").signIn("alice", AccountPasswordTests.NEW);
      tellsNothing(browser, page);
    }
  }
}
