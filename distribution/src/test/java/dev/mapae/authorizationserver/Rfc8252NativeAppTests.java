package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 8252, native apps.
class Rfc8252NativeAppTests {
  final TestServer server = new TestServer();
  final TestBrowser browser = new TestBrowser(server);

  @AfterEach
  void close() {
    server.close();
  }

  @Nested
  class Section_7_1_private_use_schemes {
    @Test
    void the_answer_goes_to_the_app() {
      Ask ask = Ask.of("app", "com.example.app:/callback", "openid");
      browser.get(ask.url()).signInAs("alice").approve();
      assertThat(browser.redirect()).startsWith("com.example.app:/callback?code=");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "COM.example.app:/callback",
          "com.example.app:/callback/",
          "com.example.app://callback",
          "com.example.app2:/callback",
          "com.example.app:/callback?x"
        })
    void it_is_matched_to_the_letter(String uri) {
      assertThat(browser.get(Ask.of("app", uri, "openid").url()).shownError())
          .isEqualTo("invalid_request");
    }
  }

  @Nested
  class Section_7_3_loopback {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://127.0.0.1/callback",
          "http://127.0.0.1:1/callback",
          "http://127.0.0.1:51004/callback",
          "http://127.0.0.1:65535/callback"
        })
    void any_port_will_do(String uri) {
      Ask ask = Ask.of("app", uri, "openid").with("prompt", "none");
      assertThat(browser.get(ask.url()).redirect()).startsWith(uri + "?error=login_required");
    }

    /// CVE-2020-15233: the rule for loopback let host and query differ. CVE-2024-8883: text before
    /// an `@` was taken for the host.
    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://127.0.0.1:80@evil.example/callback",
          "http://127.0.0.1@evil.example/callback",
          "http://127.0.0.1:80:80/callback",
          "http://127.0.0.1:80\\@evil.example/callback",
          "http://127.0.0.1:80#@evil.example/callback",
          "http://127.0.0.1:80.evil.example/callback",
          "http://127.0.0.1.evil.example/callback",
          "http://127.0.0.1evil.example/callback",
          "http://127.0.0.1:8a/callback",
          "http://127.0.0.1:-1/callback",
          "http://127.0.0.1:+80/callback",
          "http://127.0.0.1: 80/callback",
          "http://127.0.0.1:٣/callback",
          "http://127.0.0.1:/callback",
          "http://127.0.0.1:65536/callback",
          "http://127.0.0.1:0/callback",
          "http://127.0.0.1:000000080/callback",
          "http://127.0.0.2:80/callback",
          "http://0.0.0.0:80/callback",
          "http://127.1:80/callback",
          "http://2130706433:80/callback",
          "http://[::1]:80/callback",
          "http://localhost:80/callback",
          "http://LOCALHOST:80/callback",
          "http://x@127.0.0.1:80/callback",
          "http://127.0.0.1:80/callback/",
          "http://127.0.0.1:80/Callback",
          "http://127.0.0.1:80/callback?x=1",
          "http://127.0.0.1:80/callback#x",
          "http://127.0.0.1:80/x/..;/callback",
          "http://127.0.0.1:80/",
          "http://127.0.0.1:80",
          "HTTP://127.0.0.1:80/callback",
          "https://127.0.0.1:80/callback"
        })
    void nothing_but_the_port_may_differ(String uri) {
      assertThat(browser.get(Ask.of("app", uri, "openid").url()).shownError())
          .as(uri)
          .isEqualTo("invalid_request");
    }

    @Test
    void the_code_is_redeemed_with_the_port_of_the_request() {
      Ask ask = Ask.of("app", "http://127.0.0.1:51004/callback", "openid");
      browser.get(ask.url()).signInAs("alice").approve();
      String code = browser.answer("code");
      var form = ask.redemption(code).with("client_id", "app");
      assertThat(
              json(server.post("/token", form.with("redirect_uri", "http://127.0.0.1:1/callback"))))
          .containsEntry("error", "invalid_grant");
      assertThat(server.post("/token", form).status()).isEqualTo(200);
    }
  }

  @Nested
  class Section_8_6_client_impersonation {
    /// Nobody can tell which program listens there: neither memory nor `prompt=none` helps.
    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:51004/callback", "com.example.app:/callback"})
    void a_public_client_on_the_device_is_asked_about_every_time(String uri) {
      Ask ask = Ask.of("app", uri, "openid playlist.read");
      browser.get(ask.url()).signInAs("alice").approve("playlist.read");
      assertThat(browser.answer("code")).isNotEmpty();
      browser.get(ask.url());
      assertThat(browser.path()).isEqualTo("/consent");
      assertThat(browser.get(ask.with("prompt", "none").url()).answer("error"))
          .isEqualTo("consent_required");
    }

    @Test
    void a_public_client_at_a_web_address_is_remembered() {
      Ask ask = Ask.of("spa", "https://spa.example.com/cb", "openid playlist.read");
      browser.get(ask.url()).signInAs("alice").approve("playlist.read");
      assertThat(browser.get(ask.url()).answer("code")).isNotEmpty();
    }

    @Test
    void skip_consent_does_not_apply_there() {
      var local =
          Samples.open(Samples.client("local", "http://127.0.0.1/callback").open().skipConsent());
      var declared = Samples.declarations();
      try (TestServer other =
          new TestServer(
              TestServer.ISSUER,
              new dev.mapae.authorizationserver.declaration.Declarations(
                  List.of(local), declared.people(), declared.resources()))) {
        TestBrowser there = new TestBrowser(other);
        there.get(Ask.of("local", "http://127.0.0.1:4/callback", "openid").url()).signInAs("alice");
        assertThat(there.path()).isEqualTo("/consent");
      }
    }
  }
}
