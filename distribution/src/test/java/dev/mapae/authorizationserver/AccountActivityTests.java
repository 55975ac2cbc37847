package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Activity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What people are shown of what happened to their account: `/account/activity`.
@OnEveryEngine
class AccountActivityTests {
  final TestServer server;
  final TestBrowser browser;

  AccountActivityTests(Engine engine) {
    server = new TestServer(engine, Flows.declarations(), Flows.seams());
    browser = new TestBrowser(server).as(AccountSessionsTests.FIREFOX);
  }

  @AfterEach
  void close() {
    server.close();
  }

  String activity() {
    server.server.housekeeping().doChores();
    return browser.get("/account/activity").html();
  }

  int rows() {
    return server.rows().get("activity");
  }

  @Nested
  class It_has {
    @Test
    void sign_ins_with_time_browser_and_address() {
      browser.get("/account").signInAs("alice");
      assertThat(activity())
          .contains("<h3>Signed in</h3>")
          .contains("<time datetime=\"" + server.clock.instant() + "\">")
          .contains("Firefox on Linux")
          .contains("192.0.2.1");
    }

    @Test
    void sign_ins_that_failed_as_this_person_an_hour_at_a_time() {
      TestBrowser stranger = new TestBrowser(server).as(AccountSessionsTests.SAFARI);
      stranger.get("/account");
      for (int i = 0; i < 3; i++) {
        stranger.signIn("ALICE", "wrong");
      }
      server.server.housekeeping().doChores();
      stranger.signIn("alice", "wrong");
      browser.get("/account").signInAs("alice");
      assertThat(activity()).contains("could not · 4 times").contains("Safari on iPhone");
      assertThat(rows()).isEqualTo(2);
      server.clock.advance(Duration.ofHours(1));
      stranger.get("/account").signIn("alice", "wrong");
      server.server.housekeeping().doChores();
      assertThat(rows()).isEqualTo(3);
    }

    @Test
    void what_was_allowed_and_taken_back() {
      browser.get(Ask.web("openid playlist.read").url()).signInAs("alice").approve("playlist.read");
      browser.get("/account/applications").submit(form("client_id", "web"));
      assertThat(activity()).contains("Allowed access").contains("Took access back");
    }

    @Test
    void what_a_device_was_allowed() {
      TestClients clients = new TestClients(server);
      var device = clients.device("tv", "playlist.read");
      browser
          .get("/device")
          .submit(form("user_code", (String) device.get("user_code")))
          .signInAs("alice")
          .approve("playlist.read");
      assertThat(activity()).contains("Allowed access");
    }

    @Test
    void that_the_password_was_changed() {
      browser
          .get("/account/password")
          .signInAs("alice")
          .submit(
              AccountPasswordTests.change(
                  AccountPasswordTests.OLD, AccountPasswordTests.NEW, AccountPasswordTests.NEW));
      assertThat(activity()).contains("Password changed");
    }

    @Test
    void that_sessions_elsewhere_were_ended() {
      new TestBrowser(server).as(AccountSessionsTests.SAFARI).get("/account").signInAs("alice");
      browser.get("/account/sessions").signInAs("alice").submit(form("others", "end"));
      assertThat(activity()).contains("Signed out elsewhere");
    }

    @Test
    void that_the_profile_was_changed_and_that_the_account_is_to_be_deleted() {
      try (TestServer open = server.beside(Seams.none().peopleRegistering())) {
        TestBrowser dodo = new TestBrowser(open);
        AccountProfileTests.register(open, dodo).get("/account/profile");
        dodo.submit(AccountProfileTests.profile("name", "Dodo II"));
        assertThat(dodo.get("/account/activity").html()).contains("Profile changed");
        dodo.get("/account/data").submit(AccountDataTests.delete());
        dodo.get("/account");
        server.clock.advance(Duration.ofSeconds(1));
        dodo.signIn("dodo", "correct horse battery");
        assertThat(dodo.get("/account/activity").html())
            .contains("Deletion of the account requested");
      }
    }

    private void noted(Activity.Kind kind, int times) {
      String alice = server.stores.people().findByUsername("alice").orElseThrow().subject();
      server
          .stores
          .activities()
          .add(
              IntStream.range(0, times)
                  .mapToObj(i ->
                      new Activity(
                          "0000%d%03d".formatted(kind == Activity.Kind.SIGN_IN ? 0 : 1, i),
                          alice,
                          kind,
                          server.clock.instant(),
                          1,
                          "203.0.113." + i,
                          "",
                          Optional.empty(),
                          Optional.empty(),
                          server.clock.instant().plus(Activity.KEPT)))
                  .toList());
    }

    private int shown(String words) {
      return browser.html().split("<h3>" + words, -1).length - 1;
    }

