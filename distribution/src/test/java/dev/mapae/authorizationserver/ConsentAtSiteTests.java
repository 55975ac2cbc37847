package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import dev.mapae.authorizationserver.interaction.SignInElsewhere.People;
import dev.mapae.authorizationserver.interaction.SignInElsewhere.Way;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.registration.DocumentPolicy;
import dev.mapae.authorizationserver.registration.RegistrationPolicy;
import dev.mapae.authorizationserver.store.DeclaredScope;
import dev.mapae.authorizationserver.store.OpenIdScope;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.MapAssert;
import org.junit.jupiter.api.Test;

/// A site asks people for consent, too. OIDC Core §3.1.2.4.
class ConsentAtSiteTests extends SiteScene {
  /// Asked each time, so that nothing that was remembered answers.
  private static final Ask ASK = Ask.web("openid profile playlist.read").with("prompt", "consent");

  private static final Json GRANTED =
      Json.object().with("sub", "4711").with("granted", List.of("profile"));

  private static final SignInElsewhere ELSEWHERE =
      new SignInElsewhere(
          new Way.Site("login", LoginSite.URL, true), People.BROUGHT, Set.of(), false);

  ConsentAtSiteTests() {
    super(Engine.preset(), ELSEWHERE);
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

  /// A scope may release more than it did, which is then why they are asked.
  @Test
  void what_is_new_since_they_answered_is_said() {
    assertThat(site.asked(atConsent())).doesNotContainKeys("answered_before", "new_claims");
    site.signIn(browser, GRANTED);
    long answered = server.clock.instant().getEpochSecond();
    server.clock.advance(Duration.ofHours(1));
    DeclaredScope profile = new DeclaredScope("profile", Map.of(), Set.of(), List.of("department"));
    Seams more = Seams.none().with(new OpenIdScope(profile, false)).signingIn(ELSEWHERE);
    try (TestServer changed = server.beside(more)) {
      Ask ask = ASK.with("claims", "{\"userinfo\": {\"phone_number\": null}}");
      Map<String, Object> asked = new LoginSite(changed).asked(browser.on(changed).get(ask.url()));
      assertThat(asked)
          .containsEntry("answered_before", answered)
          .containsEntry("new_claims", List.of("phone_number"));
      assertThat((List<?>) asked.get("scopes"))
          .element(1, as(InstanceOfAssertFactories.MAP))
          .containsEntry("before", "allowed")
          .containsEntry("allowed_since", answered)
          .containsEntry("new_claims", List.of("department"));
      assertThat((List<?>) asked.get("scopes"))
          .element(2, as(InstanceOfAssertFactories.MAP))
          .containsEntry("before", "left_out")
          .doesNotContainKeys("allowed_since", "new_claims");
    }
  }

  /// RFC 8252 §8.6: any program on the device may have begun it in the name of such a client.
  @Test
  void what_they_allowed_before_is_not_said_of_a_public_client_on_the_device() {
    Ask ask = Ask.of("app", "http://127.0.0.1:8765/callback", "openid profile playlist.read");
    site.signIn(browser.get(ask.url()), LoginSite.MINA);
    assertThat(site.asked(browser)).doesNotContainKeys("answered_before", "new_claims");
    site.signIn(browser, GRANTED);
    Ask more = ask.with("scope", "openid profile email playlist.read");
    Map<String, Object> asked = site.asked(browser.get(more.url()));
    assertThat(asked).doesNotContainKey("answered_before").containsEntry("new_claims", List.of());
    assertThat((List<?>) asked.get("scopes"))
        .element(1, as(InstanceOfAssertFactories.MAP))
        .containsEntry("scope", "profile")
        .doesNotContainKeys("before", "allowed_since")
        .containsEntry("new_claims", List.of());
    assertThat((List<?>) asked.get("scopes"))
        .element(2, as(InstanceOfAssertFactories.MAP))
        .containsEntry("before", "never_asked");
    assertThat((List<?>) asked.get("scopes"))
        .element(3, as(InstanceOfAssertFactories.MAP))
        .containsEntry("before", "left_out");
  }

  /// So that a site shows no less than what is true, and no more than what is told.
  @Test
  void details_that_they_allowed_before_are_said_of_a_client_that_is_vouched_for_alone() {
    Declarations declared =
        Declared.withAll(
            LoginSite.declarations(),
            Samples.confidential(
                Samples.client("web", Samples.CALLBACK).detailsTypes("account_information")),
            Samples.open(
                Samples.client("app", "http://127.0.0.1/callback")
                    .open()
                    .detailsTypes("account_information")));
    try (TestServer bank =
        new TestServer(
            Engine.preset(),
            Declared.with(declared, DetailsScene.bank()),
            Seams.none().signingIn(ELSEWHERE))) {
      LoginSite there = new LoginSite(bank);
      String details = DetailsScene.array(DetailsScene.ACCOUNTS);
      Ask web = ASK.with(DetailsScene.NAME, details);
      TestBrowser who = there.signIn(new TestBrowser(bank).get(web.url()), LoginSite.MINA);
      assertDetail(there.asked(who)).containsEntry("granted_before", false);
      there.signIn(who, GRANTED);
      assertDetail(there.asked(who.get(web.url()))).containsEntry("granted_before", true);
      Ask app =
          Ask.of("app", "http://127.0.0.1:8765/callback", "openid profile")
              .with(DetailsScene.NAME, details);
      there.signIn(who.get(app.url()), GRANTED);
      assertDetail(there.asked(who.get(app.url())))
          .containsKeys("detail", "resource_name")
          .doesNotContainKey("granted_before");
    }
  }

  private static MapAssert<Object, Object> assertDetail(Map<String, Object> asked) {
    return assertThat((List<?>) asked.get("authorization_details"))
        .singleElement(as(InstanceOfAssertFactories.MAP));
  }

  /// A server at which anybody registers clients.
  private static TestServer open() {
    return new TestServer(
        Engine.preset(),
        LoginSite.declarations(),
        Seams.registering(RegistrationPolicy.Mode.OPEN, false, Fetcher.none())
            .signingIn(ELSEWHERE));
  }

  /// RFC 8252 §8.6: anybody can register one, and has its secret then.
  @Test
  void nor_is_it_of_one_on_the_device_that_registered_itself_with_a_secret() {
    try (TestServer open = open()) {
      LoginSite there = new LoginSite(open);
      String loopback = "http://127.0.0.1:8765/callback";
      Map<String, Object> app =
          Registering.metadata("application_type", "native", "redirect_uris", List.of(loopback));
      Map<String, Object> onDevice =
          askedAgain(there, new Registering(open).register(app), loopback);
      assertThat(onDevice)
          .containsEntry("destination", Map.of("host", "127.0.0.1:8765", "on_device", true))
          .containsKey("new_claims")
          .doesNotContainKey("answered_before");
      assertThat((List<?>) onDevice.get("scopes"))
          .element(1, as(InstanceOfAssertFactories.MAP))
          .containsEntry("scope", "profile")
          .doesNotContainKeys("before", "allowed_since");
      Map<String, Object> web = new Registering(open).register(Registering.metadata());
      assertThat(askedAgain(there, web, Registering.CALLBACK)).containsKey("answered_before");
    }
  }

  /// What is asked for a client that was answered before.
  private static Map<String, Object> askedAgain(
      LoginSite there, Map<String, Object> client, String callback) {
    assertThat(client).containsKey("client_secret");
    Ask ask = Ask.of((String) client.get("client_id"), callback, "openid profile");
    TestBrowser who = new TestBrowser(there.server).get(ask.url());
    there.signIn(there.signIn(who, LoginSite.MINA), GRANTED);
    return there.asked(who.get(ask.url()));
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

  /// Row 18 of the mistakes of this field: nobody is sent to somebody unknown by a link, and the
  /// page on which they declined is not ours.
  @Test
  void what_they_decline_is_not_told_a_client_that_nobody_knows() {
    try (TestServer open = open()) {
      LoginSite there = new LoginSite(open);
      Ask ask =
          Registering.ask(new Registering(open).register(Registering.open()), "openid profile");
      TestBrowser who = there.signIn(new TestBrowser(open).get(ask.url()), LoginSite.MINA);
      assertThat(there.asked(who)).containsEntry("step", "consent");
      there.signIn(who, Json.object().with("declined", true));
      assertThat(who.shownError()).isEqualTo("access_denied");
      assertThat(who.html()).doesNotContain("id=\"continue\"");
    }
  }

  @Test
  void only_what_was_asked_can_be_granted_and_a_sign_in_is_no_consent() {
    atConsent();
    for (Json outcome :
        List.of(
            Json.object().with("sub", "4711").with("granted", List.of("profile", "playlist.write")),
            Json.object().with("sub", "4711").with("granted", "profile"),
            Json.object().with("sub", "4711"),
            Json.object().with("granted", List.of("profile")),
            Json.object().with("sub", 4711).with("granted", List.of("profile")),
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

  /// Row 14 of the mistakes of this field: any session may approve.
  @Test
  void nobody_allows_anything_for_another() {
    atConsent();
    for (String other : List.of("4712", "4711 ", "login:4711")) {
      Json outcome = Json.object().with("sub", other).with("granted", List.of("profile"));
      Response response = site.outcome(LoginSite.handle(browser), outcome.toString());
      assertThat(response.status()).isEqualTo(422);
      assertThat(LoginSite.problem(response)).isEqualTo("other_person");
      // There they sign in, and are asked for themselves.
      assertThat(json(response)).containsEntry("return_to", site.asked(browser).get("sign_in_at"));
    }
    browser.get((String) site.asked(browser).get("sign_in_at"));
    site.signIn(browser, Json.object().with("sub", "4712"));
    assertThat(site.asked(browser))
        .containsEntry("step", "consent")
        .containsEntry("signed_in", Map.of("sub", "4712"));
    site.signIn(browser, Json.object().with("sub", "4712").with("granted", List.of("profile")));
    assertThat(browser.redirect()).startsWith(Samples.CALLBACK);
  }

  @Test
  void somebody_whom_the_site_does_not_know_signs_in_there_first() {
    try (TestServer here = server.beside(Seams.none())) {
      TestBrowser before = new TestBrowser(here).get(ASK.url()).signInAs("alice");
      TestBrowser then = before.on(server).get(ASK.url());
      assertThat(site.asked(then)).containsEntry("step", "sign_in");
    }
  }

  /// A document that has to be fetched again is fetched for the person whose browser it is.
  @Test
  void a_client_of_a_document_is_still_known_when_they_answer() {
    Fetcher fetcher =
        (_, _, _) ->
            new Fetched(
                Json.write(DocumentScene.document()).getBytes(StandardCharsets.UTF_8),
                Optional.of(Duration.ofMinutes(1)));
    try (TestServer open =
        new TestServer(
            Engine.preset(),
            LoginSite.declarations(),
            Seams.documents(DocumentPolicy.ANY, UnaryOperator.identity(), fetcher)
                .signingIn(ELSEWHERE))) {
      LoginSite there = new LoginSite(open);
      TestBrowser who = new TestBrowser(open).get(DocumentScene.ask("openid profile").url());
      there.signIn(who, LoginSite.MINA);
      open.clock.advance(Duration.ofMinutes(2));
      assertThat(there.asked(who)).containsEntry("step", "consent");
      open.clock.advance(Duration.ofMinutes(2));
      there.signIn(who, GRANTED);
      assertThat(who.redirect()).startsWith(DocumentScene.CALLBACK + "?code=");
    }
  }

  @Test
  void there_is_nothing_to_be_asked_after_a_sign_out() {
    String handle = LoginSite.handle(atConsent());
    browser.get("/sign-out").submit(Parameters.empty());
    Response response = site.post("/interaction", form("interaction", handle));
    assertThat(LoginSite.problem(response)).isEqualTo("unknown_interaction");
    browser.get((String) json(response).get("return_to"));
    assertThat(site.asked(browser)).containsEntry("step", "sign_in");
    assertThat(LoginSite.problem(site.outcome(handle, GRANTED.toString())))
        .isEqualTo("unknown_interaction");
  }

  @Test
  void there_is_no_other_consent_page_for_clients() {
    assertThat(server.post("/consent", form("decision", "approve")).status()).isEqualTo(405);
    assertThat(server.get("/consent").status()).isEqualTo(400);
  }
}
