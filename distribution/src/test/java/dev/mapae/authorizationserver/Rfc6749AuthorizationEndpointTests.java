package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.shownError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 6749 §3.1 and §4.1.1, what the authorization endpoint takes and how it refuses.
class Rfc6749AuthorizationEndpointTests {
  final TestServer server = new TestServer();
  final TestBrowser browser = new TestBrowser(server);

  @AfterEach
  void close() {
    server.close();
  }

  /// A fault that the client is told, with everything that it needs to understand it.
  void assertTold(String error, Ask ask) {
    browser.get(ask.url());
    assertThat(browser.redirect()).as(ask.url()).startsWith(Samples.CALLBACK + "?error=");
    assertThat(browser.answer("error")).as(ask.url()).isEqualTo(error);
    assertThat(browser.answer("iss")).isEqualTo("https://id.example.com");
    assertThat(browser.answer("error_description")).matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+");
    assertThat(browser.answer("error_uri")).isEqualTo("https://id.example.com/errors/" + error);
  }

  @Nested
  class Section_3_1_the_endpoint {
    @Test
    void a_get_leads_to_the_sign_in_page() {
      browser.get(Ask.web("openid").url());
      assertThat(browser.path()).isEqualTo("/sign-in");
      assertThat(browser.page.status()).isEqualTo(200);
    }

    @Test
    void a_post_becomes_the_same_get() {
      Ask ask = Ask.web("openid");
      Response response = server.post("/authorize", ask.parameters());
      assertThat(response.status()).isEqualTo(303);
      assertThat(response.header("Location")).contains(ask.url());
      assertThat(response.header("Cache-Control")).contains("no-store");
    }

    @Test
    void a_post_does_not_read_the_query() {
      Response response = server.post(Ask.web("openid").url(), Parameters.empty().with("a", "b"));
      assertThat(response.header("Location")).contains("/authorize?a=b");
    }

    @Test
    void a_post_with_a_fault_in_it_is_shown_to_the_person() {
      Response notForm =
          server.post("/authorize", Ask.web("openid").parameters(), "Content-Type", "text/plain");
      assertThat(shownError(notForm)).isEqualTo("invalid_request");
    }

    @Test
    void what_is_too_long_for_our_own_pages_is_refused_by_get_and_post() {
      Ask ask = Ask.web("openid").with("login_hint", "x".repeat(7000));
      Response post = server.post("/authorize", ask.parameters());
      assertThat(post.status()).isEqualTo(413);
      assertThat(shownError(post)).isEqualTo("invalid_request");
      Response get = server.get(ask.url());
      assertThat(get.status()).isEqualTo(413);
      assertThat(shownError(get)).isEqualTo("invalid_request");
    }

    /// Raw characters are escaped in our own URLs, where each takes more room.
    @Test
    void what_becomes_too_long_by_escaping_is_refused_too() {
      Response get = server.get(Ask.web("openid").url() + "&login_hint=" + "{".repeat(3000));
      assertThat(get.status()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH"})
    void other_methods_are_refused(String method) {
      Response response =
          server.handle(
              TestServer.request(method, Ask.web("openid").url(), Parameters.empty(), List.of()));
      assertThat(response.status()).isEqualTo(405);
      assertThat(response.header("Allow")).contains("GET, HEAD, POST");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "response_type",
          "scope",
          "code_challenge",
          "code_challenge_method",
          "nonce",
          "prompt",
          "max_age",
          "claims",
          "login_hint",
          "ui_locales",
          "response_mode",
          "display",
          "acr_values",
          "unheard-of"
        })
    void a_repeated_parameter_is_refused(String name) {
      assertTold("invalid_request", Ask.web("openid").with(name, List.of("query", "query")));
      assertThat(browser.answer("state")).isEqualTo("xyz");
    }

    @Test
    void a_repeated_state_is_refused_and_not_sent_back() {
      assertTold("invalid_request", Ask.web("openid").with("state", List.of("one", "two")));
      assertThat(browser.redirect()).doesNotContain("state=");
    }

    @Test
    void a_parameter_without_a_value_counts_as_absent() {
      assertTold("invalid_request", Ask.web("openid").with("response_type", ""));
      browser.get(Ask.web("openid").with("prompt", "").with("max_age", "").url());
      assertThat(browser.path()).isEqualTo("/sign-in");
    }

    @Test
    void unknown_parameters_are_ignored() {
      browser.get(Ask.web("openid").with("display", "hologram").with("utm_source", "x").url());
      assertThat(browser.path()).isEqualTo("/sign-in");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"%", "%4", "%zz", "%ff", "%c0%af", "%ed%a0%80", "%00", "\0", "\ud800", "%80"})
    void what_is_no_utf_8_is_shown_to_the_person(String broken) {
      for (String place : List.of("&login_hint=" + broken, "&" + broken + "=x")) {
        Response response = server.get(Ask.web("openid").url() + place);
        assertThat(response.header("Location")).isEmpty();
        assertThat(shownError(response)).isEqualTo("invalid_request");
      }
    }

