package dev.mapae.distribution.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.ClientLogout;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the file says about sign-out.
class LogoutSettingsTests {
  private static final String CLIENT =
      """
      issuer: https://id.example.com
      clients:
        - client_id: a
          client_secret: bench-secret-0123456789abcdef0123456789abcdef
          redirect_uris: ["https://app.example.com/cb", "http://127.0.0.1:8080/cb", "com.example.app:/cb"]
          %s
      """;

  @TempDir Path folder;
  private ConfigurationFile file;

  @BeforeEach
  void file() {
    file = new ConfigurationFile(folder);
  }

  private ClientLogout logout(String lines) {
    String text = CLIENT.formatted(lines.replace("\n", "\n    "));
    assertThat(file.warnings(text)).isEmpty();
    return file.settings(text).declarations().clients().getFirst().client().logout();
  }

  private List<String> mistakes(String line) {
    return file.mistakes(CLIENT.formatted(line));
  }

  @Test
  void nothing_is_told_when_it_says_nothing() {
    assertThat(logout("require_pkce: true")).isEqualTo(ClientLogout.PRESET);
    assertThat(ClientLogout.PRESET.isTold()).isFalse();
  }

  /// OpenID Connect Back-Channel Logout §2.2.
  @Nested
  class Backchannel_logout_uri {
    @ParameterizedTest
    @ValueSource(strings = {"https://app.example.com:8443/out?a=b", "http://127.0.0.1:8080/out"})
    void is_kept_as_it_is(String uri) {
      ClientLogout logout =
          logout("backchannel_logout_uri: " + uri + "\nbackchannel_logout_session_required: true");
      assertThat(logout.backchannelUri()).contains(uri);
      assertThat(logout.isTold()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
      "http://app.example.com/out, it is http",
      "https://app.example.com/out#f, it has a fragment",
      "https://alice@app.example.com/out, it has user information",
      "ftp://app.example.com/out, its scheme is not https",
      "/out, it is no URL"
    })
    void is_one_that_the_server_may_call(String uri, String why) {
      assertThat(mistakes("backchannel_logout_uri: \"" + uri + "\""))
          .singleElement()
          .asString()
          .contains(": ", "'backchannel_logout_uri': " + why);
    }
  }

  /// OpenID Connect Front-Channel Logout §2.
  @Nested
  class Frontchannel_logout_uri {
    @ParameterizedTest
    @ValueSource(strings = {"https://app.example.com/out?a=b", "http://127.0.0.1:8080/out"})
    void is_kept_as_it_is(String uri) {
      ClientLogout logout =
          logout(
              "frontchannel_logout_uri: " + uri + "\nfrontchannel_logout_session_required: true");
      assertThat(logout.frontchannelUri()).contains(uri);
      assertThat(logout.isTold()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
      "https://other.example.com/out, no redirect URI has its scheme",
      "https://app.example.com:8443/out, no redirect URI has its scheme",
      "http://127.0.0.1:8081/out, no redirect URI has its scheme",
      "http://app.example.com/out, it is http off loopback",
      "https://app.example.com/out#f, it has a fragment",
      "https://app.example.com@evil.example/out, it has user information",
      "com.example.app:/out, it is no web page",
      "javascript:alert(1), the scheme 'javascript' is dangerous",
      "/out, it is no absolute URI"
    })
    void is_a_page_of_the_clients_own(String uri, String why) {
      assertThat(mistakes("frontchannel_logout_uri: \"" + uri + "\""))
          .singleElement()
          .asString()
          .contains("6: ", "'frontchannel_logout_uri': " + why);
    }
  }
}
