package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEDecrypter;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.response.EncryptionKeys;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.authorizationserver.store.ResponseEncryption;
import dev.mapae.authorizationserver.store.ResponseJwt;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 7516 and OIDC Core §10.2, responses that are signed and then encrypted to the client.
class Rfc7516EncryptedResponseTests {
  static final JWK RSA = rsa();
  static final JWK EC = ec(Curve.P_256, KeyUse.ENCRYPTION);
  static final ResponseEncryption HOW = new ResponseEncryption("ECDH-ES", "A256GCM");

  final TestServer server = new TestServer();
  final TestClients clients = new TestClients(server);

  @AfterEach
  void close() {
    server.close();
  }

  static JWK rsa() {
    try {
      return new RSAKeyGenerator(2048).keyUse(KeyUse.ENCRYPTION).keyID("rsa").generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  static JWK ec(Curve curve, KeyUse use) {
    try {
      return new ECKeyGenerator(curve).keyUse(use).keyID(curve.getName()).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  static ClientKeySource jwks(JWK... keys) {
    return new ClientKeySource.Jwks(new JWKSet(List.of(keys)).toString(true));
  }

  /// With a client `web` that has these keys.
  static Declarations with(ResponseAlgorithms responses, ClientKeySource keys) {
    return Declared.with(
        Samples.declarations(),
        Samples.confidential(
            Samples.client("web", Samples.CALLBACK).keys(keys).responses(responses)));
  }

  void encrypting(ResponseJwt response, ResponseEncryption how, ClientKeySource keys) {
    ResponseAlgorithms responses = ResponseAlgorithms.PRESET.with(response, how);
    server.server.reconcile(
        with(
            response == ResponseJwt.USERINFO ? responses.with(response, "ES256") : responses,
            keys));
  }

  static JWEObject decrypted(String jwe, JWK key) throws Exception {
    JWEObject object = JWEObject.parse(jwe);
    JWEDecrypter decrypter =
        key.equals(RSA) ? new RSADecrypter(key.toRSAKey()) : new ECDHDecrypter(key.toECKey());
    object.decrypt(decrypter);
    return object;
  }

  /// The claims of the signed JWT inside.
  Map<String, Object> inside(String jwe, JWK key) throws Exception {
    String jws = decrypted(jwe, key).getPayload().toString();
    new PublishedKeys(server).verifiedHeader(jws);
    return TestServer.parse(PublishedKeys.text(jws.split("\\.", -1)[1]));
  }

  static String body(Response response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @Nested
  class Rfc7518_4_1_the_algorithms {
    @ParameterizedTest
    @CsvSource({
      "RSA-OAEP-256, A128CBC-HS256",
      "RSA-OAEP-256, A256GCM",
      "ECDH-ES, A128CBC-HS256",
      "ECDH-ES, A256GCM",
      "ECDH-ES+A128KW, A128CBC-HS256",
      "ECDH-ES+A128KW, A256GCM",
      "ECDH-ES+A256KW, A128CBC-HS256",
      "ECDH-ES+A256KW, A256GCM",
    })
    void encrypt_a_signed_id_token(String alg, String enc) throws Exception {
      encrypting(ResponseJwt.ID_TOKEN, new ResponseEncryption(alg, enc), jwks(EC, RSA));
      JWK key = alg.startsWith("RSA") ? RSA : EC;
      String idToken = (String) clients.tokens("web", "openid").get("id_token");
      JWEObject jwe = decrypted(idToken, key);
      assertThat(jwe.getHeader().getAlgorithm().getName()).isEqualTo(alg);
      assertThat(jwe.getHeader().getEncryptionMethod().getName()).isEqualTo(enc);
      assertThat(jwe.getHeader().getContentType()).isEqualTo("JWT");
      assertThat(jwe.getHeader().getKeyID()).isEqualTo(key.getKeyID());
      assertThat(inside(idToken, key)).containsEntry("aud", "web").containsKeys("sub", "at_hash");
    }

    @Test
    void are_in_the_metadata_without_rsa1_5() {
      Map<String, Object> metadata = json(server.get("/.well-known/openid-configuration"));
      for (String use : List.of("id_token", "userinfo", "authorization", "introspection")) {
        assertThat(metadata)
            .containsEntry(
                use + "_encryption_alg_values_supported",
                List.of("RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"))
            .containsEntry(
                use + "_encryption_enc_values_supported", List.of("A128CBC-HS256", "A256GCM"));
      }
    }
  }

  @Nested
  class Each_response {
    @Test
    void of_userinfo_is_nested() throws Exception {
      encrypting(ResponseJwt.USERINFO, HOW, jwks(EC));
      Response response =
          clients.userInfo(clients.tokens("web", "openid email").get("access_token"));
      assertThat(response.header("Content-Type")).contains("application/jwt");
      assertThat(inside(body(response), EC))
          .containsEntry("email", "alice@example.com")
          .containsEntry("aud", "web");
    }

    @Test
    void of_authorization_is_nested() throws Exception {
      encrypting(ResponseJwt.AUTHORIZATION, HOW, jwks(EC));
      TestBrowser browser = new TestBrowser(server);
      Ask ask = Ask.web("playlist.read").with("response_mode", "jwt");
      browser.get(ask.url()).signInAs("alice").approve("playlist.read");
      assertThat(inside(browser.answer("response"), EC)).containsKeys("code", "state");
      browser.get(ask.with("prompt", "none").with("scope", "nonsense").url());
      assertThat(inside(browser.answer("response"), EC)).containsEntry("error", "invalid_scope");
    }

    @Test
    void of_introspection_is_never_in_the_clear() throws Exception {
      encrypting(ResponseJwt.INTROSPECTION, HOW, jwks(EC));
      String token = clients.accessToken("web", "scope", "playlist.read");
      Response response = clients.post("/introspect", "web", TestClients.form("token", token));
      assertThat(response.status()).isEqualTo(400);
      assertThat(json(response)).containsEntry("error", "invalid_request");
    }

    @Test
    void of_introspection_is_nested() throws Exception {
      encrypting(ResponseJwt.INTROSPECTION, HOW, jwks(EC));
      Response response =
          server.post(
              "/introspect",
              TestClients.form("token", clients.accessToken("web", "scope", "playlist.read")),
              "Authorization",
              TestServer.basic("web"),
              "Accept",
              Rfc9701IntrospectionJwtTests.JWT);
      assertThat(response.header("Content-Type")).contains(Rfc9701IntrospectionJwtTests.JWT);
      assertThat(inside(body(response), EC))
          .extractingByKey("token_introspection")
          .asInstanceOf(InstanceOfAssertFactories.MAP)
          .containsEntry("active", true);
    }
  }

  @Nested
  class Jarm_2_2_an_error {
    @Test
    void is_encrypted_as_a_code_is() throws Exception {
      encrypting(ResponseJwt.AUTHORIZATION, HOW, jwks(EC));
      TestBrowser browser = new TestBrowser(server);
      browser.get(
          Ask.web("playlist.read").with("response_mode", "jwt").with("prompt", "none").url());
      assertThat(inside(browser.answer("response"), EC)).containsEntry("error", "login_required");
    }
  }

  /// OIDC Core §5.3.2: UserInfo may be encrypted without being signed.
  @Nested
  class A_client_that_registered_encryption_alone {
    @Test
    void gets_the_claims_of_userinfo_encrypted() throws Exception {
      server.server.reconcile(
          with(ResponseAlgorithms.PRESET.with(ResponseJwt.USERINFO, HOW), jwks(EC)));
      Response response =
          clients.userInfo(clients.tokens("web", "openid email").get("access_token"));
      assertThat(response.header("Content-Type")).contains("application/jwt");
      JWEObject userInfo = decrypted(body(response), EC);
      assertThat(userInfo.getHeader().getContentType()).isNull();
      assertThat(TestServer.parse(userInfo.getPayload().toString()))
          .containsEntry("email", "alice@example.com")
          .containsEntry("iss", "https://id.example.com")
          .containsEntry("aud", "web");
    }

    @Test
    void gets_id_tokens_that_are_signed_all_the_same() throws Exception {
      server.server.reconcile(
          with(ResponseAlgorithms.PRESET.with(ResponseJwt.ID_TOKEN, HOW), jwks(EC)));
      assertThat(inside((String) clients.tokens("web", "openid").get("id_token"), EC))
          .containsKey("sub");
    }
  }

  @Nested
  class A_client_without_a_key_for_it {
    static final ClientKeySource ONLY_SIGNING = jwks(ec(Curve.P_256, KeyUse.SIGNATURE), RSA);

    @Test
    void is_told_so_and_its_code_is_not_spent() throws Exception {
      encrypting(ResponseJwt.ID_TOKEN, HOW, ONLY_SIGNING);
      String code = clients.code("web", "openid");
      assertThat(json(clients.redeem("web", code)))
          .containsEntry("error", "invalid_request")
          .doesNotContainKeys("id_token", "access_token")
          .extractingByKey("error_description")
          .asString()
          .contains("id_token_encrypted_response_alg", "use enc");
      encrypting(ResponseJwt.ID_TOKEN, HOW, jwks(EC));
      assertThat(inside((String) json(clients.redeem("web", code)).get("id_token"), EC))
          .containsKey("sub");
    }

    @Test
    void gets_no_claims_in_the_clear() {
      encrypting(ResponseJwt.USERINFO, HOW, ONLY_SIGNING);
      Response response =
          clients.userInfo(clients.tokens("web", "openid email").get("access_token"));
      assertThat(response.status()).isEqualTo(400);
      assertThat(body(response))
          .contains("userinfo_encrypted_response_alg")
          .doesNotContain("alice");
    }

    @Test
    void gets_no_code_in_the_clear() {
      encrypting(ResponseJwt.AUTHORIZATION, HOW, ONLY_SIGNING);
      TestBrowser browser = new TestBrowser(server);
      browser.get(Ask.web("playlist.read").with("response_mode", "jwt").url());
      assertThat(browser.page.header("Location")).isEmpty();
      assertThat(TestServer.shownError(browser.page)).isEqualTo("invalid_request");
    }

    @Test
    void counts_a_key_by_its_bits_and_not_by_its_bytes() throws Exception {
      JWK small = new RSAKeyGenerator(1024, true).keyUse(KeyUse.ENCRYPTION).generate();
      byte[] modulus = small.toRSAKey().getModulus().decode();
      byte[] padded = new byte[128 + modulus.length];
      System.arraycopy(modulus, 0, padded, 128, modulus.length);
      assertNoKey(Map.of("kty", "RSA", "n", Base64URL.encode(padded).toString(), "e", "AQAB"));
    }

    @Test
    void has_no_key_whose_exponent_makes_each_use_expensive() {
      assertNoKey(
          Map.of(
              "kty", "RSA",
              "n", RSA.toRSAKey().getModulus().toString(),
              "e", RSA.toRSAKey().getModulus().toString()));
    }

    @Test
    void has_no_key_of_which_it_says_that_it_verifies() {
      Map<String, Object> verifying = new HashMap<>(RSA.toPublicJWK().toJSONObject());
      verifying.remove("use");
      verifying.put("key_ops", List.of("verify"));
      assertNoKey(verifying);
    }

    private void assertNoKey(Map<String, Object> key) {
      assertThat(EncryptionKeys.find(List.of(key), "RSA-OAEP-256")).isEmpty();
    }

    @Test
    void whose_jwks_uri_is_away_is_told_to_come_again() {
      encrypting(
          ResponseJwt.ID_TOKEN, HOW, new ClientKeySource.JwksUri("https://app.example.com/jwks"));
      Response response = clients.redeem("web", clients.code("web", "openid"));
      assertThat(response.status()).isEqualTo(503);
      assertThat(json(response)).containsEntry("error", "temporarily_unavailable");
    }

    /// RFC 6750 §3: a challenge would have it get another token.
    @Test
    void whose_jwks_uri_is_away_is_asked_for_no_other_token() {
      Object token = clients.tokens("web", "openid email").get("access_token");
      encrypting(
          ResponseJwt.USERINFO, HOW, new ClientKeySource.JwksUri("https://app.example.com/jwks"));
      Response response = clients.userInfo(token);
      assertThat(response.status()).isEqualTo(503);
      assertThat(json(response)).containsEntry("error", "temporarily_unavailable");
      assertThat(response.header("Retry-After")).contains("1");
      assertThat(response.header("WWW-Authenticate")).isEmpty();
    }
  }

  @Nested
  class What_was_not_registered {
    @Test
    void is_not_encrypted() {
      server.server.reconcile(with(ResponseAlgorithms.PRESET, jwks(EC, RSA)));
      new PublishedKeys(server)
          .verifiedHeader((String) clients.tokens("web", "openid").get("id_token"));
    }

    @Test
    void is_no_hint_when_it_is_encrypted() {
      encrypting(ResponseJwt.ID_TOKEN, HOW, jwks(EC));
      String jwe = (String) clients.tokens("web", "openid").get("id_token");
      TestBrowser browser = new TestBrowser(server);
      browser.get(Ask.web("openid").with("id_token_hint", jwe).url());
      assertThat(browser.answer("error")).isEqualTo("invalid_request");
    }
  }
}
