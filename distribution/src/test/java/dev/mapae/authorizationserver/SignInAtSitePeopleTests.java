package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import dev.mapae.authorizationserver.interaction.SignInElsewhere.People;
import dev.mapae.authorizationserver.interaction.SignInElsewhere.Way;
import dev.mapae.protocol.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// A site signs people in who are kept here, and one or both factors are shown there. No
/// specification governs it.
class SignInAtSitePeopleTests {
  private static final String MFA = "urn:mapae:acr:mfa";
  private static final Ask ASK = Ask.web("openid playlist.read");
  private static final Json ALICE = known("alice", "hwk");

  final SecondFactorScene scene = new SecondFactorScene(Engine.preset(), LoginSite.declarations());

  @AfterEach
  void close() {
    scene.close();
  }

  private static Json known(String username, String... amr) {
    return Json.object().with("username", username).with("amr", List.of(amr));
  }

  private TestServer beside(boolean theirs) {
    return scene.server.beside(
        Seams.none()
            .signingIn(
                new SignInElsewhere(
                    new Way.Site("login", LoginSite.URL, false), People.KNOWN, Set.of(), theirs)));
  }

  private Map<String, Object> idToken(TestServer server, TestBrowser browser, Ask ask) {
    TestClients clients = new TestClients(server);
    browser.approve("playlist.read");
    return clients.claims(
        json(clients.token("web", ask.redemption(browser.answer("code")))).get("id_token"));
  }

  @Nested
  class People_who_are_kept_here {
    @Test
    void are_named_by_their_username() {
      try (TestServer server = beside(false)) {
        LoginSite site = new LoginSite(server);
        TestBrowser browser = new TestBrowser(server).get(ASK.url());
        site.signIn(browser, known("bob", "pwd"));
        assertThat(browser.html()).contains("Name of bob");
        browser.get(ASK.with("prompt", "login").url());
        assertThat(site.asked(browser)).containsEntry("signed_in", Map.of("username", "bob"));
      }
    }

    @Test
    void are_there_before_and_stay_as_they_are() {
      try (TestServer server = beside(false)) {
        LoginSite site = new LoginSite(server);
        TestBrowser browser = new TestBrowser(server).get(ASK.url());
        Response unknown = site.outcome(LoginSite.handle(browser), known("carol").toString());
        assertThat(unknown.status()).isEqualTo(422);
        assertThat(LoginSite.problem(unknown)).isEqualTo("unknown_person");
        for (Json more :
            List.of(
                known("bob").with("claims", Map.of("name", "Somebody Else")),
                known("bob").with("roles", List.of("listener")),
                Json.object().with("sub", "bob"))) {
          assertThat(LoginSite.problem(site.outcome(LoginSite.handle(browser), more.toString())))
              .isEqualTo("invalid_outcome");
        }
      }
    }
  }

  @Nested
  class A_second_factor_of_ours {
    @Test
    void is_shown_here_after_the_sign_in_there() {
      try (TestServer server = beside(false)) {
        TestBrowser browser = new TestBrowser(server).get(ASK.url());
        new LoginSite(server).signIn(browser, ALICE);
        assertThat(browser.path()).isEqualTo(SecondFactorScene.PATH);
        assertThat(browser.cookies).doesNotContainKey(SessionTests.SESSION);
        SecondFactorScene.type(browser, scene.code());
        assertThat(idToken(server, browser, ASK))
            .containsEntry("amr", List.of("hwk", "otp", "mfa"))
            .containsEntry("acr", MFA);
      }
    }

    @Test
    void counts_the_sign_in_from_when_it_was_there() {
      try (TestServer server = beside(false)) {
        long before = server.clock.instant().getEpochSecond() - 3000;
        TestBrowser browser = new TestBrowser(server).get(ASK.url());
        new LoginSite(server)
            .signIn(browser, Json.object().with("username", "alice").with("auth_time", before));
        SecondFactorScene.type(browser, scene.code());
        assertThat(idToken(server, browser, ASK)).containsEntry("auth_time", before);
      }
    }

    @Test
    void is_missed_by_a_client_that_asks_for_it_of_somebody_who_has_none() {
      try (TestServer server = beside(false)) {
        TestBrowser browser = new TestBrowser(server).get(ASK.with("acr_values", MFA).url());
        new LoginSite(server).signIn(browser, known("bob", "pwd"));
        assertThat(browser.answer("error")).isEqualTo("unmet_authentication_requirements");
      }
    }
  }

  /// Row 15 of the mistakes of this field: a policy that holds in one flow holds in all.
  @Nested
  class A_second_factor_that_people_must_have {
    private static final String ACCOUNT = "/account";

    private TestServer bringing(Seams seams, boolean theirs) {
      return scene.server.beside(
          seams.signingIn(
              new SignInElsewhere(
                  new Way.Site("login", LoginSite.URL, false),
                  People.BROUGHT,
                  Set.of("listener"),
                  theirs)));
    }

