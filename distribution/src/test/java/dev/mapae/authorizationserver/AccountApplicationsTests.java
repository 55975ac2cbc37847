package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Consent;
import dev.mapae.authorizationserver.store.Consents;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What people allowed applications, and how they take it back: `/account/applications`.
@OnEveryEngine
class AccountApplicationsTests {
  static final Ask LASTING = Ask.web("openid offline_access playlist.read");

  final TestServer server;
  final TestClients clients;
  final TestBrowser browser;

  AccountApplicationsTests(Engine engine) {
    server = new TestServer(engine, Flows.declarations(), Flows.seams());
    clients = new TestClients(server);
    browser = new TestBrowser(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  /// Alice allows `web` something; what it holds then.
  Map<String, Object> allow() {
    browser.get(LASTING.url()).signInAs("alice").approve("offline_access", "playlist.read");
    return json(clients.token("web", LASTING.redemption(browser.answer("code"))));
  }

  @Nested
  class The_list {
    @Test
    void is_empty_to_begin_with() {
      browser.get("/account/applications").signInAs("alice");
      assertThat(browser.html()).contains("may do anything in your name now");
    }

    @Test
    void says_what_each_may_do_in_the_words_of_the_consent_page() {
      browser.get(LASTING.url()).signInAs("alice");
      String consent = browser.html();
      browser.approve("offline_access", "playlist.read");
      clients.redeem("web", browser.answer("code"));
      browser.get("/account/applications");
      for (String words : List.of("Keep this access while you are away", "Read your playlists")) {
        assertThat(consent).contains(words);
        assertThat(browser.html()).contains(words);
      }
      assertThat(browser.html()).contains("value=\"web\"");
    }

    /// However many those are: a page is a page.
    @Test
    void has_some_on_a_page_and_a_link_to_the_others() {
      browser.get("/account/applications").signInAs("alice");
      for (int i = 0; i < 23; i++) {
        remember("app-" + i, Scope.of("playlist.read"), i / 2);
      }
      Set<String> seen = new LinkedHashSet<>(shown(browser.get("/account/applications")));
      assertThat(seen).hasSizeBetween(4, 12).contains("app-22").doesNotContain("app-0");
      assertThat(theOthers(seen)).hasSize(23);
      browser.submit(form("client_id", "app-0"));
      assertThat(server.rows()).containsEntry("consents", 22);
    }

    /// Of details that are asked for each time nothing is remembered, nor of a type of which nobody
    /// knows any more whether it was.
    @Test
    void leads_past_answers_of_which_nothing_is_remembered() {
      browser.get("/account/applications").signInAs("alice");
      remember("oldest", Scope.of("playlist.read"), 0);
      for (int i = 0; i < 2 * Consents.SECTION; i++) {
        remember("app-" + i, Scope.empty(), 1);
      }
      server.database.change(
          "UPDATE consents SET claims = '[\"authorization_details#{\\\"type\\\":\\\"gone\\\"}\"]'"
              + " WHERE scope = '' AND client_id > 'app-10'");
      assertThat(shown(browser.get("/account/applications"))).containsExactly("oldest");
      assertThat(browser.html()).doesNotContain("id=\"before\"");
    }

    private void remember(String clientId, Scope scope, int millis) {
      server.database.change(
          """
          INSERT INTO clients (issuer, id, origin, enabled, document)
          SELECT issuer, '%s', origin, enabled, document FROM clients WHERE id = 'web'
          """
              .formatted(clientId));
      Consent consent =
          new Consent(
              server.stores.people().findByUsername("alice").orElseThrow().subject(),
              clientId,
              scope,
              Scope.empty(),
              Set.of("https://api.example.com/"),
              Set.of(),
              List.of(),
              Map.of(),
              server.clock.instant().plusMillis(millis));
      assertThat(server.stores.consents().remember(consent, Origin.DECLARED, Optional.empty()))
          .isTrue();
    }

    /// Follows the links to what is older; nothing comes twice.
    private Set<String> theOthers(Set<String> seen) {
      while (browser.html().contains("id=\"before\"")) {
        List<String> more = shown(browser.follow("before"));
        assertThat(more).isNotEmpty().doesNotContainAnyElementsOf(seen);
        seen.addAll(more);
      }
      return seen;
    }

    private static List<String> shown(TestBrowser browser) {
      return Pattern.compile("name=\"client_id\" value=\"([^\"]*)\"")
          .matcher(browser.html())
          .results()
          .map(found -> found.group(1))
          .toList();
    }

    @Test
    void says_since_when_and_when_last() {
      Map<String, Object> tokens = allow();
      String since = server.clock.instant().toString();
      server.clock.advance(Duration.ofDays(3));
      clients.refresh("web", tokens.get("refresh_token"));
      String used = server.clock.instant().toString();
      browser.get("/account/applications").signInAs("alice");
      assertThat(browser.html())
          .contains("<time datetime=\"" + since + "\">")
          .contains("<time datetime=\"" + used + "\">");
    }

    @Test
    void also_has_what_is_only_remembered() {
      browser.get(LASTING.url()).signInAs("alice").approve("offline_access", "playlist.read");
      server.clock.advance(Duration.ofMinutes(5));
      browser.get("/account/applications");
      assertThat(browser.html())
          .contains("Read your playlists")
          .contains("Has no access now. It would get it without asking you");
    }

    /// RFC 8252 §8.6: nobody knows which program it is, whoever declared it.
    @Test
    void says_of_a_program_on_the_device_that_it_asks_each_time() {
      Ask more = Ask.of("app", "http://127.0.0.1:51004/callback", "openid profile playlist.read");
      browser.get(more.url()).signInAs("alice").approve("profile", "playlist.read");
      server.clock.advance(Duration.ofMinutes(5));
      browser.get("/account/applications");
      assertThat(browser.html())
          .contains("Read your playlists", "It asks you each time")
          .doesNotContain("without asking you");
      Ask less = Ask.of("app", "http://127.0.0.1:51004/callback", "openid playlist.read");
      browser.get(less.url()).approve("playlist.read");
      server.post("/token", less.redemption(browser.answer("code")).with("client_id", "app"));
      browser.get("/account/applications");
      assertThat(browser.html())
          .as("what it holds")
          .contains("Read your playlists")
          .doesNotContain("See your profile", "It asks you each time");
    }

    @Test
    void has_all_of_very_many_and_takes_back_the_oldest() {
      allow();
      server.database.change(
          """
          INSERT INTO grants (issuer, id, generation, subject, client_id, session_id,
            ends_with_session, scope, resources, resources_named, authenticated_at, acr, amr,
            created_at, used_at, expires_at)
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
          SELECT g.issuer, 'made-' || n.i, 1, g.subject, 'made-' || n.i, g.session_id,
            g.ends_with_session, g.scope, g.resources, g.resources_named, g.authenticated_at,
            g.acr, g.amr, g.created_at + n.i / 50, g.used_at + 1000, g.expires_at
          FROM n, (SELECT * FROM grants) g
          """);
      Set<String> seen = new LinkedHashSet<>(shown(browser.get("/account/applications")));
      assertThat(theOthers(seen)).hasSize(301).contains("web");
      browser.submit(form("client_id", "web"));
      assertThat(server.rows()).containsEntry("grants", 300).containsEntry("consents", 0);
    }

    @Test
    void promises_nothing_of_one_that_was_switched_off() {
      browser.get(LASTING.url()).signInAs("alice").approve("offline_access", "playlist.read");
      server.stores.clients().disableDeclaredExcept(Set.of());
      server.server.catchUp();
      server.clock.advance(Duration.ofMinutes(5));
      assertThat(browser.get("/account/applications").html())
          .contains("Read your playlists", "Has no access now.<")
          .doesNotContain("without asking you", "asks you each time");
    }

    @Test
    void has_nothing_of_others() {
      allow();
      TestBrowser bob = new TestBrowser(server).get("/account/applications").signInAs("bob");
      assertThat(bob.html()).contains("may do anything in your name now");
    }
  }

  @Nested
  class Taking_it_back {
    @Test
    void is_in_force_at_once_on_every_node() {
      Map<String, Object> tokens = allow();
      try (TestServer other = server.beside()) {
        TestClients there = new TestClients(other);
        assertThat(there.isActive("web", tokens.get("access_token"))).isTrue();
        browser.get("/account/applications").submit(form("client_id", "web"));
        assertThat(browser.html()).contains("gets no more access");
        assertThat(there.isActive("web", tokens.get("access_token"))).isFalse();
        assertThat(json(there.refresh("web", tokens.get("refresh_token"))))
            .containsEntry("error", "invalid_grant");
        assertThat(there.userInfo(tokens.get("access_token")).status()).isEqualTo(401);
      }
    }

    @Test
    void has_the_person_asked_again_next_time() {
      allow();
      assertThat(browser.get(LASTING.url()).isAtClient()).as("remembered").isTrue();
      browser.get("/account/applications").submit(form("client_id", "web"));
      assertThat(browser.get(LASTING.url()).path()).isEqualTo("/consent");
    }

    @Test
    void takes_nothing_of_other_clients_and_other_people() {
      Map<String, Object> tokens = allow();
      TestBrowser bob = new TestBrowser(server).get(LASTING.url()).signInAs("bob");
      bob.approve("offline_access", "playlist.read");
      bob.get("/account/applications").submit(form("client_id", "web"));
      assertThat(bob.html()).contains("no more access");
      browser.get("/account/applications").submit(form("client_id", "ours"));
      assertThat(browser.html()).doesNotContain("no more access");
      assertThat(clients.isActive("web", tokens.get("access_token"))).isTrue();
    }

    @Test
    void needs_a_form_of_this_page() {
      Map<String, Object> tokens = allow();
      browser.get("/account/password");
      Parameters forged = form("client_id", "web", "step", browser.hidden("step"));
      assertThat(browser.load("POST", "/account/applications", forged).shownError())
          .isEqualTo("invalid_request");
      assertThat(clients.isActive("web", tokens.get("access_token"))).isTrue();
    }

    @Test
    void is_in_the_audit() {
      allow();
      browser.get("/account/applications").submit(form("client_id", "web"));
      assertThat(server.audit.stream().filter(e -> e.type().name().equals("CONSENT_REVOKED")))
          .singleElement()
          .satisfies(e -> assertThat(e.facts()).containsEntry("client_id", "web"));
    }
  }
}
