package dev.mapae.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 7638, JWK Thumbprint.
class Rfc7638ThumbprintTests {
  private static final Map<String, Object> EXAMPLE =
      Map.of(
          "kty", "RSA",
          "n",
              "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tS"
                  + "oc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5"
                  + "v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbIS"
                  + "D08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-"
                  + "kEgU8awapJzKnqDKgw",
          "e", "AQAB",
          "alg", "RS256",
          "kid", "2011-04-29");

  @Nested
  class Section_3_1_the_example {
    @Test
    void has_the_thumbprint_of_the_specification() {
      assertThat(JwkThumbprint.of(EXAMPLE)).hasValue("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }
  }

  @Nested
  class Section_3_2_the_members_that_count {
    @Test
    void are_those_that_make_the_key() throws Exception {
      for (JWK key :
          new JWK[] {
            new ECKeyGenerator(Curve.P_256).generate(),
            new ECKeyGenerator(Curve.P_521).keyID("1").generate(),
            new RSAKeyGenerator(2048).generate(),
            JWK.parse(
                "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"),
          }) {
        assertThat(JwkThumbprint.of(key.toPublicJWK().toJSONObject()))
            .hasValue(key.computeThumbprint().toString());
      }
    }

    /// Otherwise one key would have several thumbprints, and an API that computes one from the key
    /// would find another.
    @Test
    void are_written_in_one_way_only() throws Exception {
      Map<String, Object> key =
          new HashMap<>(new ECKeyGenerator(Curve.P_256).generate().toPublicJWK().toJSONObject());
      byte[] x = Base64.getUrlDecoder().decode((String) key.get("x"));
      String longer =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(ByteBuffer.allocate(33).put((byte) 0).put(x).array());
      String written = (String) key.get("x");
      char last = written.charAt(42);
      String strayBits = written.substring(0, 42) + (char) (last + 1);
      assertThat(JwkThumbprint.of(key)).isPresent();
      for (String other : List.of(longer, strayBits, written + "=", "A")) {
        key.put("x", other);
        assertThat(JwkThumbprint.of(key)).as(other).isEmpty();
      }
      Map<String, Object> rsa = new HashMap<>(EXAMPLE);
      rsa.put("e", "AAEAAQ");
      assertThat(JwkThumbprint.of(rsa)).isEmpty();
    }

    @Test
    void do_not_include_private_ones() throws Exception {
      RSAKey key = new RSAKeyGenerator(2048).generate();
      assertThat(JwkThumbprint.of(key.toJSONObject()))
          .isEqualTo(JwkThumbprint.of(key.toPublicJWK().toJSONObject()));
    }

    @Test
    void have_to_be_there() {
      Map<String, Object> less = new HashMap<>(EXAMPLE);
      less.remove("e");
      assertThat(JwkThumbprint.of(less)).isEmpty();
      assertThat(JwkThumbprint.of(Map.of())).isEmpty();
      assertThat(JwkThumbprint.of(Map.of("kty", "oct", "k", "secret"))).isEmpty();
      assertThat(JwkThumbprint.of(Map.of("kty", 1))).isEmpty();
    }

    @Test
    void are_written_in_base64url() {
      for (Object x : new Object[] {"", "a b", "a=", "a\"", "é", 5}) {
        assertThat(JwkThumbprint.of(Map.of("kty", "OKP", "crv", "Ed25519", "x", x))).isEmpty();
      }
    }
  }

  @Test
  void it_has_43_characters() {
    assertThat(JwkThumbprint.isThumbprint("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")).isTrue();
    for (String other : new String[] {"", "a".repeat(42), "a".repeat(44), "a".repeat(42) + "="}) {
      assertThat(JwkThumbprint.isThumbprint(other)).isFalse();
    }
  }
}
