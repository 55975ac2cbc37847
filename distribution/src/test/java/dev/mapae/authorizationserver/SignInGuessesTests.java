package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Passwords are guessed slowly. NIST SP 800-63B §5.2.2.
@OnEveryEngine
class SignInGuessesTests {
  private static final Ask ASK = Ask.web("openid playlist.read");

  private final TestServer server;

  SignInGuessesTests(Engine engine) {
    server = new TestServer(engine, Samples.declarations(), Seams.none());
  }

  @AfterEach
  void close() {
    server.close();
  }

  private TestBrowser signIn(String username, String password) {
    return new TestBrowser(server).get(ASK.url()).signIn(username, password);
  }

  private void guess(String username) {
    for (int i = 0; i < 20; i++) {
      assertThat(signIn(username, "wrong " + i).page.status()).isEqualTo(400);
    }
  }

  @Test
  void many_wrong_ones_of_a_username_are_answered_later_whether_or_not_there_is_such_a_person() {
    for (String username : new String[] {"alice", "no such person"}) {
      guess(username);
      TestBrowser late = signIn(username.toUpperCase(java.util.Locale.ROOT), "wrong");
      assertThat(late.page.status()).isEqualTo(429);
      assertThat(late.page.header("Retry-After")).contains("30");
    }
    // Also the right one, or the answer would tell that it is.
    assertThat(signIn("alice", Samples.password("alice")).page.status()).isEqualTo(429);
  }

  @Test
  void nobody_is_locked_out_for_good_and_others_are_not_slowed() {
    guess("alice");
    assertThat(signIn("bob", Samples.password("bob")).path()).isEqualTo("/consent");
    server.clock.advance(Duration.ofSeconds(30));
    assertThat(signIn("alice", Samples.password("alice")).path()).isEqualTo("/consent");
  }

  @Test
  void who_knows_theirs_may_sign_in_as_often_as_they_like() {
    for (int i = 0; i < 40; i++) {
      assertThat(signIn("alice", Samples.password("alice")).path()).isEqualTo("/consent");
    }
  }

  private static TestBrowser at(TestServer node, String address, String username, String password) {
    return new TestBrowser(node).at(address).get(ASK.url()).signIn(username, password);
  }

  @Nested
  class At_all_nodes_together {
    @Test
    void guesses_that_go_from_node_to_node_are_slowed_as_at_one() {
      try (TestServer other = server.beside()) {
        for (String username : List.of("alice", "no such person")) {
          for (int i = 0; i < 20; i++) {
            TestServer node = i % 2 == 0 ? server : other;
            assertThat(at(node, "192.0.2.1", username, "wrong " + i).page.status()).isEqualTo(400);
          }
          for (TestServer node : List.of(server, other)) {
            TestBrowser late = at(node, "192.0.2.1", username, "wrong");
            assertThat(late.page.status()).isEqualTo(429);
            assertThat(late.page.header("Retry-After")).contains("30");
          }
        }
        assertThat(at(other, "192.0.2.1", "alice", Samples.password("alice")).page.status())
            .isEqualTo(429);
        // By the address that leads to her as well, or somewhere else, it is another count.
        assertThat(at(other, "198.51.100.7", "alice", Samples.password("alice")).path())
            .isEqualTo("/consent");
      }
    }

    @Test
    void a_username_is_slowed_wherever_guesses_come_from_and_a_network_whomever_they_are_of() {
      try (TestServer other = server.beside()) {
        for (int i = 0; i < 100; i++) {
          TestServer node = i % 2 == 0 ? server : other;
          at(node, "203.0.113." + i, "alice", "wrong");
        }
        assertThat(at(other, "198.51.100.7", "alice", "wrong").page.status()).isEqualTo(429);
        assertThat(at(other, "198.51.100.7", "bob", "wrong").page.status()).isEqualTo(400);
        for (int i = 0; i < 200; i++) {
          TestServer node = i % 2 == 0 ? server : other;
          at(node, "2001:db8:0:1::" + i, "person " + i, "wrong");
        }
        assertThat(at(server, "2001:db8:0:1::9", "bob", "wrong").page.status()).isEqualTo(429);
        assertThat(at(server, "2001:db8:0:2::9", "bob", "wrong").page.status()).isEqualTo(400);
      }
    }

    @Test
    void it_goes_on_at_the_pace_and_nobody_is_locked_out_for_good() {
      try (TestServer other = server.beside()) {
        guess("alice");
        server.clock.advance(Duration.ofSeconds(30));
        assertThat(at(other, "192.0.2.1", "alice", Samples.password("alice")).path())
            .isEqualTo("/consent");
      }
    }

    @Test
    void it_outlives_the_node() {
      guess("alice");
      try (TestServer restarted = server.beside()) {
        assertThat(at(restarted, "192.0.2.1", "alice", "wrong").page.status()).isEqualTo(429);
      }
    }

    @Test
    void passwords_typed_in_a_session_count_as_well() {
      TestBrowser browser = new TestBrowser(server).get("/account/password").signInAs("alice");
      try (TestServer other = server.beside()) {
        for (int i = 0; i < 20; i++) {
          TestBrowser here = browser.on(i % 2 == 0 ? server : other);
          here.submit(change("wrong " + i));
          assertThat(here.page.status()).isEqualTo(400);
          browser = here;
        }
        assertThat(browser.on(other).submit(change("wrong")).page.status()).isEqualTo(429);
      }
    }

