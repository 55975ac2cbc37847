package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.SecondFactorScene.ASK;
import static dev.mapae.authorizationserver.SecondFactorScene.PATH;
import static dev.mapae.authorizationserver.SecondFactorScene.type;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.store.Factors;
import dev.mapae.authorizationserver.store.Stores;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9470: an API wants more than a password, and whoever is signed in shows it.
class Rfc9470SecondFactorTests {
  static final String PASSWORD = "urn:mapae:acr:password";
  static final String MFA = "urn:mapae:acr:mfa";
  static final String TV_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
  static final Ask STRONG = ASK.with("acr_values", MFA);
  static final Ask ESSENTIAL =
      Ask.web("openid offline_access playlist.read")
          .with(
              "claims", "{\"id_token\":{\"acr\":{\"essential\":true,\"value\":\"" + MFA + "\"}}}");

  private final SecondFactorScene scene =
      new SecondFactorScene(
          Engine.preset(),
          Declared.withAll(
              Samples.declarations(),
              Samples.confidential(Samples.client("tv").grants(TV_GRANT, "refresh_token"))));
  private final TestServer server = scene.server;

  @AfterEach
  void close() {
    scene.close();
  }

  /// Bob sets up an app at another node.
  private TestAuthenticator bobsApp() {
    try (TestServer strict = server.beside(Seams.none().requiringSecondFactorOfAll())) {
      TestBrowser bob = new TestBrowser(strict).get(ASK.url()).signInAs("bob");
      TestAuthenticator app = TestAuthenticator.on(bob.html());
      SecondFactorScene.enrol(bob, app.code(strict.clock.instant()));
      server.clock.advance(Duration.ofMinutes(2));
      return app;
    }
  }

  /// Bob signed in by password alone, at a moment in which nobody knew that he has an app.
  private TestBrowser weak() {
    server.database.change("UPDATE factors SET issuer = 'x' || issuer");
    TestBrowser bob = bob();
    server.database.change("UPDATE factors SET issuer = substr(issuer, 2)");
    return bob;
  }

  private TestBrowser bob() {
    return new TestBrowser(server).get(ASK.url()).signInAs("bob");
  }

  private interface Call {
    Object of(Method method, Object[] arguments) throws Throwable;
  }

  @Nested
  class Section_4_the_authorization_request {
    @Test
    void leads_somebody_who_is_signed_in_to_the_second_factor_alone() {
      TestAuthenticator app = bobsApp();
      TestBrowser bob = weak();
      long then = server.clock.instant().getEpochSecond();
      server.clock.advance(Duration.ofMinutes(2));
      String handle = bob.cookies.get("__Host-mapae-session");
      for (Ask ask : List.of(STRONG, ESSENTIAL)) {
        assertThat(bob.on(server).get(ask.url()).path()).isEqualTo(PATH);
      }
      type(bob.get(STRONG.url()), app.code(server.clock.instant()));
      assertThat(bob.cookies.get("__Host-mapae-session")).isNotEqualTo(handle);
      Map<String, Object> claims = scene.claims(bob, STRONG, "id_token");
      assertThat(claims)
          .containsEntry("acr", MFA)
          .containsEntry("amr", List.of("pwd", "otp", "mfa"))
          // The password was shown then.
          .containsEntry("auth_time", then);
    }

    @Test
    void is_met_by_a_session_that_is_strong() {
      TestBrowser browser = scene.signedIn();
      browser.approve("offline_access", "playlist.read");
      assertThat(browser.get(STRONG.url()).answer("code")).isNotEmpty();
      assertThat(browser.get(ESSENTIAL.url()).answer("code")).isNotEmpty();
    }

    /// An API that wants more takes such a token as well.
    @Test
    void for_less_is_met_by_more_and_says_so() {
      TestBrowser browser = scene.signedIn();
      for (String values : List.of(PASSWORD, PASSWORD + " " + MFA)) {
        Ask ask = ASK.with("acr_values", values);
        assertThat(scene.claims(browser.get(ask.url()), ask, "access_token"))
            .containsEntry("acr", MFA);
      }
    }

    /// OIDC Core §5.5.1.1: one of the values that were asked for.
    @Test
    void for_less_that_is_essential_is_answered_in_its_words() {
      Ask ask =
          ASK.with(
              "claims",
              "{\"id_token\":{\"acr\":{\"essential\":true,\"value\":\"" + PASSWORD + "\"}}}");
      TestBrowser browser = scene.signedIn();
      assertThat(scene.claims(browser.get(ask.url()), ask, "id_token"))
          .containsEntry("acr", PASSWORD);
    }

    /// It is not as if the person came only now.
    @Test
    void counts_from_the_password_where_the_code_came_later() {
      TestBrowser browser = scene.half();
      long then = server.clock.instant().getEpochSecond();
      server.clock.advance(Duration.ofMinutes(3));
      type(browser, scene.code());
      assertThat(scene.claims(browser, ASK, "id_token")).containsEntry("auth_time", then);
    }

    @Test
    void is_told_the_audit_as_what_it_is() {
      TestAuthenticator app = bobsApp();
      TestBrowser bob = weak();
      type(bob.get(STRONG.url()), app.code(server.clock.instant()));
      assertThat(scene.audit(AuditEvent.Type.STEP_UP)).hasSize(1);
    }

