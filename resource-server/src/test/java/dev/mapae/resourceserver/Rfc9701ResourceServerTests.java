package dev.mapae.resourceserver;

import static dev.mapae.resourceserver.Outcomes.accepted;
import static dev.mapae.resourceserver.Outcomes.refused;
import static dev.mapae.resourceserver.TestIssuer.API;
import static dev.mapae.resourceserver.TestIssuer.NOW;
import static dev.mapae.resourceserver.TestIssuer.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.jwk.ECKey;
import dev.mapae.protocol.DecryptionKey;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9701 at an API: answers of introspection that are signed.
class Rfc9701ResourceServerTests {
  private static final String TYPE = "token-introspection+jwt";

  private final AtomicReference<String> accept = new AtomicReference<>();
  private TestIssuer issuer;
  private volatile String answer;

  @BeforeEach
  void start() throws IOException {
    issuer = new TestIssuer();
    issuer.answers.put(
        "/introspect",
        exchange -> {
          accept.set(exchange.getRequestHeaders().getFirst("Accept"));
          exchange.getRequestBody().readAllBytes();
          TestIssuer.bytes(answer.getBytes(StandardCharsets.UTF_8)).send(exchange);
        });
    answer = signed(claims());
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  private Map<String, Object> claims() {
    Map<String, Object> said = issuer.claims();
    said.put("active", true);
    said.put("token_type", "Bearer");
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer.url());
    claims.put("aud", "music");
    claims.put("iat", NOW.getEpochSecond());
    claims.put("token_introspection", said);
    return claims;
  }

  private Map<String, Object> claims(String name, Object value) {
    Map<String, Object> claims = claims();
    claims.put(name, value);
    return claims;
  }

  private String signed(Map<String, Object> claims) {
    return signed(TYPE, claims);
  }

  private String signed(String type, Map<String, Object> claims) {
    return TestIssuer.token(
        new JWSHeader.Builder(JWSAlgorithm.ES256).type(new JOSEObjectType(type)).keyID("first"),
        claims,
        TestIssuer.signer(issuer.key));
  }

  private Outcome<VerifiedToken> present() {
    return present(Introspection::signed);
  }

  private Outcome<VerifiedToken> present(UnaryOperator<Introspection> how) {
    return TestIssuer.resourceServer(
            ResourceServerSettings.of(
                TrustedIssuer.of(issuer.url(), API)
                    .introspection(
                        how.apply(
                            Introspection.clientSecretBasic("music", "secret")
                                .endpoint(URI.create(issuer.url() + "/introspect"))))),
            new SetClock(NOW))
        .authenticate(bearer("opaque"));
  }

  private void disbelieve(String answer) {
    this.answer = answer;
    assertThat(refused(present()).status()).isEqualTo(503);
  }

  @Nested
  class Section_4_the_question {
    @Test
    void asks_for_a_jwt() {
      accepted(present());
      assertThat(accept).hasValue("application/" + TYPE);
    }
  }

  @Nested
  class Section_5_the_answer {
    @Test
    void says_what_a_plain_one_says() {
      assertThat(accepted(present()).subject()).isEqualTo("alice-sub");
    }

    @Test
    void of_a_token_that_is_not_active_refuses_it() {
      answer = signed(claims("token_introspection", Map.of("active", false)));
      assertThat(refused(present()).error()).contains("invalid_token");
    }

    @Test
    void is_signed_by_a_key_of_the_issuer() {
      disbelieve(
          TestIssuer.token(
              new JWSHeader.Builder(JWSAlgorithm.ES256)
                  .type(new JOSEObjectType(TYPE))
                  .keyID("first"),
              claims(),
              TestIssuer.signer(TestIssuer.ecKey("first"))));
      disbelieve("{\"active\":true}");
      String good = signed(claims());
      disbelieve(good.substring(0, good.lastIndexOf('.') + 1));
    }

    @Test
    void is_for_this_api_of_this_issuer_now() {
      disbelieve(signed(claims("aud", "another")));
      disbelieve(signed(claims("aud", List.of())));
      disbelieve(signed(claims("iss", "https://evil.example")));
      disbelieve(signed(claims("iat", NOW.minusSeconds(71).getEpochSecond())));
      disbelieve(signed(claims("iat", NOW.plusSeconds(11).getEpochSecond())));
      disbelieve(signed(claims("iat", "now")));
      Map<String, Object> undated = claims();
      undated.remove("iat");
      disbelieve(signed(undated));
    }
  }

  @Nested
  class Section_5_the_answer_that_is_encrypted {
    private final DecryptionKey key = DecryptionKey.generate();

    private String sealed(DecryptionKey to, String signed) throws Exception {
      ECKey publicKey = ECKey.parse(to.publicJwk());
      JWEObject jwe =
          new JWEObject(
              new JWEHeader.Builder(JWEAlgorithm.ECDH_ES, EncryptionMethod.A256GCM)
                  .contentType("JWT")
                  .build(),
              new Payload(signed));
      jwe.encrypt(new ECDHEncrypter(publicKey));
      return jwe.serialize();
    }

    private int status() {
      return refused(present(asked -> asked.encryptedTo(key))).status();
    }

    @Test
    void is_opened_and_then_verified_like_any_other() throws Exception {
      answer = sealed(key, signed(claims()));
      assertThat(accepted(present(asked -> asked.encryptedTo(key))).subject())
          .isEqualTo("alice-sub");
      assertThat(accept).hasValue("application/" + TYPE);
      answer = sealed(key, signed(claims("aud", "another")));
      assertThat(status()).isEqualTo(503);
      answer = sealed(key, "{\"active\":true}");
      assertThat(status()).isEqualTo(503);
    }

    @Test
    void is_the_only_one_that_is_taken() throws Exception {
      answer = signed(claims());
      assertThat(status()).isEqualTo(503);
      assertThat(refused(present(asked -> asked.encryptedTo(key).signed())).status())
          .isEqualTo(503);
      answer = sealed(DecryptionKey.generate(), signed(claims()));
      assertThat(status()).isEqualTo(503);
    }

    @Test
    void is_not_taken_where_none_was_asked_for() throws Exception {
      disbelieve(sealed(key, signed(claims())));
    }

    @Test
    void needs_a_key() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Introspection.clientSecretBasic("music", "secret").encryptedTo());
    }
  }

  @Nested
  class Section_8_1_cross_jwt_confusion {
    /// An access token or ID token whose claims somebody could choose must not be taken for one.
    @Test
    void nothing_else_that_the_issuer_signs_is_an_answer() {
      disbelieve(signed("at+jwt", claims()));
      disbelieve(signed("JWT", claims()));
      disbelieve(signed(claims("token_introspection", "active")));
      Map<String, Object> flat = claims("active", true);
      flat.remove("token_introspection");
      disbelieve(signed(flat));
    }
  }
}
