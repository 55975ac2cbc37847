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
import dev.mapae.protocol.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

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
        Engine.preset(), Samples.declarations(), Seams.registering(mode, withoutPkce, fetcher));
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
