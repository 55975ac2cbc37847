package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.credentials;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.basic;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.BasicCredentials;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 6749 §2.3, how a client proves who it is.
class Rfc6749ClientAuthenticationTests {
  static final String ODD_ID = "söme id:100%+1";
  static final String ODD_SECRET = "p%41ss+wörd: with & = ünïcödé 秘密 0123456789";

  final TestServer server =
      new TestServer(
          TestServer.ISSUER,
          Declared.with(
              Samples.declarations(),
              new DeclaredClient(
                  Samples.confidential(
                          Samples.client(ODD_ID)
                              .grants("client_credentials")
                              .scope("playlist.read"))
                      .client(),
                  List.of(ODD_SECRET))));
  final TestClients clients = new TestClients(server);

  @AfterEach
  void close() {
    server.close();
  }

  Response basicRaw(String text) {
    return basicRaw(text.getBytes(StandardCharsets.UTF_8));
  }

  Response basicRaw(byte[] bytes) {
    return authorized("Basic " + Base64.getEncoder().encodeToString(bytes));
  }

  Response authorized(String header) {
    return server.post("/token", credentials(), "Authorization", header);
  }

  static String basicWith(String id, String secret) {
    return new BasicCredentials(id, secret).formEncoded().header();
  }

  static void assertRefused(Response response, int status, String error) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(json(response)).containsEntry("error", error).doesNotContainKey("access_token");
    assertThat(response.header("Cache-Control")).contains("no-store");
  }

  @Nested
  class Section_2_3_1_a_password {
    @Test
    void both_halves_of_basic_are_form_encoded() {
      assertThat(authorized(basicWith(ODD_ID, ODD_SECRET)).status()).isEqualTo(200);
    }

    @Test
    void halves_that_should_have_been_encoded_do_not_match() {
      assertRefused(basicRaw("s%C3%B6me+id%3A100%25%2B1:" + ODD_SECRET), 401, "invalid_client");
    }

    @Test
    void the_body_serves_as_well_for_a_client_registered_for_basic() {
      assertThat(
              server
                  .post("/token", credentials("client_id", ODD_ID, "client_secret", ODD_SECRET))
                  .status())
          .isEqualTo(200);
    }

    @Test
    void basic_serves_as_well_for_a_client_registered_for_the_body() {
      server.server.reconcile(
          Declared.with(
              Samples.declarations(),
              new DeclaredClient(
                  Samples.client("service").scope("playlist.read").build("client_secret_post"),
                  List.of(Samples.secret("service")))));
      assertThat(authorized(basic("service")).status()).isEqualTo(200);
      assertThat(
              server
                  .post(
                      "/token",
                      credentials(
                          "client_id", "service", "client_secret", Samples.secret("service")))
                  .status())
          .isEqualTo(200);
    }

    @Test
    void the_scheme_is_read_without_regard_to_case() {
      assertThat(authorized(basic("service").replace("Basic", "bAsIc")).status()).isEqualTo(200);
    }

    @Test
    void the_secret_in_the_url_is_not_looked_at() {
      assertRefused(
          server.post(
              "/token?client_id=service&client_secret=" + Samples.secret("service"), credentials()),
          400,
          "invalid_request");
    }

    @Test
    void broken_credentials_are_invalid_client() {
      for (String header : List.of("Basic", "Basic ", "Basic ###", "Basic c2VydmljZQ", "Basic =")) {
        assertRefused(authorized(header), 401, "invalid_client");
      }
      assertRefused(basicRaw(new byte[] {(byte) 0xff, ':', 'x'}), 401, "invalid_client");
      assertRefused(basicRaw(new byte[] {(byte) 0xc0, (byte) 0x80, ':'}), 401, "invalid_client");
      assertRefused(basicRaw("service:%zz"), 401, "invalid_client");
      assertRefused(basicRaw("service:%ff"), 401, "invalid_client");
      assertRefused(basicRaw("service:%00"), 401, "invalid_client");
      assertRefused(basicRaw("service:a\u0000b"), 401, "invalid_client");
      assertRefused(basicRaw("x".repeat(100_000) + ":"), 401, "invalid_client");
    }

    @Test
    void an_empty_secret_is_wrong() {
      assertRefused(basicRaw("service:"), 401, "invalid_client");
      assertRefused(
          server.post("/token", credentials("client_id", "service", "client_secret", "")),
          401,
          "invalid_client");
    }

    @Test
    void an_unknown_client_and_a_wrong_secret_are_answered_alike() {
      Response unknown = authorized(basicWith("nobody", Samples.secret("service")));
      Response wrong = authorized(basicWith("service", Samples.secret("both")));
      assertRefused(unknown, 401, "invalid_client");
      assertThat(json(wrong)).isEqualTo(json(unknown));
      assertThat(wrong.headers()).isEqualTo(unknown.headers());
    }

    // Known mistake 20: a part of a secret, or one that only begins alike, tells nothing.
    @Test
    void a_secret_that_only_begins_alike_is_as_wrong_as_any() {
      String secret = Samples.secret("service");
      Response shorter = authorized(basicWith("service", secret.substring(0, 39)));
      Response other = authorized(basicWith("service", "x" + secret.substring(1)));
      assertRefused(shorter, 401, "invalid_client");
      assertThat(json(shorter)).isEqualTo(json(other));
      assertRefused(authorized(basicWith("service", secret + "x")), 401, "invalid_client");
      assertRefused(
          authorized(basicWith("service", secret.toUpperCase(java.util.Locale.ROOT))),
          401,
          "invalid_client");
    }

    @Test
    void the_client_id_is_compared_to_the_letter() {
      assertRefused(
          authorized(basicWith("Service", Samples.secret("service"))), 401, "invalid_client");
    }

    @Test
    void each_of_two_secrets_serves_while_one_replaces_the_other() {
      String next = "the-next-secret-0123456789abcdef0123456789";
      var service = Samples.confidential(Samples.client("service").scope("playlist.read"));
      var both = new DeclaredClient(service.client(), List.of(Samples.secret("service"), next));
      server.server.reconcile(Declared.with(Samples.declarations(), both));
      assertThat(authorized(basic("service")).status()).isEqualTo(200);
      assertThat(authorized(basicWith("service", next)).status()).isEqualTo(200);

      server.server.reconcile(
          Declared.with(
              Samples.declarations(), new DeclaredClient(service.client(), List.of(next))));
      assertRefused(authorized(basic("service")), 401, "invalid_client");
      assertThat(authorized(basicWith("service", next)).status()).isEqualTo(200);
    }

    @Test
    void a_disabled_client_is_answered_as_an_unknown_one() {
      Response unknown = authorized(basicWith("nobody", "x"));
      server.server.reconcile(Declared.without(Samples.declarations(), "service"));
      assertThat(json(authorized(basic("service")))).isEqualTo(json(unknown));
    }
  }

  @Nested
  class Section_2_3_one_method_a_request {
    @Test
    void two_methods_are_an_invalid_request() {
      assertRefused(
          server.post(
              "/token",
              credentials("client_id", "service", "client_secret", Samples.secret("service")),
              "Authorization",
              basic("service")),
          400,
          "invalid_request");
    }

    @Test
    void the_same_client_id_in_the_body_does_no_harm() {
      assertThat(clients.token("service", credentials("client_id", "service")).status())
          .isEqualTo(200);
    }

    @Test
    void another_client_id_in_the_body_is_an_invalid_request() {
      assertRefused(
          clients.token("service", credentials("client_id", "both")), 400, "invalid_request");
    }

    @Test
    void two_authorization_headers_are_an_invalid_request() {
      assertRefused(
          server.post(
              "/token",
              credentials(),
              "Authorization",
              basic("service"),
              "authorization",
              basic("both")),
          400,
          "invalid_request");
    }

    @Test
    void a_secret_without_client_id_is_an_invalid_request() {
      assertRefused(
          server.post("/token", credentials("client_secret", Samples.secret("service"))),
          400,
          "invalid_request");
    }
  }

  @Nested
  class Section_3_2_1_a_client_that_cannot_keep_a_secret {
    @Test
    void names_itself() {
      assertThat(clients.tokens("spa", "playlist.read")).containsKey("access_token");
    }

    @Test
    void does_not_come_with_a_secret() {
      assertRefused(
          server.post(
              "/token",
              form("grant_type", "refresh_token", "client_id", "spa", "client_secret", "x")),
          401,
          "invalid_client");
      assertRefused(authorized(basicWith("spa", "")), 401, "invalid_client");
    }

    @Test
    void is_the_only_one_that_may_do_so() {
      assertRefused(
          server.post("/token", credentials("client_id", "service")), 401, "invalid_client");
    }
  }
}
