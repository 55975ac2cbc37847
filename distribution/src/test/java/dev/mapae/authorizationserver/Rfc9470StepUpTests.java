package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9470, at the authorization server: what an API asks for is done, and the tokens say so.
class Rfc9470StepUpTests {
  static final String PASSWORD = "urn:mapae:acr:password";
  static final Ask ASK = Ask.web("offline_access playlist.read");

  final TestServer server = new TestServer(TestServer.ISSUER, Samples.declarations());
  final TestClients clients = new TestClients(server);
  final TestBrowser browser = new TestBrowser(server);

  @AfterEach
  void close() {
    server.close();
  }

  long now() {
    return server.clock.instant().getEpochSecond();
  }

  /// Alice signs in and allows it.
  Map<String, Object> tokens() {
    browser.get(ASK.url()).signInAs("alice").approve("offline_access", "playlist.read");
    return redeem();
  }

  Map<String, Object> redeem() {
    return json(clients.token("web", ASK.redemption(browser.answer("code"))));
  }

  Map<String, Object> claims(Map<String, Object> tokens) {
    return clients.claims(tokens.get("access_token"));
  }

  @Nested
  class Section_4_the_authorization_request {
    @Test
    void max_age_has_a_person_sign_in_again_who_did_so_too_long_ago() {
      Map<String, Object> before = claims(tokens());
      server.clock.advance(Duration.ofMinutes(10));
      assertThat(browser.get(ASK.with("max_age", "300").url()).path()).isEqualTo("/sign-in");
      browser.signInAs("alice");
      Map<String, Object> after = claims(redeem());
      assertThat(after).containsEntry("auth_time", now());
      assertThat((Long) before.get("auth_time")).isLessThanOrEqualTo(now() - 600);
    }

    @Test
    void max_age_troubles_nobody_who_just_did() {
      tokens();
      server.clock.advance(Duration.ofMinutes(4));
      assertThat(browser.get(ASK.with("max_age", "300").url()).answer("code")).isNotEmpty();
    }

    @Test
    void prompt_none_says_that_somebody_has_to_sign_in() {
      tokens();
      server.clock.advance(Duration.ofMinutes(10));
      Ask silent = ASK.with("max_age", "300").with("prompt", "none");
      assertThat(browser.get(silent.url()).answer("error")).isEqualTo("login_required");
    }

    @Test
    void an_acr_that_the_person_has_is_met() {
      tokens();
      Ask ask = ASK.with("acr_values", "urn:x " + PASSWORD);
      assertThat(browser.get(ask.url()).answer("code")).isNotEmpty();
    }
  }

  @Nested
  class Section_5_the_authorization_response {
    @Test
    void an_acr_that_cannot_be_reached_fails_before_anybody_signs_in() {
      browser.get(ASK.with("acr_values", "urn:x urn:y").url());
      assertThat(browser.answer("error")).isEqualTo("unmet_authentication_requirements");
      assertThat(browser.answer("error_description")).contains(PASSWORD);
    }

    @Test
    void it_fails_when_it_is_pushed() {
      assertThat(json(clients.push(ASK.with("acr_values", "urn:x"))))
          .containsEntry("error", "unmet_authentication_requirements");
    }

    @ParameterizedTest
    @ValueSource(strings = {Samples.MUSIC, Samples.ORDERS})
    void it_fails_for_a_resource_that_is_named(String resource) {
      Ask ask = Ask.web("").without("scope").with("resource", resource);
      browser.get(ask.with("acr_values", "urn:x").url());
      assertThat(browser.answer("error")).isEqualTo("unmet_authentication_requirements");
    }

    @Test
    void essential_and_wished_for_have_to_agree() {
      Ask ask =
          ASK.with("acr_values", PASSWORD)
              .with("claims", "{\"id_token\":{\"acr\":{\"essential\":true,\"value\":\"urn:x\"}}}");
      assertThat(browser.get(ask.url()).answer("error"))
          .isEqualTo("unmet_authentication_requirements");
    }

    /// OIDC Core §5.5.1.1: there it is a wish, and `acr` tells the truth.
    @Test
    void for_openid_connect_alone_it_is_a_wish() {
      Ask ask = Ask.web("openid").with("acr_values", "urn:x");
      browser.get(ask.url()).signInAs("alice").approve();
      Map<String, Object> tokens =
          json(clients.token("web", ask.redemption(browser.answer("code"))));
      assertThat(clients.claims(tokens.get("id_token"))).containsEntry("acr", PASSWORD);
    }
  }

  @Nested
  class Section_6_1_jwt_access_tokens {
    @Test
    void say_how_and_when_the_person_signed_in() {
      assertThat(claims(tokens())).containsEntry("acr", PASSWORD).containsEntry("auth_time", now());
    }

    @Test
    void say_the_same_after_a_refresh() {
      Map<String, Object> tokens = tokens();
      long then = now();
      server.clock.advance(Duration.ofMinutes(30));
      Map<String, Object> refreshed = json(clients.refresh("web", tokens.get("refresh_token")));
      assertThat(claims(refreshed)).containsEntry("acr", PASSWORD).containsEntry("auth_time", then);
    }

    @Test
    void of_a_client_that_acts_for_itself_say_nothing_of_it() {
      String token = clients.accessToken("service");
      assertThat(clients.claims(token)).doesNotContainKeys("acr", "auth_time");
    }
  }

  @Nested
  class Section_6_2_introspection {
    @Test
    void says_it_of_opaque_tokens_too() {
      Ask ask = Ask.web("orders.read");
      browser.get(ask.url()).signInAs("alice").approve("orders.read");
      Map<String, Object> tokens =
          json(clients.token("web", ask.redemption(browser.answer("code"))));
      assertThat(clients.introspect("orders-api", tokens.get("access_token")))
          .containsEntry("acr", PASSWORD)
          .containsEntry("auth_time", now());
    }
  }

  @Nested
  class Section_7_metadata {
    @Test
    void names_the_acr_values_that_there_are() {
      assertThat(json(server.get("/.well-known/oauth-authorization-server")))
          .containsEntry("acr_values_supported", List.of(PASSWORD, "urn:mapae:acr:mfa"));
    }
  }
}
