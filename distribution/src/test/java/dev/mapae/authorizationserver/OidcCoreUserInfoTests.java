package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// OIDC Core §5.3, the UserInfo endpoint, and RFC 6750 as far as it is one of its resources.
class OidcCoreUserInfoTests {
  final TestServer server = new TestServer();
  final TestBrowser browser = new TestBrowser(server);

  @AfterEach
  void close() {
    server.close();
  }

  Map<String, Object> tokens(Ask ask, String... ticked) {
    browser.get(ask.url()).signInAs("alice").approve(ticked);
    return json(server.token("web", ask.redemption(browser.answer("code"))));
  }

  String token() {
    return (String) tokens(Ask.web("openid email"), "email").get("access_token");
  }

  Response userInfo(String token) {
    return server.get("/userinfo", "Authorization", "Bearer " + token);
  }

  void assertRefused(Response response, int status, String error) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(json(response)).containsEntry("error", error).doesNotContainKey("sub");
    assertThat(response.header("WWW-Authenticate").orElseThrow())
        .startsWith("Bearer realm=\"userinfo\"")
        .contains("error=\"" + error + "\"");
    assertThat(response.header("Cache-Control")).contains("no-store");
  }

  @Nested
  class Section_5_3_1_the_request {
    @Test
    void get_and_post_take_the_header_and_post_takes_the_body() {
      String token = token();
      Parameters none = Parameters.empty();
      for (Response response :
          List.of(
              userInfo(token),
              server.get("/userinfo", "authorization", "bearer " + token),
              server.post("/userinfo", none, "Authorization", "Bearer " + token),
              server.post("/userinfo", none.with("access_token", token)))) {
        assertThat(response.status()).isEqualTo(200);
        assertThat(json(response)).containsOnlyKeys("sub", "email", "email_verified");
        assertThat(response.header("Content-Type")).contains("application/json");
        assertThat(response.header("Cache-Control")).contains("no-store");
      }
    }

    @Test
    void a_post_may_have_a_body_that_is_no_form() {
      String token = token();
      Response response =
          server.post(
              "/userinfo",
              Parameters.empty().with("x", "y"),
              "Authorization",
              "Bearer " + token,
              "Content-Type",
              "application/json");
      assertThat(response.status()).isEqualTo(200);
    }

    @Test
    void a_token_in_the_query_is_not_looked_at() {
      String token = token();
      Response response = server.get("/userinfo?access_token=" + token);
      assertThat(response.status()).isEqualTo(401);
      assertThat(response.header("WWW-Authenticate")).contains("Bearer realm=\"userinfo\"");
      assertThat(response.body()).isEmpty();
    }

    @Test
    void two_tokens_are_one_too_many() {
      String token = token();
      Parameters body = Parameters.empty().with("access_token", token);
      assertRefused(
          server.post("/userinfo", body, "Authorization", "Bearer " + token),
          400,
          "invalid_request");
      assertRefused(
          server.get(
              "/userinfo", "Authorization", "Bearer " + token, "Authorization", "Bearer " + token),
          400,
          "invalid_request");
      assertRefused(
          server.post("/userinfo", Parameters.of(Map.of("access_token", List.of(token, token)))),
          400,
          "invalid_request");
    }
  }

  @Nested
  class Section_5_3_3_errors {
    @Test
    void nothing_and_other_schemes_are_challenged_without_an_error() {
      for (Response response :
          List.of(
              server.get("/userinfo"),
              server.post("/userinfo", Parameters.empty()),
              server.get("/userinfo", "Authorization", TestServer.basic("web")),
              server.get("/userinfo", "Authorization", "Bearer"))) {
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.header("WWW-Authenticate")).contains("Bearer realm=\"userinfo\"");
      }
    }

    /// CVE-2026-11800: an algorithm that the header chose.
    @Test
    void what_this_server_did_not_issue_as_an_access_token_is_invalid() {
      var tokens = tokens(Ask.web("openid"));
      String token = (String) tokens.get("access_token");
      String[] parts = token.split("\\.", -1);
      for (String wrong :
          List.of(
              "x",
              "..",
              "mapae_at_x",
              (String) tokens.get("id_token"),
              parts[0] + "." + parts[1] + ".",
              parts[0] + "." + parts[1] + "." + "A".repeat(86),
              "eyJhbGciOiJub25lIn0." + parts[1] + ".",
              parts[0].toLowerCase(java.util.Locale.ROOT) + "." + parts[1] + "." + parts[2],
              token + ".x",
              "x".repeat(20_000))) {
        assertRefused(userInfo(wrong), 401, "invalid_token");
      }
    }

    @Test
    void a_token_that_expired_is_invalid() {
      String token = token();
      server.clock.advance(Duration.ofMinutes(10));
      assertRefused(userInfo(token), 401, "invalid_token");
    }

    @Test
    void a_token_of_a_grant_that_ended_is_invalid() {
      String token = token();
      assertThat(server.token("web", Parameters.empty()).status()).isEqualTo(400);
      server.post(
          "/revoke",
          Parameters.empty().with("token", token),
          "Authorization",
          TestServer.basic("web"));
      assertRefused(userInfo(token), 401, "invalid_token");
    }

    @Test
    void a_token_given_in_a_session_ends_with_it() {
      String token = token();
      browser.get("/sign-out").submit(Parameters.empty());
      assertRefused(userInfo(token), 401, "invalid_token");
    }

    /// CVE-2026-9792: who was disabled was only asked in some flows.
    @Test
    void a_token_of_a_person_or_client_that_was_disabled_is_invalid() {
      String token = token();
      server.stores.clients().disableDeclaredExcept(Set.of("ours"));
      assertRefused(userInfo(token), 401, "invalid_token");
      try (TestServer other = new TestServer()) {
        TestBrowser there = new TestBrowser(other);
        there.get(Ask.web("openid").url()).signInAs("alice").approve();
        var tokens = json(other.token("web", Ask.web("openid").redemption(there.answer("code"))));
        other.stores.people().disableDeclaredExcept(Set.of("bob"), other.clock.instant());
        assertRefused(
            other.get("/userinfo", "Authorization", "Bearer " + tokens.get("access_token")),
            401,
            "invalid_token");
      }
    }

    @Test
    void a_token_for_another_audience_is_invalid() {
      var tokens =
          tokens(Ask.web("openid playlist.read").with("resource", Samples.MUSIC), "playlist.read");
      assertRefused(userInfo((String) tokens.get("access_token")), 401, "invalid_token");
    }

    @Test
    void a_token_for_an_api_and_openid_is_good_for_both() {
      var tokens = tokens(Ask.web("openid playlist.read"), "playlist.read");
      assertThat(userInfo((String) tokens.get("access_token")).status()).isEqualTo(200);
    }

    @Test
    void a_token_that_a_client_got_for_itself_is_refused() {
      Parameters form =
          Parameters.empty()
              .with("grant_type", "client_credentials")
              .with("scope", "playlist.read");
      String token = (String) json(server.token("service", form)).get("access_token");
      assertRefused(userInfo(token), 401, "invalid_token");
    }

    @Test
    void a_scope_that_was_taken_from_the_client_is_answered_no_more() {
      String token = token();
      leaveToWeb("openid profile");
      assertThat(json(userInfo(token))).containsOnlyKeys("sub");
      leaveToWeb("email");
      assertRefused(userInfo(token), 403, "insufficient_scope");
      leaveToWeb("profile");
      assertRefused(userInfo(token), 401, "invalid_token");
    }

    private void leaveToWeb(String scope) {
      server.server.reconcile(
          Declared.with(
              Samples.declarations(),
              Samples.confidential(Samples.client("web", Samples.CALLBACK).scope(scope))));
    }

    @Test
    void a_token_of_a_person_without_openid_lacks_scope() {
      var tokens = tokens(Ask.web("profile"), "profile");
      Response response = userInfo((String) tokens.get("access_token"));
      assertRefused(response, 403, "insufficient_scope");
      assertThat(response.header("WWW-Authenticate").orElseThrow()).contains("scope=\"openid\"");
    }
  }
}
