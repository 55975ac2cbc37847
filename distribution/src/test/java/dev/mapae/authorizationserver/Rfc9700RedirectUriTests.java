package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.shownError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9700 §2.1 and §4.1, redirect URIs: nothing goes to one that the client did not register, to
/// the letter, whatever else is wrong with the request.
class Rfc9700RedirectUriTests {
  final TestServer server = new TestServer();
  final TestBrowser browser = new TestBrowser(server);

  @AfterEach
  void close() {
    server.close();
  }

  /// A fault that is told to the person alone.
  void assertShown(Ask ask) {
    assertShown(ask, "invalid_request");
  }

  void assertShown(Ask ask, String error) {
    Response response = server.get(ask.url());
    assertThat(response.header("Location")).as(ask.url()).isEmpty();
    assertThat(response.status()).isEqualTo(400);
    assertThat(shownError(response)).isEqualTo(error);
  }

  @Nested
  class Section_2_1_exact_matching {
    /// CVE-2025-4143, CVE-2026-54072: `redirect_uri` was not checked at all.
    @ParameterizedTest
    @ValueSource(
        strings = {
          "code",
          "token",
          "id_token",
          "code id_token",
          "code token",
          "id_token token",
          "code id_token token",
          "none",
          "unheard-of"
        })
    void another_uri_is_refused_whatever_the_response_type(String responseType) {
      Ask ask = Ask.of("web", "https://evil.example/cb", "openid playlist.read");
      assertShown(ask.with("response_type", responseType));
      assertShown(ask.with("response_type", responseType).with("prompt", "none"));
    }

    /// CVE-2025-4143, CVE-2026-54072, again for every other fault that would be sent to a client.
    @Test
    void another_uri_is_refused_before_any_other_fault_is_told() {
      Ask ask = Ask.of("web", "https://evil.example/cb", "openid playlist.read");
      List.of(
              ask.without("response_type"),
              ask.with("scope", "no-such-scope"),
              ask.with("scope", "\""),
              ask.with("prompt", "none"),
              ask.with("prompt", "none login"),
              ask.with("max_age", "soon"),
              ask.with("claims", "{"),
              ask.with("registration", "{}"),
              ask.with("resource", "https://nothing.example.com/"),
              ask.without("code_challenge"),
              ask.with("code_challenge_method", "plain"),
              ask.with("state", List.of("one", "two")),
              ask.with("response_mode", "unheard-of"),
              ask.with("response_mode", "fragment"),
              ask.with("response_mode", "form_post"))
          .forEach(Rfc9700RedirectUriTests.this::assertShown);
      assertShown(ask.with("request", "e30.e30."), "invalid_request_object");
      assertShown(ask.with("request_uri", "https://evil.example/request"), "invalid_request_uri");
    }

    /// The same for somebody who is signed in and allowed it before: the paths of success.
    @Test
    void another_uri_is_refused_for_one_who_allowed_it_before() {
      browser.get(Ask.web("openid").url()).signInAs("alice").approve();
      assertThat(browser.answer("code")).isNotEmpty();
      Ask evil = Ask.of("web", "https://evil.example/cb", "openid");
      assertThat(browser.get(evil.url()).shownError()).isEqualTo("invalid_request");
      assertThat(browser.get(evil.with("prompt", "none").url()).shownError())
          .isEqualTo("invalid_request");
      for (String page : List.of("/sign-in", "/consent")) {
        assertThat(browser.get(evil.url(page)).shownError()).isEqualTo("invalid_request");
      }
    }

