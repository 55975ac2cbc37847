package dev.mapae.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7636, Proof Key for Code Exchange.
class Rfc7636PkceTests {
  // Appendix B
  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  @Nested
  class Section_4_1_the_client_makes_a_verifier {
    @Test
    void of_256_random_bits_in_base64url() {
      var ones =
          new SecureRandom() {
            @Override
            public void nextBytes(byte[] bytes) {
              java.util.Arrays.fill(bytes, (byte) 0xff);
            }
          };
      assertThat(Pkce.verifier(ones)).isEqualTo("_".repeat(42) + "8");
    }

    @Test
    void another_one_each_time() {
      var random = new SecureRandom();
      assertThat(Pkce.verifier(random)).satisfies(v -> assertThat(Pkce.isVerifier(v)).isTrue());
      assertThat(Pkce.verifier(random)).isNotEqualTo(Pkce.verifier(random));
    }

    @Test
    void of_43_to_128_characters() {
      assertThat(Pkce.isVerifier("a".repeat(42))).isFalse();
      assertThat(Pkce.isVerifier("a".repeat(43))).isTrue();
      assertThat(Pkce.isVerifier("a".repeat(128))).isTrue();
      assertThat(Pkce.isVerifier("a".repeat(129))).isFalse();
    }

    @Test
    void of_unreserved_characters() {
      assertThat(
              Pkce.isVerifier("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"))
          .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "+", "/", "=", "%", "\n", "\0", "é", "ａ"})
    void of_no_other_character(String c) {
      assertThat(Pkce.isVerifier("a".repeat(43) + c)).isFalse();
    }
  }

  @Nested
  class Section_4_2_the_client_makes_the_challenge {
    @Test
    void as_appendix_B_does() {
      assertThat(Pkce.challenge(VERIFIER)).isEqualTo(CHALLENGE);
    }

    @Test
    void of_43_characters_of_base64url() {
      assertThat(Pkce.isChallenge(CHALLENGE)).isTrue();
      assertThat(Pkce.isChallenge(CHALLENGE + "=")).isFalse();
      assertThat(Pkce.isChallenge(CHALLENGE.substring(1))).isFalse();
      assertThat(Pkce.isChallenge(CHALLENGE.replace('-', '+'))).isFalse();
      assertThat(Pkce.isChallenge(CHALLENGE.replace('-', '.'))).isFalse();
      assertThat(Pkce.isChallenge(CHALLENGE.replace('-', '~'))).isFalse();
    }
  }

  @Nested
  class Section_4_6_the_server_verifies_the_verifier {
    @Test
    void that_made_the_challenge() {
      assertThat(Pkce.matches(VERIFIER, CHALLENGE)).isTrue();
    }

    @Test
    void and_refuses_one_that_differs_in_a_character() {
      assertThat(Pkce.matches(VERIFIER.replace('d', 'e'), CHALLENGE)).isFalse();
    }

    @Test
    void and_refuses_one_that_differs_in_case() {
      assertThat(Pkce.matches(VERIFIER.toLowerCase(java.util.Locale.ROOT), CHALLENGE)).isFalse();
    }

    @Test
    void the_challenge_itself_is_not_a_verifier() {
      assertThat(Pkce.matches(CHALLENGE, CHALLENGE)).isFalse();
    }

    @Test
    void a_verifier_too_short_fails_even_when_its_hash_fits() {
      assertThat(Pkce.matches("short", Pkce.challenge("short"))).isFalse();
      assertThat(Pkce.matches("", Pkce.challenge(""))).isFalse();
    }

    @Test
    void a_verifier_with_foreign_characters_fails_even_when_its_hash_fits() {
      String foreign = "é".repeat(43);
      assertThat(Pkce.matches(foreign, Pkce.challenge(foreign))).isFalse();
    }
  }
}
