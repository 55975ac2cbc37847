package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.DpopScene.answered;
import static dev.mapae.authorizationserver.MtlsScene.DN;
import static dev.mapae.authorizationserver.MtlsScene.ROOT;
import static dev.mapae.authorizationserver.MtlsScene.SELF;
import static dev.mapae.authorizationserver.MtlsScene.assertRefused;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.TestAuthority.Identity;
import dev.mapae.authorizationserver.TestAuthority.Order;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 8705 §2 and §3.3, clients that authenticate with a certificate.
class Rfc8705MutualTlsTests {
  final MtlsScene scene = new MtlsScene(ROOT.certificate());
  final TestServer server = scene.server;

  @AfterEach
  void close() {
    scene.close();
  }

  @Nested
  class Section_2_mutual_TLS_for_client_authentication {
    @Test
    void is_the_same_at_every_endpoint_that_clients_call() {
      MtlsClient pki = scene.client("pki", new Order(DN).from(ROOT));
      Object token = answered(pki.credentials()).get("access_token");
      Parameters about = form("token", (String) token);
      assertThat(answered(pki.post("/introspect", about))).containsEntry("active", true);
      assertRefused(pki.without().post("/introspect", about));
      Parameters request = TestClients.request("pki", "playlist.read");
      assertThat(pki.post("/par", request.without(Set.of("client_id"))).status()).isEqualTo(201);
      assertRefused(pki.without().post("/par", request.without(Set.of("client_id"))));
      assertRefused(pki.without().post("/revoke", about));
      assertThat(pki.post("/revoke", about).status()).isEqualTo(200);
      assertThat(json(pki.post("/introspect", about))).containsEntry("active", false);
    }

    @Test
    void needs_the_client_id() {
      Identity identity = new Order(DN).from(ROOT);
      assertThat(
              assertRefused(
                  scene
                      .client("pki", identity)
                      .send("POST", "/token", TestClients.credentials(), List.of())))
          .contains("client_id alone over mutual TLS");
      try (TestServer without = new TestServer()) {
        assertThat(assertRefused(without.post("/token", TestClients.credentials())))
            .doesNotContain("mutual TLS");
      }
    }

    @Test
    void is_not_there_without_a_certificate() {
      for (String id : List.of("pki", "dns", "self", "remote")) {
        assertThat(assertRefused(scene.client(id, SELF).without().credentials()))
            .contains("did not come over mutual TLS");
      }
    }

    @Test
    void goes_with_no_other_credential() {
      MtlsClient pki = scene.client("pki", new Order(DN).from(ROOT));
      assertThat(
              assertRefused(
                  pki.post(
                      "/token", TestClients.credentials("client_secret", Samples.secret("pki")))))
          .contains("registered for tls_client_auth");
      assertRefused(
          pki.post("/token", TestClients.credentials(), "Authorization", TestServer.basic("pki")));
      for (String parameter : List.of("client_assertion", "client_assertion_type")) {
        assertThat(assertRefused(pki.post("/token", TestClients.credentials(parameter, "x"))))
            .contains("client_assertion");
      }
      // One under HS512, which no method here has.
      Parameters other =
          TestClients.credentials(
              "client_assertion", "eyJhbGciOiJIUzUxMiJ9.e30.AAAA",
              "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
      assertThat(assertRefused(pki.post("/token", other))).contains("under an alg");
    }

    @Test
    void is_not_done_by_whoever_merely_shows_a_certificate() {
      Identity identity = new Order(DN).from(ROOT);
      answered(scene.client("service", identity).credentials());
      assertThat(
              assertRefused(
                  scene.client("nobody", identity).post("/token", TestClients.credentials())))
          .doesNotContain("registered");
      assertThat(
              assertRefused(
                  new MtlsClient(server, "x", identity::chain)
                      .send(
                          "POST",
                          "/token",
                          TestClients.credentials("client_id", "service"),
                          List.of())))
          .contains("registered for client_secret_basic");
    }

    @Test
    void leaves_a_public_client_what_it_is() {
      MtlsClient spa = scene.client("spa", new Order(DN).from(ROOT));
      Object token = spa.tokens("playlist.read").get("refresh_token");
      answered(spa.without().refresh(token));
      assertThat(json(spa.credentials())).containsEntry("error", "unauthorized_client");
    }

    @Test
    void is_refused_with_what_is_no_certificate_and_others_do_not_look_at_it() {
      var broken =
          new MtlsClient(
              server,
              "pki",
              () -> {
                throw new ProtocolError.InvalidRequest("no certificate").exception();
              });
      for (String id : List.of("pki", "self")) {
        Response response = new MtlsClient(server, id, broken.certificates()).credentials();
        assertThat(response.status()).isEqualTo(400);
        assertThat(json(response)).containsEntry("error", "invalid_request");
      }
      answered(new MtlsClient(server, "service", broken.certificates()).credentials());
    }
  }

