package dev.mapae.resourceserver;

import static dev.mapae.resourceserver.Outcomes.refused;
import static dev.mapae.resourceserver.TestIssuer.bearer;
import static dev.mapae.resourceserver.TestIssuer.header;
import static dev.mapae.resourceserver.TestIssuer.signer;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7515, JSON Web Signature: tokens that are none, and headers that would mislead.
class Rfc7515MalformedTokenTests {
  private TestIssuer issuer;
  private ResourceServer api;

  @BeforeEach
  void start() throws IOException {
    issuer = new TestIssuer();
    api = issuer.resourceServer();
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  private void refuse(String token) {
    Refusal refusal = refused(api.authenticate(bearer(token)));
    assertThat(refusal.status()).isEqualTo(401);
    assertThat(refusal.error()).contains("invalid_token");
  }

  @Nested
  class Section_4_the_header {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "{}",
          "[]",
          "null",
          "7",
          "{\"alg\":7}",
          "{\"alg\":\"ES256\"",
          "{\"alg\":\"ES256\",\"typ\":[]}",
          "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":{}}",
          "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"alg\":\"HS256\"}",
          "{\"alg\":\"RSA-OAEP\",\"typ\":\"at+jwt\"}",
          "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"x5c\":[\"AAAA\"]}",
          "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}}"
        })
    void a_strange_header_is_refused(String head) {
      String[] good = issuer.token().split("\\.", -1);

      refuse(base64(head) + "." + good[1] + "." + good[2]);
    }

    @Test
    void a_key_in_the_header_is_never_believed() {
      ECKey mine = TestIssuer.ecKey("mine");

      refuse(
          TestIssuer.token(
              header(JWSAlgorithm.ES256).jwk(mine.toPublicJWK()), issuer.claims(), signer(mine)));
    }

    @Test
    void critical_header_parameters_are_refused() {
      refuse(
          TestIssuer.token(
              header(JWSAlgorithm.ES256)
                  .keyID("first")
                  .customParam("exp", 1)
                  .criticalParams(Set.of("exp")),
              issuer.claims(),
              signer(issuer.key)));
    }
  }

  @Nested
  class Section_5_2_the_parts {
    /// Seeded: the same damage every time.
    @Test
    void with_any_one_character_changed_are_refused() {
      String token = issuer.token();
      String characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=~";
      Random random = new Random(7515);
      for (int i = 0; i < 3000; i++) {
        int place = random.nextInt(token.length());
        char other = characters.charAt(random.nextInt(characters.length()));
        if (token.charAt(place) != other) {
          refuse(token.substring(0, place) + other + token.substring(place + 1));
        }
      }
      for (int length = 1; length < token.length(); length++) {
        refuse(token.substring(0, length));
      }
    }

    @Test
    void have_no_second_spelling() {
      String token = issuer.token();
      String characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
      for (int i = 0; i < characters.length(); i++) {
        String last = characters.substring(i, i + 1);
        if (!token.endsWith(last)) {
          refuse(token.substring(0, token.length() - 1) + last);
        }
      }
    }

    @Test
    void deeply_nested_json_is_refused() {
      String deep = "{\"alg\":".repeat(400);
      String deepClaims = "{\"iss\":".repeat(1100);
      String head = issuer.token().split("\\.", -1)[0];

      refuse(base64(deep) + ".e30.AAAA");
      refuse(base64("[".repeat(3000)) + ".e30.AAAA");
      refuse(head + "." + base64(deepClaims) + ".AAAA");
    }

    @Test
    void claims_that_are_no_object_are_refused() {
      String[] good = issuer.token().split("\\.", -1);
      for (String claims : List.of("[]", "null", "\"x\"", "{", "{\"iss\":1,\"iss\":2}")) {
        refuse(good[0] + "." + base64(claims) + "." + good[2]);
      }
    }

    @Test
    void encrypted_tokens_are_refused() {
      refuse("eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.AAAA.AAAA.AAAA.AAAA");
    }
  }

  @Nested
  class Appendix_A_5_unsecured_tokens {
    @Test
    void alg_none_is_refused() {
      for (String alg : List.of("none", "None", "NONE")) {
        String head = base64("{\"alg\":\"" + alg + "\",\"typ\":\"at+jwt\",\"kid\":\"first\"}");
        String claims = issuer.token().split("\\.", -1)[1];

        refuse(head + "." + claims + ".");
        refuse(head + "." + claims + "." + issuer.token().split("\\.", -1)[2]);
      }
    }
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
