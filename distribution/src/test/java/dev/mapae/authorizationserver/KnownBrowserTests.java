package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.protocol.Parameters;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Browsers in which somebody signed in before are forgotten whenever others may have known what
/// lets them in. That they are known shows in who is slowed by guesses of others.
@OnEveryEngine
class KnownBrowserTests {
  private static final Ask ASK = Ask.web("openid playlist.read");
  private static final String KNOWN = "__Host-mapae-known";

  /// Around the id of a session.
  private static final String ENDING = "(?s).*name=\"session\" value=\"([^\"]*)\".*";

  private final UpstreamScene scene;
  private final TestServer server;

  KnownBrowserTests(Engine engine) {
    scene = new UpstreamScene(engine, UpstreamScene.linking());
    server = scene.server;
  }

  @AfterEach
  void close() {
    scene.close();
  }

  /// A browser in which alice signed in, and nothing else of it.
  private TestBrowser known() {
    return only(new TestBrowser(server).get(ASK.url()).signInAs("alice"));
  }

  private static TestBrowser only(TestBrowser browser) {
    assertThat(browser.cookies).containsKey(KNOWN);
    browser.cookies.keySet().removeIf(name -> !name.equals(KNOWN));
    return browser;
  }

  private void guess() {
    for (int i = 0; i < 20; i++) {
      TestBrowser stranger = new TestBrowser(server).get(ASK.url());
      assertThat(stranger.signIn("alice", "wrong " + i).page.status()).isEqualTo(400);
    }
  }

  /// Whether the right password is taken there while it is slowed elsewhere.
  private boolean isKnown(TestBrowser browser) {
    browser.get(ASK.url()).signIn("alice", Samples.password("alice"));
    return browser.page.status() != 429;
  }

  private TestBrowser at(String page) {
    scene.second();
    return new TestBrowser(server).get(page).signInAs("alice");
  }

  private TestAuthenticator enrol(TestBrowser browser) {
    browser.submit(form("do", "offer"));
    TestAuthenticator app = TestAuthenticator.on(browser.html());
    String code = app.code(scene.clock.instant());
    browser.submit(form("do", "enrol", "enrolment", browser.hidden("enrolment"), "code", code));
    assertThat(browser.page.status()).isEqualTo(200);
    scene.clock.advance(Duration.ofMinutes(1));
    return app;
  }

  private void assertForgottenBut(TestBrowser hers, TestBrowser thiefs) {
    guess();
    assertThat(isKnown(thiefs)).isFalse();
    assertThat(isKnown(only(hers))).isTrue();
  }

  @Test
  void they_are_known_as_long_as_nothing_happens() {
    TestBrowser browser = known();
    at("/account/sessions");
    guess();
    assertThat(isKnown(browser)).isTrue();
  }

  @Nested
  class They_are_forgotten_but_the_one_at_hand {
    @Test
    void with_the_first_app() {
      TestBrowser thiefs = known();
      TestBrowser hers = at("/account/security");
      enrol(hers);
      assertForgottenBut(hers, thiefs);
    }

    @Test
    void with_each_that_is_removed() {
      TestBrowser hers = at("/account/security");
      TestAuthenticator app = enrol(hers);
      TestBrowser thiefs = new TestBrowser(server).get(ASK.url()).signInAs("alice");
      SecondFactorScene.type(thiefs, app.code(scene.clock.instant()));
      only(thiefs);
      scene.second();
      hers.get("/account/security");
      hers.submit(form("do", "remove", "factor", hers.hidden("factor")));
      assertThat(server.rows()).containsEntry("factors", 0);
      assertForgottenBut(hers, thiefs);
    }

    @Test
    void with_an_account_at_a_provider_that_is_disconnected() {
      scene.connect("alice");
      TestBrowser thiefs = known();
      TestBrowser hers = at("/account/connections");
      hers.submit(Parameters.empty().with("identity", hers.hidden("identity")));
      assertThat(hers.html()).contains("The account is disconnected");
      assertForgottenBut(hers, thiefs);
    }

    @Test
    void with_all_other_sessions() {
      TestBrowser thiefs = known();
      TestBrowser hers = at("/account/sessions");
      hers.submit(form("others", "end"));
      assertThat(hers.page.status()).isEqualTo(200);
      assertForgottenBut(hers, thiefs);
    }

    /// What somebody presses who sees a browser there that is not theirs.
    @Test
    void with_one_other_session() {
      TestBrowser thiefs = known();
      TestBrowser hers = at("/account/sessions");
      hers.submit(form("session", hers.html().replaceAll(ENDING, "$1")));
      assertThat(hers.html()).contains("signed out in one other browser");
      assertForgottenBut(hers, thiefs);
    }

    /// A form that was sent twice, or of a page of before.
    @Test
    void and_not_with_one_that_is_not_there() {
      TestBrowser known = known();
      TestBrowser hers = at("/account/sessions");
      hers.submit(form("session", "none"));
      assertThat(hers.page.status()).isEqualTo(200);
      guess();
      assertThat(isKnown(known)).isTrue();
    }
  }

  /// Where a session was copied to, or goes on after its browser was forgotten with another one.
  @Nested
  class Nobody_is_known_where_they_were_not_by_what_they_do_there {
    private TestBrowser copied(String page) {
      TestBrowser browser = at(page);
      browser.cookies.remove(KNOWN);
      return browser;
    }

    private static void assertUnknown(TestBrowser browser) {
      assertThat(browser.page.status()).isEqualTo(200);
      assertThat(browser.cookies).doesNotContainKey(KNOWN);
    }

    /// A thief's other session, after the first was found and ended.
    @Test
    void with_all_other_sessions_that_are_ended_in_one_of_a_forgotten_browser() {
      known(); // in the session that is ended
      TestBrowser thiefs = at("/account/sessions");
      TestBrowser hers = at("/account/sessions");
      hers.submit(form("session", hers.html().replaceAll(ENDING, "$1")));
      assertThat(hers.html()).contains("signed out in one other browser");
      scene.second();
      thiefs.get("/account/sessions").submit(form("others", "end"));
      assertThat(thiefs.html()).contains("signed out in one other browser");
      guess();
      assertThat(isKnown(only(thiefs))).isFalse();
    }

    @Test
    void with_all_other_sessions() {
      known(); // in another one
      TestBrowser copied = copied("/account/sessions");
      assertUnknown(copied.submit(form("others", "end")));
      assertThat(copied.get("/account").path()).as("goes on").isEqualTo("/account");
    }

    @Test
    void with_the_first_app() {
      TestBrowser copied = copied("/account/security");
      enrol(copied);
      assertUnknown(copied);
    }

    @Test
    void with_an_account_at_a_provider_that_is_disconnected() {
      scene.connect("alice");
      TestBrowser copied = copied("/account/connections");
      copied.submit(Parameters.empty().with("identity", copied.hidden("identity")));
      assertThat(copied.html()).contains("The account is disconnected");
      assertUnknown(copied);
    }

    @Test
    void with_the_password() {
      TestBrowser copied = copied("/account/password");
      String next = AccountPasswordTests.NEW;
      copied.submit(AccountPasswordTests.change(Samples.password("alice"), next, next));
      assertThat(copied.html()).contains("Your new password is set");
      assertUnknown(copied);
    }
  }
}
