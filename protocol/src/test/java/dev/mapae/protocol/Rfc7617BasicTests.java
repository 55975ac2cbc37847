package dev.mapae.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7617, the "Basic" HTTP authentication scheme.
class Rfc7617BasicTests {
  private static String basic(String text) {
    return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertRefused(String header) {
    assertThatThrownBy(() -> BasicCredentials.parse(header))
        .isInstanceOfSatisfying(
            ProtocolException.class,
            e -> assertThat(e.error()).isInstanceOf(ProtocolError.InvalidRequest.class));
  }

  @Nested
  class Section_2_the_scheme {
    @Test
    void reads_its_own_example() {
      assertThat(BasicCredentials.parse("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="))
          .contains(new BasicCredentials("Aladdin", "open sesame"));
    }

    @Test
    void writes_its_own_example() {
      assertThat(new BasicCredentials("Aladdin", "open sesame").header())
          .isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic", "BASIC", "bAsIc"})
    void has_a_name_in_any_case(String scheme) {
      assertThat(BasicCredentials.parse(scheme + " QWxhZGRpbjpvcGVuIHNlc2FtZQ==")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer abc", "Basics QTpi", "Basi", "DPoP abc", " Basic QTpi"})
    void leaves_other_schemes_alone(String header) {
      assertThat(BasicCredentials.parse(header)).isEmpty();
    }

    @Test
    void splits_at_the_first_colon() {
      assertThat(BasicCredentials.parse(basic("id:pass:word:")))
          .contains(new BasicCredentials("id", "pass:word:"));
    }

    @Test
    void lets_either_half_be_empty() {
      assertThat(BasicCredentials.parse(basic(":"))).contains(new BasicCredentials("", ""));
    }

    @Test
    void refuses_to_write_a_user_id_with_a_colon() {
      assertThatThrownBy(() -> new BasicCredentials("a:b", "c").header())
          .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"Basic", "Basic ", "Basic QQ==", "Basic Q", "Basic ====", "Basic QTpi!"})
    void refuses_what_is_empty_broken_or_without_a_colon(String header) {
      assertRefused(header);
    }

    @Test
    void refuses_two_credentials_in_one_header() {
      assertRefused("Basic QTpi, Basic QTpi");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0:b", "a:b\n", "a:\u007f", "a:\u0085"})
    void refuses_control_characters(String text) {
      assertRefused(basic(text));
    }

    @Test
    void refuses_more_than_it_would_ever_need() {
      assertRefused("Basic " + "QUFB".repeat(1025));
    }
  }

  @Nested
  class Section_2_1_the_charset_is_utf_8 {
    @Test
    void as_in_its_own_example() {
      assertThat(BasicCredentials.parse("Basic dGVzdDoxMjPCow=="))
          .contains(new BasicCredentials("test", "123£"));
      assertThat(new BasicCredentials("test", "123£").header()).isEqualTo("Basic dGVzdDoxMjPCow==");
    }

    @Test
    void and_latin_1_is_refused() {
      byte[] latin = "test:123£".getBytes(StandardCharsets.ISO_8859_1);
      assertRefused("Basic " + Base64.getEncoder().encodeToString(latin));
    }

    @Test
    void and_overlong_forms_are_refused() {
      assertRefused(
          "Basic "
              + Base64.getEncoder().encodeToString(new byte[] {'a', (byte) 0xc0, (byte) 0xba}));
    }
  }

  @Nested
  class Rfc_6749_section_2_3_1_a_client_encodes_both_halves {
    @Test
    void so_that_its_id_may_have_a_colon() {
      var client = new BasicCredentials("https://app.example/", "a+b %:é");
      assertThat(client.formEncoded())
          .isEqualTo(new BasicCredentials("https%3A%2F%2Fapp.example%2F", "a%2Bb+%25%3A%C3%A9"));
      assertThat(
              BasicCredentials.parse(client.formEncoded().header())
                  .map(BasicCredentials::formDecoded))
          .contains(client);
    }

    @Test
    void and_a_broken_escape_is_refused() {
      assertThatThrownBy(() -> new BasicCredentials("a%", "b").formDecoded())
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void the_text_form_tells_no_password() {
    assertThat(new BasicCredentials("Aladdin", "open sesame").toString())
        .contains("Aladdin")
        .doesNotContain("sesame");
  }
}
