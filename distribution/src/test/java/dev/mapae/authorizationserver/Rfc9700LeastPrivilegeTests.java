package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.mapae.protocol.Parameters;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9700 §2.3, access tokens are restricted to what they are needed for.
class Rfc9700LeastPrivilegeTests {
  final WatchedStores watched = new WatchedStores();
  final TestServer server =
      new TestServer(TestServer.ISSUER, Samples.declarations(), watched::around);
  final TestBrowser browser = new TestBrowser(server);

  @AfterEach
  void close() {
    server.close();
  }

  @Nested
  class Section_2_3_the_audience {
    @Test
    void an_api_of_which_nothing_is_asked_is_no_target() {
      browser
          .get(Ask.web("openid").with("resource", Samples.MUSIC).url())
          .signIn("alice", "wonderland-42");
      assertThat(browser.answer("error")).isEqualTo("invalid_target");
    }

    @Test
    void an_api_of_which_the_person_allows_nothing_is_left_out() throws ParseException {
      Ask ask = Ask.web("openid playlist.read").with("resource", Samples.MUSIC);
      browser.get(ask.url()).signIn("alice", "wonderland-42").approve();
      Map<String, Object> tokens =
          json(server.token("web", ask.redemption(browser.answer("code"))));
      assertThat(tokens).containsEntry("scope", "openid");
      SignedJWT token = SignedJWT.parse((String) tokens.get("access_token"));
      assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("https://id.example.com");
    }

    @Test
    void a_scope_that_two_apis_declare_is_shown_with_both() {
      Ask ask = Ask.web("read").with("resource", List.of(Samples.MUSIC, Samples.ORDERS));
      browser.get(ask.url()).signIn("alice", "wonderland-42");
      assertThat(browser.html()).contains("Music API, Orders API");
    }
  }

  @Nested
  class Section_4_14_2_a_refresh_token_is_not_lost {
    @Test
    void to_a_database_that_is_busy_when_it_is_asked_who_may_read_the_answer() {
      Ask ask = Ask.web("playlist.read");
      browser.get(ask.url()).signIn("alice", "wonderland-42").approve("playlist.read");
      Object token =
          json(server.token("web", ask.redemption(browser.answer("code")))).get("refresh_token");
      Parameters refresh =
          Parameters.empty()
              .with("grant_type", "refresh_token")
              .with("refresh_token", String.valueOf(token));
      watched.failing = "clients.withSelfRegistered";
      assertThat(
              server
                  .post(
                      "/token",
                      refresh,
                      "Authorization",
                      TestServer.basic("web"),
                      "Origin",
                      "https://spa.example.com")
                  .status())
          .isEqualTo(500);
      watched.failing = "";
      assertThat(server.token("web", refresh).status()).isEqualTo(200);
    }
  }

  @Test
  void a_head_request_opens_no_grant() {
    browser.get(Ask.web("playlist.read").url()).signIn("alice", "wonderland-42");
    browser.approve("playlist.read");
    watched.reset();
    browser.load("HEAD", Ask.web("playlist.read").url(), Parameters.empty());
    assertThat(browser.page.status()).isEqualTo(200);
    assertThat(watched.calls()).doesNotContainKey("grants.open");
  }
}