    private static Parameters change(String old) {
      return form(
          "password",
          old,
          "new_password",
          "a new and longer one",
          "new_password_again",
          "a new and longer one");
    }

    @Test
    void whoever_makes_up_names_fills_no_database_and_who_knows_theirs_writes_nothing() {
      Map<String, Integer> before = server.database.counts();
      signIn("alice", Samples.password("alice"));
      assertThat(server.database.counts().get("throttles")).isEqualTo(before.get("throttles"));
      for (int i = 0; i < 50; i++) {
        at(server, "203.0.113." + i, "person " + i, "wrong");
      }
      int some = server.database.counts().get("throttles");
      assertThat(some).isBetween(200, 300);
      assertThat(Integer.parseInt(server.database.value("SELECT MAX(slot) FROM throttles")))
          .isLessThan(3 * (1 << 14));
    }
  }

  @Nested
  class In_a_browser_in_which_they_signed_in_before {
    private TestBrowser known(String username) {
      TestBrowser browser = new TestBrowser(server).get(ASK.url()).signInAs(username);
      assertThat(browser.path()).isEqualTo("/consent");
      browser.cookies.keySet().removeIf(name -> !name.equals("__Host-mapae-known"));
      return browser;
    }

    @Test
    void nobody_else_keeps_them_out() {
      TestBrowser browser = known("alice");
      guess("alice");
      for (int i = 0; i < 100; i++) {
        at(server, "203.0.113." + i, "alice", "wrong");
      }
      assertThat(signIn("alice", Samples.password("alice")).page.status()).isEqualTo(429);
      assertThat(browser.get(ASK.url()).signInAs("alice").path()).isEqualTo("/consent");
    }

    @Test
    void guesses_are_counted_by_themselves() {
      TestBrowser browser = known("alice");
      try (TestServer other = server.beside()) {
        for (int i = 0; i < 20; i++) {
          TestBrowser one = browser.on(i % 2 == 0 ? server : other).get(ASK.url());
          assertThat(one.signIn("alice", "wrong " + i).page.status()).isEqualTo(400);
        }
        TestBrowser late = browser.on(other).get(ASK.url());
        assertThat(late.signIn("alice", Samples.password("alice")).page.status()).isEqualTo(429);
      }
      // And slow nobody else.
      assertThat(signIn("alice", Samples.password("alice")).path()).isEqualTo("/consent");
    }

    @Test
    void those_of_all_such_browsers_together_are_counted_too() {
      for (int i = 0; i < 5; i++) {
        TestBrowser browser = known("alice");
        for (int j = 0; j < 20; j++) {
          assertThat(browser.get(ASK.url()).signIn("alice", "wrong").page.status()).isEqualTo(400);
        }
      }
      TestBrowser sixth = known("alice");
      assertThat(sixth.get(ASK.url()).signIn("alice", "wrong").page.status()).isEqualTo(429);
    }

    /// Whoever knew the old one may have signed in in as many browsers as they liked.
    @Test
    void it_is_forgotten_with_a_new_password_but_where_that_was_chosen() {
      String next = "a new and longer one";
      TestBrowser thiefs = known("alice");
      server.clock.advance(Duration.ofSeconds(1));
      TestBrowser hers = new TestBrowser(server).get("/account/password").signInAs("alice");
      hers.submit(
          form(
              "password",
              Samples.password("alice"),
              "new_password",
              next,
              "new_password_again",
              next));
      hers.cookies.keySet().removeIf(name -> !name.equals("__Host-mapae-known"));
      guess("alice");
      assertThat(thiefs.get(ASK.url()).signIn("alice", next).page.status()).isEqualTo(429);
      assertThat(hers.get(ASK.url()).signIn("alice", next).path()).isEqualTo("/consent");
    }

    @Test
    void it_is_asked_of_the_database_for_no_name_that_is_made_up_once_others_are_slowed() {
      WatchedStores watched = new WatchedStores();
      try (TestServer node = server.beside(Seams.stores(watched::around))) {
        for (int i = 0; i < 20; i++) {
          at(node, "192.0.2.1", "alice", "wrong");
        }
        TestBrowser made = new TestBrowser(node);
        made.cookies.put(
            "__Host-mapae-known",
            "A".repeat(22)
                + "."
                + "0".repeat(8)
                + "A".repeat(22)
                + "."
                + "0".repeat(19)
                + "A".repeat(22));
        watched.reset();
        assertThat(made.get(ASK.url()).signIn("alice", "wrong").page.status()).isEqualTo(429);
        assertThat(watched.calls()).doesNotContainKey("factors.findToSignIn");
        // Nor without end for one that is not.
        TestBrowser bobs = known("bob").on(node);
        watched.reset();
        for (int i = 0; i < 30; i++) {
          assertThat(bobs.get(ASK.url()).signIn("alice", "wrong").page.status()).isEqualTo(429);
        }
        assertThat(watched.calls()).containsEntry("factors.findToSignIn", 20);
      }
    }

    /// Whoever has an account of their own gets no more guesses of others.
    @Test
    void those_of_somebody_else_are_counted_as_anywhere() {
      TestBrowser browser = known("bob");
      guess("alice");
      assertThat(browser.get(ASK.url()).signInAs("alice").page.status()).isEqualTo(429);
    }
  }
}
