package dev.mapae.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 8252, OAuth 2.0 for Native Apps: loopback.
class Rfc8252LoopbackTests {
  @Nested
  class Section_8_3_loopback_hosts {
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "127.0.0.1", "127.8.9.10", "[::1]"})
    void are_known_by_their_names(String host) {
      assertThat(Loopback.isHost(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "::1",
          "[::2]",
          "127.0.0.1.evil.example",
          "localhost.evil.example",
          "evil-localhost",
          "128.0.0.1",
          "127.0.0",
          "0.0.0.0",
          "10.0.0.1"
        })
    void are_nothing_else(String host) {
      assertThat(Loopback.isHost(host)).isFalse();
    }

    @Test
    void of_redirect_uris_are_loopback() {
      assertThat(Loopback.REDIRECT_HOSTS).allMatch(Loopback::isHost);
    }
  }
}
