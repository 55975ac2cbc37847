package dev.mapae.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.BigIntegerUtils;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7515, JSON Web Signature: whether a key made a signature.
class Rfc7515SignatureTests {
  private static final RSAKey RSA = rsa();
  private static final VerificationKey KEY = key(RSA.toPublicJWK().toJSONObject());

  private static RSAKey rsa() {
    try {
      return new RSAKeyGenerator(2048).keyID("one").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static VerificationKey key(Map<String, Object> jwk) {
    return VerificationKey.parseForMany(jwk).orElseThrow();
  }

  /// A JWS with whatever header, signed by the key above with RSASSA-PKCS1-v1_5 and SHA-256.
  private static JWSObject signed(String header) throws Exception {
    String input = Base64URL.encode(header) + "." + Base64URL.encode("payload");
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(RSA.toPrivateKey());
    signature.update(input.getBytes(StandardCharsets.US_ASCII));
    return JWSObject.parse(input + "." + Base64URL.encode(signature.sign()));
  }

  @Nested
  class Section_5_2_a_signature {
    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
    void is_verified_by_the_key_that_made_it(String alg) throws Exception {
      JWSObject jws =
          new JWSObject(
              new JWSHeader.Builder(JWSAlgorithm.parse(alg)).keyID("one").build(),
              new Payload("payload"));
      assertThat(KEY.verifies(jws)).isFalse();
      jws.sign(new RSASSASigner(RSA));
      assertThat(KEY.verifies(jws)).isTrue();
      assertThat(KEY.verifies(JWSObject.parse(jws.serialize()))).isTrue();
    }

    @Test
    void is_verified_by_no_other_key() throws Exception {
      VerificationKey other = key(rsa().toPublicJWK().toJSONObject());
      assertThat(other.verifies(signed("{\"alg\":\"RS256\",\"kid\":\"one\"}"))).isFalse();
    }

    @Test
    void covers_the_header_and_the_payload() throws Exception {
      JWSObject jws = signed("{\"alg\":\"RS256\"}");
      Base64URL[] parts = jws.getParsedParts();
      assertThat(KEY.verifies(new JWSObject(parts[0], parts[1], parts[2]))).isTrue();
      assertThat(KEY.verifies(new JWSObject(parts[0], Base64URL.encode("other"), parts[2])))
          .isFalse();
      Base64URL spaced = Base64URL.encode("{\"alg\":\"RS256\" }");
      assertThat(KEY.verifies(new JWSObject(spaced, parts[1], parts[2]))).isFalse();
      assertThat(KEY.verifies(new JWSObject(parts[0], parts[1], Base64URL.encode("x")))).isFalse();
    }

    @Test
    void under_another_kid_is_refused_although_the_key_made_it() throws Exception {
      assertThat(KEY.verifies(signed("{\"alg\":\"RS256\",\"kid\":\"one\"}"))).isTrue();
      assertThat(KEY.verifies(signed("{\"alg\":\"RS256\",\"kid\":\"two\"}"))).isFalse();
    }
  }

  @Nested
  class Section_4_1_1_alg {
    @Test
    void of_the_key_and_not_of_the_header_decides() throws Exception {
      Map<String, Object> jwk = RSA.toPublicJWK().toJSONObject();
      jwk.put("alg", "PS256");
      assertThat(key(jwk).verifies(signed("{\"alg\":\"RS256\"}"))).isFalse();
    }

    @Test
    void is_never_symmetric() throws Exception {
      JWSObject jws = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload("payload"));
      jws.sign(new MACSigner(RSA.toRSAPublicKey().getEncoded()));
      assertThat(KEY.verifies(jws)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"None", "NONE", "rs256", "RS1", "ES256"})
    void is_one_of_this_key(String alg) throws Exception {
      assertThat(KEY.verifies(signed("{\"alg\":\"" + alg + "\"}"))).isFalse();
    }
  }

  @Nested
  class Section_4_1_11_crit {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"alg\":\"RS256\",\"crit\":[\"exp\"],\"exp\":1}",
          "{\"alg\":\"RS256\",\"crit\":[\"b64\"],\"b64\":true}",
          "{\"alg\":\"RS256\",\"crit\":[\"b64\"],\"b64\":false}",
          "{\"alg\":\"RS256\",\"b64\":false}",
          "{\"alg\":\"RS256\",\"crit\":[]}",
        })
    void is_never_understood(String header) throws Exception {
      JWSObject jws = signed(header);
      assertThat(VerificationKey.understands(jws.getHeader())).isFalse();
      assertThat(KEY.verifies(jws)).isFalse();
    }

