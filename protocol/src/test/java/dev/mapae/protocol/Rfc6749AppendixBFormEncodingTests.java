package dev.mapae.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 6749 appendix B, `application/x-www-form-urlencoded`, and the rules of §3.1 and §3.2 for
/// parameters.
class Rfc6749AppendixBFormEncodingTests {
  private static void assertInvalidRequest(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProtocolException.class,
            e -> assertThat(e.error()).isInstanceOf(ProtocolError.InvalidRequest.class));
  }

  @Nested
  class Appendix_B {
    @Test
    void its_own_example() {
      assertThat(Parameters.encode(" %&+£€")).isEqualTo("+%25%26%2B%C2%A3%E2%82%AC");
      assertThat(Parameters.decode("+%25%26%2B%C2%A3%E2%82%AC")).isEqualTo(" %&+£€");
    }

    @Test
    void hexadecimal_digits_in_any_case() {
      assertThat(Parameters.decode("%c2%A3")).isEqualTo("£");
    }

    @Test
    void raw_characters_mean_themselves() {
      assertThat(Parameters.decode("/:?@é마패😀")).isEqualTo("/:?@é마패😀");
    }

    @Test
    void characters_beyond_the_basic_plane() {
      assertThat(Parameters.encode("😀")).isEqualTo("%F0%9F%98%80");
      assertThat(Parameters.decode("%F0%9F%98%80")).isEqualTo("😀");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%4", "a%", "%zz", "%4g", "%é0", "%+1", "%-1"})
    void broken_escapes_are_refused(String encoded) {
      assertInvalidRequest(() -> Parameters.decode(encoded));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%ff", "%c3", "%c0%af", "%ed%a0%80", "%f4%90%80%80"})
    void bytes_that_are_not_utf_8_are_refused(String encoded) {
      assertInvalidRequest(() -> Parameters.decode(encoded));
    }

    @Test
    void half_a_surrogate_pair_is_refused() {
      assertInvalidRequest(() -> Parameters.decode("\ud83d"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "\0"})
    void nul_is_refused(String encoded) {
      assertInvalidRequest(() -> Parameters.decode("a" + encoded));
    }

    @Test
    void names_are_encoded_too() {
      assertThat(Parameters.parse("re%73ource=a").required("resource")).isEqualTo("a");
    }

    @Test
    void only_the_first_equals_sign_divides() {
      assertThat(Parameters.parse("a=b=c").required("a")).isEqualTo("b=c");
    }

    @Test
    void empty_pieces_are_nothing() {
      assertThat(Parameters.parse("&&a=1&").names()).containsExactly("a");
      assertThat(Parameters.parse("").names()).isEmpty();
    }

    @Test
    void what_is_written_is_read_again() {
      var written =
          Parameters.of(Map.of("re source", List.of("https://a/?b=c&d", ""))).with("é", "+");
      assertThat(Parameters.parse(written.encode()).stream().toList())
          .isEqualTo(written.stream().toList());
    }

    @Test
    void there_are_at_most_200_parameters() {
      String most =
          IntStream.range(0, 200).mapToObj(i -> "p" + i + "=").collect(Collectors.joining("&"));
      assertThat(Parameters.parse(most).names()).hasSize(200);
      assertInvalidRequest(() -> Parameters.parse(most + "&one=more"));
    }
  }

  @Nested
  class Section_3_1_and_3_2 {
    @Test
    void a_parameter_without_a_value_counts_as_absent() {
      var parameters = Parameters.parse("scope=&state");
      assertThat(parameters.one("scope")).isEmpty();
      assertThat(parameters.one("state")).isEmpty();
      assertThat(parameters.has("scope")).isFalse();
      assertThat(parameters.all("state")).isEmpty();
      assertInvalidRequest(() -> parameters.required("scope"));
    }

    @Test
    void an_absent_one_is_named_when_it_has_to_be_there() {
      assertThatThrownBy(() -> Parameters.parse("a=1").required("grant_type"))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("grant_type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=1&a=2", "a=1&a=1", "a=&a=1", "a&a=1", "a=1&%61=1"})
    void a_repeated_parameter_is_refused(String encoded) {
      assertInvalidRequest(() -> Parameters.parse(encoded).one("a"));
      assertInvalidRequest(() -> Parameters.parse(encoded).required("a"));
    }

    @Test
    void one_that_may_be_repeated_keeps_its_order() {
      assertThat(Parameters.parse("resource=b&x=1&resource=&resource=a").all("resource"))
          .containsExactly("b", "a");
    }

    @Test
    void an_unknown_one_that_is_repeated_disturbs_nobody() {
      assertThat(Parameters.parse("a=1&x=1&x=2").one("a")).contains("1");
    }
  }

  @Test
  void parameters_do_not_change() {
    var parameters = Parameters.parse("a=1&b=2");
    assertThat(parameters.with("a", "3").required("a")).isEqualTo("3");
    assertThat(parameters.without(Set.of("a")).names()).containsExactly("b");
    assertThat(parameters.encode()).isEqualTo("a=1&b=2");
  }

  @Test
  void the_text_form_tells_no_values() {
    assertThat(Parameters.parse("client_secret=sesame").toString())
        .contains("client_secret")
        .doesNotContain("sesame");
  }
}
