package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mapae.authorizationserver.key.KeyEncryption;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.ServerKeys;
import dev.mapae.authorizationserver.key.SigningKey;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.Resource.AccessTokenFormat;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9068, JWT access tokens.
class Rfc9068AccessTokenTests {
  final TestServer server = new TestServer();
  final TestClients clients = new TestClients(server);

  @AfterEach
  void close() {
    server.close();
  }

  static Resource music(AccessTokenFormat format, String typ) {
    return music(format, typ, Resource.PRESET_ALG);
  }

  static Resource music(AccessTokenFormat format, String typ, String algorithm) {
    Resource music =
        Samples.declarations().resources().stream()
            .filter(r -> r.uri().equals(Samples.MUSIC))
            .findFirst()
            .orElseThrow();
    return new Resource(
        music.uri(),
        music.name(),
        music.origin(),
        true,
        format,
        typ,
        algorithm,
        music.introspectionClients(),
        music.defaultScope(),
        music.scopes());
  }

  JWKSet published() {
    try {
      return JWKSet.parse(new String(server.get("/jwks").body(), StandardCharsets.UTF_8));
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  @Nested
  class Section_2_the_token {
    @Test
    void says_what_it_is_in_its_header() {
      SignedJWT jwt = clients.verified(clients.accessToken("service"));
      assertThat(jwt.getHeader().getType()).isEqualTo(new JOSEObjectType("at+jwt"));
      assertThat(jwt.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.ES256);
      assertThat(jwt.getHeader().toJSONObject()).containsOnlyKeys("alg", "typ", "kid");
    }

    @Test
    void says_jwt_where_the_resource_wants_it() {
      server.server.reconcile(
          Declared.with(Samples.declarations(), music(AccessTokenFormat.JWT, "JWT")));
      String token = clients.accessToken("service");
      assertThat(clients.verified(token).getHeader().getType()).isEqualTo(JOSEObjectType.JWT);
      assertThat(clients.isActive("service", token)).isTrue();
    }

    @Test
    void of_a_client_has_every_claim_and_no_more() {
      long now = server.clock.instant().getEpochSecond();
      var claims = clients.claims(clients.accessToken("service"));
      assertThat(claims)
          .containsOnlyKeys("iss", "sub", "aud", "client_id", "scope", "iat", "exp", "jti")
          .containsEntry("iss", "https://id.example.com")
          .containsEntry("sub", "service")
          .containsEntry("aud", Samples.MUSIC)
          .containsEntry("client_id", "service")
          .containsEntry("scope", "playlist.read")
          .containsEntry("iat", now)
          .containsEntry("exp", now + 600);
    }

    @Test
    void of_a_person_says_how_and_when_they_signed_in_and_which_roles_they_have() {
      long now = server.clock.instant().getEpochSecond();
      var claims =
          clients.claims(clients.tokens("web", "openid playlist.read").get("access_token"));
      assertThat(claims)
          .containsOnlyKeys(
              "iss",
              "sub",
              "aud",
              "client_id",
              "scope",
              "iat",
              "exp",
              "jti",
              "auth_time",
              "acr",
              "amr",
              "roles")
          .containsEntry("aud", List.of(Samples.MUSIC, "https://id.example.com"))
          .containsEntry("client_id", "web")
          .containsEntry("auth_time", now)
          .containsEntry("roles", List.of("listener"));
      assertThat(claims.get("sub")).isNotIn("alice", "web");
      assertThat(claims.get("amr")).isEqualTo(List.of("pwd"));
    }

    @Test
    void of_a_person_without_roles_says_nothing_of_them() {
      String code =
          clients.code("bob", "builder-42-builder", TestClients.request("web", "playlist.read"));
      assertThat(clients.claims(json(clients.redeem("web", code)).get("access_token")))
          .doesNotContainKey("roles");
    }

    @Test
    void has_an_id_of_its_own_each_time() {
      var tokens = clients.tokens("web", "playlist.read");
      var next = json(clients.refresh("web", tokens.get("refresh_token")));
      assertThat(clients.claims(next.get("access_token")).get("jti"))
          .isNotEqualTo(clients.claims(tokens.get("access_token")).get("jti"));
    }
  }

  /// Cross-JWT confusion.
  @Nested
  class Section_5_other_jwts_are_not_taken_for_one {
    @Test
    void not_an_id_token() {
      String idToken = (String) clients.tokens("web", "openid").get("id_token");
      clients.verified(idToken);
      assertThat(clients.isActive("web", idToken)).isFalse();
      assertThat(clients.userInfo(idToken).status()).isEqualTo(401);
    }

    @Test
    void not_what_says_that_it_is_another_kind_of_token() throws ParseException {
      String real = (String) clients.tokens("web", "openid").get("access_token");
      byte[] claims = SignedJWT.parse(real).getPayload().toBytes();
      KeyRing keys =
          new ServerKeys(
                  server.stores.keys(),
                  new KeyEncryption(
                      List.of(TestServer.keyEncryptionKey()),
                      TestServer.ISSUER.value(),
                      new SecureRandom()),
                  server.clock)
              .get();
      for (String alg : List.of("ES256", "RS256")) {
        SigningKey key = keys.signing(alg).orElseThrow();
        assertThat(clients.isActive("web", key.sign("at+jwt", claims)))
            .as("as the resource has it")
            .isTrue();
        for (String typ : List.of("logout+jwt", "token-introspection+jwt", "dpop+jwt", "")) {
          assertThat(clients.isActive("web", key.sign(typ, claims))).as(typ).isFalse();
        }
      }
    }
  }

  @Nested
  class Section_4_what_is_taken_for_one {
    boolean isActive(String token) {
      return clients.isActive("web", token);
    }

    @Test
    void one_until_it_expires() {
      String token = (String) clients.tokens("web", "openid").get("access_token");
      assertThat(isActive(token)).isTrue();
      server.clock.advance(Duration.ofSeconds(599));
      assertThat(isActive(token)).isTrue();
      server.clock.advance(Duration.ofSeconds(1));
      assertThat(isActive(token)).isFalse();
      assertThat(clients.userInfo(token).status()).isEqualTo(401);
    }

    // Known mistake 9, CVE-2026-11800: an algorithm that the header chose.
    @Test
    void not_what_a_published_key_authenticates_as_a_secret() throws JOSEException, ParseException {
      String real = (String) clients.tokens("web", "openid").get("access_token");
      JWTClaimsSet claims = SignedJWT.parse(real).getJWTClaimsSet();
      for (JWK key : published().getKeys()) {
        for (String secret : List.of(key.toJSONString(), key.toJSONString() + "=".repeat(64))) {
          SignedJWT forged =
              new SignedJWT(
                  new JWSHeader.Builder(JWSAlgorithm.HS256)
                      .type(new JOSEObjectType("at+jwt"))
                      .keyID(key.getKeyID())
                      .build(),
                  claims);
          forged.sign(new MACSigner(secret));
          assertThat(isActive(forged.serialize())).isFalse();
        }
      }
    }

    @Test
    void not_what_has_another_header_or_no_signature() {
      String real = (String) clients.tokens("web", "openid").get("access_token");
      String[] parts = real.split("\\.", -1);
      List<String> kids = new ArrayList<>(List.of("", "nobody"));
      published().getKeys().forEach(key -> kids.add(key.getKeyID()));
      for (String kid : kids) {
        for (String alg : List.of("none", "None", "HS256", "RS256", "PS256", "ES384")) {
          String header = "{\"alg\":\"" + alg + "\",\"typ\":\"at+jwt\",\"kid\":\"" + kid + "\"}";
          String start = base64(header) + "." + parts[1] + ".";
          assertThat(isActive(start)).isFalse();
          assertThat(isActive(start + parts[2])).isFalse();
        }
      }
    }

    @Test
    void not_what_was_changed_cut_or_made_up() {
      String real = (String) clients.tokens("web", "openid").get("access_token");
      String[] parts = real.split("\\.", -1);
      String richer =
          new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
              .replace("\"openid\"", "\"openid admin\"");
      for (String bad :
          List.of(
              parts[0] + "." + base64(richer) + "." + parts[2],
              parts[0] + "." + parts[1] + ".",
              parts[0] + "." + parts[1],
              real + ".",
              real + "." + parts[2],
              real + "A",
              real.substring(0, real.length() - 2),
              parts[0] + "." + parts[1] + "." + "A".repeat(86),
              "e30." + parts[1] + "." + parts[2],
              base64("[".repeat(5000)) + "." + parts[1] + "." + parts[2],
              base64("null") + "." + parts[1] + "." + parts[2],
              base64("{\"kid\":7}") + "." + parts[1] + "." + parts[2],
              "..",
              ".",
              "a.b.c",
              "\u0000",
              "x".repeat(100_000))) {
        var response = clients.post("/introspect", "web", TestClients.form("token", bad));
        assertThat(response.status()).isIn(200, 400);
        assertThat(json(response)).isNotEqualTo(Map.of("active", true));
        assertThat(json(response).getOrDefault("active", false)).isEqualTo(false);
        assertThat(clients.userInfo(bad.replace("\u0000", "")).status()).isEqualTo(401);
      }
    }

    private String base64(String text) {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
