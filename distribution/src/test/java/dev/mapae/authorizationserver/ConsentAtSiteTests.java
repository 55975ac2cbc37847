package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import dev.mapae.authorizationserver.interaction.SignInElsewhere.People;
import dev.mapae.authorizationserver.interaction.SignInElsewhere.Way;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A site asks people for consent, too. OIDC Core §3.1.2.4.
class ConsentAtSiteTests {
  /// Asked each time, so that nothing that was remembered answers.
  private static final Ask ASK = Ask.web("openid profile playlist.read").with("prompt", "consent");

  private static final Json GRANTED = Json.object().with("granted", List.of("profile"));

  final TestServer server =
      new TestServer(
          Engine.preset(),
          LoginSite.declarations(),
          Seams.none()
              .signingIn(
                  new SignInElsewhere(
                      new Way.Site("login", LoginSite.URL, true),
                      People.BROUGHT,
                      Set.of(),
                      false)));

  final LoginSite site = new LoginSite(server);
  final TestClients clients = new TestClients(server);
  final TestBrowser browser = new TestBrowser(server);

  @AfterEach
  void close() {
    server.close();
  }

  /// Signed in, and sent to the site once more.
  private TestBrowser atConsent() {
    return site.signIn(browser.get(ASK.url()), LoginSite.MINA);
  }

  private String problem(Json outcome) {
    return LoginSite.problem(site.outcome(LoginSite.handle(browser), outcome.toString()));
  }

  @Test
  void what_is_asked_is_all_that_a_consent_page_needs() {
    Map<String, Object> asked = site.asked(atConsent());
    assertThat(asked)
        .containsEntry("step", "consent")
        .containsEntry("signed_in", Map.of("sub", "4711"))
        .containsEntry("destination", Map.of("host", "app.example.com", "on_device", false))
        .containsKeys("client", "claims", "authorization_details", "ui_locales");
    assertThat((Map<?, ?>) asked.get("lasting")).isEqualTo(Map.of("access_token", 600L));
    assertThat((List<?>) asked.get("scopes"))
        .element(2)
        .isEqualTo(
            Map.of(
                "scope",
                "playlist.read",
                "resource_name",
                "Music API",
                "descriptions",
                Map.of("", "Read your playlists"),
                "claims",
                List.of(),
                "optional",
                true,
                "before",
                "never_asked"));
  }

  @Test
  void what_they_allow_is_what_the_client_gets_and_is_remembered() {
    site.signIn(atConsent(), GRANTED);
    Map<String, Object> tokens = json(clients.token("web", ASK.redemption(browser.answer("code"))));
    assertThat(tokens).containsEntry("scope", "openid profile");
    Ask again = ASK.without("prompt");
    browser.get(again.url());
    assertThat(browser.redirect()).startsWith(Samples.CALLBACK);
    assertThat(json(clients.token("web", again.redemption(browser.answer("code")))))
        .containsEntry("scope", "openid profile");
  }

  @Test
  void what_they_decline_is_told_the_client() {
    site.signIn(atConsent(), Json.object().with("declined", true));
    assertThat(browser.redirect()).startsWith(Samples.CALLBACK);
    assertThat(browser.answer("error")).isEqualTo("access_denied");
  }

  @Test
  void only_what_was_asked_can_be_granted_and_a_sign_in_is_no_consent() {
    atConsent();
    for (Json outcome :
        List.of(
            Json.object().with("granted", List.of("profile", "playlist.write")),
            Json.object().with("granted", "profile"),
            Json.object(),
            LoginSite.MINA)) {
      assertThat(problem(outcome)).isEqualTo("invalid_outcome");
    }
  }

  @Test
  void a_consent_is_no_sign_in() {
    browser.get(ASK.url());
    assertThat(problem(GRANTED)).isEqualTo("invalid_outcome");
    String back = site.redirectTo(atConsent(), GRANTED);
    assertThat(browser.get(back.replace("/consent?", "/sign-in?")).shownError())
        .isEqualTo("invalid_request");
  }

  @Test
  void it_is_good_in_its_own_browser_alone_and_once() {
    String back = site.redirectTo(atConsent(), GRANTED);
    TestBrowser other = new TestBrowser(server).get(ASK.url());
    site.signIn(other, LoginSite.MINA);
    assertThat(other.get(back).shownError()).isEqualTo("invalid_request");
    // Asked anew: it was spent by that.
    assertThat(browser.get(back).redirect()).startsWith(LoginSite.URL);
    String once = site.redirectTo(browser, GRANTED);
    assertThat(browser.get(once).redirect()).startsWith(Samples.CALLBACK);
    assertThat(browser.get(once).redirect()).startsWith(LoginSite.URL);
  }

  /// The form that was posted is one of the session in which it was asked.
  @Test
  void it_is_of_no_use_to_somebody_who_signed_in_meanwhile() {
    String back = site.redirectTo(atConsent(), GRANTED);
    browser.get(ASK.with("prompt", "login").url());
    site.signIn(browser, Json.object().with("sub", "4712"));
    assertThat(browser.get(back).shownError()).isEqualTo("invalid_request");
  }

  @Test
  void there_is_nothing_to_be_asked_after_a_sign_out() {
    String handle = LoginSite.handle(atConsent());
    browser.get("/sign-out").submit(Parameters.empty());
    Response response = site.post("/interaction", form("interaction", handle));
    assertThat(LoginSite.problem(response)).isEqualTo("unknown_interaction");
    assertThat(LoginSite.problem(site.outcome(handle, GRANTED.toString())))
        .isEqualTo("unknown_interaction");
  }

  @Test
  void there_is_no_other_consent_page_for_clients() {
    assertThat(server.post("/consent", form("decision", "approve")).status()).isEqualTo(405);
    assertThat(server.get("/consent").status()).isEqualTo(400);
  }
}
