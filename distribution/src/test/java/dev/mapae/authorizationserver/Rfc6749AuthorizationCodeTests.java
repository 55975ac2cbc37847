package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Pkce;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 6749 §4.1, the authorization code grant, from the first redirect to the tokens.
class Rfc6749AuthorizationCodeTests {
  static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  final TestServer server = new TestServer();
  final TestBrowser browser = new TestBrowser(server);

  @AfterEach
  void close() {
    server.close();
  }

  static String request(String clientId, String redirectUri, String scope, String... more) {
    Parameters p =
        Parameters.empty()
            .with("response_type", "code")
            .with("client_id", clientId)
            .with("redirect_uri", redirectUri)
            .with("scope", scope)
            .with("state", "xyz")
            .with("code_challenge", Pkce.challenge(VERIFIER))
            .with("code_challenge_method", "S256");
    for (int i = 0; i < more.length; i += 2) {
      p = p.with(more[i], more[i + 1]);
    }
    return "/authorize?" + p.encode();
  }

  static Parameters redemption(String code) {
    return Parameters.empty()
        .with("grant_type", "authorization_code")
        .with("code", code)
        .with("redirect_uri", Samples.CALLBACK)
        .with("code_verifier", VERIFIER);
  }

  TestBrowser approved(String scope) {
    browser.get(request("web", Samples.CALLBACK, scope));
    server.clock.advance(Duration.ofSeconds(1));
    return browser.signIn("alice", "wonderland-42").approve(scope.split(" "));
  }

  @Nested
  class Section_4_1_2_the_response {
    @Test
    void it_carries_code_state_and_issuer() {
      approved("openid playlist.read");
      assertThat(browser.redirect()).startsWith(Samples.CALLBACK + "?");
      assertThat(browser.answer("state")).isEqualTo("xyz");
      assertThat(browser.answer("iss")).isEqualTo("https://id.example.com");
      assertThat(browser.answer("code")).startsWith("mapae_ac_");
    }

    @Test
    void a_denial_is_told_to_the_client() {
      browser.get(request("web", Samples.CALLBACK, "openid playlist.read"));
      server.clock.advance(Duration.ofSeconds(1));
      browser.signIn("alice", "wonderland-42").deny();
      assertThat(browser.answer("error")).isEqualTo("access_denied");
      assertThat(browser.answer("iss")).isEqualTo("https://id.example.com");
    }
  }

  @Nested
  class Section_4_1_3_the_redemption {
    @Test
    void a_code_becomes_tokens() {
      String code = approved("openid offline_access playlist.read").answer("code");
      Response response = server.token("web", redemption(code));
      assertThat(response.status()).isEqualTo(200);
      assertThat(json(response))
          .containsEntry("token_type", "Bearer")
          .containsEntry("scope", "openid offline_access playlist.read")
          .containsKeys("access_token", "refresh_token", "id_token", "expires_in");
      assertThat(response.header("Cache-Control")).contains("no-store");
    }

    @Test
    void a_second_redemption_is_refused_and_ends_the_grant() {
      String code = approved("playlist.read").answer("code");
      Map<String, Object> tokens = json(server.token("web", redemption(code)));
      assertThat(json(server.token("web", redemption(code))))
          .containsEntry("error", "invalid_grant");
      Parameters refresh =
          Parameters.empty()
              .with("grant_type", "refresh_token")
              .with("refresh_token", (String) tokens.get("refresh_token"));
      assertThat(json(server.token("web", refresh))).containsEntry("error", "invalid_grant");
      assertThat(List.copyOf(server.audit)).anyMatch(e -> e.type().name().equals("REPLAY"));
    }
  }
}
