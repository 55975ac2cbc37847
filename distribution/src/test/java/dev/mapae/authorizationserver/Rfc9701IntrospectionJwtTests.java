package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.authorizationserver.store.ResponseJwt;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9701, JWT responses of introspection.
class Rfc9701IntrospectionJwtTests {
  static final String JWT = "application/token-introspection+jwt";

  final TestServer server = new TestServer();
  final TestClients clients = new TestClients(server);

  @AfterEach
  void close() {
    server.close();
  }

  Response ask(String clientId, Object token, String accept) {
    return server.post(
        "/introspect",
        TestClients.form("token", (String) token),
        "Authorization",
        TestServer.basic(clientId),
        "Accept",
        accept);
  }

  static String body(Response response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  static Map<String, Object> claims(Response response) {
    return TestServer.parse(PublishedKeys.text(body(response).split("\\.", -1)[1]));
  }

  @Nested
  class Section_4_the_request {
    @ParameterizedTest
    @ValueSource(
        strings = {
          JWT,
          "Application/Token-Introspection+JWT",
          "application/json;q=0.5, " + JWT + ";q=0.9"
        })
    void gets_a_jwt_by_accept(String accept) {
      Response response = ask("service", clients.accessToken("service"), accept);
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("Content-Type")).contains(JWT);
      assertThat(response.header("Cache-Control")).contains("no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "*/*", "", "application/jwt", "application/*"})
    void gets_json_by_any_other(String accept) {
      Response response = ask("service", clients.accessToken("service"), accept);
      assertThat(response.header("Content-Type")).contains("application/json");
      assertThat(json(response)).containsEntry("active", true);
    }

    @Test
    void needs_a_client_that_authenticates() {
      String token = clients.accessToken("service");
      Response stranger =
          server.post("/introspect", TestClients.form("token", token), "Accept", JWT);
      assertThat(stranger.status()).isEqualTo(401);
      assertThat(json(stranger)).containsEntry("error", "invalid_client");
    }
  }

  @Nested
  class Section_5_the_response {
    @Test
    void says_inside_what_introspection_says() {
      String token = clients.accessToken("service");
      Response response = ask("service", token, JWT);
      assertThat(new PublishedKeys(server).verifiedHeader(body(response)))
          .containsEntry("typ", "token-introspection+jwt")
          .containsEntry("alg", "RS256");
      assertThat(claims(response))
          .containsOnlyKeys("iss", "aud", "iat", "token_introspection")
          .containsEntry("iss", "https://id.example.com")
          .containsEntry("aud", "service")
          .containsEntry("iat", server.clock.instant().getEpochSecond())
          .containsEntry("token_introspection", clients.introspect("service", token));
    }

    @Test
    void is_for_whoever_asked() {
      assertThat(claims(ask("orders-api", clients.accessToken("orders-api"), JWT)))
          .containsEntry("aud", "orders-api");
    }

    @Test
    void says_no_more_of_the_tokens_of_others_than_of_garbage() {
      for (String token : new String[] {clients.accessToken("service"), "garbage"}) {
        assertThat(claims(ask("orders-api", token, JWT)))
            .containsEntry("token_introspection", Map.of("active", false));
      }
    }
  }

  @Nested
  class Section_6_client_metadata {
    @ParameterizedTest
    @ValueSource(strings = {"ES384", "PS256", "ML-DSA-44"})
    void chooses_the_algorithm(String algorithm) {
      server.server.reconcile(
          Declared.with(
              Samples.declarations(),
              Samples.confidential(
                  Samples.client("service")
                      .grants("client_credentials")
                      .scope("playlist.read playlist.write")
                      .responses(
                          ResponseAlgorithms.PRESET.with(ResponseJwt.INTROSPECTION, algorithm)))));
      Response response = ask("service", clients.accessToken("service"), JWT);
      assertThat(new PublishedKeys(server).verifiedHeader(body(response)))
          .containsEntry("alg", algorithm);
    }
  }

  @Nested
  class Section_7_server_metadata {
    @Test
    void names_the_algorithms() {
      assertThat(json(server.get("/.well-known/oauth-authorization-server")))
          .extractingByKey("introspection_signing_alg_values_supported")
          .asInstanceOf(InstanceOfAssertFactories.LIST)
          .contains("RS256", "ES256", "ML-DSA-87")
          .doesNotContain("none", "HS256");
    }
  }

  @Nested
  class Section_8_1_cross_jwt_confusion {
    @Test
    void is_no_access_token_and_no_hint() {
      String jwt = body(ask("service", clients.accessToken("service"), JWT));
      assertThat(clients.isActive("service", jwt)).isFalse();
      assertThat(clients.userInfo(jwt).status()).isEqualTo(401);
      TestBrowser browser = new TestBrowser(server);
      browser.get(Ask.web("openid").with("id_token_hint", jwt).url());
      assertThat(browser.answer("error")).isEqualTo("invalid_request");
    }
  }
}