    @Test
    void twenty_on_a_page_and_ten_of_what_was_refused_and_links_to_the_others() {
      noted(Activity.Kind.SIGN_IN, 44);
      noted(Activity.Kind.SIGN_IN_REFUSED, 21);
      browser.get("/account/activity").signInAs("alice");
      String refused = "Somebody tried to sign in";
      assertThat(List.of(shown("Signed in"), shown(refused))).containsExactly(20, 10);
      assertThat(browser.html()).contains("203.0.113.43").doesNotContain("203.0.113.24<");
      browser.follow("before");
      assertThat(List.of(shown("Signed in"), shown(refused))).containsExactly(20, 0);
      assertThat(browser.html()).contains("203.0.113.24<").contains("203.0.113.5<");
      browser.follow("before");
      assertThat(List.of(shown("Signed in"), shown(refused))).containsExactly(5, 0);
      assertThat(browser.html()).contains("203.0.113.0<").doesNotContain("id=\"before\"");
      browser.get("/account/activity").follow("refused_before");
      assertThat(List.of(shown("Signed in"), shown(refused))).containsExactly(0, 10);
      browser.follow("refused_before");
      assertThat(List.of(shown("Signed in"), shown(refused))).containsExactly(0, 1);
      assertThat(browser.html()).doesNotContain("id=\"refused_before\"");
      for (String mark : List.of("%F0%9F%98%80", "x".repeat(500), "")) {
        browser.get("/account/activity?before=" + mark);
        assertThat(browser.page.status()).as(mark).isEqualTo(200);
      }
    }

    /// What was behind it is gone by now, or never was.
    @Test
    void all_of_it_behind_a_mark_with_nothing_behind_it() {
      browser.get("/account").signInAs("alice");
      for (String mark : List.of("before=0000", "refused_before=0000")) {
        browser.get("/account/activity?" + mark);
        assertThat(browser.html()).as(mark).doesNotContain("Nothing happened");
        assertThat(shown("Signed in")).as(mark).isOne();
      }
    }

    /// It would take the place of what is shown, and of the link to the rest.
    @Test
    void nothing_that_a_node_of_a_later_version_noted() {
      noted(Activity.Kind.SIGN_IN, 21);
      noted(Activity.Kind.CONSENT_GIVEN, 5);
      browser.get("/account/activity").signInAs("alice");
      server.database.change("UPDATE activity SET kind = 'LATER' WHERE kind = 'CONSENT_GIVEN'");
      browser.get("/account/activity");
      assertThat(shown("Signed in")).isEqualTo(20);
      assertThat(browser.html()).contains("id=\"before\"");
    }

    @Test
    void nothing_of_others() {
      new TestBrowser(server).as(AccountSessionsTests.SAFARI).get("/account").signInAs("bob");
      browser.get("/account").signInAs("alice");
      assertThat(activity()).doesNotContain("iPhone");
    }
  }

  @Nested
  class It_has_no {
    @Test
    void row_of_an_unknown_person() {
      new TestBrowser(server).get("/account").signIn("nobody", "wrong");
      server.server.housekeeping().doChores();
      assertThat(rows()).isZero();
    }

    @Test
    void row_that_is_older_than_ninety_days() {
      browser.get("/account").signInAs("alice");
      server.clock.advance(Duration.ofDays(89));
      server.sweep();
      assertThat(rows()).isOne();
      server.clock.advance(Duration.ofDays(1));
      server.sweep();
      assertThat(rows()).isZero();
    }

    /// What is refused has changed nothing, and nobody waits for a write that tells of it.
    @Test
    void write_while_somebody_waits_whose_password_is_wrong() {
      new TestBrowser(server).get("/account").signIn("alice", "wrong");
      assertThat(rows()).isZero();
    }

    @Test
    void more_than_twenty_entries_on_the_page() {
      browser.get("/account").signInAs("alice");
      for (int i = 0; i < 105; i++) {
        browser.get(Ask.web("openid").with("prompt", "login").url()).signInAs("alice");
      }
      assertThat(activity().split("<h3>", -1)).hasSize(21);
    }

    @Test
    void entry_that_somebody_who_guesses_pushes_off_the_page() {
      browser.get("/account").signInAs("alice");
      for (int hour = 0; hour < 110; hour++) {
        server.clock.advance(Duration.ofHours(1));
        new TestBrowser(server).get("/account").signIn("alice", "wrong");
      }
      browser.get("/account").signInAs("alice");
      assertThat(activity().split("<h3>Signed in</h3>", -1)).hasSize(3);
      assertThat(browser.html().split("<h3>Somebody tried", -1)).hasSize(11);
    }

    @Test
    void row_for_a_download_that_was_refused() {
      browser.get("/account/data").signInAs("alice");
      for (int i = 0; i < 5; i++) {
        browser.get("/account/data").submit(form("do", "export"));
      }
      assertThat(rows()).isEqualTo(2);
      assertThat(activity().split("<h3>Data downloaded", -1)).hasSize(2);
      assertThat(browser.html()).contains("3 times");
    }
  }
}