    /// Another node ends it at the moment in which the code is right.
    @Test
    void brings_no_session_back_that_ended_meanwhile() {
      TestAuthenticator app = bobsApp();
      TestBrowser bob = weak();
      String id = server.database.value("SELECT id FROM sessions WHERE acr = '" + PASSWORD + "'");
      try (TestServer node = server.beside(Seams.stores(stores -> ending(stores, id)))) {
        TestBrowser there = bob.on(node);
        type(there.get(STRONG.url()), app.code(node.clock.instant()));
        assertThat(there.path()).isEqualTo("/sign-in");
        assertThat(there.get("/account").path()).isEqualTo("/account/sign-in");
      }
    }

    private Stores ending(Stores real, String id) {
      Factors factors =
          proxy(
              Factors.class,
              (method, arguments) -> {
                Object result = method.invoke(real.factors(), arguments);
                if (method.getName().equals("use")) {
                  real.sessions()
                      .end(
                          real.sessions().find(id).orElseThrow().session(), server.clock.instant());
                }
                return result;
              });
      return proxy(
          Stores.class,
          (method, arguments) ->
              method.getName().equals("factors") ? factors : method.invoke(real, arguments));
    }

    private <T> T proxy(Class<T> type, Call call) {
      return type.cast(
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (_, method, arguments) -> call.of(method, arguments)));
    }

    @Test
    void has_everything_shown_again_where_the_password_is_too_old() {
      bobsApp();
      TestBrowser bob = weak();
      server.clock.advance(Duration.ofMinutes(10));
      assertThat(bob.get(STRONG.with("max_age", "300").url()).path()).isEqualTo("/sign-in");
      assertThat(bob.get(STRONG.with("prompt", "login").url()).path()).isEqualTo("/sign-in");
    }

    @Test
    void asks_nobody_with_prompt_none() {
      bobsApp();
      TestBrowser bob = weak();
      assertThat(bob.get(STRONG.with("prompt", "none").url()).answer("error"))
          .isEqualTo("login_required");
    }

    @Test
    void takes_no_code_of_somebody_else_in_a_session() {
      TestAuthenticator app = bobsApp();
      TestBrowser bob = weak();
      server.clock.advance(Duration.ofMinutes(1));
      bob.get(STRONG.url());
      assertThat(type(bob, scene.code()).page.status()).isEqualTo(400);
      assertThat(type(bob, app.code(server.clock.instant())).path()).isEqualTo("/consent");
    }
  }

  @Nested
  class Section_5_the_authorization_response {
    @Test
    void says_so_where_somebody_has_no_second_factor() {
      TestBrowser bob = bob();
      for (Ask ask : List.of(STRONG, ESSENTIAL)) {
        assertThat(bob.get(ask.url()).answer("error"))
            .isEqualTo("unmet_authentication_requirements");
      }
      TestBrowser anew = new TestBrowser(server).get(STRONG.url()).signInAs("bob");
      assertThat(anew.answer("error")).isEqualTo("unmet_authentication_requirements");
    }
  }

  @Nested
  class For_devices {
    private TestBrowser typed(TestBrowser browser, String... parameters) {
      Map<String, Object> device =
          json(
              server.post(
                  "/device_authorization",
                  form(form("scope", "playlist.read"), parameters),
                  "Authorization",
                  TestServer.basic("tv")));
      return browser.get("/device").submit(form("user_code", (String) device.get("user_code")));
    }

    @Test
    void it_holds_as_well() {
      TestBrowser bob = bob();
      typed(bob, "acr_values", MFA);
      assertThat(bob.shownError()).isEqualTo("unmet_authentication_requirements");
      assertThat(scene.audit(AuditEvent.Type.AUTHORIZATION_REFUSED).getLast().facts())
          .containsEntry("client_id", "tv")
          .containsEntry("error", "unmet_authentication_requirements");
      TestAuthenticator app = bobsApp();
      bob = weak();
      typed(bob, "acr_values", MFA);
      assertThat(bob.path()).isEqualTo("/device/second-factor");
      assertThat(type(bob, app.code(server.clock.instant())).path()).isEqualTo("/device/consent");
    }

    @Test
    void the_second_factor_comes_after_the_password() {
      TestBrowser browser = typed(new TestBrowser(server));
      assertThat(browser.path()).isEqualTo("/device/sign-in");
      assertThat(browser.signInAs("alice").path()).isEqualTo("/device/second-factor");
      assertThat(type(browser, scene.code()).path()).isEqualTo("/device/consent");
      browser.approve("playlist.read");
      assertThat(browser.page.status()).isEqualTo(200);
    }

    @Test
    void a_half_signed_in_person_gets_nothing_there() {
      TestBrowser browser = typed(new TestBrowser(server)).signInAs("alice");
      assertThat(browser.get(browser.location.replace("second-factor", "consent")).path())
          .isEqualTo("/device/sign-in");
    }
  }

  @Nested
  class Section_7_metadata {
    @Test
    void names_both() {
      assertThat(json(server.get("/.well-known/openid-configuration")))
          .containsEntry("acr_values_supported", List.of(PASSWORD, MFA));
    }
  }
}
