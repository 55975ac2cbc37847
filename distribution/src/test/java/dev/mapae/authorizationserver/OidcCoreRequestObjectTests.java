package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestRequestObject.url;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.protocol.Parameters;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// OIDC Core §6, request objects. What holds for them all is in [Rfc9101RequestObjectTests].
class OidcCoreRequestObjectTests extends RequestObjectScene {

  /// What OIDC Core wants outside, so that it is a valid OAuth request.
  private Parameters outside() {
    return TestClients.form("response_type", "code", "client_id", "signer", "scope", "openid");
  }

  @Nested
  class Section_6_1_by_value {
    @Test
    void what_OAuth_requires_may_stand_outside_too() {
      browser.get(url(outside().with("request", object().signed(KEY))));
      assertThat(browser.path()).isEqualTo("/sign-in");
      assertGetsTokens();
    }

    @Test
    void what_is_inside_supersedes_what_is_outside() {
      browser.get(
          url(
              outside()
                  .with("redirect_uri", OTHER)
                  .with("state", "outside")
                  .with("request", object().signed(KEY))));
      assertGetsTokens();
    }

    @Test
    void the_response_type_is_the_same_in_both() {
      browser.get(
          url(
              outside()
                  .with("response_type", "token")
                  .with("redirect_uri", CALLBACK)
                  .with("request", object().signed(KEY))));
      assertThat(browser.answer("error")).isEqualTo("invalid_request");
      assertThat(browser.answer("error_description")).contains("response_type");
    }

    /// OIDC Core allows it, RFC 9101 §5 does not: nobody signed what stands outside.
    @Test
    void a_nonce_outside_is_not_used() throws Exception {
      browser.get(url(outside().with("nonce", "outside").with("request", object().signed(KEY))));
      browser.signInAs("alice").approve("playlist.read");
      Object idToken =
          TestServer.json(clients.post("/token", "signer", ask.redemption(browser.answer("code"))))
              .get("id_token");
      assertThat(clients.claims(idToken)).doesNotContainKey("nonce");
    }

    @Test
    void the_claims_are_an_object() {
      comesWith(object().with("claims", Map.of("userinfo", Map.of("email", Map.of()))));
      browser.signInAs("alice").approve("playlist.read");
      Object token =
          TestServer.json(clients.post("/token", "signer", ask.redemption(browser.answer("code"))))
              .get("access_token");
      assertThat(TestServer.json(clients.userInfo(token))).containsKey("email");
    }
  }

  @Nested
  class Section_6_2_by_reference {
    @Test
    void what_OAuth_requires_may_stand_outside_too() {
      String jwt = object().signed(KEY);
      published = () -> document(jwt);
      browser.get(url(outside().with("request_uri", URI)));
      assertGetsTokens();
    }

    @Test
    void the_fragment_is_not_sent() {
      String jwt = object().signed(KEY);
      published = () -> document(jwt);
      browser.get(url(outside().with("request_uri", URI)));
      assertThat(fetches).containsExactly("DECLARED REQUEST_OBJECT " + FETCHED);
    }
  }

  @Nested
  class Section_6_3_2_signed {
    @Test
    void an_object_that_is_not_is_refused() {
      assertIsRefused("eyJhbGciOiJub25lIn0." + object().signed(KEY).split("\\.", -1)[1] + ".");
    }
  }
}
