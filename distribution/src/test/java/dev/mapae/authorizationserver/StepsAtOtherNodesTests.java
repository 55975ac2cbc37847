package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// A sign-in that one node began is finished at another, once: nothing of it is known to one node
/// alone. No specification governs this.
@OnEveryEngine
class StepsAtOtherNodesTests {
  private final Engine engine;

  StepsAtOtherNodesTests(Engine engine) {
    this.engine = engine;
  }

  /// The same browser before the same page, at each of some nodes at the same moment.
  ///
  /// @return where it is then
  private static List<String> atOnce(TestBrowser browser, List<TestServer> nodes, Step step) {
    Iterator<TestServer> turn = nodes.iterator();
    return Race.of(
        nodes.size(),
        () -> {
          TestBrowser there;
          synchronized (turn) {
            there = browser.on(turn.next());
          }
          return step.of(there).path();
        });
  }

  private interface Step {
    TestBrowser of(TestBrowser there);
  }

  /// Web Authentication Level 3 §13.4.3.
  @Nested
  class A_challenge_for_a_passkey {
    private static final Ask ASK = Ask.web("openid offline_access playlist.read");
    private static final Pattern USER = Pattern.compile("data-user=\"([^\"]+)\"");

    private final TestPasskey passkey = new TestPasskey();

    private Parameters made(TestBrowser page) {
      Matcher user = USER.matcher(page.html());
      assertThat(user.find()).isTrue();
      passkey.userHandle = user.group(1);
      return TestPasskey.both(form("do", "passkey"), passkey.created(page.hidden("challenge")));
    }

    /// Bob makes one, of a page of the one at the other.
    private void make(TestServer one, TestServer other) {
      TestBrowser page = new TestBrowser(one).get("/account/security").signInAs("bob");
      assertThat(page.on(other).submit(made(page)).page.status()).isEqualTo(200);
      assertThat(one.rows()).as("with its codes").containsEntry("factors", 11);
      one.clock.advance(Duration.ofMinutes(1));
    }

    @Test
    void is_answered_at_another_and_then_at_none() {
      try (TestServer one = new TestServer(engine);
          TestServer other = one.beside()) {
        make(one, other);
        TestBrowser asked = new TestBrowser(one).get(ASK.url());
        Parameters answer = passkey.used(asked.hidden("challenge"));
        assertThat(asked.on(other).submit(answer).path()).isEqualTo("/consent");
        for (TestServer node : List.of(one, other)) {
          assertThat(asked.on(node).submit(answer).page.status()).isEqualTo(400);
        }
      }
    }

    @Test
    void is_answered_once_however_many_nodes_get_the_answer_at_once() {
      try (TestServer one = new TestServer(engine);
          TestServer other = one.beside()) {
        make(one, other);
        TestBrowser asked = new TestBrowser(one).get(ASK.url());
        Parameters answer = passkey.used(asked.hidden("challenge"));
        assertThat(atOnce(asked, List.of(one, other, one, other), b -> b.submit(answer)))
            .containsOnlyOnce("/consent");
      }
    }

    @Test
    void after_a_password_is_answered_at_another_and_then_at_none() {
      try (TestServer one = new TestServer(engine);
          TestServer other = one.beside()) {
        make(one, other);
        TestBrowser half = new TestBrowser(one).get(ASK.url()).signInAs("bob");
        assertThat(half.path()).isEqualTo(SecondFactorScene.PATH);
        Parameters answer = passkey.used(half.hidden("challenge"));
        assertThat(half.on(other).submit(answer).path()).isEqualTo("/consent");
        assertThat(half.on(one).submit(answer).page.status()).isEqualTo(400);
      }
    }
  }

  /// OIDC Core §3.1.2.
  @Nested
  class A_sign_in_at_another_provider {
    private final UpstreamScene scene = new UpstreamScene(engine, UpstreamScene.linking());

    private TestServer other() {
      return scene.server.beside(
          Seams.fetcher(scene.provider).upstream(UpstreamScene.linking()).at(_ -> scene.clock));
    }

    private static Parameters answer(TestBrowser away) {
      return Parameters.empty()
          .with("code", "c-1")
          .with("state", UpstreamScene.request(away).required("state"));
    }

    private TestBrowser back(TestBrowser browser, Parameters answer) {
      return scene.follow(browser.get(UpstreamScene.CALLBACK + "?" + answer.encode()));
    }

