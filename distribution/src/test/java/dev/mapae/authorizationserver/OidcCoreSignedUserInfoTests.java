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

/// OIDC Core §5.3.2, UserInfo as a signed JWT.
class OidcCoreSignedUserInfoTests {
  final TestServer server = new TestServer();
  final TestClients clients = new TestClients(server);

  @AfterEach
  void close() {
    server.close();
  }

  Response userInfo(String algorithm) {
    server.server.reconcile(
        Declared.with(
            Samples.declarations(),
            Samples.confidential(
                Samples.client("web", Samples.CALLBACK)
                    .responses(ResponseAlgorithms.PRESET.with(ResponseJwt.USERINFO, algorithm)))));
    return clients.userInfo(clients.tokens("web", "openid email").get("access_token"));
  }

  static String body(Response response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @Nested
  class Section_5_3_2_a_signed_response {
    @ParameterizedTest
    @ValueSource(strings = {"RS256", "ES512", "PS512", "EdDSA", "ML-DSA-65"})
    void has_the_claims_with_issuer_and_audience(String algorithm) {
      Response response = userInfo(algorithm);
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("Content-Type")).contains("application/jwt");
      assertThat(response.header("Cache-Control")).contains("no-store");
      String jwt = body(response);
      assertThat(new PublishedKeys(server).verifiedHeader(jwt)).containsEntry("alg", algorithm);
      Map<String, Object> claims = TestServer.parse(PublishedKeys.text(jwt.split("\\.", -1)[1]));
      assertThat(claims)
          .containsOnlyKeys("iss", "aud", "sub", "email", "email_verified")
          .containsEntry("iss", "https://id.example.com")
          .containsEntry("aud", "web")
          .containsEntry("email", "alice@example.com");
    }

    @Test
    void is_json_for_those_who_registered_nothing() {
      Response response = clients.userInfo(clients.tokens("web", "openid").get("access_token"));
      assertThat(response.header("Content-Type")).contains("application/json");
      assertThat(json(response)).containsOnlyKeys("sub");
    }

    @Test
    void is_no_id_token_and_no_access_token() {
      String jwt = body(userInfo("RS256"));
      assertThat(clients.userInfo(jwt).status()).isEqualTo(401);
      TestBrowser browser = new TestBrowser(server);
      browser.get(Ask.web("openid").with("id_token_hint", jwt).url());
      assertThat(browser.answer("error")).isEqualTo("invalid_request");
    }

    @Test
    void is_an_error_in_the_clear_when_the_token_is_bad() {
      userInfo("RS256");
      Response response = clients.userInfo("garbage");
      assertThat(response.status()).isEqualTo(401);
      assertThat(json(response)).containsEntry("error", "invalid_token");
    }
  }

  @Nested
  class Discovery_3_the_metadata {
    @Test
    void names_the_algorithms() {
      assertThat(json(server.get("/.well-known/openid-configuration")))
          .extractingByKey("userinfo_signing_alg_values_supported")
          .asInstanceOf(InstanceOfAssertFactories.LIST)
          .contains("RS256", "ML-DSA-87")
          .doesNotContain("none", "HS256");
    }
  }
}
