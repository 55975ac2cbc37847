package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// OpenID Connect Discovery 1.0, what it asks for besides RFC 8414.
class OidcDiscoveryTests {
  static final String TENANT = "https://id.example.com/tenant/a";

  final TestServer server = new TestServer(new Issuer(TENANT), Samples.declarations());

  @AfterEach
  void close() {
    server.close();
  }

  @Nested
  class Section_3_the_metadata {
    @Test
    void has_all_that_is_required() {
      Map<String, Object> metadata = json(server.get("/tenant/a/.well-known/openid-configuration"));
      assertThat(metadata)
          .containsEntry("issuer", TENANT)
          .containsEntry("authorization_endpoint", TENANT + "/authorize")
          .containsEntry("token_endpoint", TENANT + "/token")
          .containsEntry("userinfo_endpoint", TENANT + "/userinfo")
          .containsEntry("jwks_uri", TENANT + "/jwks");
      assertThat((Iterable<?>) metadata.get("scopes_supported"))
          .map(Object::toString)
          .contains("openid");
      assertThat((Iterable<?>) metadata.get("response_types_supported"))
          .map(Object::toString)
          .containsExactly("code");
      assertThat((Iterable<?>) metadata.get("subject_types_supported"))
          .map(Object::toString)
          .contains("public");
      assertThat((Iterable<?>) metadata.get("id_token_signing_alg_values_supported"))
          .map(Object::toString)
          .contains("RS256")
          .doesNotContain("none");
    }
  }

  @Nested
  class Section_4_1_the_request {
    @Test
    void goes_to_the_issuer_with_the_path_appended_and_needs_nothing_else() {
      assertThat(server.get("/tenant/a/.well-known/openid-configuration").status()).isEqualTo(200);
      assertThat(server.get("/.well-known/openid-configuration").status()).isEqualTo(404);
    }
  }

  @Nested
  class Section_4_2_the_response {
    @Test
    void is_json_without_members_that_are_empty() {
      Response response = server.get("/tenant/a/.well-known/openid-configuration");
      assertThat(response.header("Content-Type")).contains("application/json");
      assertThat(json(response).values()).noneMatch(value -> value.equals(java.util.List.of()));
    }
  }
}
