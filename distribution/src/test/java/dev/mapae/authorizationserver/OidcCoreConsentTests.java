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

/// OIDC Core §3.1.2.4, consent: a person decides, and the client gets no more.
@OnEveryEngine
class OidcCoreConsentTests {
  final TestServer server;
  final TestBrowser browser;

  OidcCoreConsentTests(Engine engine) {
    server = new TestServer(engine);
    browser = new TestBrowser(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  Map<String, Object> redeemed(Ask ask) {
    return json(server.token("web", ask.redemption(browser.answer("code"))));
  }

  static List<String> audience(Map<String, Object> tokens) {
    try {
      return SignedJWT.parse((String) tokens.get("access_token")).getJWTClaimsSet().getAudience();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  @Nested
  class Section_3_1_2_4_the_decision {
    @Test
    void every_scope_but_openid_has_a_ticked_box() {
      browser.get(Ask.web("openid email playlist.read").url()).signInAs("alice");
      assertThat(browser.html())
          .contains("name=\"scope\" value=\"email\" checked")
          .contains("name=\"scope\" value=\"playlist.read\" checked")
          .doesNotContain("value=\"openid\"")
          .contains("id=\"approve\"")
          .contains("id=\"deny\"")
          .contains("app.example.com")
          .contains("alice");
    }

    @Test
    void what_is_not_ticked_is_not_granted() {
      Ask ask = Ask.web("openid email playlist.read playlist.write");
      browser.get(ask.url()).signInAs("alice").approve("playlist.read");
      assertThat(redeemed(ask)).containsEntry("scope", "openid playlist.read");
    }

    /// CVE-2026-45337: scopes were swapped after they had been shown.
    @Test
    void what_was_not_asked_for_is_not_granted_whatever_is_posted() {
      Ask ask = Ask.web("openid playlist.read");
      browser
          .get(ask.url())
          .signInAs("alice")
          .approve("playlist.read", "playlist.write", "offline_access", "email", "admin", "*", "");
      assertThat(redeemed(ask))
          .containsEntry("scope", "openid playlist.read")
          .doesNotContainKey("refresh_token");
    }

    @Test
    void nothing_ticked_is_a_denial_where_there_is_nothing_but_boxes() {
      browser.get(Ask.web("playlist.read").url()).signInAs("alice").approve();
      assertThat(browser.answer("error")).isEqualTo("access_denied");
      assertThat(server.rows()).containsEntry("grants", 0).containsEntry("consents", 0);
    }

    @Test
    void only_the_word_approve_approves() {
      for (String other : List.of("deny", "APPROVE", "yes", "approve ")) {
        browser.get(Ask.web("openid playlist.read").with("prompt", "login").url());
        browser.signInAs("alice");
        browser.submit(Parameters.empty().with("decision", other).with("scope", "playlist.read"));
        assertThat(browser.answer("error")).isEqualTo("access_denied");
      }
      assertThat(server.rows()).containsEntry("grants", 0).containsEntry("consents", 0);
    }

    /// An API of which nothing was allowed is no audience: tokens would be good there wherever it
    /// asks for no scope.
    @Test
    void an_api_of_which_nothing_is_ticked_is_no_audience() {
      Ask ask = Ask.web("openid playlist.read");
      browser.get(ask.url()).signInAs("alice").approve();
      var tokens = redeemed(ask);
      assertThat(tokens).containsEntry("scope", "openid");
      assertThat(audience(tokens)).containsExactly("https://id.example.com");
    }

    @Test
    void a_resource_that_is_named_twice_is_one() {
      Ask ask =
          Ask.web("openid playlist.read").with("resource", List.of(Samples.MUSIC, Samples.MUSIC));
      browser.get(ask.url()).signInAs("alice").approve("playlist.read");
      assertThat(audience(redeemed(ask))).containsExactly(Samples.MUSIC);
    }
  }

  @Nested
  class Section_3_1_2_4_what_is_remembered {
    void assertAsked(Ask ask) {
      assertThat(browser.get(ask.url()).path()).as(ask.url()).isEqualTo("/consent");
    }

    void assertNotAsked(Ask ask) {
      assertThat(browser.get(ask.url()).answer("code")).as(ask.url()).isNotEmpty();
    }

    @Test
    void the_same_or_less_is_not_asked_again_and_more_is() {
      browser.get(Ask.web("openid playlist.read").url()).signInAs("alice").approve("playlist.read");
      assertNotAsked(Ask.web("openid playlist.read"));
      assertNotAsked(Ask.web("openid"));
      assertNotAsked(Ask.web("playlist.read"));
      assertAsked(Ask.web("openid playlist.read email"));
      assertAsked(Ask.web("openid playlist.read offline_access"));
    }

    @Test
    void it_is_this_clients_and_this_persons() {
      browser.get(Ask.web("openid").url()).signInAs("alice").approve();
      assertAsked(Ask.of("spa", "https://spa.example.com/cb", "openid"));
      browser.get(Ask.web("openid").with("prompt", "login").url()).signInAs("bob");
      assertThat(browser.path()).isEqualTo("/consent");
    }

    @Test
    void what_was_unticked_is_unticked_from_then_on() {
      Ask ask = Ask.web("openid email playlist.read");
      browser.get(ask.url()).signInAs("alice").approve("email");
      assertNotAsked(ask);
      assertAsked(ask.with("prompt", "consent"));
      browser.approve("playlist.read");
      assertNotAsked(Ask.web("openid playlist.read"));
      Ask unticked = Ask.web("openid email");
      assertNotAsked(unticked);
      assertThat(json(server.token("web", unticked.redemption(browser.answer("code")))))
          .containsEntry("scope", "openid");
      assertAsked(unticked.with("prompt", "consent"));
    }

    @Test
    void a_denial_forgets_nothing_and_allows_nothing() {
      browser.get(Ask.web("openid").url()).signInAs("alice").approve();
      browser.get(Ask.web("openid email").url()).deny();
      assertNotAsked(Ask.web("openid"));
      assertAsked(Ask.web("openid email"));
    }

    /// `read` means one thing at one API and another at another.
    @Test
    void a_scope_that_two_apis_share_is_remembered_for_one() {
      browser.get(Ask.web("read playlist.read").url()).signInAs("alice");
      browser.approve("read", "playlist.read");
      assertNotAsked(Ask.web("read playlist.read"));
      assertNotAsked(Ask.web("read").with("resource", Samples.MUSIC));
      assertAsked(Ask.web("read").with("resource", Samples.ORDERS));
      assertAsked(Ask.web("orders.read"));
      browser.approve("orders.read");
      assertNotAsked(Ask.web("orders.read"));
      assertAsked(Ask.web("read orders.read"));
      assertAsked(Ask.web("read").with("resource", Samples.ORDERS));
    }

    @Test
    void a_first_party_client_asks_nothing() {
      Ask ours = Ask.of("ours", "https://ours.example.com/cb", "openid playlist.read");
      browser.get(ours.url()).signInAs("alice");
      assertThat(browser.answer("code")).isNotEmpty();
      assertNotAsked(ours.with("prompt", "none"));
      assertThat(server.rows()).containsEntry("consents", 0);
    }
  }

  @Nested
  class Section_3_1_2_4_what_a_person_may_grant {
    /// CVE-2024-38371: a policy of who may use what was not asked in every flow.
    @Test
    void a_scope_that_needs_a_role_is_left_out_for_those_without() {
      Ask ask = Ask.web("openid playlist.read playlist.write");
      browser.get(ask.url()).signInAs("bob");
      assertThat(browser.html()).contains("playlist.read").doesNotContain("playlist.write\"");
      browser.approve("playlist.read", "playlist.write");
      assertThat(redeemed(ask)).containsEntry("scope", "openid playlist.read");
    }

    @Test
    void access_is_denied_when_none_is_left() {
      browser.get(Ask.web("playlist.write").url()).signInAs("bob");
      assertThat(browser.answer("error")).isEqualTo("access_denied");
      assertThat(browser.answer("state")).isEqualTo("xyz");
      Ask ours = Ask.of("ours", "https://ours.example.com/cb", "playlist.write");
      assertThat(browser.get(ours.url()).answer("error")).isEqualTo("access_denied");
    }

    @Test
    void an_api_of_which_none_is_left_is_no_audience() {
      Ask ask = Ask.web("openid playlist.write");
      browser.get(ask.url()).signInAs("bob").approve("playlist.write");
      var tokens = redeemed(ask);
      assertThat(tokens).containsEntry("scope", "openid");
      assertThat(audience(tokens)).containsExactly("https://id.example.com");
    }

    @Test
    void the_one_who_has_the_role_may() {
      Ask ask = Ask.web("openid playlist.write");
      browser.get(ask.url()).signInAs("alice").approve("playlist.write");
      assertThat(redeemed(ask)).containsEntry("scope", "openid playlist.write");
    }
  }
}
