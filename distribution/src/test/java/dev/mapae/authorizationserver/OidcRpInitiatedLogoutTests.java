package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.ServerKeys;
import dev.mapae.authorizationserver.key.SigningKey;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.authorizationserver.store.ResponseJwt;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// OpenID Connect RP-Initiated Logout 1.0.
@OnEveryEngine
class OidcRpInitiatedLogoutTests {
  private static final String BYE = "https://app.example.com/bye?a=b";
  private static final String LOOPBACK = "http://127.0.0.1/bye";

  private final TestServer server;
  private final TestClients clients;

  OidcRpInitiatedLogoutTests(Engine engine) {
    server = new TestServer(engine.fresh(), TestServer.ISSUER, declarations());
    clients = new TestClients(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static Declarations declarations() {
    return Declared.withAll(
        Samples.declarations(),
        Samples.confidential(Samples.client("web", Samples.CALLBACK).postLogout(BYE, LOOPBACK)),
        new DeclaredClient(
            Samples.client("spa", "https://spa.example.com/cb")
                .open()
                .postLogout("https://spa.example.com/bye")
                .build("none"),
            List.of()));
  }

  /// Alice signs in by way of a client, and approves this.
  private TestBrowser signedIn(String clientId, String scope) {
    TestBrowser browser = new TestBrowser(server);
    browser.get("/authorize?" + TestClients.request(clientId, scope).encode()).signInAs("alice");
    return browser.isAtClient() ? browser : browser.approve(scope.split(" ", -1));
  }

  private Map<String, Object> tokens(TestBrowser browser, String clientId) {
    return json(clients.redeem(clientId, browser.answer("code")));
  }

  private String idToken(TestBrowser browser, String clientId) {
    return (String) tokens(browser, clientId).get("id_token");
  }

  private static String url(Parameters parameters) {
    return "/end-session?" + parameters.encode();
  }

  private static boolean isSignedIn(TestBrowser browser) {
    browser.get(
        "/authorize?" + TestClients.request("web", "openid").with("prompt", "none").encode());
    return !browser.redirect().contains("error=login_required");
  }

  @Nested
  class Section_2_the_request {
    @Test
    void is_where_the_metadata_says() {
      assertThat(json(server.get("/.well-known/openid-configuration")))
          .containsEntry("end_session_endpoint", "https://id.example.com/end-session");
    }

    @Test
    void leads_to_a_page_that_asks_and_then_back_to_the_client_with_state() {
      TestBrowser browser = signedIn("web", "openid");
      String hint = idToken(browser, "web");
      browser.get(
          url(form("id_token_hint", hint, "post_logout_redirect_uri", BYE, "state", "x y&z")));
      assertThat(browser.path()).isEqualTo("/sign-out");
      assertThat(browser.html()).contains("The web sent you here to sign out.");
      browser.submit(form());
      assertThat(browser.redirect()).isEqualTo(BYE + "&state=x+y%26z");
      assertThat(isSignedIn(browser)).isFalse();
    }

    @Test
    void may_be_posted() {
      TestBrowser browser = signedIn("web", "openid");
      String hint = idToken(browser, "web");
      browser.load(
          "POST", "/end-session", form("id_token_hint", hint, "post_logout_redirect_uri", BYE));
      browser.submit(form());
      assertThat(browser.redirect()).isEqualTo(BYE);
    }

    /// It comes from another site, and so without the cookies.
    @Test
    void that_is_posted_ends_where_the_cookies_are() {
      TestBrowser browser = signedIn("web", "openid");
      Response posted =
          server.post(
              "/end-session",
              form("client_id", "web", "post_logout_redirect_uri", BYE, "state", "s"));
      assertThat(posted.header("Set-Cookie")).isEmpty();
      browser.get(posted.header("Location").orElseThrow());
      assertThat(browser.path()).isEqualTo("/sign-out");
      browser.submit(form());
      assertThat(browser.redirect()).isEqualTo(BYE + "&state=s");
    }

    @Test
    void with_a_hint_that_cannot_be_read_keeps_nobody_from_signing_out() {
      TestBrowser browser = signedIn("web", "openid");
      browser.get(
          url(form("id_token_hint", "x", "client_id", "web", "post_logout_redirect_uri", BYE)));
      browser.submit(form());
      assertThat(browser.redirect()).isEqualTo(BYE);
    }

    @Test
    void has_no_state_that_has_no_room_in_a_URL_and_on_a_page() {
      for (String method : List.of("GET", "POST")) {
        Parameters parameters =
            form(
                "client_id",
                "web",
                "post_logout_redirect_uri",
                BYE,
                "state",
                "!".repeat(method.equals("GET") ? 700 : 20_000));
        TestBrowser browser = new TestBrowser(server);
        browser.send(
            method,
            method.equals("GET") ? url(parameters) : "/end-session",
            method.equals("GET") ? form() : parameters);
        assertThat(browser.shownError()).startsWith("invalid_request");
      }
    }

    @Test
    void that_the_server_fails_at_is_answered_with_a_page() {
      TestBrowser browser = signedIn("web", "openid");
      server.stores.close();
      browser.get(url(form("client_id", "web", "post_logout_redirect_uri", BYE)));
      assertThat(browser.shownError()).isNotEmpty();
    }

    @Test
    void may_name_the_client_alone() {
      TestBrowser browser = signedIn("web", "openid");
      browser.get(url(form("client_id", "web", "post_logout_redirect_uri", BYE)));
      browser.submit(form());
      assertThat(browser.redirect()).isEqualTo(BYE);
    }

    @Test
    void may_name_nobody_and_then_ends_at_our_page() {
      TestBrowser browser = signedIn("web", "openid");
      browser.get("/end-session").submit(form());
      assertThat(browser.html()).contains("You are signed out");
      assertThat(isSignedIn(browser)).isFalse();
    }

    @Test
    void takes_an_ID_token_that_expired() {
      TestBrowser browser = signedIn("web", "openid");
      String hint = idToken(browser, "web");
      server.clock.advance(Duration.ofHours(1));
      browser.get(url(form("id_token_hint", hint, "post_logout_redirect_uri", BYE)));
      browser.submit(form());
      assertThat(browser.redirect()).isEqualTo(BYE);
    }

    @Test
    void keeps_the_ID_token_out_of_the_URLs_of_our_pages() {
      TestBrowser browser = signedIn("web", "openid");
      String hint = idToken(browser, "web");
      browser.get(url(form("id_token_hint", hint)));
      assertThat(browser.location).doesNotContain("id_token_hint").contains("client_id=web");
    }

    @Test
    void is_shown_in_the_language_that_it_asks_for() {
      TestBrowser browser = signedIn("web", "openid");
      browser.get(url(form("client_id", "web", "ui_locales", "ko")));
      assertThat(browser.html()).contains("lang=\"ko\"").contains("로그아웃하시겠습니까?");
    }

    @Test
    void leads_back_at_once_when_nobody_is_signed_in() {
      TestBrowser browser = new TestBrowser(server);
      browser.get(url(form("client_id", "web", "post_logout_redirect_uri", BYE, "state", "s")));
      assertThat(browser.redirect()).isEqualTo(BYE + "&state=s");
    }

    /// No link and no image may sign anybody out.
    @Test
    void ends_nothing_before_the_person_said_so() {
      TestBrowser browser = signedIn("web", "openid");
      String hint = idToken(browser, "web");
      browser.get(url(form("id_token_hint", hint, "post_logout_redirect_uri", BYE)));
      assertThat(isSignedIn(browser)).isTrue();
    }

    @Test
    void of_another_browser_cannot_be_submitted() {
      TestBrowser browser = signedIn("web", "openid");
      TestBrowser thief = signedIn("web", "openid");
      thief.get(url(form("client_id", "web", "post_logout_redirect_uri", BYE)));
      Response posted = browser.send("POST", thief.location, form("step", thief.hidden("step")));
      assertThat(posted.status()).isEqualTo(400);
      assertThat(isSignedIn(browser)).isTrue();
    }
  }

  /// OIDC Core §3.1.2.1: it need not be of this day.
  @Nested
  class Section_2_the_hint_of_a_key_that_made_room {
    private final Instant start = server.clock.instant();

    /// Moves the clock, and does what a node does each hour and second.
    private void at(Duration time) {
      server.clock.set(start.plus(time));
      server.server.housekeeping().doChores();
      server.server.housekeeping().follow();
    }

    private boolean isTaken(TestServer at, String hint) {
      TestBrowser browser = new TestBrowser(at);
      browser.get(url(form("id_token_hint", hint, "post_logout_redirect_uri", BYE)));
      return browser.html().isEmpty() || !browser.html().contains("id=\"error\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "ES256", "PS512", "EdDSA", "ML-DSA-44"})
    void is_taken_for_ninety_days_more_at_every_node(String alg) throws Exception {
      Samples.Sample web =
          Samples.client("web", Samples.CALLBACK)
              .postLogout(BYE)
              .responses(ResponseAlgorithms.PRESET.with(ResponseJwt.ID_TOKEN, alg));
      server.server.reconcile(Declared.with(declarations(), Samples.confidential(web)));
      String hint = idToken(signedIn("web", "openid"), "web");
      String kid = KeyRotationTests.kid(hint);
      at(KeyRotationTests.PERIOD.minusDays(1));
      at(KeyRotationTests.PERIOD.plusDays(2));
      assertThat(new String(server.get("/jwks").body(), StandardCharsets.UTF_8))
          .contains("\"" + alg + "\"")
          .doesNotContain(kid);
      assertThat(isTaken(server, hint)).isTrue();
      assertThat(isTaken(server, hint.substring(0, hint.length() - 8) + "AAAAAAAA")).isFalse();
      try (TestServer another = server.beside()) {
        assertThat(isTaken(another, hint)).as("after a restart").isTrue();
      }
      at(KeyRotationTests.PERIOD.plusDays(91).minusSeconds(1));
      assertThat(isTaken(server, hint)).isTrue();
      at(KeyRotationTests.PERIOD.plusDays(91));
      assertThat(isTaken(server, hint)).isFalse();
    }

    @Test
    void verifies_nothing_else_and_has_no_private_half() {
      String kid = KeyRotationTests.kid(idToken(signedIn("web", "openid"), "web"));
      at(KeyRotationTests.PERIOD.minusDays(1));
      at(KeyRotationTests.PERIOD.plusDays(2));
      KeyRing ring =
          new ServerKeys(
                  server.stores.keys(),
                  KeyEncryptionKeyReplacementTests.encryption(0),
                  server.clock)
              .get();
      assertThat(ring.verifyingHint(kid)).isPresent().get().isNotInstanceOf(SigningKey.class);
      assertThat(ring.verifying(kid)).isEmpty();
      assertThat(ring.published()).extracting(SigningKey::id).doesNotContain(kid);
    }
  }

  @Nested
  class Section_3_where_the_person_goes_then {
    private void assertShown(Parameters parameters, String why) {
      TestBrowser browser = signedIn("web", "openid");
      browser.get(url(parameters));
      assertThat(browser.shownError()).startsWith("invalid_request");
      assertThat(browser.html()).contains(why);
      assertThat(isSignedIn(browser)).isTrue();
    }

    /// Known mistakes 1, 3, 4 and 17: it is compared letter by letter, and nothing is learned.
    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://app.example.com/bye",
          "https://app.example.com/bye?a=b&c=d",
          "https://app.example.com/Bye?a=b",
          "https://app.example.com/bye?a=b#f",
          "https://app.example.com@evil.example/bye?a=b",
          "https://app.example.com/callback",
          "http://127.0.0.1:1@evil.example/bye",
          "http://localhost/bye",
          "javascript:alert(1)",
          "//evil.example"
        })
    void is_registered_letter_for_letter_or_nowhere(String uri) {
      assertShown(form("client_id", "web", "post_logout_redirect_uri", uri), "letter for letter");
    }

    @Test
    void may_have_any_port_on_loopback() {
      TestBrowser browser = new TestBrowser(server);
      String uri = "http://127.0.0.1:49152/bye";
      browser.get(url(form("client_id", "web", "post_logout_redirect_uri", uri)));
      assertThat(browser.redirect()).isEqualTo(uri);
    }

    @Test
    void is_the_clients_own() {
      assertShown(form("client_id", "spa", "post_logout_redirect_uri", BYE), "letter for letter");
      assertShown(form("post_logout_redirect_uri", BYE), "nothing says whose");
      assertShown(form("client_id", "nobody", "post_logout_redirect_uri", BYE), "no such client");
    }

    @Test
    void is_nowhere_with_a_hint_that_is_none() {
      TestBrowser other = signedIn("web", "openid playlist.read");
      Map<String, Object> tokens = tokens(other, "web");
      String access = (String) tokens.get("access_token");
      String idToken = (String) tokens.get("id_token");
      for (String hint : List.of("x", access, idToken + "x", "a.b.c")) {
        assertShown(
            form("id_token_hint", hint, "post_logout_redirect_uri", BYE), "nothing says whose");
      }
      assertShown(
          form("id_token_hint", idToken, "client_id", "spa"), "was not issued to the client");
    }

    @Test
    void is_nowhere_for_a_client_that_is_switched_off() {
      TestBrowser browser = signedIn("web", "openid");
      server.server.reconcile(Declared.without(declarations(), "web"));
      browser.get(url(form("client_id", "web", "post_logout_redirect_uri", BYE)));
      assertThat(browser.shownError()).startsWith("invalid_request");
    }

    @Test
    void is_not_changed_on_the_way() {
      TestBrowser browser = signedIn("web", "openid");
      browser.get(url(form("client_id", "web", "post_logout_redirect_uri", BYE)));
      String step = browser.hidden("step");
      String elsewhere = browser.location.replace("client_id=web", "client_id=spa");
      assertThat(browser.send("POST", elsewhere, form("step", step)).status()).isEqualTo(400);
      assertThat(isSignedIn(browser)).isTrue();
    }
  }

  /// The contract, "Sign-out".
  @Nested
  class What_outlives_the_session {
    private Map<String, Object> lasting(TestBrowser browser) {
      return tokens(browser, "web");
    }

    @Test
    void is_named_and_goes_on() {
      TestBrowser browser = signedIn("web", "openid offline_access playlist.read");
      Map<String, Object> tokens = lasting(browser);
      browser.get("/sign-out");
      assertThat(browser.html())
          .contains("<li><bdi>The web</bdi></li>")
          .contains("name=\"others\"");
      browser.submit(form());
      assertThat(json(clients.refresh("web", tokens.get("refresh_token"))))
          .containsKey("access_token");
    }

    @Test
    void ends_too_when_the_person_wants_it() {
      TestBrowser browser = signedIn("web", "openid offline_access playlist.read");
      Map<String, Object> tokens = lasting(browser);
      browser.get("/sign-out").submit(form("others", "end"));
      assertThat(json(clients.refresh("web", tokens.get("refresh_token"))))
          .containsEntry("error", "invalid_grant");
      assertThat(clients.isActive("web", tokens.get("access_token"))).isFalse();
      assertThat(server.audit)
          .filteredOn(event -> event.type() == AuditEvent.Type.SIGN_OUT)
          .singleElement()
          .satisfies(event -> assertThat(event.facts()).containsEntry("others", "ended"));
    }

    @Test
    void is_not_that_of_another_session() {
      TestBrowser elsewhere = signedIn("web", "openid offline_access playlist.read");
      Map<String, Object> tokens = lasting(elsewhere);
      TestBrowser browser = signedIn("spa", "openid");
      browser.get("/sign-out");
      assertThat(browser.html()).doesNotContain("name=\"others\"");
      browser.submit(form("others", "end"));
      assertThat(json(clients.refresh("web", tokens.get("refresh_token"))))
          .containsKey("access_token");
    }

    @Test
    void is_nothing_that_has_expired() {
      TestBrowser browser = signedIn("web", "openid offline_access playlist.read");
      server.clock.advance(Duration.ofMinutes(5));
      browser.get("/sign-out");
      assertThat(browser.html()).doesNotContain("name=\"others\"");
    }

    @Test
    void is_nothing_of_what_ends_with_it() {
      TestBrowser browser = signedIn("web", "openid playlist.read");
      Map<String, Object> tokens = lasting(browser);
      browser.get("/sign-out");
      assertThat(browser.html()).doesNotContain("name=\"others\"");
      browser.submit(form());
      assertThat(clients.isActive("web", tokens.get("access_token"))).isFalse();
    }
  }
}