    /// CVE-2020-15234 (letter case), CVE-2024-52289 (`.` of a regular expression), CVE-2024-8883,
    /// CVE-2026-7504, CVE-2026-3872 (user information, several `@`, `..;/`), CVE-2026-9086,
    /// CVE-2024-21637, CVE-2020-26938 (`javascript:`, `data:`).
    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://APP.example.com/callback",
          "HTTPS://app.example.com/callback",
          "https://app.example.com/Callback",
          "https://app.example.com/callback/",
          "https://app.example.com/callback?",
          "https://app.example.com/callback?x=1",
          "https://app.example.com/callback#",
          "https://app.example.com/callback#x",
          "https://app.example.com/callback/../callback",
          "https://app.example.com/x/..;/callback",
          "https://app.example.com/callback;x",
          "https://app.example.com/%63allback",
          "https://app.example.com//callback",
          "https://app.example.com/",
          "https://app.example.com",
          "https://app.example.com:443/callback",
          "https://app.example.com:8443/callback",
          "https://app.example.com./callback",
          "https://appxexample.com/callback",
          "https://app.example.com.evil.example/callback",
          "https://evil.example/https://app.example.com/callback",
          "https://user@app.example.com/callback",
          "https://app.example.com@evil.example/callback",
          "https://app.example.com:443@evil.example/callback",
          "https://a@b@app.example.com/callback",
          "https://app.example.com\\@evil.example/callback",
          "https://app.example.com%2f@evil.example/callback",
          "https:app.example.com/callback",
          "https:///app.example.com/callback",
          "http://app.example.com/callback",
          "//app.example.com/callback",
          "/callback",
          " https://app.example.com/callback",
          "https://app.example.com/callback ",
          "https://app.example.com/callback\n",
          "https://app.example.com/callback\r\nLocation: https://evil.example/",
          "https://*.example.com/callback",
          "javascript:alert(1)",
          "JavaScript://app.example.com/callback",
          "data:text/html,x",
          "urn:ietf:wg:oauth:2.0:oob"
        })
    void a_uri_that_is_nearly_the_registered_one_is_another(String uri) {
      assertShown(Ask.of("web", uri, "openid playlist.read"));
      assertShown(Ask.of("web", uri, "openid playlist.read").with("response_mode", "form_post"));
    }

    /// CVE-2024-52289, the other half: the first URI that came was saved as the client's.
    @Test
    void no_uri_is_ever_learned() {
      Ask ask = Ask.of("service", "https://evil.example/cb", "playlist.read");
      assertShown(ask);
      assertShown(ask);
      assertShown(ask.without("redirect_uri"));
      assertThat(server.stores.clients().find("service").orElseThrow().redirectUris()).isEmpty();
    }

    @Test
    void the_uri_of_another_client_is_another() {
      assertShown(Ask.of("web", "https://ours.example.com/cb", "openid"));
    }

    @Test
    void a_repeated_uri_is_refused_even_when_both_are_the_registered_one() {
      assertShown(
          Ask.web("openid").with("redirect_uri", List.of(Samples.CALLBACK, Samples.CALLBACK)));
      assertShown(
          Ask.web("openid")
              .with("redirect_uri", List.of(Samples.CALLBACK, "https://evil.example/cb")));
    }

    @Test
    void a_missing_uri_is_told_to_the_person() {
      assertShown(Ask.web("openid").without("redirect_uri"));
      assertShown(Ask.web("openid").with("redirect_uri", ""));
      assertShown(Ask.of("app", "", "playlist.read").without("redirect_uri"));
    }

    /// RFC 6749 §3.1.2.3 lets a plain OAuth request leave out the only one.
    @Test
    void the_only_uri_may_be_left_out_without_openid() {
      Ask ask = Ask.web("playlist.read").without("redirect_uri").with("prompt", "none");
      browser.get(ask.url());
      assertThat(browser.redirect()).startsWith(Samples.CALLBACK + "?error=login_required");
    }

    @Test
    void the_query_of_a_registered_uri_is_kept() {
      Ask ask = Ask.of("old", "https://old.example.com/cb?x=1", "openid").with("prompt", "none");
      assertThat(browser.get(ask.url()).redirect())
          .startsWith("https://old.example.com/cb?x=1&error=login_required&");
      assertShown(Ask.of("old", "https://old.example.com/cb", "openid"));
      assertShown(Ask.of("old", "https://old.example.com/cb?x=2", "openid"));
      assertShown(Ask.of("old", "https://old.example.com/cb?x=1&y=2", "openid"));
    }
  }

  @Nested
  class Section_4_1_the_client {
    @Test
    void an_unknown_client_is_told_to_the_person() {
      assertShown(Ask.of("nobody", Samples.CALLBACK, "openid"));
      assertShown(Ask.of("WEB", Samples.CALLBACK, "openid"));
      assertShown(Ask.web("openid").without("client_id"));
      assertShown(Ask.web("openid").with("client_id", List.of("web", "web")));
    }

    @Test
    void a_disabled_client_is_like_an_unknown_one() {
      try (TestServer fresh = new TestServer()) {
        fresh.stores.clients().disableDeclaredExcept(java.util.Set.of("ours"));
        Response response = fresh.get(Ask.web("openid").url());
        assertThat(response.header("Location")).isEmpty();
        assertThat(shownError(response)).isEqualTo("invalid_request");
      }
    }
  }

  @Nested
  class Section_4_12_redirects {
    @Test
    void they_are_303_so_that_no_password_is_posted_on() {
      browser.get(Ask.web("openid").url()).signInAs("alice");
      assertThat(browser.path()).isEqualTo("/consent");
      browser.approve();
      assertThat(browser.page.status()).isEqualTo(303);
    }

    @Test
    void they_leak_nothing_by_referrer_or_cache() {
      browser.get(Ask.web("openid").with("prompt", "none").url());
      assertThat(browser.page.header("Referrer-Policy")).contains("no-referrer");
      assertThat(browser.page.header("Cache-Control")).contains("no-store");
    }
  }
}
