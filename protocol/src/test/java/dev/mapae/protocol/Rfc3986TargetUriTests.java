package dev.mapae.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 3986, Uniform Resource Identifier: when two spellings are one URI.
class Rfc3986TargetUriTests {
  private static void assertSame(String uri, String normal) {
    assertThat(TargetUri.normalize(uri)).hasValue(normal);
  }

  @Nested
  class Section_5_2_4_dot_segments {
    @ParameterizedTest
    @CsvSource({
      "https://a/b/../token, https://a/token",
      "https://a/./token, https://a/token",
      "https://a/../../token, https://a/token",
      "https://a/b/c/., https://a/b/c/",
      "https://a/b/c/.., https://a/b/",
      "https://a/.., https://a/",
      "https://a/b/%2E%2e/token, https://a/token",
      "https://a/..., https://a/...",
      "https://a//token, https://a//token",
    })
    void are_removed(String uri, String normal) {
      assertSame(uri, normal);
    }
  }

  @Nested
  class Section_6_2_2_syntax {
    @ParameterizedTest
    @CsvSource({
      "HTTPS://Server.EXAMPLE.com/Token, https://server.example.com/Token",
      "https://a/%7etoken, https://a/~token",
      "https://a/%74oken, https://a/token",
      "https://a/to%2fken, https://a/to%2Fken",
      "https://%61/, https://a/",
      "https://[2001:DB8::1]:8443/token, https://[2001:db8::1]:8443/token",
    })
    void is_normalised(String uri, String normal) {
      assertSame(uri, normal);
    }

    /// `%4%41` would become `%4A`, which is another URI.
    @ParameterizedTest
    @ValueSource(strings = {"https://a/%zz", "https://a/%4", "https://a/%4%41", "https://%4%41/"})
    void a_broken_escape_is_in_no_target(String uri) {
      assertThat(TargetUri.normalize(uri)).isEmpty();
    }

    @Test
    void paths_keep_their_case() {
      assertThat(TargetUri.normalize("https://a/Token"))
          .isNotEqualTo(TargetUri.normalize("https://a/token"));
    }
  }

  @Nested
  class Section_6_2_3_scheme {
    @ParameterizedTest
    @CsvSource({
      "https://a:443/token, https://a/token",
      "https://a:/token, https://a/token",
      "http://a:80/token, http://a/token",
      "http://a:443/token, http://a:443/token",
      "https://a:8443/token, https://a:8443/token",
      "https://a, https://a/",
      "https://a?q, https://a/",
    })
    void is_normalised(String uri, String normal) {
      assertSame(uri, normal);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://a/token?a=b", "https://a/token#f", "https://a/token?a#b?c"})
  void query_and_fragment_are_left_out(String uri) {
    assertSame(uri, "https://a/token");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/token",
        "//a/token",
        "ftp://a/token",
        "https:/a/token",
        "https:///token",
        "https://user@a/token",
        "https://user:password@a/token",
        "https://a\\@b/token",
        "https://a:port/token",
        "https://a/to ken",
        "https://a/tök",
        "https://a/\n",
        "javascript:alert(1)",
      })
  void others_are_no_target(String uri) {
    assertThat(TargetUri.normalize(uri).filter(n -> n.equals("https://a/token"))).isEmpty();
  }

  @Test
  void the_length_is_bounded() {
    assertThat(TargetUri.normalize("https://a/" + "b".repeat(2038))).isPresent();
    assertThat(TargetUri.normalize("https://a/" + "b".repeat(2039))).isEmpty();
  }
}
