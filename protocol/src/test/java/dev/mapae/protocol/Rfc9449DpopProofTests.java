package dev.mapae.protocol;

import static dev.mapae.protocol.Proofs.CHECKS;
import static dev.mapae.protocol.Proofs.EXAMPLE;
import static dev.mapae.protocol.Proofs.EXAMPLE_JKT;
import static dev.mapae.protocol.Proofs.EXAMPLE_TOKEN;
import static dev.mapae.protocol.Proofs.NOW;
import static dev.mapae.protocol.Proofs.TARGET;
import static dev.mapae.protocol.Proofs.URI;
import static dev.mapae.protocol.Proofs.accepting;
import static dev.mapae.protocol.Proofs.assertRefused;
import static dev.mapae.protocol.Proofs.claims;
import static dev.mapae.protocol.Proofs.header;
import static dev.mapae.protocol.Proofs.signed;
import static dev.mapae.protocol.Proofs.verify;
import static dev.mapae.protocol.Proofs.with;
import static dev.mapae.protocol.Proofs.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9449, OAuth 2.0 Demonstrating Proof of Possession: the proof itself.
class Rfc9449DpopProofTests {
  @Nested
  class Section_4_1_the_header {
    @Test
    void of_the_specification_is_a_proof() {
      DpopProof proof = verify(EXAMPLE, TARGET);
      assertThat(proof.thumbprint()).isEqualTo(EXAMPLE_JKT);
      assertThat(proof.jti()).isEqualTo("-BwC3ESc6acc2lTc");
      assertThat(proof.issuedAt()).isEqualTo(NOW);
      assertThat(proof.nonce()).isEmpty();
    }

    @Test
    void may_be_missing() {
      assertThat(UnverifiedDpopProof.parse(List.of())).isEmpty();
    }

    @Test
    void comes_once() {
      assertRefused(EXAMPLE, EXAMPLE);
      assertRefused(EXAMPLE + ", " + EXAMPLE);
      assertRefused(EXAMPLE, "");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"", ".", "..", "a.b.c", "e30.e30.", "e30.e30.AA.AA", "e30..AA", "bnVsbA.e30.AA"})
    void is_a_signed_JWT(String header) {
      assertRefused(header);
    }

    @Test
    void is_bounded_in_length_and_depth() {
      assertRefused(with(header(), "more", "a".repeat(10_000)), claims());
      assertRefused(header(), with(claims(), "more", List.of(List.of(List.of(List.of(deep()))))));
      assertThat(verify(header(), with(claims(), "more", deep()))).isNotNull();
    }

    private static Object deep() {
      return List.of(List.of(List.of(List.of(Map.of("a", "[[[[[[[[[")))));
    }
  }

  @Nested
  class Section_4_2_the_syntax {
    @ParameterizedTest
    @ValueSource(strings = {"typ", "alg", "jwk"})
    void needs_these_header_parameters(String name) {
      assertRefused(without(header(), name), claims());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jti", "htm", "htu", "iat"})
    void needs_these_claims(String name) {
      assertRefused(header(), without(claims(), name));
      assertRefused(header(), with(claims(), name, List.of()));
      assertRefused(header(), with(claims(), name, ""));
    }

    @Test
    void knows_numbers_from_strings() {
      assertRefused(header(), with(claims(), "iat", String.valueOf(NOW.getEpochSecond())));
      assertRefused(header(), with(claims(), "jti", 1));
      assertRefused(header(), with(claims(), "nonce", 1));
    }

    @Test
    void allows_more() {
      assertThat(verify(with(header(), "kid", "mine"), with(claims(), "more", "of it")))
          .isNotNull();
    }

    @Test
    void bounds_the_jti() {
      assertThat(verify(header(), with(claims(), "jti", "a".repeat(256)))).isNotNull();
      assertRefused(header(), with(claims(), "jti", "a".repeat(257)));
    }
  }

  @Nested
  class Section_8_the_nonce {
    private static void verify(String proof, DpopChecks checks) {
      assertThat(
              UnverifiedDpopProof.parse(List.of(proof)).orElseThrow().verify(checks, TARGET, NOW))
          .isNotNull();
    }

    private static void assertAsked(Map<String, Object> claims, DpopChecks checks) {
      assertThatThrownBy(() -> verify(signed(header(), claims), checks))
          .isInstanceOfSatisfying(
              ProtocolException.class,
              e -> assertThat(e.error()).isInstanceOf(ProtocolError.UseDpopNonce.class));
    }

    @Test
    void is_one_that_the_server_accepts() {
      DpopChecks checks = accepting(nonce -> nonce.filter("good"::equals).isPresent());
      verify(signed(header(), with(claims(), "nonce", "good")), checks);
      assertAsked(claims(), checks);
      assertAsked(with(claims(), "nonce", "bad"), checks);
    }

    @Test
    void is_asked_for_only_where_all_else_is_right() {
      DpopChecks none = accepting(nonce -> false);
      assertThatThrownBy(() -> verify(signed(header(), with(claims(), "htm", "GET")), none))
          .hasMessageContaining("invalid_dpop_proof");
    }
  }

  @Nested
  class Section_11_1_the_time {
    @ParameterizedTest
    @ValueSource(longs = {-60, -1, 0, 10})
    void is_near(long seconds) {
      assertThat(verify(header(), with(claims(), "iat", NOW.getEpochSecond() + seconds)))
          .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {-61, 11, -1562262616, 86_400, Long.MAX_VALUE / 2})
    void is_not_far_off(long seconds) {
      assertRefused(header(), with(claims(), "iat", NOW.getEpochSecond() + seconds));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 1e300, 253402300800d})
    void is_a_date(double iat) {
      assertRefused(header(), with(claims(), "iat", iat));
    }

    @Test
    void may_have_a_fraction() {
      assertThat(verify(header(), with(claims(), "iat", NOW.getEpochSecond() + 0.5))).isNotNull();
    }

    @Test
    void is_less_where_the_proof_says_so() {
      long now = NOW.getEpochSecond();
      assertRefused(header(), with(claims(), "exp", now));
      assertRefused(header(), with(claims(), "exp", "soon"));
      assertRefused(header(), with(claims(), "nbf", now + 11));
      assertThat(verify(header(), with(with(claims(), "exp", now + 1), "nbf", now))).isNotNull();
    }

    @Test
    void ends_with_the_age() {
      assertThat(CHECKS.end(verify(EXAMPLE, TARGET))).isEqualTo(NOW.plusSeconds(60));
    }
  }

  @Test
  void nothing_tells_the_proof_or_the_token() {
    assertThat(UnverifiedDpopProof.parse(List.of(EXAMPLE)).orElseThrow().toString())
        .doesNotContain(EXAMPLE);
    assertThat(new DpopChecks.Target("GET", URI, Optional.of(EXAMPLE_TOKEN)).toString())
        .doesNotContain(EXAMPLE_TOKEN);
    assertThat(verify(EXAMPLE, TARGET).toString()).doesNotContain("BwC3");
  }
}
