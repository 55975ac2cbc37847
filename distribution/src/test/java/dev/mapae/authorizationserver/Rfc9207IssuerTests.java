package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9207, every response says who sent it, against mix-up.
class Rfc9207IssuerTests {
  static final Ask ASK = Ask.web("openid");

  final TestServer server = new TestServer();
  final TestBrowser browser = new TestBrowser(server);

  @AfterEach
  void close() {
    server.close();
  }

  void assertTold(Ask ask) {
    assertThat(browser.get(ask.url()).answer("error")).isEqualTo("invalid_request");
    assertThat(browser.answer("state")).isEqualTo("xyz");
    assertThat(browser.answer("iss")).isEqualTo("https://id.example.com");
  }

  @Nested
  class Section_2_the_iss_parameter {
    @ParameterizedTest
    @ValueSource(strings = {"query", "fragment"})
    void iss_is_in_codes_and_errors(String mode) {
      Ask ask = ASK.with("response_mode", mode);
      browser.get(ask.url()).signInAs("alice").approve();
      String mark = mode.equals("query") ? "?" : "#";
      assertThat(browser.redirect())
          .startsWith(Samples.CALLBACK + mark + "code=")
          .endsWith("&state=xyz&iss=https%3A%2F%2Fid.example.com");
      browser.get(ask.with("scope", "no-such-scope").url());
      assertThat(browser.redirect())
          .startsWith(Samples.CALLBACK + mark + "error=invalid_scope")
          .endsWith("&state=xyz&iss=https%3A%2F%2Fid.example.com");
    }

    @Test
    void an_unknown_or_repeated_mode_is_told_by_query() {
      assertTold(ASK.with("response_mode", "unheard-of"));
      assertTold(ASK.with("response_mode", "query.jwe"));
      assertTold(ASK.with("response_mode", List.of("fragment", "form_post")));
    }
  }
}
