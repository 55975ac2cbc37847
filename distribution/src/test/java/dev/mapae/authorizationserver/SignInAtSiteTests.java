package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.registration.RegistrationPolicy;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// A site signs people in, and brings its own. No specification governs it.
class SignInAtSiteTests extends SiteScene {
  SignInAtSiteTests() {
    super(Engine.preset());
  }

  @Nested
  class Somebody_who_signs_in {
    @Test
    void comes_back_to_the_consent_page_and_to_the_client() {
      site.signIn(sent(), LoginSite.MINA);
      assertThat(browser.path()).isEqualTo("/consent");
      assertThat(browser.html()).contains("Mina Kim");
      browser.approve("profile", "email");
      assertThat(idToken(browser, ASK))
          .containsEntry("amr", List.of("pwd"))
          .containsEntry("acr", "urn:mapae:acr:password")
          .containsKey("sub");
    }

    /// OIDC Core §2: the `acr` tells the truth, whatever the site compared.
    @Test
    void by_no_password_reached_no_more_than_somebody_vouches_for() {
      site.signIn(sent(), Json.object().with("sub", "4711").with("amr", List.of("sms")));
      browser.approve("profile", "email");
      assertThat(idToken(browser, ASK))
          .containsEntry("amr", List.of("sms"))
          .containsEntry("acr", "urn:mapae:acr:upstream");
      Ask needed = ASK.with("acr_values", "urn:mapae:acr:password");
      server.clock.advance(Duration.ofSeconds(1));
      browser.get(needed.url());
      assertThat(site.asked(browser))
          .containsEntry("acr_values", List.of("urn:mapae:acr:password"));
      long before = server.clock.instant().getEpochSecond() - 60;
      site.signIn(
          browser,
          Json.object().with("sub", "4711").with("amr", List.of("sms")).with("auth_time", before));
      assertThat(browser.answer("error")).isEqualTo("unmet_authentication_requirements");
      browser.get(needed.url());
      site.signIn(browser, LoginSite.MINA);
      assertThat(idToken(browser, needed)).containsEntry("acr", "urn:mapae:acr:password");
    }

    @Test
    void is_the_same_person_the_next_time_with_what_the_site_says_then() {
      site.signIn(sent(), LoginSite.MINA);
      Person first = server.stores.people().findByUsername("login:4711").orElseThrow();
      TestBrowser elsewhere = new TestBrowser(server).get(ASK.url());
      site.signIn(
          elsewhere,
          Json.object()
              .with("sub", "4711")
              .with("claims", Map.of("name", "Mina Park"))
              .with("roles", List.of("listener")));
      Person then = server.stores.people().find(first.subject()).orElseThrow();
      assertThat(then.claims()).isEqualTo(Map.of("name", "Mina Park"));
      assertThat(then.roles()).containsExactly("listener");
      assertThat(then.origin()).isEqualTo(Origin.ADMINISTERED);
      assertThat(then.passwordHash()).isEmpty();
    }

    @Test
    void is_in_the_audit_with_who_said_so() {
      site.signIn(sent(), LoginSite.MINA);
      assertThat(server.audit.stream().filter(e -> e.type() == AuditEvent.Type.SIGN_IN))
          .singleElement()
          .satisfies(e ->
              assertThat(e.facts())
                  .containsEntry("signed_in_by", "login")
                  .containsEntry("client_id", "web")
                  .containsKey("sub"));
    }

    @Test
    void is_in_the_audit_whenever_something_else_is_said_of_them() {
      site.signIn(sent(), LoginSite.MINA);
      for (int i = 0; i < 2; i++) {
        site.signIn(
            new TestBrowser(server).get(ASK.url()),
            Json.object().with("sub", "4711").with("roles", List.of("listener")));
      }
      List<AuditEvent> of =
          server.audit.stream()
              .filter(e ->
                  e.type() == AuditEvent.Type.PERSON_BROUGHT
                      || e.type() == AuditEvent.Type.PERSON_CHANGED)
              .toList();
      assertThat(of)
          .extracting(AuditEvent::type)
          .containsExactly(AuditEvent.Type.PERSON_BROUGHT, AuditEvent.Type.PERSON_CHANGED);
      assertThat(of.getLast().facts())
          .containsEntry("signed_in_by", "login")
          .containsEntry("roles", "listener")
          .containsKey("sub");
    }

    @Test
    void may_load_the_page_again_and_is_still_one_session() {
      String back = site.redirectTo(sent(), LoginSite.MINA);
      server.clock.advance(Duration.ofSeconds(1));
      browser.get(back);
      String session = browser.cookies.get(SessionTests.SESSION);
      assertThat(browser.get(back).path()).isEqualTo("/consent");
      assertThat(browser.cookies).containsEntry(SessionTests.SESSION, session);
    }

    @Test
    void sees_the_account_pages_by_the_same_door() {
      browser.get("/account");
      assertThat(site.asked(browser)).containsEntry("for", "account").doesNotContainKey("client");
      site.signIn(browser, LoginSite.MINA);
      assertThat(browser.location).isEqualTo("/account");
      assertThat(browser.html()).contains("Mina Kim").doesNotContain("/account/password");
    }

    @Test
    void connects_a_device_by_the_same_door() {
      Map<String, Object> device =
          json(
              server.post(
                  "/device_authorization",
                  form("scope", "playlist.read"),
                  "Authorization",
                  TestServer.basic("tv")));
      browser.get("/device").submit(form("user_code", (String) device.get("user_code")));
      assertThat(site.asked(browser))
          .containsEntry("for", "device")
          .containsEntry("expires_in", 300L)
          .extractingByKey("device")
          .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
          .containsEntry("user_code", device.get("user_code"));
      site.signIn(browser, LoginSite.MINA);
      assertThat(browser.path()).isEqualTo("/device/consent");
      assertThat(browser.approve("playlist.read").page.status()).isEqualTo(200);
    }