  @Nested
  class Section_2_2_the_self_signed_method {
    @Test
    void takes_a_certificate_that_was_registered_and_no_other() {
      answered(scene.client("self", SELF).credentials());
      assertThat(
              assertRefused(scene.client("self", new Order("CN=self").selfSigned()).credentials()))
          .contains("none of those that it registered");
      assertRefused(scene.client("self", new Order("CN=self").from(ROOT)).credentials());
      assertRefused(scene.client("pki", SELF).credentials());
    }

    // The issuers in an x5c are somebody else, RFC 7517 §4.7.
    @Test
    void takes_no_authority_of_the_client_for_the_client() {
      TestAuthority between = ROOT.below("CN=between");
      Identity own = new Order("CN=self").from(between);
      scene.published = () -> MtlsScene.jwks(own);
      answered(scene.client("remote", own).credentials());
      assertRefused(scene.client("remote", between.certificate()).credentials());
    }

    @Test
    void asks_nothing_of_the_time_of_a_certificate() {
      Instant past = Instant.parse("2001-01-01T00:00:00Z");
      Identity old = new Order("CN=old").good(past, past.plusSeconds(1)).selfSigned();
      scene.published = () -> MtlsScene.jwks(old);
      answered(scene.client("remote", old).credentials());
    }

    @Test
    void finds_a_new_certificate_at_the_jwks_uri() {
      answered(scene.client("remote", SELF).credentials());
      Identity next = new Order("CN=next").selfSigned();
      scene.published = () -> MtlsScene.jwks(next);
      assertRefused(scene.client("remote", next).credentials());
      server.clock.advance(Duration.ofSeconds(10));
      answered(scene.client("remote", next).credentials());
      assertRefused(scene.client("remote", SELF).credentials());
    }

    @Test
    void says_so_when_the_jwks_uri_cannot_be_had() {
      scene.published =
          () -> {
            throw new NotFetched(NotFetched.Cause.CONNECTION, "it took longer than 5 s");
          };
      Response away = scene.client("remote", SELF).credentials();
      assertThat(away.status()).isEqualTo(503);
      assertThat(away.header("Retry-After")).contains("10");
      assertThat(json(away))
          .containsEntry("error", "temporarily_unavailable")
          .extractingByKey("error_description")
          .asString()
          .contains("jwks_uri", "longer than 5 s");
      scene.published = () -> "[]";
      server.clock.advance(Duration.ofSeconds(10));
      assertThat(assertRefused(scene.client("remote", SELF).credentials()))
          .contains("jwks_uri", "no JWK Set");
      scene.published =
          () -> "{\"keys\":[{\"kty\":\"EC\",\"x5c\":[\"%%\"]},{\"kty\":\"EC\",\"x5c\":1}]}";
      server.clock.advance(Duration.ofSeconds(10));
      assertThat(assertRefused(scene.client("remote", SELF).credentials()))
          .contains("none of those");
    }
  }

  @Nested
  class Section_3_3_the_metadata {
    private static final String BOUND = "tls_client_certificate_bound_access_tokens";

    private static Map<String, Object> metadata(TestServer of) {
      return json(of.get("/.well-known/oauth-authorization-server"));
    }

    private static void assertMethods(TestServer of, boolean pki, boolean selfSigned) {
      for (String endpoint : List.of("token", "revocation", "introspection")) {
        var methods =
            assertThat(metadata(of))
                .extractingByKey(endpoint + "_endpoint_auth_methods_supported")
                .asInstanceOf(InstanceOfAssertFactories.LIST);
        assertThat(methods.actual().contains("tls_client_auth")).isEqualTo(pki);
        assertThat(methods.actual().contains("self_signed_tls_client_auth")).isEqualTo(selfSigned);
      }
    }

    @Test
    void says_what_there_is() {
      assertMethods(server, true, true);
      assertThat(metadata(server))
          .containsEntry(BOUND, true)
          .doesNotContainKey("mtls_endpoint_aliases");
      try (MtlsScene selfSigned = new MtlsScene()) {
        assertMethods(selfSigned.server, false, true);
        assertThat(metadata(selfSigned.server)).containsEntry(BOUND, true);
      }
    }

    @Test
    void says_nothing_where_no_certificate_can_come_in() {
      try (TestServer without = new TestServer()) {
        assertMethods(without, false, false);
        assertThat(metadata(without)).doesNotContainKey(BOUND);
      }
    }
  }
}
