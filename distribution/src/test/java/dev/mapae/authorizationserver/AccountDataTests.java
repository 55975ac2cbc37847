package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Where people take their data with them, and leave: `/account/data`.
@OnEveryEngine
class AccountDataTests {
  final TestServer server;
  final TestClients clients;
  final TestBrowser browser;

  AccountDataTests(Engine engine) {
    server = new TestServer(engine, Flows.declarations(), Seams.none().peopleRegistering());
    clients = new TestClients(server);
    browser = new TestBrowser(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  static Parameters delete() {
    return form("do", "delete", "confirm", "delete");
  }

  TestBrowser signInAsDodo(TestServer node) {
    TestBrowser fresh = new TestBrowser(node).get("/account");
    server.clock.advance(Duration.ofSeconds(1));
    return fresh.signIn("dodo", "correct horse battery");
  }

  Map<String, Object> allow() {
    Ask ask = Ask.web("openid offline_access playlist.read");
    browser.get(ask.url()).approve("offline_access", "playlist.read");
    return json(clients.token("web", ask.redemption(browser.answer("code"))));
  }

  @Nested
  class The_export {
    @Test
    void has_everything_and_comes_as_a_file() {
      browser.get(Ask.web("openid").url()).signInAs("alice");
      allow();
      browser.get("/account/data").submit(form("do", "export"));
      assertThat(browser.page.header("Content-Disposition").orElseThrow()).startsWith("attachment");
      assertThat(browser.page.header("Cache-Control")).contains("no-store");
      Map<String, Object> data = json(browser.page);
      assertThat(data)
          .containsOnlyKeys(
              "issuer",
              "exported_at",
              "account",
              "factors",
              "connections",
              "sessions",
              "access",
              "consents",
              "activity");
      assertThat(data.get("account").toString()).contains("alice@example.com").contains("listener");
      assertThat((List<?>) data.get("sessions")).hasSize(1);
      assertThat(data.get("access").toString()).contains("web").contains("playlist.read");
      assertThat(data.get("consents").toString()).contains("web").contains("since={");
      assertThat(data.get("activity").toString()).contains("sign_in").contains("consent_given");
    }

    /// Whoever reads it would take it for all.
    @Test
    void says_of_what_it_has_not_all() {
      browser.get("/account/data").signInAs("alice").submit(form("do", "export"));
      assertThat(json(browser.page)).doesNotContainKey("left_off");
      server.database.change(
          """
          INSERT INTO activity (issuer, subject, id, kind, happened_at, times, remote_address, browser, expires_at)
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
          SELECT a.issuer, a.subject, 'made-' || n.i, a.kind, a.happened_at, 1, '', '', a.expires_at
          FROM n, (SELECT * FROM activity WHERE kind = 'SIGN_IN') a
          """);
      browser.get("/account/data").submit(form("do", "export"));
      Map<String, Object> data = json(browser.page);
      assertThat(data).containsEntry("left_off", List.of("activity"));
      assertThat((List<?>) data.get("activity")).hasSize(10_000);
    }

    /// Each is a lot of work.
    @Test
    void is_made_three_times_at_once_and_then_once_a_minute_at_all_nodes() {
      browser.get("/account/data").signInAs("alice");
      try (TestServer other = server.beside(Seams.none())) {
        for (int i = 0; i < 3; i++) {
          assertThat(exported(browser.on(i % 2 == 0 ? server : other))).isEqualTo(200);
        }
        assertThat(exported(browser.on(other))).isEqualTo(429);
        assertThat(exported(browser)).isEqualTo(429);
      }
      assertThat(browser.html()).contains("several times just now").contains("id=\"export\"");
      assertThat(server.audit)
          .filteredOn(e -> e.type() == AuditEvent.Type.DATA_EXPORTED)
          .hasSize(2);
      assertThat(browser.page.header("Retry-After")).isPresent();
      assertThat(server.audit)
          .filteredOn(e -> e.type() == AuditEvent.Type.DATA_EXPORT_REFUSED)
          .singleElement()
          .satisfies(
              e -> assertThat(e.facts()).containsEntry("reason", "too_many").containsKey("sub"));
      server.clock.advance(Duration.ofMinutes(1));
      assertThat(exported(browser)).isEqualTo(200);
    }

    private int exported(TestBrowser at) {
      return at.get("/account/data").submit(form("do", "export")).page.status();
    }

    /// A download of somebody else must not be hidden behind one of the person.
    @Test
    void is_an_activity_of_its_own_at_each_address() {
      browser.get("/account/data").signInAs("alice");
      assertThat(exported(browser)).isEqualTo(200);
      TestBrowser thief = new TestBrowser(server).at("203.0.113.1");
      thief.get("/account/data").signInAs("alice");
      assertThat(exported(thief)).isEqualTo(200);
      assertThat(downloads(browser.get("/account/activity"))).isEqualTo(2);
    }

    /// A browser is whatever the one who downloads says, who could push all else off the page.
    @Test
    void is_counted_whatever_the_browser_says_that_it_is() {
      browser.as(AccountSessionsTests.FIREFOX).get("/account/data").signInAs("alice");
      assertThat(exported(browser)).isEqualTo(200);
      assertThat(exported(browser.as(AccountSessionsTests.EDGE))).isEqualTo(200);
      assertThat(downloads(browser.get("/account/activity"))).isOne();
      assertThat(browser.html()).contains("2 times");
    }

    /// Whoever has one address has all that begin with its first half, and could take another each
    /// time.
    @Test
    void is_counted_from_whichever_ipv6_address_of_one_network() {
      browser.at("2001:db8:0:1:0:0:0:1").get("/account/data").signInAs("alice");
      assertThat(exported(browser)).isEqualTo(200);
      assertThat(exported(browser.at("2001:db8:0:1:ffff:0:0:2"))).isEqualTo(200);
      assertThat(downloads(browser.get("/account/activity"))).isOne();
      assertThat(browser.html()).contains("2 times");
      assertThat(exported(browser.at("2001:db8:0:2:0:0:0:1"))).isEqualTo(200);
      assertThat(downloads(browser.get("/account/activity"))).isEqualTo(2);
    }

    private int downloads(TestBrowser at) {
      return at.html().split("<h3>Data downloaded", -1).length - 1;
    }

    @Test
    void is_on_one_part_of_the_activity_alone_from_however_many_addresses() {
      browser.get("/account").signInAs("alice");
      Instant signIn = server.clock.instant();
      server.clock.advance(Duration.ofHours(1));
      browser.get("/account/data").signInAs("alice");
      for (int i = 0; i < 20; i++) {
        server.clock.advance(Duration.ofMinutes(1));
        browser.at("203.0.113." + i).get("/account/data");
        if (browser.path().equals("/account/sign-in")) {
          browser.signInAs("alice");
        }
        assertThat(exported(browser)).isEqualTo(200);
      }
      int above = downloads(browser.get("/account/activity"));
      assertThat(browser.html()).doesNotContain("<time datetime=\"" + signIn + "\">");
      int below = downloads(browser.follow("before"));
      assertThat(browser.html()).contains("<time datetime=\"" + signIn + "\">");
      assertThat(above + below).isEqualTo(20);
    }

    /// Otherwise whoever downloads again and again pushes all else off the page.
    @Test
    void is_counted_where_it_is_made_again_within_an_hour() {
      browser.get("/account/data").signInAs("alice");
      for (int i = 0; i < 3; i++) {
        assertThat(exported(browser)).isEqualTo(200);
      }
      assertThat(downloads(browser.get("/account/activity"))).isOne();
      assertThat(browser.html()).contains("3 times");
    }

    /// What is in it could be sent on by mistake.
    @Test
    void has_nothing_that_could_be_presented() {
      browser.get(Ask.web("openid").url()).signInAs("alice");
      Map<String, Object> tokens = allow();
      browser.get("/account/data").submit(form("do", "export"));
      String json = new String(browser.page.body(), StandardCharsets.UTF_8);
      assertThat(json)
          .doesNotContain("argon2")
          .doesNotContain(server.database.value("SELECT id FROM sessions"))
          .doesNotContain(server.database.value("SELECT id FROM grants"))
          .doesNotContain((String) tokens.get("refresh_token"));
      browser.cookies.values().forEach(cookie -> assertThat(json).doesNotContain(cookie));
    }

    @Test
    void has_nothing_of_others() {
      new TestBrowser(server).get("/account").signInAs("bob");
      browser.get("/account/data").signInAs("alice").submit(form("do", "export"));
      assertThat(new String(browser.page.body(), StandardCharsets.UTF_8)).doesNotContain("bob");
    }

    @Test
    void needs_a_fresh_sign_in() {
      browser.get("/account").signInAs("alice");
      server.clock.advance(Duration.ofMinutes(11));
      assertThat(browser.get("/account/data").path()).isEqualTo("/account/sign-in");
    }

    @Test
    void is_in_the_audit_and_in_the_activity() {
      browser.get("/account/data").signInAs("alice").submit(form("do", "export"));
      assertThat(server.audit.toString()).contains("DATA_EXPORTED");
      assertThat(browser.get("/account/activity").html()).contains("Data downloaded");
    }
  }

  @Nested
  class Somebody_who_leaves {
    @Test
    void is_signed_out_everywhere_and_nothing_that_they_allowed_goes_on() {
      AccountProfileTests.register(server, browser);
      Object token = allow().get("refresh_token");
      TestBrowser elsewhere = signInAsDodo(server);
      browser.get("/account/data").submit(delete());
      assertThat(browser.html())
          .contains("As you wished, your account will be deleted on")
          .contains("You are signed out everywhere")
          .doesNotContain("id=\"to-sign-out\"");
      assertThat(json(clients.refresh("web", token))).containsEntry("error", "invalid_grant");
      assertThat(elsewhere.get("/account").path()).isEqualTo("/account/sign-in");
      assertThat(browser.get("/account").path()).isEqualTo("/account/sign-in");
      assertThat(server.rows()).containsEntry("sessions", 0);
    }

    /// In the session that stays, what was remembered would let clients in again.
    @Test
    void is_asked_again_by_clients_that_they_allowed_something() {
      AccountProfileTests.register(server, browser);
      allow();
      Ask ask = Ask.web("openid playlist.read").with("prompt", "none");
      assertThat(browser.get(ask.url()).answer("code")).as("before").isNotEmpty();
      assertThat(server.rows()).containsEntry("consents", 1);
      browser.get("/account/data").submit(delete());
      assertThat(server.rows()).containsEntry("consents", 0);
      assertThat(browser.get(ask.url()).answer("error")).isEqualTo("login_required");
    }

    /// Otherwise whoever guesses keeps them from coming back, until they are deleted.
    @Test
    void is_known_as_before_in_the_browser_in_which_they_asked() {
      AccountProfileTests.register(server, browser).get("/account/data");
      server.clock.advance(Duration.ofSeconds(1));
      browser.submit(delete());
      for (int i = 0; i < 20; i++) {
        new TestBrowser(server).get("/account").signIn("dodo", "wrong " + i);
      }
      assertThat(signInAsDodo(server).page.status()).isEqualTo(429);
      browser.get("/account").signIn("dodo", "correct horse battery");
      assertThat(browser.path()).isEqualTo("/account");
      assertThat(server.rows()).containsEntry("deletions", 0);
    }

    /// Whoever copied the session is not known by that, nor is who was forgotten meanwhile.
    @Test
    void is_not_known_by_that_where_they_were_not() {
      AccountProfileTests.register(server, browser).get("/account/data");
      browser.cookies.remove("__Host-mapae-known");
      browser.submit(delete());
      assertThat(browser.html()).contains("your account will be deleted");
      assertThat(browser.cookies).doesNotContainKey("__Host-mapae-known");
    }

    @Test
    void says_that_they_are_sure() {
      AccountProfileTests.register(server, browser).get("/account/data");
      browser.submit(form("do", "delete"));
      assertThat(browser.page.status()).isEqualTo(400);
      assertThat(browser.html()).contains("Tick the box");
      assertThat(server.rows()).containsEntry("deletions", 0);
    }

    @Test
    void is_told_beforehand_that_a_sign_in_takes_it_back() {
      AccountProfileTests.register(server, browser).get("/account/data");
      assertThat(browser.html())
          .contains("Sign in within 30 days, here or at any application, and your account stays");
    }

    /// Many people never open these pages.
    @Test
    void takes_it_back_by_a_sign_in_at_an_application() {
      AccountProfileTests.register(server, browser).get("/account/data").submit(delete());
      server.clock.advance(Duration.ofDays(29));
      server.server.housekeeping().doChores();
      TestBrowser back = new TestBrowser(server).get(Ask.web("openid").url());
      assertThat(back.signIn("dodo", "not it").page.status()).isEqualTo(400);
      assertThat(server.rows()).as("a wrong password").containsEntry("deletions", 1);
      back.signIn("dodo", "correct horse battery");
      assertThat(server.rows()).containsEntry("deletions", 0);
      assertThat(server.audit.toString()).contains("DELETION_TAKEN_BACK");
      assertThat(back.get("/account/activity").html())
          .contains("Deletion of the account taken back");
      server.clock.advance(Duration.ofDays(60));
      server.server.housekeeping().doChores();
      assertThat(signInAsDodo(server).path()).isEqualTo("/account");
    }

    /// A node of the version before starts sessions, and knows of no deletions.
    @Test
    void takes_it_back_with_one_click_in_a_session_that_did_not() {
      AccountProfileTests.register(server, browser);
      Session kept =
          server
              .stores
              .sessions()
              .find(server.database.value("SELECT id FROM sessions"))
              .orElseThrow()
              .session();
      server.stores.deletions().request(kept, server.clock.instant(), server.clock.instant());
      assertThat(browser.get("/account").html()).contains("id=\"keep\"");
      browser.submit(form("keep", "account"));
      assertThat(browser.html()).contains("Your account stays").doesNotContain("id=\"keep\"");
      assertThat(server.audit.toString()).contains("DELETION_TAKEN_BACK");
    }

    @Test
    void is_deleted_then_with_all_that_was_kept() {
      AccountProfileTests.register(server, browser);
      allow();
      String sub = server.stores.people().findByUsername("dodo").orElseThrow().subject();
      browser.get("/account/data").submit(delete());
      server.clock.advance(Duration.ofDays(30));
      try (TestServer other = server.beside()) {
        other.server.housekeeping().doChores();
        assertThat(signInAsDodo(other).page.status()).isEqualTo(400);
        assertThat(other.audit.toString()).contains("PERSON_DELETED").contains(sub);
      }
      assertThat(server.database.rows().stream().filter(row -> row.contains(sub)).toList())
          .isEmpty();
      assertThat(server.database.rows().stream().filter(row -> row.contains("dodo")).toList())
          .isEmpty();
    }

    @Test
    void is_deleted_once_by_however_many_nodes() {
      AccountProfileTests.register(server, browser).get("/account/data").submit(delete());
      server.clock.advance(Duration.ofDays(31));
      try (TestServer other = server.beside()) {
        server.server.housekeeping().doChores();
        other.server.housekeeping().doChores();
        assertThat(server.audit.toString()).contains("PERSON_DELETED");
        assertThat(other.audit.toString()).doesNotContain("PERSON_DELETED");
      }
    }

    @Test
    void posted_a_form_of_this_page() {
      AccountProfileTests.register(server, browser).get("/account/password");
      browser.load("POST", "/account/data", delete().with("step", browser.hidden("step")));
      assertThat(browser.shownError()).isEqualTo("invalid_request");
      assertThat(server.rows()).containsEntry("deletions", 0);
    }
  }

  @Nested
  class Somebody_who_was_declared {
    @Test
    void is_told_why_they_cannot_leave_here() {
      browser.get("/account/data").signInAs("alice");
      assertThat(browser.html())
          .contains("in the configuration of this server")
          .doesNotContain("id=\"delete\"");
      browser.submit(delete());
      assertThat(server.rows()).containsEntry("deletions", 0);
    }
  }
}