    @Test
    void has_a_profile_that_the_site_alone_writes() {
      browser.get("/account/profile");
      site.signIn(browser, LoginSite.MINA);
      assertThat(browser.html()).contains("Mina Kim").doesNotContain("name=\"step\"");
    }
  }

  /// The site has a session of theirs already, and asks nobody: they would go in circles.
  @Nested
  class Somebody_else_than_was_asked_for {
    @Test
    void is_told_to_the_client() {
      site.signIn(sent(), LoginSite.MINA);
      browser.approve();
      Map<String, Object> tokens =
          json(clients.token("web", ASK.redemption(browser.answer("code"))));
      TestBrowser other =
          new TestBrowser(server)
              .get(ASK.with("id_token_hint", (String) tokens.get("id_token")).url());
      long before = server.clock.instant().getEpochSecond() - 3600;
      site.signIn(other, Json.object().with("sub", "4712").with("auth_time", before));
      assertThat(other.redirect()).startsWith(Samples.CALLBACK);
      assertThat(other.answer("error")).isEqualTo("login_required");
    }
  }

  @Nested
  class Somebody_who_declines {
    private static final Json DECLINED = Json.object().with("declined", true);

    @Test
    void leaves_the_client_with_access_denied() {
      site.signIn(sent(), DECLINED);
      assertThat(browser.redirect()).startsWith(Samples.CALLBACK);
      assertThat(browser.answer("error")).isEqualTo("access_denied");
      assertThat(browser.cookies).doesNotContainKey(SessionTests.SESSION);
    }

    /// Row 18 of the mistakes of this field: nobody is sent to somebody unknown by a link, and the
    /// page on which they declined is not ours. There is no way on that would lead there again.
    @Test
    void sees_a_page_where_nobody_knows_the_client_signed_in_or_not() {
      try (TestServer open =
          new TestServer(
              Engine.preset(),
              LoginSite.declarations(),
              Seams.registering(RegistrationPolicy.Mode.OPEN, false, Fetcher.none())
                  .signingIn(LoginSite.bringing()))) {
        LoginSite there = new LoginSite(open);
        Ask ask =
            Registering.ask(new Registering(open).register(Registering.open()), "openid profile");
        TestBrowser who = new TestBrowser(open).get(ask.url());
        assertThat(there.signIn(who, DECLINED).shownError()).isEqualTo("access_denied");
        there.signIn(who.get(ask.url()), LoginSite.MINA);
        assertThat(who.path()).isEqualTo("/consent");
        who.get(ask.with("prompt", "login").url());
        assertThat(there.signIn(who, DECLINED).shownError()).isEqualTo("access_denied");
        assertThat(who.html()).doesNotContain("id=\"continue\"");
      }
    }

    @Test
    void sees_a_page_where_there_is_no_client() {
      browser.get("/account");
      assertThat(site.signIn(browser, DECLINED).shownError()).isEqualTo("access_denied");
    }
  }

  @Nested
  class What_is_asked {
    @Test
    void is_all_that_a_sign_in_page_needs() {
      browser.get(
          ASK.with("login_hint", "mina")
              .with("ui_locales", "ko en")
              .with("acr_values", "urn:mapae:acr:password")
              .with("max_age", "600")
              .url());
      Map<String, Object> asked = site.asked(browser);
      assertThat(asked)
          .containsEntry("step", "sign_in")
          .containsEntry("for", "client")
          .containsEntry("scope", "openid profile email playlist.read")
          .containsEntry("login_hint", "mina")
          .containsEntry("ui_locales", List.of("ko", "en"))
          .containsEntry("acr_values", List.of("urn:mapae:acr:password"))
          .containsEntry("second_factor", false)
          .containsEntry("prompt", List.of())
          .containsEntry("max_age", 600L)
          .containsEntry("destination", Map.of("host", "app.example.com", "on_device", false))
          .containsEntry(
              "client",
              Map.of("client_id", "web", "client_name", "The web", "self_registered", false))
          .containsEntry("expires_in", 1800L)
          .containsEntry(
              "authenticated_after", server.clock.instant().minusSeconds(600).getEpochSecond())
          .doesNotContainKey("signed_in");
    }

    @Test
    void names_who_is_signed_in_as_the_site_knows_them() {
      site.signIn(sent(), LoginSite.MINA);
      browser.get(ASK.with("prompt", "login").url());
      assertThat(site.asked(browser))
          .containsEntry("prompt", List.of("login"))
          .containsEntry("signed_in", Map.of("sub", "4711"));
    }

    @Test
    void says_where_the_browser_can_begin_anew() {
      String back = (String) site.asked(sent()).get("return_to");
      assertThat(browser.get(back).redirect()).startsWith(LoginSite.URL);
      site.signIn(browser, LoginSite.MINA);
      assertThat(browser.path()).isEqualTo("/consent");
      assertThat(new TestBrowser(server).get(back).shownError()).isEqualTo("invalid_request");
    }

    @Test
    void may_be_asked_again() {
      sent();
      assertThat(site.asked(browser)).isEqualTo(site.asked(browser));
    }

    /// Nobody who is not signed in fills the database.
    @Test
    void is_in_no_row() {
      Map<String, Integer> before = server.rows();
      site.asked(sent());
      assertThat(server.rows()).isEqualTo(before);
    }
  }
}
