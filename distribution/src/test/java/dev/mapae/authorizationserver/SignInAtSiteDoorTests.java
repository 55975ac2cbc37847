package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Who may open the door for a site that signs people in, and how. No specification governs it.
class SignInAtSiteDoorTests extends SiteScene {
  SignInAtSiteDoorTests() {
    super(Engine.preset());
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

    /// Row 15 of the mistakes of this field: what is refused has done nothing, a replay too.
    @Test
    void takes_an_assertion_once_and_a_replay_of_it_changes_nobody() throws JOSEException {
      ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
      try (TestServer keyed = keyed(key)) {
        String assertion =
            new TestAssertion("login", keyed.clock.instant())
                .signed(JWSAlgorithm.ES256, new ECDSASigner(key));
        assertThat(outcome(keyed, assertion, LoginSite.MINA).status()).isEqualTo(200);
        Person before = keyed.stores.people().findByUsername("login:4711").orElseThrow();
        Json forged =
            Json.object()
                .with("sub", "4711")
                .with("claims", Map.of("name", "Mallory"))
                .with("roles", List.of("listener"));
        Response replayed = outcome(keyed, assertion, forged);
        assertThat(replayed.status()).isEqualTo(401);
        assertThat(LoginSite.problem(replayed)).isEqualTo("invalid_client");
        assertThat(keyed.stores.people().find(before.subject())).contains(before);
      }
    }

    private static TestServer keyed(ECKey key) {
      return new TestServer(
          Engine.preset(),
          Declared.withAll(
              LoginSite.declarations(),
              new DeclaredClient(
                  Samples.client("login")
                      .grants("client_credentials")
                      .keys(new ClientKeySource.Jwks(new JWKSet(key.toPublicJWK()).toString()))
                      .build("private_key_jwt"),
                  List.of())),
          Seams.none().signingIn(LoginSite.bringing("listener")));
    }

    /// For a browser of its own each time.
    private static Response outcome(TestServer keyed, String assertion, Json outcome) {
      String handle = LoginSite.handle(new TestBrowser(keyed).get(ASK.url()));
      return keyed.post(
          "/interaction/outcome",
          TestAssertion.in(form("interaction", handle, "outcome", outcome.toString()), assertion));
    }

    @Test
    void is_over_no_later_than_what_the_browser_came_with() {
      sent();
      server.clock.advance(Duration.ofMinutes(50));
      browser.get(browser.location);
      assertThat(site.asked(browser)).containsEntry("expires_in", 600L);
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
              (handle.charAt(0) == 'A' ? "B" : "A") + handle.substring(1),
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
