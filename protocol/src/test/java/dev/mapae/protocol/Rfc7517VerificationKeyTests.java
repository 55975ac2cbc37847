package dev.mapae.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7517, JSON Web Key: which keys verify signatures, and under which headers.
class Rfc7517VerificationKeyTests {
  private static Map<String, Object> rsa(int bits) {
    BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
    return Map.of("kty", "RSA", "n", Base64URL.encode(modulus).toString(), "e", "AQAB");
  }

  private static Map<String, Object> with(
      Map<String, Object> jwk, String name, @Nullable Object value) {
    Map<String, Object> changed = new HashMap<>(jwk);
    changed.put(name, value);
    return changed;
  }

  private static Map<String, Object> ec(Curve curve) throws Exception {
    return new ECKeyGenerator(curve).generate().toPublicJWK().toJSONObject();
  }

  private static Optional<VerificationKey> parse(Map<String, Object> jwk) {
    return VerificationKey.parseForMany(jwk);
  }

  private static boolean fits(Map<String, Object> jwk, String alg) {
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.parse(alg)).build();
    return parse(jwk).orElseThrow().fits(header);
  }

  @Nested
  class Section_4_1_the_type {
    @ParameterizedTest
    @CsvSource({
      "P-256, ES256, ES384",
      "P-384, ES384, ES512",
      "P-521, ES512, ES256",
    })
    void and_the_curve_choose_the_algorithm(String curve, String alg, String other)
        throws Exception {
      Map<String, Object> jwk = ec(Curve.parse(curve));
      assertThat(fits(jwk, alg)).isTrue();
      assertThat(fits(jwk, other)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
    void RSA_has_six_algorithms(String alg) {
      assertThat(fits(rsa(2048), alg)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS512", "ES256", "EdDSA", "RSA1_5", "RS1"})
    void RSA_has_no_others(String alg) {
      assertThat(fits(rsa(2048), alg)).isFalse();
    }

    @Test
    void oct_is_a_secret_and_verifies_nothing() {
      assertThat(parse(Map.of("kty", "oct", "k", "A".repeat(43)))).isEmpty();
      assertThat(parse(Map.of("kty", "oct", "k", "A".repeat(43), "alg", "HS256"))).isEmpty();
    }

    @Test
    void of_another_curve_verifies_nothing() {
      String x = "A".repeat(43);
      assertThat(parse(Map.of("kty", "OKP", "crv", "X25519", "x", x))).isEmpty();
      assertThat(
              parse(
                  Map.of(
                      "kty", "EC",
                      "crv", "secp256k1",
                      "x", "eb5mfvncu6xVoGKVzocLBwKb_NstzijZWfKBWxb4F5g",
                      "y", "SDradyajxGVdpPv8DhEIqP0XtEimhVQZnEfQj_sQ1Lg")))
          .isEmpty();
    }
  }

  @Nested
  class Section_4_2_use {
    @Test
    void is_sig_or_left_out() {
      assertThat(parse(rsa(2048))).isPresent();
      assertThat(parse(with(rsa(2048), "use", "sig"))).isPresent();
      assertThat(parse(with(rsa(2048), "use", "enc"))).isEmpty();
      assertThat(parse(with(rsa(2048), "use", "future"))).isEmpty();
    }
  }

  @Nested
  class Section_4_3_key_ops {
    @Test
    void contains_verify_or_is_left_out() {
      assertThat(parse(with(rsa(2048), "key_ops", List.of("verify")))).isPresent();
      assertThat(parse(with(rsa(2048), "key_ops", List.of("sign", "verify")))).isPresent();
      assertThat(parse(with(rsa(2048), "key_ops", List.of("sign")))).isEmpty();
      assertThat(parse(with(rsa(2048), "key_ops", List.of("encrypt", "wrapKey")))).isEmpty();
      assertThat(parse(with(rsa(2048), "key_ops", List.of()))).isEmpty();
    }
  }

  @Nested
  class Section_4_4_alg {
    @Test
    void is_the_only_algorithm_of_the_key() {
      Map<String, Object> jwk = with(rsa(2048), "alg", "PS256");
      assertThat(fits(jwk, "PS256")).isTrue();
      assertThat(fits(jwk, "RS256")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "none", "ES256", "RSA-OAEP-256", "future"})
    void that_the_type_does_not_have_makes_the_key_useless(String alg) {
      assertThat(parse(with(rsa(2048), "alg", alg))).isEmpty();
    }
  }

  @Nested
  class Section_4_5_kid {
    private boolean fits(@Nullable Object of, String asked) {
      JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(asked).build();
      return parse(with(rsa(2048), "kid", of)).orElseThrow().fits(header);
    }

    @Test
    void is_the_one_that_the_header_names() {
      assertThat(fits("one", "one")).isTrue();
      assertThat(fits("one", "two")).isFalse();
      assertThat(fits("one", "One")).isFalse();
      assertThat(fits(null, "one")).isFalse();
    }

    @Test
    void may_be_left_out_of_the_header() {
      assertThat(Rfc7517VerificationKeyTests.fits(with(rsa(2048), "kid", "one"), "RS256")).isTrue();
    }

    @Test
    void is_told() {
      assertThat(parse(with(rsa(2048), "kid", "one")).orElseThrow().kid()).contains("one");
      assertThat(parse(rsa(2048)).orElseThrow().kid()).isEmpty();
    }
  }

  @Nested
  class Section_5_a_key_that_is_not_understood {
    @Test
    void is_passed_over() {
      assertThat(VerificationKey.parse("no key at all")).isEmpty();
      assertThat(VerificationKey.parse(List.of())).isEmpty();
      assertThat(parse(Map.of())).isEmpty();
      assertThat(VerificationKey.parse(Map.of(7, 7))).isEmpty();
      assertThat(parse(Map.of("kty", 7))).isEmpty();
      assertThat(parse(Map.of("kty", "AKP", "alg", "ML-DSA-44", "pub", "AAAA"))).isEmpty();
      assertThat(parse(with(rsa(2048), "kid", 7))).isEmpty();
      assertThat(parse(Map.of("kty", "RSA"))).isEmpty();
      assertThat(parse(Map.of("kty", "RSA", "n", "", "e", ""))).isEmpty();
    }

    @Test
    void may_be_a_point_beside_the_curve_or_of_the_wrong_length() {
      assertThat(parse(Map.of("kty", "EC", "crv", "P-256", "x", "AAAA", "y", "AAAA"))).isEmpty();
      assertThat(parse(Map.of("kty", "OKP", "crv", "Ed25519", "x", "AAAA"))).isEmpty();
    }
  }

  /// RFC 7518 §3.3 for the smallest; the largest is what a signature may cost.
  @Nested
  class The_size_of_an_RSA_key {
    @ParameterizedTest
    @ValueSource(ints = {2048, 3072, 4096, 8192})
    void is_between_2048_and_8192_bits(int bits) {
      assertThat(parse(rsa(bits))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2047, 8193, 16384, 20000})
    void is_nothing_else(int bits) {
      assertThat(parse(rsa(bits))).isEmpty();
    }

    @Test
    void counts_for_its_exponent_too() {
      String large = Base64URL.encode(BigInteger.ONE.shiftLeft(64).setBit(0)).toString();
      String small = Base64URL.encode(BigInteger.ONE.shiftLeft(63).setBit(0)).toString();
      assertThat(VerificationKey.parse(with(rsa(2048), "e", small))).isPresent();
      assertThat(parse(with(rsa(2048), "e", large))).isEmpty();
    }

    @Test
    void is_not_raised_by_zeros_before_the_modulus() {
      byte[] padded = new byte[256];
      byte[] modulus = BigInteger.ONE.shiftLeft(1023).setBit(0).toByteArray();
      System.arraycopy(modulus, 0, padded, padded.length - modulus.length, modulus.length);
      assertThat(parse(with(rsa(2048), "n", Base64URL.encode(padded).toString()))).isEmpty();
    }
  }
}
