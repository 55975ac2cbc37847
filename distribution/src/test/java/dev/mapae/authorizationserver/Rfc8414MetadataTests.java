package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import dev.mapae.resourceowner.Branding;
import dev.mapae.resourceowner.Look;
import dev.mapae.resourceowner.Looks;
import dev.mapae.resourceowner.Overrides;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 8414 and OpenID Connect Discovery, what the server says of itself.
class Rfc8414MetadataTests {
  static final String TENANT = "https://id.example.com/tenant/a";

  final TestServer server = new TestServer(new Issuer(TENANT), Samples.declarations());

  @AfterEach
  void close() {
    server.close();
  }

  Map<String, Object> metadata() {
    return json(server.get("/.well-known/openid-configuration/tenant/a"));
  }

  @Nested
  class Section_3_1_where_it_is {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "/.well-known/oauth-authorization-server/tenant/a",
          "/.well-known/openid-configuration/tenant/a",
          "/tenant/a/.well-known/oauth-authorization-server",
          "/tenant/a/.well-known/openid-configuration"
        })
    void it_is_at_every_address_that_clients_try(String path) {
      Response response = server.get(path);
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("Content-Type")).contains("application/json");
      assertThat(json(response)).containsEntry("issuer", TENANT).isEqualTo(metadata());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/.well-known/oauth-authorization-server",
          "/.well-known/openid-configuration",
          "/.well-known/openid-configuration/",
          "/.well-known/openid-configuration/tenant",
          "/.well-known/openid-configuration/tenant/a/",
          "/tenant/b/.well-known/openid-configuration"
        })
    void it_is_nowhere_else(String path) {
      assertThat(server.get(path).status()).isEqualTo(404);
    }

    /// CVE-2023-49097 and its kin: names were built from what the request said of the host.
    @Test
    void the_request_does_not_choose_the_names() {
      Response response =
          server.get(
              "/.well-known/openid-configuration/tenant/a",
              "Host",
              "evil.example",
              "X-Forwarded-Host",
              "evil.example",
              "Forwarded",
              "host=evil.example");
      assertThat(new String(response.body(), StandardCharsets.UTF_8)).doesNotContain("evil");
    }

    @Test
    void an_issuer_without_path_has_two_addresses() {
      try (TestServer plain = new TestServer()) {
        for (String name : List.of("oauth-authorization-server", "openid-configuration")) {
          assertThat(json(plain.get("/.well-known/" + name)))
              .containsEntry("issuer", "https://id.example.com");
        }
      }
    }
  }

  @Nested
  class Section_3_2_what_it_says {
    @Test
    void every_endpoint_that_it_names_is_there() {
      var named =
          metadata().entrySet().stream()
              .filter(e -> e.getKey().endsWith("_endpoint") || e.getKey().equals("jwks_uri"))
              .toList();
      assertThat(named).hasSizeGreaterThanOrEqualTo(6);
      for (var endpoint : named) {
        String url = (String) endpoint.getValue();
        assertThat(url).startsWith(TENANT + "/");
        assertThat(server.get(url).status()).as(endpoint.getKey()).isNotEqualTo(404);
        assertThat(server.post(url, Parameters.empty()).status())
            .as(endpoint.getKey())
            .isNotEqualTo(404);
      }
    }

    @Test
    void it_names_the_languages_that_the_pages_speak(@TempDir Path folder) throws IOException {
      assertThat(metadata()).containsEntry("ui_locales_supported", List.of("en", "ko"));
      Files.writeString(folder.resolve("messages_fr.properties"), "signInTitle=Connexion\n");
      Overrides overrides = Overrides.read(folder, (word, _) -> word).overrides();
      Seams seams = Seams.none().looking(new Looks(new Look(Branding.NONE, overrides), Map.of()));
      try (TestServer french = new TestServer(Engine.preset(), Samples.declarations(), seams)) {
        assertThat(json(french.get("/.well-known/openid-configuration")))
            .containsEntry("ui_locales_supported", List.of("en", "ko", "fr"));
      }
    }

    @Test
    void it_has_what_the_specifications_require() {
      assertThat(metadata())
          .containsEntry("response_types_supported", List.of("code"))
          .containsEntry(
              "response_modes_supported",
              List.of(
                  "query",
                  "fragment",
                  "form_post",
                  "query.jwt",
                  "fragment.jwt",
                  "form_post.jwt",
                  "jwt"))
          .containsEntry("subject_types_supported", List.of("public", "pairwise"))
          .containsEntry("code_challenge_methods_supported", List.of("S256"))
          .containsEntry("authorization_response_iss_parameter_supported", true)
          .containsEntry("claims_parameter_supported", true)
          .containsEntry("request_parameter_supported", true)
          .containsEntry("request_uri_parameter_supported", true);
      assertThat(metadata().get("id_token_signing_alg_values_supported"))
          .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
          .contains("RS256")
          .doesNotContain("none");
      for (String endpoint : List.of("token", "introspection", "revocation")) {
        assertThat(metadata().get(endpoint + "_endpoint_auth_methods_supported"))
            .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
            .contains("private_key_jwt", "client_secret_jwt");
        assertThat(metadata().get(endpoint + "_endpoint_auth_signing_alg_values_supported"))
            .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
            .contains("ES256", "RS256", "PS256", "EdDSA", "HS256")
            .doesNotContain("none");
      }
      assertThat(metadata().get("grant_types_supported"))
          .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
          .contains("authorization_code")
          .doesNotContain("implicit", "password");
      assertThat(metadata().get("scopes_supported"))
          .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
          .contains("openid", "playlist.read", "orders.read")
          .doesNotHaveDuplicates();
    }

    /// The whole flow below a path: cookies, pages and redirects find each other.
    @Test
    void a_flow_below_a_path_succeeds() {
      TestBrowser browser = new TestBrowser(server);
      Ask ask = Ask.web("openid playlist.read");
      browser.get("/tenant/a" + ask.url()).signInAs("alice").approve("playlist.read");
      assertThat(browser.answer("iss")).isEqualTo(TENANT);
      Response tokens =
          server.post(
              "/tenant/a/token",
              ask.redemption(browser.answer("code")),
              "Authorization",
              TestServer.basic("web"));
      assertThat(tokens.status()).isEqualTo(200);
    }
  }

  /// RFC 9110 §13.1.2.
  @Nested
  class Rfc_9110_caching {
    @ParameterizedTest
    @ValueSource(strings = {"/.well-known/openid-configuration/tenant/a", "/tenant/a/jwks"})
    void who_has_it_already_is_told_so(String path) {
      String etag = server.get(path).header("ETag").orElseThrow();
      assertThat(etag).matches("\"[A-Za-z0-9_-]+\"");
      for (String has :
          List.of(etag, "W/" + etag, "\"other\", " + etag, "\"other\" ,W/" + etag, "*")) {
        Response response = server.get(path, "If-None-Match", has);
        assertThat(response.status()).as(has).isEqualTo(304);
        assertThat(response.body()).isEmpty();
        assertThat(response.header("ETag")).contains(etag);
      }
      for (String hasNot : List.of("\"other\"", "", etag.replace("\"", ""), "W/\"x\"")) {
        assertThat(server.get(path, "If-None-Match", hasNot).status()).as(hasNot).isEqualTo(200);
      }
    }

    @Test
    void what_changed_is_another() {
      String path = "/.well-known/openid-configuration/tenant/a";
      String before = server.get(path).header("ETag").orElseThrow();
      var all = Samples.declarations();
      server.server.reconcile(
          new dev.mapae.authorizationserver.declaration.Declarations(
              all.clients(), all.people(), all.resources().subList(0, 1)));
      Response after = server.get(path, "If-None-Match", before);
      assertThat(after.status()).isEqualTo(200);
      assertThat(new String(after.body(), StandardCharsets.UTF_8)).doesNotContain("orders.read");
    }
  }

  /// RFC 7517 §5.
  @Nested
  class Rfc_7517_the_keys {
    @Test
    void nothing_private_is_among_them() throws ParseException {
      Response response = server.get("/tenant/a/jwks");
      String body = new String(response.body(), StandardCharsets.UTF_8);
      JWKSet set = JWKSet.parse(body);
      assertThat(set.getKeys()).hasSizeGreaterThanOrEqualTo(2);
      assertThat(set.getKeys())
          .allSatisfy(key -> {
            assertThat(key.isPrivate()).isFalse();
            assertThat(key.getKeyID()).isNotEmpty();
            assertThat(key.getAlgorithm()).isNotNull();
            assertThat(key.getKeyUse().identifier()).isEqualTo("sig");
            assertThat(key.getKeyType().getValue()).isNotEqualTo("oct");
          });
      for (Object key : (List<?>) json(response).get("keys")) {
        assertThat(((Map<?, ?>) key).keySet().stream().map(String::valueOf))
            .isSubsetOf("kty", "kid", "use", "alg", "n", "e", "crv", "x", "y");
      }
    }
  }
}
