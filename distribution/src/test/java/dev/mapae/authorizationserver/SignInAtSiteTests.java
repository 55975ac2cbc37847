package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// A site signs people in, and brings its own. No specification governs it.
class SignInAtSiteTests {
  private static final Ask ASK = Ask.web("openid profile email playlist.read");

  final TestServer server =
      new TestServer(
          Engine.preset(),
          LoginSite.declarations(),
          Seams.none().signingIn(LoginSite.bringing("listener")));

  final LoginSite site = new LoginSite(server);
  final TestClients clients = new TestClients(server);
  final TestBrowser browser = new TestBrowser(server);

  @AfterEach
  void close() {
    server.close();
  }

  private TestBrowser sent() {
    return browser.get(ASK.url());
  }

  private Map<String, Object> idToken(TestBrowser who, Ask ask) {
    Map<String, Object> tokens = json(clients.token("web", ask.redemption(who.answer("code"))));
    return clients.claims(tokens.get("id_token"));
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

  @Nested
  class The_door {
    @Test
    void is_for_the_client_that_has_its_key_alone() {
      String handle = LoginSite.handle(sent());
      for (String path : List.of("/interaction", "/interaction/outcome")) {
        Parameters form = form("interaction", handle, "outcome", LoginSite.MINA.toString());
        Response other = server.post(path, form, "Authorization", TestServer.basic("web"));
        assertThat(other.status()).isEqualTo(403);
        assertThat(LoginSite.problem(other)).isEqualTo("not_permitted");
        Response nobody = server.post(path, form);
        assertThat(nobody.status()).isEqualTo(401);
        assertThat(LoginSite.problem(nobody)).isEqualTo("invalid_client");
        Response wrong =
            server.post(
                path,
                form,
                "Authorization",
                new dev.mapae.protocol.BasicCredentials("login", "x".repeat(40))
                    .formEncoded()
                    .header());
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.header("WWW-Authenticate")).isPresent();
      }
      assertThat(server.stores.people().findByUsername("login:4711")).isEmpty();
      assertThat(
              server.audit.stream()
                  .filter(e -> e.type() == AuditEvent.Type.INTERACTION_REFUSED)
                  .map(e -> e.facts().get("error")))
          .containsOnly("not_permitted", "invalid_client");
    }

    @Test
    void takes_the_handle_in_the_body_alone() {
      String handle = LoginSite.handle(sent());
      assertThat(site.post("/interaction?interaction=" + handle, form("x", "y")).status())
          .isEqualTo(400);
      assertThat(server.get("/interaction").status()).isEqualTo(405);
    }

    @Test
    void knows_no_handle_that_was_altered_or_is_over_or_is_of_another_server() {
      String handle = LoginSite.handle(sent());
      for (String other :
          List.of(
              "x",
              handle.substring(1),
              handle.substring(0, handle.length() - 1),
              (handle.charAt(9) == 'A' ? "B" : "A") + handle.substring(1),
              "A".repeat(9000))) {
        assertThat(LoginSite.problem(site.post("/interaction", form("interaction", other))))
            .isEqualTo("unknown_interaction");
      }
      try (TestServer elsewhere =
          new TestServer(
              Engine.preset().fresh(),
              new Issuer("https://other.example.com"),
              LoginSite.declarations(),
              Seams.none().signingIn(LoginSite.bringing()))) {
        String foreign = LoginSite.handle(new TestBrowser(elsewhere).get(ASK.url()));
        assertThat(LoginSite.problem(site.outcome(foreign, LoginSite.MINA.toString())))
            .isEqualTo("unknown_interaction");
      }
      server.clock.advance(Duration.ofMinutes(30));
      assertThat(LoginSite.problem(site.outcome(handle, LoginSite.MINA.toString())))
          .isEqualTo("unknown_interaction");
    }

    /// A second way in would be one where no rule of the site holds.
    @Test
    void is_the_only_one() {
      assertThat(server.post("/sign-in", form("username", "alice")).status()).isEqualTo(405);
      assertThat(server.post("/account/sign-in", form()).status()).isEqualTo(405);
      assertThat(server.post("/device/sign-in", form()).status()).isEqualTo(405);
      for (String gone :
          List.of(
              "/forgotten-password", "/reset-password", "/create-account", "/account/password")) {
        assertThat(server.get(gone).status()).as(gone).isEqualTo(404);
      }
    }

    @Test
    void is_not_there_where_people_sign_in_here() {
      try (TestServer plain = new TestServer()) {
        assertThat(plain.post("/interaction", form()).status()).isEqualTo(404);
        assertThat(plain.post("/interaction/outcome", form()).status()).isEqualTo(404);
      }
    }

    @Test
    void is_in_no_metadata() {
      Response metadata = server.get("/.well-known/openid-configuration");
      assertThat(new String(metadata.body(), java.nio.charset.StandardCharsets.UTF_8))
          .doesNotContain("interaction");
    }

    @Test
    void sends_what_is_too_long_for_a_URL_to_be_pushed() {
      browser.get(ASK.with("login_hint", "x".repeat(3100)).url());
      assertThat(browser.shownError()).isEqualTo("invalid_request");
      assertThat(browser.html()).contains("9126");
    }

    @Test
    void opens_nothing_for_silent_requests() {
      browser.get(ASK.with("prompt", "none").url());
      assertThat(browser.redirect()).startsWith(Samples.CALLBACK);
      assertThat(browser.answer("error")).isEqualTo("login_required");
    }
  }
}
