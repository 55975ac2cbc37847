package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where people change their password: `/account/password`. NIST SP 800-63B §3.1.1.2.
@OnEveryEngine
class AccountPasswordTests {
  static final String OLD = "wonderland-42";
  static final String NEW = "a dormouse in the teapot";
  static final String NEXT = "a dormouse and a teapot";

  final TestServer server;
  final TestBrowser browser;

  AccountPasswordTests(Engine engine) {
    server = new TestServer(engine);
    browser = new TestBrowser(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  static Parameters change(String old, String chosen, String again) {
    return form("password", old, "new_password", chosen, "new_password_again", again);
  }

  List<AuditEvent> refusals() {
    return server.audit.stream()
        .filter(event -> event.type() == AuditEvent.Type.SIGN_IN_REFUSED)
        .toList();
  }

  boolean canSignIn(String password) {
    TestBrowser fresh = new TestBrowser(server).get("/account");
    return fresh.signIn("alice", password).path().equals("/account");
  }

  @Nested
  class Changing_it {
    @Test
    void is_for_good_and_the_old_one_is_gone() {
      browser.get("/account/password").signInAs("alice").submit(change(OLD, NEW, NEW));
      assertThat(browser.page.status()).isEqualTo(200);
      assertThat(browser.html()).contains("Your new password is set");
      assertThat(canSignIn(NEW)).isTrue();
      assertThat(canSignIn(OLD)).isFalse();
    }

    @Test
    void ends_sessions_elsewhere_on_every_node_and_not_here() {
      TestBrowser elsewhere = new TestBrowser(server).get("/account").signInAs("alice");
      browser.get("/account/password").signInAs("alice");
      try (TestServer other = server.beside()) {
        assertThat(elsewhere.on(other).get("/account").path()).isEqualTo("/account");
        browser.submit(change(OLD, NEW, NEW));
        assertThat(elsewhere.on(other).get("/account").path()).isEqualTo("/account/sign-in");
        assertThat(browser.on(other).get("/account").path()).isEqualTo("/account");
      }
    }

    /// Whoever has a copy of the cookie is elsewhere too.
    @Test
    void ends_what_was_done_with_a_copy_of_the_cookie() {
      browser.get("/account/password").signInAs("alice");
      TestBrowser copy = browser.on(server);
      browser.submit(change(OLD, NEW, NEW));
      assertThat(copy.get("/account").path()).isEqualTo("/account/sign-in");
      browser.submit(change(NEW, NEXT, NEXT));
      assertThat(browser.html()).contains("Your new password is set");
      assertThat(browser.get("/account").path()).isEqualTo("/account");
    }

    /// The contract: a declared password applies only when the person is created.
    @Test
    void is_not_undone_by_the_configuration_file() {
      browser.get("/account/password").signInAs("alice").submit(change(OLD, NEW, NEW));
      assertThat(server.server.reconcile(Samples.declarations())).isZero();
      try (TestServer restarted = server.beside()) {
        TestBrowser fresh = new TestBrowser(restarted).get("/account");
        assertThat(fresh.signIn("alice", NEW).path()).isEqualTo("/account");
      }
      server.server.reconcile(
          Declared.with(Samples.declarations(), Samples.person("alice", OLD, Set.of("other"))));
      assertThat(canSignIn(NEW)).as("an entry that changed").isTrue();
    }

    /// Whoever knew the old one may have allowed an application of their own to act.
    @Test
    void takes_back_what_applications_may_do_if_the_box_is_ticked() {
      Object token = allowWhileAway();
      browser.get("/account/password");
      assertThat(browser.html()).contains("name=\"grants\" value=\"revoke\" checked");
      assertThat(browser.submit(change(OLD, "short", "short")).html())
          .as("not ticked, and a mistake")
          .contains("value=\"revoke\">");
      browser.submit(change(OLD, NEW, NEW));
      TestClients clients = new TestClients(server);
      Object next = json(clients.refresh("web", token)).get("refresh_token");
      assertThat(next).as("not ticked").isNotNull();
      browser.submit(change(NEW, NEXT, NEXT).with("grants", "revoke"));
      assertThat(browser.html()).contains("href=\"/account/applications\"");
      assertThat(json(clients.refresh("web", next))).containsEntry("error", "invalid_grant");
      assertThat(browser.get("/account/applications").html())
          .contains("No application may do anything");
      assertThat(browser.get("/account/activity").html()).contains("Took access back");
      assertThat(server.audit.toString()).contains("CONSENT_REVOKED");
    }

    private Object allowWhileAway() {
      Ask ask = Ask.web("openid offline_access playlist.read");
      browser.get(ask.url()).signInAs("alice").approve("offline_access", "playlist.read");
      return json(new TestClients(server).token("web", ask.redemption(browser.answer("code"))))
          .get("refresh_token");
    }

    @Test
    void is_in_the_audit_without_the_password() {
      browser.get("/account/password").signInAs("alice").submit(change(OLD, NEW, NEW));
      assertThat(server.audit.stream().filter(e -> e.type().name().equals("PASSWORD_CHANGED")))
          .hasSize(1);
      assertThat(server.audit.toString()).doesNotContain(NEW);
      assertThat(String.join("\n", server.database.rows())).doesNotContain(NEW);
    }
  }

  @Nested
  class It_is_refused {
    @ParameterizedTest
    @CsvSource({
      "short, short, is too short",
      "password1234567, password1234567, is easily guessed",
      "aaaaaaaaaaaaaaaa, aaaaaaaaaaaaaaaa, is easily guessed",
      "alice-in-the-house, alice-in-the-house, is easily guessed",
      "a dormouse in the teapot, another dormouse, is another password"
    })
    void by_the_rules_of_new_accounts(String chosen, String again, String words) {
      browser.get("/account/password").signInAs("alice").submit(change(OLD, chosen, again));
      assertThat(browser.page.status()).isEqualTo(400);
      assertThat(browser.html()).contains(words).contains("aria-invalid=\"true\"");
      assertThat(canSignIn(OLD)).isTrue();
    }

    @Test
    void with_a_wrong_old_password_or_none() {
      browser.get("/account/password").signInAs("alice");
      for (String wrong : new String[] {"", "wonderland-43", NEW}) {
        browser.submit(change(wrong, NEW, NEW));
        assertThat(browser.page.status()).as(wrong).isEqualTo(400);
        assertThat(browser.html()).contains("The current password is not right");
      }
      assertThat(refusals()).hasSize(3);
      server.server.housekeeping().doChores();
      assertThat(browser.get("/account/activity").html()).contains("could not · 3 times");
      assertThat(canSignIn(OLD)).isTrue();
    }

    /// A browser that somebody left alone is no place to guess in.
    @Test
    void after_many_wrong_ones_with_when_to_come_back() {
      browser.get("/account/password").signInAs("alice");
      for (int i = 0; i < 20; i++) {
        browser.submit(change("wrong " + i, NEW, NEW));
      }
      browser.submit(change(OLD, NEW, NEW));
      assertThat(browser.page.status()).isEqualTo(429);
      assertThat(refusals()).hasSize(21);
      assertThat(refusals().getLast().facts()).containsEntry("reason", "too_many");
      assertThat(Integer.parseInt(browser.page.header("Retry-After").orElseThrow()))
          .isBetween(1, 900);
    }

    @Test
    void without_a_form_of_this_page() {
      browser.get("/account/data").signInAs("alice");
      Parameters forged = change(OLD, NEW, NEW).with("step", browser.hidden("step"));
      assertThat(browser.load("POST", "/account/password", forged).shownError())
          .isEqualTo("invalid_request");
      assertThat(canSignIn(OLD)).isTrue();
    }
  }

  @Nested
  class A_fresh_sign_in {
    @Test
    void is_asked_for_after_ten_minutes_and_leads_back() {
      browser.get("/account").signInAs("alice");
      assertThat(browser.get("/account/password").location).isEqualTo("/account/password");
      server.clock.advance(Duration.ofMinutes(10));
      browser.get("/account/password");
      assertThat(browser.path()).isEqualTo("/account/sign-in");
      assertThat(browser.html()).contains("value=\"alice\"");
      assertThat(browser.signInAs("alice").location).isEqualTo("/account/password");
    }

    @Test
    void is_asked_for_where_a_form_was_open_for_long_and_changes_nothing() {
      browser.get("/account/password").signInAs("alice");
      server.clock.advance(Duration.ofMinutes(11));
      browser.submit(change(OLD, NEW, NEW));
      assertThat(browser.path()).isEqualTo("/account/sign-in");
      assertThat(canSignIn(OLD)).isTrue();
    }

    /// Clients know the session as the same one, and nothing that was allowed in it ends.
    @Test
    void goes_on_in_the_same_session() {
      Ask ask = Ask.web("openid playlist.read");
      browser.get(ask.url()).signInAs("alice").approve("playlist.read");
      TestClients clients = new TestClients(server);
      Object token =
          json(clients.token("web", ask.redemption(browser.answer("code")))).get("access_token");
      server.clock.advance(Duration.ofMinutes(9));
      server.clock.advance(Duration.ofSeconds(58));
      browser.get(Ask.web("openid").with("prompt", "login").url()).signInAs("alice");
      assertThat(clients.isActive("web", token)).isTrue();
      server.clock.advance(Duration.ofMinutes(5));
      assertThat(browser.get("/account/password").path()).isEqualTo("/account/password");
      browser.get("/account/sessions");
      assertThat(browser.html().split("<h2>", -1)).hasSize(2);
    }
  }
}
