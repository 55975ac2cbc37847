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
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.registration.RegistrationPolicy.Mode;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7591, OAuth 2.0 Dynamic Client Registration Protocol.
class Rfc7591RegistrationTests {
  /// Every fetch that there was, as `ORIGIN URL`.
  final List<String> fetches = new ArrayList<>();

  TestServer server = server(Mode.OPEN, false);
  Registering registering = new Registering(server);

  private TestServer server(Mode mode, boolean withoutPkce) {
    Fetcher fetcher =
        (url, type, namedBy) -> {
          fetches.add(namedBy + " " + url);
          throw new NotFetched("nothing is fetched here");
        };
    return new TestServer(
        Engine.preset(),
        Samples.declarations(),
        TestServer.Seams.registering(mode, withoutPkce, fetcher));
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

  private static void refused(String error, Response response) {
    assertThat(json(response)).containsEntry("error", error);
    assertThat((String) json(response).get("error_description")).hasSizeBetween(20, 500);
    assertThat(response.status()).isEqualTo(400);
  }

  private void nobodyRegistered() {
    assertThat(server.stores.clients().all()).noneMatch(Client::isSelfRegistered);
  }

  private Client kept(Map<String, Object> told) {
    return server.stores.clients().find((String) told.get("client_id")).orElseThrow();
  }

  @Nested
  class Section_2_client_metadata {
    @Test
    void what_is_not_known_here_is_ignored() {
      Map<String, Object> told =
          registering.register(metadata("favourite_colour", "red", "sector_identifier_uri", 7));
      assertThat(told).doesNotContainKeys("favourite_colour", "sector_identifier_uri");
    }

    @Test
    void what_is_ours_is_ignored_and_cannot_be_had() {
      Map<String, Object> told =
          registering.register(
              metadata(
                  "client_id",
                  "web",
                  "client_secret",
                  "chosen-by-the-client-chosen-by-the-client",
                  "skip_consent",
                  true,
                  "require_pkce",
                  false,
                  "insecure_assertion_audience",
                  true,
                  "refresh_token_reuse_grace",
                  "60s",
                  "lifetimes",
                  Map.of("access_token", "365d"),
                  "roles",
                  List.of("admin"),
                  "origin",
                  "DECLARED"));
      assertThat(told)
          .doesNotContainKeys("skip_consent", "require_pkce", "lifetimes", "roles", "origin");
      assertThat(told.get("client_id")).isNotEqualTo("web");
      assertThat((String) told.get("client_secret"))
          .hasSizeGreaterThan(40)
          .doesNotContain("chosen");
      Client client = kept(told);
      assertThat(client.isSelfRegistered()).isTrue();
      assertThat(client.skipConsent()).isFalse();
      assertThat(client.requirements().pkce()).isTrue();
      assertThat(client.refreshTokenReuseGrace()).isZero();
      assertThat(client.lifetimes().chosen()).isEmpty();
      assertThat(client.credentials().assertions().insecureAudience()).isFalse();
    }

    @Test
    void null_is_as_good_as_nothing() {
      Map<String, Object> metadata = metadata();
      metadata.put("client_uri", null);
      assertThat(registering.register(metadata)).doesNotContainKey("client_uri");
    }

    /// Mistakes 3, 4 and 5 of the field.
    @ParameterizedTest
    @ValueSource(
        strings = {
          "javascript:alert(1)",
          "data:text/html,hello",
          "http://stranger.example.com/cb",
          "https://stranger.example.com/cb#fragment",
          "https://*.example.com/cb",
          "https://user@stranger.example.com/cb",
          "https://localhost@evil.example/cb",
          "https://stranger.example.com/a/..;/b",
          "https://stranger.example.com/../b",
          "https://STRANGER.example.com/cb",
          "myapp:/callback",
          "/callback",
          ""
        })
    void a_redirect_uri_is_judged_as_that_of_a_declared_client(String uri) {
      refused("invalid_redirect_uri", registering.post(metadata("redirect_uris", List.of(uri))));
      refused(
          "invalid_redirect_uri",
          registering.post(metadata("redirect_uris", List.of(Registering.CALLBACK, uri))));
      nobodyRegistered();
    }

    @Test
    void redirect_uris_are_needed_few_and_short() {
      refused("invalid_redirect_uri", registering.post(Map.of("client_name", "Nowhere")));
      refused("invalid_redirect_uri", registering.post(metadata("redirect_uris", List.of())));
      refused("invalid_redirect_uri", registering.post(metadata("redirect_uris", "https://a.b/")));
      refused("invalid_redirect_uri", registering.post(metadata("redirect_uris", List.of(1))));
      refused(
          "invalid_redirect_uri",
          registering.post(
              metadata("redirect_uris", List.of(Registering.CALLBACK + "/" + "a".repeat(3000)))));
      List<String> many = new ArrayList<>();
      for (int i = 0; i < 21; i++) {
        many.add(Registering.CALLBACK + i);
      }
      refused("invalid_redirect_uri", registering.post(metadata("redirect_uris", many)));
      nobodyRegistered();
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "token_endpoint_auth_method | client_secret_none",
          "token_endpoint_auth_method | private_key_jwt",
          "token_endpoint_auth_signing_alg | none",
          "id_token_signed_response_alg | none",
          "jwks_uri | http://10.0.0.1/jwks",
          "client_uri | javascript:alert(1)",
          "logo_uri | data:image/png,abc",
          "post_logout_redirect_uris | javascript:alert(1)",
          "scope | playlist.read everything",
          "application_type | service",
          "subject_type | pairwise",
          "response_types | token",
          "grant_types | password",
          "grant_types | implicit"
        })
    void a_value_that_cannot_be_is_refused(String name, String value) {
      Object member =
          List.of("post_logout_redirect_uris", "response_types", "grant_types").contains(name)
              ? List.of(value)
              : value;
      refused("invalid_client_metadata", registering.post(metadata(name, member)));
      nobodyRegistered();
    }

    @Test
    void each_member_has_its_type_and_its_bounds() {
      for (Map<String, Object> wrong :
          List.of(
              metadata("client_name", 7),
              metadata("client_name", "n".repeat(201)),
              metadata("client_name", "a\u0000b"),
              metadata("client_name#!", "a"),
              metadata("contacts", "somebody@example.com"),
              metadata("dpop_bound_access_tokens", "true"),
              metadata("jwks", "{}"),
              metadata("jwks", Map.of("keys", List.of(Map.of("kty", "oct", "k", "AAAA")))),
              metadata("scope", "s ".repeat(2000)))) {
        refused("invalid_client_metadata", registering.post(wrong));
      }
      nobodyRegistered();
    }

    @Test
    void a_foreign_value_that_is_long_is_not_repeated() {
      Response response = registering.post(metadata("scope", "x".repeat(1900)));
      refused("invalid_client_metadata", response);
    }

    @Test
    void what_is_no_json_object_is_an_invalid_request() {
      refused("invalid_request", registering.send("POST", "/register", "[]"));
      refused("invalid_request", registering.send("POST", "/register", "{"));
      refused("invalid_request", registering.send("POST", "/register", "[".repeat(20_000)));
      refused("invalid_request", server.post("/register", Parameters.empty().with("a", "b")));
    }
  }