    @Test
    void need_not_be_there() throws Exception {
      JWSObject jws = signed("{\"alg\":\"RS256\",\"unknown\":1}");
      assertThat(VerificationKey.understands(jws.getHeader())).isTrue();
      assertThat(KEY.verifies(jws)).isTrue();
    }
  }

  @Nested
  class Appendix_A_3_the_example_with_ES256 {
    private static final String HEADER_AND_PAYLOAD =
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
            + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.";
    private static final String SIGNATURE =
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    private final VerificationKey key =
        key(
            Map.of(
                "kty", "EC",
                "crv", "P-256",
                "x", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                "y", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"));

    @Test
    void is_verified() throws Exception {
      assertThat(key.verifies(JWSObject.parse(HEADER_AND_PAYLOAD + SIGNATURE))).isTrue();
    }

    @Test
    void is_refused_with_a_signature_of_zeros() throws Exception {
      assertThat(key.verifies(JWSObject.parse(HEADER_AND_PAYLOAD + "A".repeat(86)))).isFalse();
    }
  }

  /// RFC 7518 §3.4. CVE-2022-21449 was a JDK that took zeros for a signature of everything.
  @Nested
  class With_ECDSA {
    @ParameterizedTest
    @ValueSource(strings = {"P-256", "P-384", "P-521"})
    void a_signature_has_one_length(String curve) throws Exception {
      ECKey pair = new ECKeyGenerator(Curve.parse(curve)).generate();
      JWSObject jws = signed(pair);
      byte[] signature = jws.getSignature().decode();

      assertThat(verifies(pair, jws, signature)).isTrue();
      assertThat(verifies(pair, jws, Arrays.copyOf(signature, signature.length - 1))).isFalse();
      assertThat(verifies(pair, jws, Arrays.copyOf(signature, signature.length + 2))).isFalse();
      assertThat(verifies(pair, jws, withZeros(signature))).isFalse();
      assertThat(verifies(pair, jws, new byte[0])).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"P-256", "P-384", "P-521"})
    void a_number_out_of_range_is_refused(String curve) throws Exception {
      ECKey pair = new ECKeyGenerator(Curve.parse(curve)).generate();
      JWSObject jws = signed(pair);
      byte[] signature = jws.getSignature().decode();
      int half = signature.length / 2;
      byte[] order =
          BigIntegerUtils.toBytesUnsigned(pair.getCurve().toECParameterSpec().getOrder());
      assertThat(order).hasSize(half);
      for (byte[] wrong : List.of(new byte[half], order)) {
        for (int place : List.of(0, half)) {
          byte[] other = signature.clone();
          System.arraycopy(wrong, 0, other, place, half);
          assertThat(verifies(pair, jws, other)).isFalse();
        }
      }
      assertThat(verifies(pair, jws, new byte[2 * half])).isFalse();
    }

    private boolean verifies(ECKey pair, JWSObject jws, byte[] signature) {
      return key(pair.toPublicJWK().toJSONObject())
          .verifies(jws.getHeader(), jws.getSigningInput(), signature);
    }

    private JWSObject signed(ECKey pair) throws Exception {
      ECDSASigner signer = new ECDSASigner(pair);
      JWSObject jws =
          new JWSObject(new JWSHeader(signer.supportedECDSAAlgorithm()), new Payload("payload"));
      jws.sign(signer);
      return jws;
    }

    /// The same two numbers, each with a zero before it.
    private byte[] withZeros(byte[] signature) {
      int half = signature.length / 2;
      byte[] longer = new byte[signature.length + 2];
      System.arraycopy(signature, 0, longer, 1, half);
      System.arraycopy(signature, half, longer, half + 2, half);
      return longer;
    }
  }

  /// RFC 8037, appendix A.4.
  @Nested
  class With_Ed25519 {
    private static final Map<String, Object> JWK =
        Map.of("kty", "OKP", "crv", "Ed25519", "x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    private static final String EXAMPLE =
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PG"
            + "cvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

    @ParameterizedTest
    @ValueSource(strings = {"", "EdDSA", "Ed25519"})
    void the_example_is_verified_whatever_the_key_calls_its_algorithm(String alg) throws Exception {
      Map<String, Object> jwk = new HashMap<>(JWK);
      if (!alg.isEmpty()) {
        jwk.put("alg", alg);
      }
      assertThat(key(jwk).verifies(JWSObject.parse(EXAMPLE))).isTrue();
      assertThat(key(jwk).verifies(JWSObject.parse(EXAMPLE.replace("hgyY0il", "hgyY0im"))))
          .isFalse();
    }

    @Test
    void a_signature_of_the_wrong_length_is_refused() throws Exception {
      String cut = EXAMPLE.substring(0, EXAMPLE.length() - 8);
      assertThat(key(JWK).verifies(JWSObject.parse(cut))).isFalse();
    }
  }
}
