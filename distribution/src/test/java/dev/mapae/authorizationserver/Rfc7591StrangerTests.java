package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Registering.ask;
import static dev.mapae.authorizationserver.Registering.metadata;
import static dev.mapae.authorizationserver.Registering.open;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.registration.Exemptions;
import dev.mapae.authorizationserver.registration.RegistrationPolicy.Mode;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7591, what a client may do that nobody here knows.
class Rfc7591StrangerTests {
  /// Every fetch that there was, as `ORIGIN URL`.
  final List<String> fetches = new ArrayList<>();

  TestServer server = server(Mode.OPEN, false);
  Registering registering = new Registering(server);

  private TestServer server(Mode mode, boolean withoutPkce) {
    return server(mode, new Exemptions(withoutPkce, false, false));
  }

  private TestServer server(Mode mode, Exemptions exemptions) {
    Fetcher fetcher =
        (url, type, namedBy) -> {
          fetches.add(namedBy + " " + url);
          throw new NotFetched("nothing is fetched here");
        };
    return new TestServer(
        Engine.preset(), Samples.declarations(), Seams.registering(mode, exemptions, fetcher));
  }

  private void restart(Mode mode, boolean withoutPkce) {
    server.close();
    server = server(mode, withoutPkce);
    registering = new Registering(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Client kept(Map<String, Object> told) {
    return server.stores.clients().find((String) told.get("client_id")).orElseThrow();
  }

  @Nested
  class Section_5_a_stranger {
    @Test
    void may_without_scope_ask_for_all_that_needs_no_role_and_nothing_else() {
      Map<String, Object> told = registering.register(metadata());
      assertThat(((String) told.get("scope")).split(" "))
          .contains("openid", "offline_access", "playlist.read", "orders.read", "read")
          .doesNotContain("playlist.write");
      assertThat(registering.code(told, "openid playlist.read")).isNotEmpty();
      TestBrowser browser = new TestBrowser(server).get(ask(told, "playlist.write").url());
      assertThat(browser.shownError()).isEqualTo("invalid_scope");
    }

    /// Known mistake 15: a blank scope is none, as in a metadata document.
    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void may_with_a_blank_scope_ask_for_as_much(String blank) {
      Object preset = registering.register(open()).get("scope");
      Map<String, Object> told = registering.register(open("scope", blank));
      assertThat(told).containsEntry("scope", preset);
      Map<String, Object> update = open("client_id", told.get("client_id"), "scope", blank);
      assertThat(json(registering.manage("PUT", told, Json.write(update))))
          .containsEntry("scope", preset);
    }

    @Test
    void may_with_scope_ask_for_that_alone() {
      Map<String, Object> told = registering.register(metadata("scope", "playlist.read"));
      assertThat(new TestBrowser(server).get(ask(told, "orders.read").url()).shownError())
          .isEqualTo("invalid_scope");
    }

    @Test
    void asks_the_person_every_time() {
      Map<String, Object> told = registering.register(metadata());
      TestBrowser browser = new TestBrowser(server);
      browser.get(ask(told, "playlist.read").url()).signInAs("alice");
      for (int i = 0; i < 2; i++) {
        assertThat(browser.path()).isEqualTo("/consent");
        assertThat(browser.approve("playlist.read").answer("code")).isNotEmpty();
        browser.get(ask(told, "playlist.read").url());
      }
      browser.get(ask(told, "playlist.read").with("prompt", "none").url());
      assertThat(browser.answer("error")).isEqualTo("consent_required");
    }

    @Test
    void shows_the_person_what_is_new_since_they_answered() {
      Map<String, Object> told = registering.register(metadata());
      TestBrowser browser = new TestBrowser(server);
      browser.get(ask(told, "playlist.read").url()).signInAs("alice");
      assertThat(browser.html()).doesNotContain("class=\"new\"").doesNotContain("class=\"before\"");
      browser.approve("playlist.read").get(ask(told, "playlist.read profile").url());
      assertThat(browser.html()).contains("class=\"before\"", "Allowed since");
      assertThat(browser.html().split("class=\"new\"", -1)).hasSize(2);
    }

    /// It would get nothing without asking; and what is remembered of it can be taken back.
    @Test
    void is_among_the_applications_while_something_is_remembered_of_it() {
      Map<String, Object> told = registering.register(metadata());
      TestBrowser browser = new TestBrowser(server);
      String code =
          browser
              .get(ask(told, "playlist.read").url())
              .signInAs("alice")
              .approve("playlist.read")
              .answer("code");
      String asksAgain = "Has no access now. It asks you each time";
      assertThat(browser.get("/account/applications").html())
          .contains("Stranger", "Read your playlists", asksAgain)
          .doesNotContain("without asking you");
      assertThat(registering.redeem(told, "playlist.read", code).status()).isEqualTo(200);
      assertThat(browser.get("/account/applications").html())
          .contains("Stranger")
          .doesNotContain(asksAgain);
      server.database.change("DELETE FROM grants");
      assertThat(browser.get("/account/applications").html()).contains("Stranger", asksAgain);
      browser.submit(Parameters.empty().with("client_id", (String) told.get("client_id")));
      assertThat(server.rows()).containsEntry("consents", 0).containsEntry("grants", 0);
    }

    @Test
    void is_shown_with_the_host_that_it_is_answered_at() {
      Map<String, Object> told = registering.register(metadata("client_name", "Your Bank"));
      TestBrowser browser = new TestBrowser(server).get(ask(told, "playlist.read").url());
      assertThat(browser.html()).contains("stranger.example.com");
      assertThat(browser.html()).contains("class=\"caution\"");
      browser.signInAs("alice");
      assertThat(browser.html()).contains("stranger.example.com").contains("class=\"caution\"");
    }

    @Test
    void has_to_use_pkce() {
      for (Map<String, Object> metadata : List.of(metadata(), open())) {
        Ask ask =
            ask(registering.register(metadata), "playlist.read")
                .without("code_challenge", "code_challenge_method");
        assertThat(new TestBrowser(server).get(ask.url()).shownError())
            .isEqualTo("invalid_request");
      }
    }

    @Test
    void may_do_without_pkce_where_the_operator_says_so_and_it_has_a_secret() {
      Map<String, Object> before = registering.register(metadata());
      restart(Mode.OPEN, true);
      Ask confidential =
          ask(registering.register(metadata()), "playlist.read")
              .without("code_challenge", "code_challenge_method");
      assertThat(new TestBrowser(server).get(confidential.url()).path()).isEqualTo("/sign-in");
      Ask open =
          ask(registering.register(open()), "playlist.read")
              .without("code_challenge", "code_challenge_method");
      assertThat(new TestBrowser(server).get(open.url()).shownError()).isEqualTo("invalid_request");
      assertThat(before).isNotNull();
    }

    @Test
    void makes_assertions_for_the_issuer_and_for_an_endpoint_only_where_the_operator_says_so()
        throws Exception {
      ECKey key = new ECKeyGenerator(Curve.P_256).generate();
      Map<String, Object> metadata =
          metadata(
              "token_endpoint_auth_method",
              "private_key_jwt",
              "jwks",
              Map.of("keys", List.of(key.toPublicJWK().toJSONObject())));
      assertThat(error(registering.register(metadata), key)).isEqualTo("invalid_client");
      server.close();
      server = server(Mode.OPEN, new Exemptions(false, true, false));
      registering = new Registering(server);
      assertThat(error(registering.register(metadata), key)).isEqualTo("invalid_grant");
    }

    /// Of a token request without a code that is good, whose assertion is for the token endpoint.
    private Object error(Map<String, Object> client, ECKey key) throws Exception {
      String assertion =
          new TestAssertion((String) client.get("client_id"), server.clock.instant())
              .with("aud", TestServer.ISSUER.url("/token"))
              .signed(JWSAlgorithm.ES256, new ECDSASigner(key));
      return json(server.post(
              "/token",
              TestAssertion.in(ask(client, "playlist.read").redemption("none"), assertion)))
          .get("error");
    }

    @Test
    void registers_at_a_pace() {
      for (int i = 0; i < 200; i++) {
        registering.register(open());
      }
      Response late = registering.post(open());
      assertThat(late.status()).isEqualTo(429);
      assertThat(json(late)).containsEntry("error", "temporarily_unavailable");
      assertThat(late.header("Retry-After")).contains("10");
      server.clock.advance(Duration.ofSeconds(10));
      registering.register(open());
    }

    @Test
    void that_is_deleted_takes_with_it_what_people_answered() {
      Map<String, Object> told = registering.register(metadata());
      Map<String, Object> other = registering.register(metadata());
      assertThat(registering.code(told, "playlist.read")).isNotEmpty();
      assertThat(registering.code(other, "playlist.read")).isNotEmpty();
      assertThat(server.rows()).containsEntry("consents", 2);
      assertThat(registering.manage("DELETE", told, "").status()).isEqualTo(204);
      assertThat(server.rows()).containsEntry("consents", 1);
    }

    @Test
    void that_nobody_ever_used_is_gone_after_two_days() {
      Instant end = server.clock.instant().plus(Duration.ofDays(2));
      Map<String, Object> unused = registering.register(open());
      Map<String, Object> used = registering.register(open());
      registering.redeem(used, "playlist.read", registering.code(used, "playlist.read"));
      // A consent page that somebody saw is no use.
      new TestBrowser(server).get(ask(unused, "playlist.read").url()).signInAs("alice").deny();
      server.clock.set(end.minusMillis(1));
      server.sweep();
      assertThat(kept(unused).enabled()).isTrue();
      server.clock.set(end);
      server.sweep();
      server.server.housekeeping().follow();
      assertThat(server.stores.clients().find((String) unused.get("client_id"))).isEmpty();
      assertThat(kept(used).registration().orElseThrow().expiresAt()).isEmpty();
      assertThat(new TestBrowser(server).get(ask(unused, "playlist.read").url()).shownError())
          .isEqualTo("invalid_request");
      assertThat(registering.code(used, "playlist.read")).isNotEmpty();
    }

    @Test
    void is_called_from_its_own_origin_as_soon_as_it_registered_and_from_no_other() {
      String origin = "https://stranger.example.com";
      String moved = "https://moved.example.com";
      assertThat(readerOf(origin)).isEmpty();
      // With a secret it has a server of its own, which needs no script.
      registering.register(metadata());
      assertThat(readerOf(origin)).isEmpty();
      Map<String, Object> told = registering.register(open());
      assertThat(readerOf(origin)).contains(origin);
      assertThat(readerOf("https://anybody.example")).isEmpty();
      Map<String, Object> elsewhere = open("redirect_uris", List.of(moved + "/cb"));
      elsewhere.put("client_id", told.get("client_id"));
      assertThat(registering.manage("PUT", told, Json.write(elsewhere)).status()).isEqualTo(200);
      assertThat(readerOf(origin)).isEmpty();
      assertThat(readerOf(moved)).contains(moved);
      assertThat(registering.manage("DELETE", told, "").status()).isEqualTo(204);
      assertThat(readerOf(moved)).isEmpty();
    }

    private Optional<String> readerOf(String origin) {
      return server
          .post("/token", Parameters.empty(), "Origin", origin)
          .header("Access-Control-Allow-Origin");
    }

    @Test
    void registers_from_a_page_of_any_origin() {
      String anybody = "https://anybody.example";
      assertThat(registering.post(open(), "Origin", anybody).header("Access-Control-Allow-Origin"))
          .contains(anybody);
    }

    @Test
    void that_is_gone_before_its_first_token_gets_none() {
      Map<String, Object> told = registering.register(open());
      String code = registering.code(told, "playlist.read");
      server.stores.registrations().remove((String) told.get("client_id"));
      assertThat(server.stores.registrations().keep((String) told.get("client_id"))).isFalse();
      assertThat(registering.redeem(told, "playlist.read", code).status()).isIn(400, 401);
    }

    @Test
    void is_noted() {
      registering.register(open());
      registering.post(metadata("scope", "everything"));
      assertThat(server.audit)
          .extracting(event -> event.type().name())
          .contains("CLIENT_REGISTERED", "REGISTRATION_REFUSED");
    }
  }
}