    /// Whoever looks at it is a person: an error that cannot be sent to the client is a page.
    @Test
    void a_fault_of_ours_is_shown_to_the_person() {
      server.stores.close();
      Response response = server.get(Ask.web("openid").url());
      assertThat(response.status()).isEqualTo(500);
      assertThat(shownError(response)).isEqualTo("server_error");
    }

    @Test
    void a_fault_of_ours_on_the_way_is_shown_to_the_person_too() {
      browser.get(Ask.web("openid").url());
      server.stores.close();
      assertThat(browser.signInAs("alice").shownError()).isEqualTo("server_error");
    }

    @Test
    void more_than_two_hundred_parameters_are_refused() {
      String many = "&x=".repeat(200);
      assertThat(shownError(server.get(Ask.web("openid").url() + many)))
          .isEqualTo("invalid_request");
    }
  }

  @Nested
  class Section_3_1_1_response_type {
    @Test
    void a_missing_one_is_an_invalid_request() {
      assertTold("invalid_request", Ask.web("openid").without("response_type"));
    }

    /// CVE-2026-7571: the implicit flow could be reached although it was switched off.
    @ParameterizedTest
    @ValueSource(
        strings = {
          "token",
          "id_token",
          "id_token token",
          "code id_token",
          "code token",
          "code id_token token",
          "none",
          "CODE",
          "code code",
          " code"
        })
    void only_code_is_supported(String responseType) {
      Ask ask = Ask.web("openid").with("response_type", responseType).with("nonce", "n");
      assertTold("unsupported_response_type", ask);
      assertThat(browser.redirect()).doesNotContain("token=");
    }

    @Test
    void a_client_without_the_grant_is_not_authorized() {
      var declared = Samples.declarations();
      var machine =
          Samples.confidential(
              Samples.client("machine", Samples.CALLBACK).grants("client_credentials"));
      try (TestServer other =
          new TestServer(
              TestServer.ISSUER,
              new dev.mapae.authorizationserver.declaration.Declarations(
                  List.of(machine), declared.people(), declared.resources()))) {
        TestBrowser there = new TestBrowser(other);
        there.get(Ask.of("machine", Samples.CALLBACK, "openid").url());
        assertThat(there.answer("error")).isEqualTo("unauthorized_client");
      }
    }
  }

  @Nested
  class Section_3_3_scope {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "no-such-scope | invalid_scope",
          "openid no-such-scope | invalid_scope",
          "openid PROFILE | invalid_scope",
          "openid address | invalid_scope",
          "a\"b | invalid_scope",
          "a\\b | invalid_scope",
          "openid\tprofile | invalid_scope",
          "ｏpenid | invalid_scope",
          "read | invalid_target",
          "playlist.read orders.read | invalid_target"
        })
    void what_this_client_cannot_have_is_told_before_anybody_signs_in(String scope, String error) {
      assertTold(error, Ask.web(scope));
      assertThat(browser.answer("state")).isEqualTo("xyz");
    }

    @Test
    void a_client_whose_scopes_belong_to_several_resources_has_to_choose() {
      assertTold("invalid_target", Ask.web("openid").without("scope"));
    }

    @Test
    void more_than_a_hundred_scopes_are_refused() {
      StringBuilder many = new StringBuilder("openid");
      for (int i = 0; i < 100; i++) {
        many.append(" s").append(i);
      }
      assertTold("invalid_scope", Ask.web(many.toString()));
    }
  }

  @Nested
  class Section_4_1_1_the_request {
    /// An anonymous visitor never causes a write, so that nobody can fill the database.
    @Test
    void a_visitor_who_is_not_signed_in_leaves_no_row() {
      Map<String, Integer> before = server.rows();
      browser.get(Ask.web("openid").url());
      browser.get(Ask.web("no-such-scope").url());
      browser.get(Ask.of("nobody", Samples.CALLBACK, "openid").url());
      browser.get(Ask.web("openid").with("prompt", "none").url());
      browser.get(Ask.web("openid").url()).signIn("alice", "wrong");
      browser.get("/sign-out");
      server.get(Ask.web("openid").url("/consent"));
      server.post("/authorize", Ask.web("openid").parameters());
      server.get("/userinfo", "Authorization", "Bearer x");
      assertThat(server.rows()).isEqualTo(before);
    }

    @Test
    void state_comes_back_as_it_was() {
      String state = "a b+c%20&=\"'<>\\ü漢\r\nX: y";
      browser.get(Ask.web("openid").with("state", state).with("prompt", "none").url());
      assertThat(browser.answer("state")).isEqualTo(state);
      assertThat(browser.redirect()).matches("[\\x21-\\x7e]+");
    }

    @Test
    void without_state_none_comes_back() {
      browser.get(Ask.web("openid").without("state").with("prompt", "none").url());
      assertThat(browser.redirect()).doesNotContain("state=");
      assertThat(browser.answer("iss")).isEqualTo("https://id.example.com");
    }
  }
}