  @Nested
  class Section_2_1_grant_types_and_response_types {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "client_credentials",
          "urn:ietf:params:oauth:grant-type:jwt-bearer",
          "urn:ietf:params:oauth:grant-type:token-exchange",
          "password"
        })
    void a_grant_that_asks_no_person_cannot_be_had(String grant) {
      refused(
          "invalid_client_metadata",
          registering.post(metadata("grant_types", List.of("authorization_code", grant))));
      nobodyRegistered();
    }

    @Test
    void code_goes_with_authorization_code() {
      String device = "urn:ietf:params:oauth:grant-type:device_code";
      refused(
          "invalid_client_metadata",
          registering.post(
              metadata("grant_types", List.of(device), "response_types", List.of("code"))));
      refused(
          "invalid_client_metadata",
          registering.post(metadata("grant_types", List.of("refresh_token"))));
      assertThat(registering.register(Map.of("grant_types", List.of(device))))
          .containsEntry("response_types", List.of())
          .containsEntry("grant_types", List.of(device));
    }

    @Test
    void client_credentials_are_refused_at_the_token_endpoint_too() {
      Map<String, Object> told = registering.register(metadata());
      assertThat(
              json(registering.token(told, TestClients.form("grant_type", "client_credentials"))))
          .containsEntry("error", "unauthorized_client");
    }
  }

  @Nested
  class Section_3_2_1_the_answer {
    @Test
    void has_all_that_was_registered_and_what_is_told_once() {
      Response response =
          registering.post(
              metadata(
                  "client_name#ko", "낯선 이",
                  "contacts", List.of("dev@example.com"),
                  "software_id", "4NRB1-0XZABZI9E6-5SM3R",
                  "software_version", "2.1",
                  "application_type", "web",
                  "grant_types", List.of("authorization_code", "refresh_token"),
                  "scope", "openid playlist.read"));
      assertThat(response.status()).isEqualTo(201);
      assertThat(response.header("Cache-Control")).contains("no-store");
      Map<String, Object> told = json(response);
      assertThat(told)
          .containsEntry("client_name", "Stranger")
          .containsEntry("client_name#ko", "낯선 이")
          .containsEntry("contacts", List.of("dev@example.com"))
          .containsEntry("software_id", "4NRB1-0XZABZI9E6-5SM3R")
          .containsEntry("software_version", "2.1")
          .containsEntry("application_type", "web")
          .containsEntry("redirect_uris", List.of(Registering.CALLBACK))
          .containsEntry("grant_types", List.of("authorization_code", "refresh_token"))
          .containsEntry("response_types", List.of("code"))
          .containsEntry("token_endpoint_auth_method", "client_secret_basic")
          .containsEntry("scope", "openid playlist.read")
          .containsEntry("client_secret_expires_at", 0L)
          .containsEntry("client_id_issued_at", server.clock.instant().getEpochSecond())
          .containsEntry(
              "registration_client_uri", "https://id.example.com/register/" + told.get("client_id"))
          .containsKey("registration_access_token");
    }

    @Test
    void what_was_left_out_has_its_default() {
      assertThat(registering.register(open()))
          .containsEntry("grant_types", List.of("authorization_code"))
          .containsEntry("response_types", List.of("code"))
          .containsEntry("token_endpoint_auth_method", "none")
          .doesNotContainKeys("client_secret", "client_secret_expires_at");
    }

    @Test
    void a_secret_works_and_a_wrong_one_does_not() {
      Map<String, Object> told = registering.register(metadata());
      String code = registering.code(told, "playlist.read");
      Map<String, Object> wrong = new java.util.LinkedHashMap<>(told);
      wrong.put("client_secret", told.get("client_secret") + "x");
      assertThat(json(registering.redeem(wrong, "playlist.read", code)))
          .containsEntry("error", "invalid_client");
      assertThat(registering.redeem(told, "playlist.read", code).status()).isEqualTo(200);
    }

    @Test
    void a_public_client_works_with_pkce() {
      Map<String, Object> told = registering.register(open());
      String code = registering.code(told, "playlist.read");
      Parameters redemption = ask(told, "playlist.read").redemption(code);
      assertThat(
              json(registering.token(told, redemption.without(java.util.Set.of("code_verifier")))))
          .containsEntry("error", "invalid_grant");
      assertThat(registering.token(told, redemption).status()).isEqualTo(200);
    }

    @Test
    void a_client_with_a_key_of_its_own_works() throws Exception {
      ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k").generate();
      Map<String, Object> told =
          registering.register(
              metadata(
                  "token_endpoint_auth_method",
                  "private_key_jwt",
                  "jwks",
                  new JWKSet(key).toJSONObject(true)));
      assertThat(told).doesNotContainKey("client_secret");
      String code = registering.code(told, "playlist.read");
      String assertion =
          new TestAssertion((String) told.get("client_id"), server.clock.instant())
              .signed(JWSAlgorithm.ES256, new ECDSASigner(key));
      assertThat(
              server
                  .post(
                      "/token",
                      TestAssertion.in(ask(told, "playlist.read").redemption(code), assertion))
                  .status())
          .isEqualTo(200);
    }

    /// Mistake 10 of the field: what a stranger names is fetched as what a stranger names.
    @Test
    void a_jwks_uri_is_fetched_as_that_of_a_stranger() throws Exception {
      ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k").generate();
      String uri = "https://stranger.example.com/jwks";
      Map<String, Object> told =
          registering.register(
              metadata("token_endpoint_auth_method", "private_key_jwt", "jwks_uri", uri));
      assertThat(fetches).isEmpty();
      String assertion =
          new TestAssertion((String) told.get("client_id"), server.clock.instant())
              .signed(JWSAlgorithm.ES256, new ECDSASigner(key));
      server.post("/token", TestAssertion.in(TestClients.refresh("x"), assertion));
      assertThat(fetches).containsExactly("SELF_REGISTERED " + uri);
    }
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
      assertThat(server.rows()).containsEntry("consents", 0);
      browser.get(ask(told, "playlist.read").with("prompt", "none").url());
      assertThat(browser.answer("error")).isEqualTo("consent_required");
    }

    @Test
    void is_shown_with_the_host_that_it_is_answered_at() {
      Map<String, Object> told = registering.register(metadata("client_name", "Your Bank"));
      TestBrowser browser = new TestBrowser(server).get(ask(told, "playlist.read").url());
      assertThat(browser.html()).contains("stranger.example.com");
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
    void registers_at_a_pace() {
      for (int i = 0; i < 200; i++) {
        registering.register(open());
      }
      Response late = registering.post(open());
      assertThat(late.status()).isEqualTo(429);
      assertThat(json(late)).containsEntry("error", "temporarily_unavailable");
      server.clock.advance(Duration.ofSeconds(10));
      registering.register(open());
    }

    @Test
    void that_nobody_ever_used_is_gone_after_a_month() {
      Instant end = server.clock.instant().plus(Duration.ofDays(30));
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
    void is_noted() {
      registering.register(open());
      registering.post(metadata("scope", "everything"));
      assertThat(server.audit)
          .extracting(event -> event.type().name())
          .contains("CLIENT_REGISTERED", "REGISTRATION_REFUSED");
    }
  }

  /// Mistake 16 of the field.
  @Nested
  class Where_nobody_may_register {
    @Test
    void there_is_no_endpoint_and_the_metadata_says_so() {
      assertThat(json(server.get("/.well-known/openid-configuration")))
          .containsEntry("registration_endpoint", "https://id.example.com/register");
      restart(Mode.CLOSED, false);
      assertThat(registering.post(open()).status()).isEqualTo(404);
      assertThat(registering.send("GET", "/register/x", "").status()).isEqualTo(404);
      assertThat(json(server.get("/.well-known/openid-configuration")))
          .doesNotContainKey("registration_endpoint");
    }
  }

  @Nested
  class Scripts_of_any_page {
    private Response preflight(String path) {
      return registering.send("OPTIONS", path, "", "Origin", "https://any.example");
    }

    @Test
    void may_register_where_everybody_may() {
      assertThat(preflight("/register").header("Access-Control-Allow-Origin"))
          .contains("https://any.example");
      assertThat(preflight("/register/x").header("Access-Control-Allow-Methods"))
          .contains("DELETE, GET, PUT");
      assertThat(
              registering
                  .post(open(), "Origin", "https://any.example")
                  .header("Access-Control-Allow-Origin"))
          .contains("https://any.example");
      restart(Mode.TOKEN, false);
      assertThat(preflight("/register").header("Access-Control-Allow-Origin")).isEmpty();
    }
  }
}
