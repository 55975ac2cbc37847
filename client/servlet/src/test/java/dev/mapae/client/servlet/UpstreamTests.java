package dev.mapae.client.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which request here is which request there.
class UpstreamTests {
  private static final Upstream API =
      new Upstream("/api/", URI.create("https://api.example.com/v1/"), Optional.empty());

  private static String target(String path, String query) {
    return API.target(path, Optional.ofNullable(query)).map(URI::toString).orElse("refused");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "/api/ https://api.example.com/v1/",
        "/api/playlists https://api.example.com/v1/playlists",
        "/api/playlists/ https://api.example.com/v1/playlists/",
        "/api/a/b.c/...d https://api.example.com/v1/a/b.c/...d",
        "/api/%EA%B0%80%20x https://api.example.com/v1/%EA%B0%80%20x",
        "/api/@evil.example https://api.example.com/v1/@evil.example",
        "/api/a:b https://api.example.com/v1/a:b"
      })
  void what_is_below_the_one_is_below_the_other(String path, String target) {
    assertThat(target(path, null)).isEqualTo(target);
  }

  /// CVE-2026-3872 and others: `..;/`, escaped dots and slashes, which some reader decodes.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/..",
        "/api/../admin",
        "/api/a/../../admin",
        "/api/./a",
        "/api/..;/admin",
        "/api/a;b=c",
        "/api/%2e%2e/admin",
        "/api/%2E./admin",
        "/api/..%2fadmin",
        "/api/..%5cadmin",
        "/api/..\\admin",
        "/api/%252e%252e/admin",
        "/api/%c0%ae%c0%ae/admin",
        "/api/..%e0%80%afadmin",
        "/api/%ff",
        "/api/a%00",
        "/api/a%0d%0aX:y",
        "/api//evil.example/",
        "/api/a//b",
        "/api/a%zz",
        "/api/a%2",
        "/api/a?b",
        "/api/a#b",
        "/api/a b",
        "/api/\u00e9"
      })
  void what_two_readers_might_understand_differently_is_refused(String path) {
    assertThat(target(path, null)).isEqualTo("refused");
  }

  /// A pattern that takes a deeper stack the longer a segment is would end in an error.
  @Test
  void a_long_segment_passes_and_a_longer_one_is_refused() {
    String most = "a".repeat(8192);
    assertThat(target("/api/" + most, null)).isEqualTo("https://api.example.com/v1/" + most);
    assertThat(target("/api/" + "a".repeat(100_000), null)).isEqualTo("refused");
    URI asked = URI.create("https://api.example.com/v1/a");
    assertThat(API.here(asked, most)).contains("/api/" + most);
    assertThat(API.here(asked, "a".repeat(100_000))).isEmpty();
  }

  @Test
  void a_query_passes_as_it_is_or_escaped() {
    assertThat(target("/api/a", "q=1&q=%20+/?:@;[]"))
        .isEqualTo("https://api.example.com/v1/a?q=1&q=%20+/?:@;[]");
    assertThat(target("/api/a", "{\"a|b\"}"))
        .isEqualTo("https://api.example.com/v1/a?%7B%22a%7Cb%22%7D");
    assertThat(target("/api/a", "q=%z")).isEqualTo("refused");
    assertThat(target("/api/a", "q=" + "a".repeat(9000))).isEqualTo("refused");
  }

  @ParameterizedTest
  @CsvSource({
    "https://api.example.com/v1/playlists/3, /api/playlists/3",
    "/v1/playlists/3?x=1, /api/playlists/3?x=1",
    "3, /api/3",
    "https://evil.example/v1/a, ",
    "//evil.example/v1/a, ",
    "https://api.example.com/v2/a, ",
    "https://api.example.com/v1/../a, ",
    "https://api.example.com.evil.example/v1/a, ",
    "java script:, "
  })
  void a_place_that_the_API_names_is_named_as_it_is_here(String location, String here) {
    assertThat(API.here(URI.create("https://api.example.com/v1/playlists"), location).orElse(null))
        .isEqualTo(here);
  }

  @Test
  void paths_and_URLs_end_with_a_slash() {
    URI base = URI.create("https://api.example.com/");
    for (String path : List.of("/api", "/", "api/")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Upstream(path, base, Optional.empty()));
    }
    for (String url : List.of("https://api.example.com/v1", "https://api.example.com/?x=/")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Upstream("/api/", URI.create(url), Optional.empty()));
    }
  }
}
