package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// OAuth 2.0 Form Post Response Mode.
class FormPostResponseModeTests {
  static final Ask ASK = Ask.web("openid");

  final TestServer server = new TestServer();
  final TestBrowser browser = new TestBrowser(server);

  @AfterEach
  void close() {
    server.close();
  }

  @Nested
  class Section_2_the_response {
    @Test
    void the_answer_is_a_form_to_the_redirect_uri() {
      Ask ask = ASK.with("response_mode", "form_post").with("state", "\"><script>'&x");
      browser.get(ask.url()).signInAs("alice").approve();
      assertThat(browser.page.status()).isEqualTo(200);
      assertThat(browser.page.header("Cache-Control")).contains("no-store");
      assertThat(browser.html())
          .contains("method=\"post\" action=\"" + Samples.CALLBACK + "\"")
          .doesNotContain("\"><script>'");
      assertThat(browser.hidden("code")).startsWith("mapae_ac_");
      assertThat(browser.hidden("state")).contains("&lt;script>").doesNotContain("\"");
      assertThat(browser.hidden("iss")).isEqualTo("https://id.example.com");
      var form = ask.redemption(browser.hidden("code"));
      assertThat(server.token("web", form).status()).isEqualTo(200);
    }

    @Test
    void an_error_is_a_form_too() {
      browser.get(ASK.with("response_mode", "form_post").with("prompt", "none").url());
      assertThat(browser.page.status()).isEqualTo(200);
      assertThat(browser.hidden("error")).isEqualTo("login_required");
      assertThat(browser.hidden("state")).isEqualTo("xyz");
    }

    /// CVE-2024-21637, CVE-2026-9086: a script in the redirect URI ran on this page.
    @Test
    void nothing_but_our_script_runs_there() {
      browser.get(ASK.with("response_mode", "form_post").with("prompt", "none").url());
      assertThat(browser.page.header("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'")
          .contains("script-src 'self';")
          .doesNotContain("unsafe")
          .endsWith("form-action https:");
      assertThat(browser.html()).doesNotContain("onload=");
    }

    @Test
    void the_registered_query_stays_in_the_action() {
      Ask old = Ask.of("old", "https://old.example.com/cb?x=1", "openid");
      browser.get(old.with("response_mode", "form_post").with("prompt", "none").url());
      assertThat(browser.html()).contains("action=\"https://old.example.com/cb?x=1\"");
    }
  }
}