    @Test
    void that_one_began_comes_back_to_another_and_then_to_none() {
      try (scene;
          TestServer other = other()) {
        scene.connect("bob");
        TestBrowser away = scene.away(scene.browser(), UpstreamScene.ASK.url());
        Parameters answer = answer(away);
        scene.second();
        assertThat(back(away.on(other), answer).path()).isEqualTo("/consent");
        for (TestServer node : List.of(scene.server, other)) {
          TestBrowser late = back(away.on(node), answer);
          assertThat(late.path()).isNotEqualTo("/consent");
          assertThat(scene.isSignedIn(late)).isFalse();
        }
      }
    }

    @Test
    void comes_back_once_however_many_nodes_it_comes_back_to_at_once() {
      try (scene;
          TestServer other = other()) {
        scene.connect("bob");
        TestBrowser away = scene.away(scene.browser(), UpstreamScene.ASK.url());
        Parameters answer = answer(away);
        scene.second();
        assertThat(atOnce(away, List.of(scene.server, other), b -> back(b, answer)))
            .containsOnlyOnce("/consent");
      }
    }

    @Test
    void is_connected_at_another_than_it_came_back_to() {
      try (scene;
          TestServer other = other()) {
        TestBrowser browser = scene.through(scene.browser(), UpstreamScene.ASK.url());
        assertThat(browser.path()).isEqualTo("/sign-in/connect");
        scene.second();
        TestBrowser there = browser.on(other).signIn("bob", Samples.password("bob"));
        scene.second();
        scene.follow(UpstreamScene.pressed(there.on(scene.server), "connect"));
        assertThat(other.stores.upstreamIdentities().ofPerson(bob(other))).hasSize(1);
      }
    }

    private static String bob(TestServer at) {
      return at.stores.people().findByUsername("bob").orElseThrow().subject();
    }
  }

  @Nested
  class A_step_of_a_site_that_signs_people_in {
    private final TestServer one =
        new TestServer(
            engine, LoginSite.declarations(), Seams.none().signingIn(LoginSite.bringing()));

    private TestServer other() {
      return one.beside(Seams.none().signingIn(LoginSite.bringing()));
    }

    @Test
    void is_answered_at_another_node_and_taken_once() {
      try (one;
          TestServer other = other()) {
        TestBrowser browser = new TestBrowser(one).get(SiteScene.ASK.url());
        LoginSite site = new LoginSite(other);
        assertThat(site.asked(browser)).isEqualTo(new LoginSite(one).asked(browser));
        String back = site.redirectTo(browser, LoginSite.MINA);
        one.clock.advance(Duration.ofSeconds(1));
        TestBrowser twin = browser.on(other);
        assertThat(browser.get(back).path()).isEqualTo("/consent");
        // The same browser, without what it got by that.
        assertThat(twin.get(back).cookies).doesNotContainKey(SessionTests.SESSION);
        assertThat(twin.path()).isNotEqualTo("/consent");
      }
    }

    @Test
    void is_taken_once_at_whatever_nodes_its_answer_is_brought_to_at_once() {
      try (one;
          TestServer other = other()) {
        TestBrowser browser = new TestBrowser(one).get(SiteScene.ASK.url());
        String handle = LoginSite.handle(browser);
        Response answered = new LoginSite(other).outcome(handle, LoginSite.MINA.toString());
        String back = (String) json(answered).get("redirect_to");
        one.clock.advance(Duration.ofSeconds(1));
        assertThat(atOnce(browser, List.of(one, other, one, other), b -> b.get(back)))
            .containsOnlyOnce("/consent");
      }
    }

    @Test
    void is_taken_once_however_many_nodes_the_site_answered() {
      try (one;
          TestServer other = other()) {
        TestBrowser browser = new TestBrowser(one).get(SiteScene.ASK.url());
        String first = new LoginSite(one).redirectTo(browser, LoginSite.MINA);
        String second = new LoginSite(other).redirectTo(browser, LoginSite.MINA);
        one.clock.advance(Duration.ofSeconds(1));
        TestBrowser twin = browser.on(other);
        assertThat(browser.get(first).path()).isEqualTo("/consent");
        assertThat(twin.get(second).cookies).doesNotContainKey(SessionTests.SESSION);
      }
    }
  }
}
