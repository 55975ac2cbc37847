package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Registering.metadata;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.registration.RegistrationPolicy.Mode;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ResponseJwt;
import dev.mapae.protocol.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7591, what a client may say of itself.
class Rfc7591ClientMetadataTests {
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
          registering.register(metadata("favourite_colour", "red", "favourite_taste", 7));
      assertThat(told).doesNotContainKeys("favourite_colour", "favourite_taste");
    }

    @Test
    void userinfo_may_be_encrypted_and_not_signed() {
      Map<String, Object> told =
          registering.register(
              metadata(
                  "userinfo_encrypted_response_alg",
                  "ECDH-ES",
                  "jwks",
                  Map.of(
                      "keys",
                      List.of(Rfc7516EncryptedResponseTests.EC.toPublicJWK().toJSONObject()))));
      assertThat(told)
          .containsEntry("userinfo_encrypted_response_alg", "ECDH-ES")
          .doesNotContainKey("userinfo_signed_response_alg");
      assertThat(kept(told).responses().signing()).isEmpty();
      assertThat(kept(told).responses().encryption()).containsOnlyKeys(ResponseJwt.USERINFO);
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
          "initiate_login_uri | http://stranger.example.com/login",
          "initiate_login_uri | javascript:alert(1)",
          "initiate_login_uri | com.example.app:/login",
          "subject_type | ephemeral",
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

    /// It is twice on a page that is to weigh less than 30 KB.
    @Test
    void a_post_logout_redirect_uri_has_500_bytes_at_most_as_it_is_in_html() {
      String start = "https://stranger.example.com/bye?";
      for (String uri : List.of(start + "a".repeat(468), start + "&".repeat(94))) {
        refused(
            "invalid_client_metadata",
            registering.post(metadata("post_logout_redirect_uris", List.of(uri))));
      }
      nobodyRegistered();
      String longest = start + "&".repeat(93) + "aa";
      assertThat(registering.post(metadata("post_logout_redirect_uris", List.of(longest))).status())
          .isEqualTo(201);
    }

    @Test
    void each_member_has_its_type_and_its_bounds() {
      for (Map<String, Object> wrong :
          List.of(
              metadata("client_name", 7),
              metadata("client_name", "n".repeat(201)),
              metadata("client_name", "a\u0000b"),
              metadata("client_name#!", "a"),
              metadata("client_name", ""),
              metadata("client_name", " \u3000\u200D\u3164"),
              metadata("client_name", "Bank\u202Eknab"),
              metadata("client_name", "Ba\u200Bnk"),
              metadata("client_name#ko", "a\u2028b"),
              metadata("client_name", "\uE000"),
              metadata("client_name", "a\uDBFF\uDFFD"),
              metadata("client_name", "a\u0378"),
              metadata("contacts", List.of("1", "2", "3", "4", "5", "6")),
              metadata("contacts", List.of("c".repeat(201))),
              metadata("software_id", "s".repeat(201)),
              metadata("software_version", "s".repeat(201)),
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
    void names_have_the_joiners_that_scripts_and_emoji_need() {
      assertThat(registering.register(metadata("client_name", "\u0646\u200C\u0645 👩\u200D🚀")))
          .containsKey("client_name");
    }

    @Test
    void what_is_nested_deeper_than_can_be_read_again_is_refused() {
      for (int depth : List.of(11, 100, 250)) {
        String deep = "[".repeat(depth) + "]".repeat(depth);
        refused(
            "invalid_client_metadata",
            registering.send(
                "POST",
                "/register",
                "{\"redirect_uris\":[\""
                    + Registering.CALLBACK
                    + "\"],\"jwks\":{\"keys\":[],\"x\":"
                    + deep
                    + "}}"));
      }
      nobodyRegistered();
    }

    @Test
    void a_body_is_no_longer_than_anybody_needs() {
      refused("invalid_request", registering.post(metadata("unknown", "x".repeat(16 * 1024))));
    }

    @Test
    void a_scope_that_needs_a_role_cannot_be_registered() {
      refused("invalid_client_metadata", registering.post(metadata("scope", "playlist.write")));
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
}
