package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.CompressionAlgorithm;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEEncrypter;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9101 §6.1, request objects that are signed and encrypted.
class Rfc9101EncryptionTests extends RequestObjectScene {
  private static RequestObjectPolicy encrypting(String alg) {
    return new RequestObjectPolicy(
        false, List.of(URI), Optional.empty(), Optional.of(alg), Optional.empty(), false);
  }

  /// Two clients that say by what they encrypt, for whom there are keys then.
  private static Declarations encryptingClients() {
    return Declared.withAll(
        declarations(),
        Samples.confidential(sample("signer", encrypting("RSA-OAEP-256"))),
        Samples.confidential(sample("ecdh", encrypting("ECDH-ES+A128KW"))));
  }

  @BeforeEach
  void register() {
    server.server.reconcile(encryptingClients());
  }

  private List<JWK> published() {
    try {
      return JWKSet.parse(new String(server.get("/jwks").body(), StandardCharsets.UTF_8))
          .getKeys()
          .stream()
          .filter(key -> KeyUse.ENCRYPTION.equals(key.getKeyUse()))
          .toList();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  private JWK key(JWEAlgorithm algorithm) {
    return published().stream()
        .filter(key -> (key instanceof RSAKey) == algorithm.getName().startsWith("RSA"))
        .findFirst()
        .orElseThrow();
  }

  private static JWEEncrypter encrypter(JWK key) throws JOSEException {
    return key instanceof RSAKey rsa ? new RSAEncrypter(rsa) : new ECDHEncrypter(key.toECKey());
  }

  private String encrypted(String alg, String enc, String content) {
    JWEAlgorithm algorithm = JWEAlgorithm.parse(alg);
    JWK key = key(algorithm);
    return encrypted(
        new JWEHeader.Builder(algorithm, EncryptionMethod.parse(enc))
            .contentType("JWT")
            .keyID(key.getKeyID()),
        key,
        content);
  }

  private static String encrypted(JWEHeader.Builder header, JWK key, String content) {
    try {
      JWEObject jwe = new JWEObject(header.build(), new Payload(content));
      jwe.encrypt(encrypter(key));
      return jwe.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static JWEHeader.Builder header(String alg) {
    return new JWEHeader.Builder(JWEAlgorithm.parse(alg), EncryptionMethod.A256GCM);
  }

  private String signed() {
    return object().signed(KEY);
  }

  @Nested
  class Section_6_1_encrypted {
    @ParameterizedTest
    @CsvSource({
      "RSA-OAEP-256, A128CBC-HS256",
      "RSA-OAEP-256, A256GCM",
      "ECDH-ES, A256GCM",
      "ECDH-ES, A128CBC-HS256",
      "ECDH-ES+A128KW, A128CBC-HS256",
      "ECDH-ES+A256KW, A256GCM"
    })
    void a_person_signs_in_and_consents_and_the_client_gets_its_tokens(String alg, String enc) {
      comesWith(encrypted(alg, enc, signed()));
      assertThat(browser.path()).isEqualTo("/sign-in");
      assertGetsTokens();
    }

    /// RFC 9101 §11.2.1.
    @Test
    void it_travels_encrypted() {
      String object =
          encrypted("ECDH-ES", "A256GCM", object().with("login_hint", "alice").signed(KEY));
      comesWith(object);
      assertThat(browser.location).contains(object);
      assertThat(browser.html()).contains("value=\"alice\"");
    }

    @Test
    void the_key_need_not_be_named_and_a_client_need_not_say_that_it_encrypts() {
      JWK key = key(JWEAlgorithm.ECDH_ES);
      assertThat(comesWith(encrypted(header("ECDH-ES"), key, signed())).path())
          .isEqualTo("/sign-in");
      Ask own = Ask.of("strict", CALLBACK, "openid");
      String object = encrypted(header("ECDH-ES"), key, new TestRequestObject(own).signed(KEY));
      browser.get(TestRequestObject.url(TestRequestObject.in("strict", object)));
      assertThat(browser.path()).isEqualTo("/sign-in");
    }

    @Test
    void it_may_be_pushed_and_fetched() {
      String object = encrypted("RSA-OAEP-256", "A256GCM", signed());
      Response pushed = clients.post("/par", "signer", form("request", object));
      assertThat(pushed.status()).isEqualTo(201);
      published = () -> document(object);
      browser.get(TestRequestObject.url(form("client_id", "signer", "request_uri", URI)));
      assertThat(browser.path()).isEqualTo("/sign-in");
      assertGetsTokens();
    }

    /// Anybody can encrypt for the server: that says nothing of who did.
    @Test
    void what_is_in_it_is_signed() {
      String claims = "{\"client_id\":\"signer\",\"response_type\":\"code\"}";
      assertIsRefused(encrypted("ECDH-ES", "A256GCM", claims));
      String unsigned = "eyJhbGciOiJub25lIn0." + signed().split("\\.", -1)[1] + ".";
      assertIsRefused(encrypted("ECDH-ES", "A256GCM", unsigned));
      assertIsRefused(
          encrypted("ECDH-ES", "A256GCM", object().signed(RequestObjectScene.key("x"))));
      String twice = encrypted("ECDH-ES", "A256GCM", signed());
      assertIsRefused(encrypted("ECDH-ES", "A256GCM", twice));
    }

    @Test
    void one_that_was_changed_is_refused() {
      String[] parts = encrypted("RSA-OAEP-256", "A256GCM", signed()).split("\\.", -1);
      for (int i = 1; i < 5; i++) {
        String[] changed = parts.clone();
        changed[i] = (changed[i].startsWith("A") ? "B" : "A") + changed[i].substring(1);
        assertIsRefused(String.join(".", changed));
        changed[i] = "";
        assertIsRefused(String.join(".", changed));
      }
    }

    @Test
    void one_for_another_key_is_refused() throws Exception {
      JWK other = new ECKeyGenerator(Curve.P_256).generate();
      assertIsRefused(encrypted(header("ECDH-ES"), other, signed()));
      JWK ours = key(JWEAlgorithm.ECDH_ES);
      assertIsRefused(encrypted(header("ECDH-ES").keyID("another"), ours, signed()));
      JWK large = new ECKeyGenerator(Curve.P_384).generate();
      assertIsRefused(encrypted(header("ECDH-ES").keyID(ours.getKeyID()), large, signed()));
    }
  }

  @Nested
  class Section_10_1_algorithms {
    @Test
    void that_are_broken_or_not_asymmetric_do_not_exist() throws Exception {
      JWK rsa = key(JWEAlgorithm.RSA_OAEP_256);
      for (String alg : List.of("RSA1_5", "RSA-OAEP", "RSA-OAEP-512")) {
        assertIsRefused(encrypted(header(alg), rsa, signed()));
      }
      assertIsRefused(encrypted(header("ECDH-ES+A192KW"), key(JWEAlgorithm.ECDH_ES), signed()));
      JWEObject direct =
          new JWEObject(
              new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A256GCM), new Payload(signed()));
      direct.encrypt(new DirectEncrypter(new byte[32]));
      assertIsRefused(direct.serialize());
    }

    @ParameterizedTest
    @ValueSource(strings = {"A128GCM", "A192GCM", "A256CBC-HS512"})
    void of_the_content_are_those_of_the_metadata(String enc) {
      assertIsRefused(encrypted("RSA-OAEP-256", enc, signed()));
    }

    @Test
    void never_unpack_and_understand_nothing_critical() {
      JWK key = key(JWEAlgorithm.ECDH_ES);
      assertIsRefused(
          encrypted(
              header("ECDH-ES").compressionAlgorithm(CompressionAlgorithm.DEF), key, signed()));
      assertIsRefused(
          encrypted(
              header("ECDH-ES").customParam("odd", true).criticalParams(Set.of("odd")),
              key,
              signed()));
      assertIsRefused(encrypted(header("ECDH-ES").contentType("JWE"), key, signed()));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"....", "a.b.c.d.e", "e30.e30.e30.e30.e30", "bnVsbA.A.A.A.A", "W10....A"})
    void of_what_is_no_JWE_there_are_none(String object) {
      assertIsRefused(object);
    }

    @Test
    void with_a_point_off_the_curve_tell_nothing() {
      String header =
          "{\"alg\":\"ECDH-ES\",\"enc\":\"A256GCM\",\"epk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"AQ\"}}";
      assertIsRefused(Base64URL.encode(header) + "..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA");
    }
  }

  @Nested
  class Section_4_metadata_and_keys {
    @Test
    void say_what_there_is() {
      Map<String, Object> metadata = json(server.get("/.well-known/openid-configuration"));
      assertThat(metadata)
          .extractingByKey("request_object_encryption_alg_values_supported")
          .asInstanceOf(InstanceOfAssertFactories.LIST)
          .containsExactly("RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW");
      assertThat(metadata)
          .extractingByKey("request_object_encryption_enc_values_supported")
          .asInstanceOf(InstanceOfAssertFactories.LIST)
          .containsExactly("A128CBC-HS256", "A256GCM");
    }

    @Test
    void say_nothing_of_encryption_where_there_is_no_key_and_follow_when_one_comes() {
      try (TestServer plain = TestServer.withKeysOfItsOwn()) {
        String alg = "request_object_encryption_alg_values_supported";
        String enc = "request_object_encryption_enc_values_supported";
        assertThat(json(plain.get("/.well-known/openid-configuration")))
            .doesNotContainKeys(alg, enc);
        plain.server.reconcile(
            Declared.with(
                Samples.declarations(),
                Samples.confidential(sample("ecdh", encrypting("ECDH-ES+A128KW")))));
        assertThat(json(plain.get("/.well-known/openid-configuration")))
            .containsEntry(alg, List.of("ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"))
            .containsKey(enc);
      }
    }

    @Test
    void are_published_by_their_public_half_and_for_encryption_alone() {
      assertThat(published()).hasSize(2).noneMatch(JWK::isPrivate);
      assertThat(new String(server.get("/jwks").body(), StandardCharsets.UTF_8))
          .doesNotContain("\"d\"", "\"p\"");
    }

    @Test
    void are_made_when_a_client_says_that_it_needs_them() {
      try (TestServer plain = TestServer.withKeysOfItsOwn()) {
        assertThat(new String(plain.get("/jwks").body(), StandardCharsets.UTF_8))
            .doesNotContain("\"enc\"");
        plain.server.reconcile(encryptingClients());
        assertThat(new String(plain.get("/jwks").body(), StandardCharsets.UTF_8))
            .contains("\"enc\"");
      }
    }

    /// What was encrypted before is opened until the longest life of an object is over.
    @Test
    void follow_one_another() {
      JWK before = key(JWEAlgorithm.ECDH_ES);
      String object =
          encrypted(
              header("ECDH-ES").keyID(before.getKeyID()),
              before,
              object().without("exp").signed(KEY));
      server.clock.advance(Duration.ofDays(91));
      server.server.housekeeping().doChores();
      server.clock.advance(Duration.ofDays(1));
      server.server.housekeeping().follow();
      assertThat(published()).hasSize(2).doesNotContain(before);
      assertThat(comesWith(object).path()).isEqualTo("/sign-in");
      server.clock.advance(Duration.ofDays(3));
      server.server.housekeeping().doChores();
      server.server.housekeeping().follow();
      assertIsRefused(object);
      assertThat(comesWith(encrypted("ECDH-ES", "A256GCM", signed())).path()).isEqualTo("/sign-in");
    }
  }
}
