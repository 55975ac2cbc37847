package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.authentication.SignInPolicy.Method;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The configuration says by what people sign in, and nothing else lets them in. Another node,
/// which knows of no such line yet, draws the pages that have a form for it.
class SignInMethodsTests {
  private static final String SESSION = "__Host-mapae-session";
  private static final Ask ASK = Ask.web("openid playlist.read");
  private static final Pattern USER = Pattern.compile("data-user=\"([^\"]+)\"");

  private final TestMailbox mailbox = new TestMailbox();
  private final TestServer every =
      new TestServer(Engine.preset(), Samples.declarations(), Seams.none().mailing(mailbox));

  @AfterEach
  void close() {
    every.close();
  }

  private TestServer by(Method... methods) {
    return every.beside(Seams.none().mailing(mailbox).signingInBy(methods));
  }

  private TestBrowser signedInByMail(TestServer server, String url) {
    TestBrowser browser = new TestBrowser(server).get(url).follow("email-link");
    server.clock.advance(Duration.ofSeconds(1));
    browser.submit(form("username", "alice"));
    return browser.get(mailbox.link(server)).submit(form());
  }

  @Nested
  class Without_password {
    @Test
    void there_is_no_field_and_no_page_for_one() {
      try (TestServer server = by(Method.PASSKEY, Method.EMAIL_LINK)) {
        assertThat(new TestBrowser(server).get(ASK.url()).html())
            .contains("id=\"email-link\"", "id=\"passkey\"")
            .doesNotContain("name=\"password\"", "forgotten-password");
        for (String path : List.of("/forgotten-password", "/reset-password", "/account/password")) {
          assertThat(server.get(path).status()).as(path).isEqualTo(404);
        }
        assertThat(signedInByMail(server, "/account").html())
            .contains("/account/security")
            .doesNotContain("/account/password");
      }
    }

    @Test
    void the_right_one_lets_nobody_in_anywhere() {
      try (TestServer server = by(Method.EMAIL_LINK)) {
        for (String url : List.of(ASK.url(), "/account")) {
          TestBrowser browser = new TestBrowser(every).get(url).on(server).signInAs("alice");
          assertThat(browser.page.status()).isEqualTo(400);
          assertThat(browser.cookies).doesNotContainKey(SESSION);
        }
      }
    }

    /// Its password would confirm it, and lets nobody in: a link would only lead back here.
    @Test
    void who_has_to_confirm_their_address_is_told_whom_to_ask_and_gets_no_link() {
      Seams registering = Seams.none().peopleRegistering().mailing(mailbox);
      try (TestServer before = every.beside(registering)) {
        TestBrowser browser = new TestBrowser(before).get(ASK.with("prompt", "create").url());
        before.clock.advance(Duration.ofSeconds(1));
        browser.submit(
            form(
                "username",
                "dodo",
                "name",
                "",
                "email",
                "dodo@example.com",
                "password",
                "correct horse battery",
                "password_again",
                "correct horse battery"));
        TestBrowser page = make(browser.get("/account/security"));
        page.submit(
            TestPasskey.both(form("do", "passkey"), passkey.created(page.hidden("challenge"))));
        assertThat(before.rows()).as("with its codes").containsEntry("factors", 11);
        before.server.housekeeping().doChores();
        assertThat(mailbox.taken()).isNotEmpty();
      }
      every.clock.advance(Duration.ofHours(1));
      Seams strict = Seams.none().mailingAndRequiringVerifiedAddress(mailbox);
      try (TestServer server = every.beside(strict.signingInBy(Method.PASSKEY))) {
        TestBrowser browser = new TestBrowser(server).get(ASK.url());
        browser.submit(passkey.used(browser.hidden("challenge")));
        assertThat(browser.page.status()).isEqualTo(403);
        assertThat(browser.html()).contains("Ask the people who run this service");
        assertThat(browser.cookies).doesNotContainKey(SESSION);
        server.server.housekeeping().doChores();
        assertThat(mailbox.taken()).isEmpty();
      }
    }

    @Test
    void an_address_is_confirmed_in_a_session_and_not_by_one() {
      try (TestServer server = by(Method.EMAIL_LINK)) {
        TestBrowser browser = signedInByMail(server, "/account/email");
        assertThat(browser.path()).isEqualTo("/account/email");
        assertThat(browser.html()).doesNotContain("name=\"password\"");
      }
    }
  }

  private final TestPasskey passkey = new TestPasskey();

  private TestBrowser make(TestBrowser browser) {
    Matcher user = USER.matcher(browser.html());
    assertThat(user.find()).isTrue();
    passkey.userHandle = user.group(1);
    return browser;
  }

  @Nested
  class Without_passkey {
    @Test
    void the_right_one_lets_nobody_in() {
      TestBrowser page = make(new TestBrowser(every).get("/account/security").signInAs("bob"));
      page.submit(
          TestPasskey.both(form("do", "passkey"), passkey.created(page.hidden("challenge"))));
      assertThat(every.rows()).as("with its codes").containsEntry("factors", 11);
      every.clock.advance(Duration.ofMinutes(1));
      try (TestServer server = by(Method.PASSWORD)) {
        TestBrowser without = new TestBrowser(server).get(ASK.url());
        assertThat(without.html()).doesNotContain("id=\"passkey\"");
        assertThat(without.page.header("Content-Security-Policy").orElseThrow())
            .contains("form-action")
            .doesNotContain("script-src");
        TestBrowser browser = new TestBrowser(every).get(ASK.url());
        browser = browser.on(server).submit(passkey.used(browser.hidden("challenge")));
        assertThat(browser.page.status()).isEqualTo(400);
        assertThat(browser.cookies).doesNotContainKey(SESSION);
        // It is still what comes after the password, or its owner would be locked out.
        TestBrowser second = new TestBrowser(server).get(ASK.url()).signInAs("bob");
        assertThat(second.path()).isEqualTo(SecondFactorScene.PATH);
        second.submit(passkey.used(second.hidden("challenge")));
        assertThat(second.path()).isEqualTo("/consent");
      }
    }

    @Test
    void none_is_added() {
      TestBrowser page = make(new TestBrowser(every).get("/account/security").signInAs("bob"));
      try (TestServer server = by(Method.PASSWORD)) {
        TestBrowser there = page.on(server);
        there.submit(
            TestPasskey.both(form("do", "passkey"), passkey.created(page.hidden("challenge"))));
        assertThat(there.page.status()).isEqualTo(400);
        assertThat(there.html()).doesNotContain("id=\"add-passkey\"");
        assertThat(every.rows()).containsEntry("factors", 0);
      }
    }
  }
}
