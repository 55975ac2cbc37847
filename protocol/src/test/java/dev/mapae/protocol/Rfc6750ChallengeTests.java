package dev.mapae.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 6750 §3, the `WWW-Authenticate` header, and its grammar in RFC 9110 §11.
class Rfc6750ChallengeTests {
  @Nested
  class Section_3_the_challenge {
    @Test
    void is_bare_where_no_token_was_sent() {
      assertThat(Challenge.of("Bearer").header()).isEqualTo("Bearer");
    }

    @Test
    void names_its_realm() {
      assertThat(Challenge.of("Bearer").with("realm", "example").header())
          .isEqualTo("Bearer realm=\"example\"");
    }

    @Test
    void says_in_order_what_was_wrong() {
      assertThat(
              Challenge.of("Bearer")
                  .with("realm", "example")
                  .with("error", "invalid_token")
                  .with("error_description", "The access token expired")
                  .header())
          .isEqualTo(
              "Bearer realm=\"example\", error=\"invalid_token\","
                  + " error_description=\"The access token expired\"");
    }

    @Test
    void has_each_parameter_once() {
      assertThat(Challenge.of("Bearer").with("scope", "a").with("scope", "b").header())
          .isEqualTo("Bearer scope=\"b\"");
    }

    @Test
    void does_not_change_when_another_is_made_of_it() {
      var bare = Challenge.of("Bearer");
      assertThat(bare.with("error", "invalid_token")).isNotEqualTo(bare);
      assertThat(bare.header()).isEqualTo("Bearer");
    }
  }

  @Nested
  class Rfc_9110_section_5_6_4_a_quoted_string {
    @Test
    void escapes_quotes_and_backslashes() {
      assertThat(Challenge.of("Basic").with("realm", "a\"b\\c").header())
          .isEqualTo("Basic realm=\"a\\\"b\\\\c\"");
    }

    @Test
    void cannot_end_the_header() {
      assertThat(Challenge.of("Bearer").with("error_description", "a\r\nSet-Cookie: b").header())
          .isEqualTo("Bearer error_description=\"a??Set-Cookie: b\"");
    }

    @Test
    void is_ascii() {
      assertThat(Challenge.of("Bearer").with("realm", "마패\u007f").header())
          .isEqualTo("Bearer realm=\"???\"");
    }
  }
}