    @Test
    void is_asked_for_there_where_all_must() {
      try (TestServer server = bringing(Seams.none().requiringSecondFactorOfAll(), true)) {
        LoginSite site = new LoginSite(server);
        for (String page : List.of(ASK.url(), ACCOUNT)) {
          TestBrowser browser = new TestBrowser(server).get(page);
          assertThat(site.asked(browser)).containsEntry("second_factor", true);
          Response one = site.outcome(LoginSite.handle(browser), LoginSite.MINA.toString());
          assertThat(LoginSite.problem(one)).isEqualTo("second_factor_needed");
          assertThat(server.stores.people().findByUsername("login:4711")).isEmpty();
        }
        TestBrowser browser = new TestBrowser(server).get(ACCOUNT);
        site.signIn(browser, Json.object().with("sub", "4711").with("amr", List.of("pwd", "mfa")));
        assertThat(browser.location).isEqualTo(ACCOUNT);
      }
    }

    @Test
    void is_asked_for_there_of_those_whose_roles_must() {
      try (TestServer server = bringing(Seams.none().requiringSecondFactor("listener"), true)) {
        LoginSite site = new LoginSite(server);
        TestBrowser browser = new TestBrowser(server).get(ASK.url());
        Json listener = Json.object().with("sub", "1").with("roles", List.of("listener"));
        Response one = site.outcome(LoginSite.handle(browser), listener.toString());
        assertThat(LoginSite.problem(one)).isEqualTo("second_factor_needed");
        assertThat(server.stores.people().findByUsername("login:1")).isEmpty();
        site.signIn(browser, Json.object().with("sub", "2"));
        assertThat(browser.path()).isEqualTo("/consent");
      }
    }

    /// Whoever finds a browser with a session at the site would set up theirs.
    @Test
    void is_set_up_after_a_fresh_sign_in_there_alone() {
      try (TestServer server = bringing(Seams.none().requiringSecondFactorOfAll(), false)) {
        LoginSite site = new LoginSite(server);
        for (String url : List.of(ASK.url(), "/account")) {
          TestBrowser browser = new TestBrowser(server).get(url);
          long before = server.clock.instant().getEpochSecond() - 660;
          Json old = Json.object().with("sub", "4711").with("auth_time", before);
          Response refused = site.outcome(LoginSite.handle(browser), old.toString());
          assertThat(refused.status()).isEqualTo(422);
          assertThat(LoginSite.problem(refused)).isEqualTo("authentication_time");
          assertThat(String.valueOf(json(refused).get("detail"))).contains("second factor");
          site.signIn(browser, LoginSite.MINA);
          assertThat(browser.path()).endsWith("/second-factor");
        }
      }
    }

    @Test
    void is_set_up_here_where_it_is_ours() {
      try (TestServer server = bringing(Seams.none().requiringSecondFactorOfAll(), false)) {
        TestBrowser browser = new TestBrowser(server).get(ASK.url());
        assertThat(new LoginSite(server).asked(browser)).containsEntry("second_factor", true);
        new LoginSite(server).signIn(browser, LoginSite.MINA);
        assertThat(browser.path()).isEqualTo(SecondFactorScene.PATH);
      }
    }
  }

  @Nested
  class A_second_factor_of_theirs {
    @Test
    void is_believed() {
      try (TestServer server = beside(true)) {
        TestBrowser browser = new TestBrowser(server).get(ASK.url());
        new LoginSite(server).signIn(browser, known("alice", "pwd", "otp", "mfa"));
        assertThat(idToken(server, browser, ASK))
            .containsEntry("amr", List.of("pwd", "otp", "mfa"))
            .containsEntry("acr", MFA);
      }
    }

    @Test
    void is_asked_for_there_where_one_factor_is_not_enough() {
      try (TestServer server = beside(true)) {
        LoginSite site = new LoginSite(server);
        TestBrowser browser = new TestBrowser(server).get(ASK.url());
        assertThat(site.asked(browser)).containsEntry("second_factor", false);
        site.signIn(browser, known("bob", "pwd"));
        assertThat(browser.path()).isEqualTo("/consent");
        Ask step = ASK.with("acr_values", MFA);
        browser.get(step.url());
        assertThat(site.asked(browser)).containsEntry("second_factor", true);
        Response one = site.outcome(LoginSite.handle(browser), known("bob", "pwd").toString());
        assertThat(LoginSite.problem(one)).isEqualTo("second_factor_needed");
        site.signIn(browser, known("bob", "pwd", "sms", "mfa"));
        assertThat(idToken(server, browser, step)).containsEntry("acr", MFA);
      }
    }

    @Test
    void is_shown_here_by_those_who_have_one_here_and_showed_none_there() {
      try (TestServer server = beside(true)) {
        TestBrowser browser = new TestBrowser(server).get(ASK.url());
        new LoginSite(server).signIn(browser, ALICE);
        assertThat(browser.path()).isEqualTo(SecondFactorScene.PATH);
      }
    }
  }
}
