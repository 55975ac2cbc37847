package dev.mapae.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9964, ML-DSA, for those who verify, on a JDK that has it.
class Rfc9964MlDsaTests {
  static final List<String> ALGORITHMS = List.of("ML-DSA-44", "ML-DSA-65", "ML-DSA-87");

  /// A public key, and what it signed.
  record Example(Map<String, Object> jwk, String jws) {}

  static Stream<Example> examples() {
    return ALGORITHMS.stream().map(Rfc9964MlDsaTests::example);
  }

  /// The seed of the examples of appendix A is zeros.
  static KeyPair ofZeros(String alg) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(alg);
      generator.initialize(
          new NamedParameterSpec(alg),
          new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
              Arrays.fill(bytes, (byte) 0);
            }
          });
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static Map<String, Object> jwk(String alg, PublicKey key) {
    byte[] spki = key.getEncoded();
    Map<String, Object> jwk = new HashMap<>();
    jwk.put("kty", "AKP");
    jwk.put("alg", alg);
    jwk.put("pub", base64url(Arrays.copyOfRange(spki, 22, spki.length)));
    return jwk;
  }

  private static Example example(String alg) {
    KeyPair pair = ofZeros(alg);
    return new Example(
        jwk(alg, pair.getPublic()),
        signed(Map.of("alg", alg), Map.of("sub", "Frodo"), pair.getPrivate()));
  }

  static String signed(Map<String, Object> header, Map<String, Object> claims, PrivateKey key) {
    String input =
        base64url(Json.write(header).getBytes(StandardCharsets.UTF_8))
            + "."
            + base64url(Json.write(claims).getBytes(StandardCharsets.UTF_8));
    try {
      Signature signature = Signature.getInstance((String) header.get("alg"));
      signature.initSign(key);
      signature.update(input.getBytes(StandardCharsets.US_ASCII));
      return input + "." + base64url(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static Map<String, Object> with(Map<String, Object> jwk, String name, Object value) {
    Map<String, Object> changed = new HashMap<>(jwk);
    changed.put(name, value);
    return changed;
  }

  static Map<String, Object> without(Map<String, Object> jwk, String name) {
    Map<String, Object> changed = new HashMap<>(jwk);
    changed.remove(name);
    return changed;
  }

  static boolean verifies(Map<String, Object> jwk, String jws) {
    try {
      return VerificationKey.parse(jwk).orElseThrow().verifies(JWSObject.parse(jws));
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  @Nested
  class Section_5_signatures {
    static Stream<Example> examples() {
      return Rfc9964MlDsaTests.examples();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void are_verified(Example example) {
      assertThat(verifies(example.jwk(), example.jws())).isTrue();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void are_not_verified_when_a_character_changed(Example example) {
      int dot = example.jws().indexOf('.');
      char first = example.jws().charAt(dot + 1) == 'A' ? 'B' : 'A';
      String changed =
          example.jws().substring(0, dot + 1) + first + example.jws().substring(dot + 2);
      assertThat(verifies(example.jwk(), changed)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void are_not_verified_under_another_algorithm(Example example) {
      for (String alg : List.of("ML-DSA-44", "ML-DSA-65", "ML-DSA-87", "HS256", "none", "EdDSA")) {
        if (!alg.equals(example.jwk().get("alg"))) {
          assertThat(VerificationKey.parse(with(example.jwk(), "alg", alg))).isEmpty();
        }
      }
    }
  }

  @Nested
  class Section_3_the_AKP_key_type {
    final Map<String, Object> jwk = examples().findFirst().orElseThrow().jwk();

    Optional<VerificationKey> parse(Map<String, Object> changed) {
      return VerificationKey.parse(changed);
    }

    @Test
    void needs_alg_and_pub() {
      assertThat(parse(jwk)).isPresent();
      assertThat(parse(without(jwk, "alg"))).isEmpty();
      assertThat(parse(without(jwk, "pub"))).isEmpty();
      assertThat(parse(with(jwk, "alg", 44))).isEmpty();
      assertThat(parse(with(jwk, "pub", List.of()))).isEmpty();
    }

    @Test
    void has_no_priv_in_public() {
      assertThat(parse(with(jwk, "priv", "A".repeat(43)))).isEmpty();
    }

    @Test
    void is_for_signatures_when_it_says_what_for() {
      assertThat(parse(with(jwk, "use", "sig"))).isPresent();
      assertThat(parse(with(jwk, "use", "enc"))).isEmpty();
      assertThat(parse(with(jwk, "key_ops", List.of("verify")))).isPresent();
      assertThat(parse(with(jwk, "key_ops", List.of("sign")))).isEmpty();
      assertThat(parse(with(jwk, "key_ops", "verify"))).isEmpty();
    }

    @Test
    void has_the_length_of_its_algorithm() {
      assertThat(parse(with(jwk, "pub", "A".repeat(100)))).isEmpty();
      assertThat(parse(with(jwk, "pub", jwk.get("pub") + "AAAA"))).isEmpty();
      assertThat(parse(with(jwk, "pub", "not base64url!"))).isEmpty();
    }
  }

  @Nested
  class Section_5_the_algorithms {
    @Test
    void are_among_those_that_keys_verify() {
      assertThat(VerificationKey.ALGORITHMS).endsWith("ML-DSA-44", "ML-DSA-65", "ML-DSA-87");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ML-DSA-44", "ML-DSA-65", "ML-DSA-87"})
    void sign_dpop_proofs(String alg) throws GeneralSecurityException {
      KeyPair pair = KeyPairGenerator.getInstance(alg).generateKeyPair();
      Map<String, Object> jwk = jwk(alg, pair.getPublic());
      String proof =
          signed(
              Map.of("typ", "dpop+jwt", "alg", alg, "jwk", jwk),
              Proofs.claims(),
              pair.getPrivate());
      DpopChecks checks =
          new DpopChecks(
              VerificationKey.ALGORITHMS,
              Proofs.CHECKS.maxAge(),
              Proofs.CHECKS.maxAhead(),
              nonce -> true);
      assertThat(
              UnverifiedDpopProof.parse(List.of(proof))
                  .orElseThrow()
                  .verify(checks, Proofs.TARGET, Proofs.NOW)
                  .thumbprint())
          .isEqualTo(JwkThumbprint.of(jwk).orElseThrow());
    }
  }

  @Nested
  class Section_6_the_thumbprint {
    static Stream<Example> examples() {
      return Rfc9964MlDsaTests.examples();
    }

    /// Appendix A.1, ML-DSA-44.
    @Test
    void is_of_alg_kty_and_pub() {
      assertThat(JwkThumbprint.of(jwk("ML-DSA-44", ofZeros("ML-DSA-44").getPublic())))
          .contains("T4xl70S7MT6Zeq6r9V9fPJGVn76wfnXJ21-gyo0Gu6o");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void is_another_for_another_alg(Example example) {
      assertThat(JwkThumbprint.of(with(example.jwk(), "alg", "other")))
          .isNotEqualTo(JwkThumbprint.of(example.jwk()));
    }
  }
}
