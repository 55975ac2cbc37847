package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// OIDC Core §3.1.2, the authentication request and how it is met.
class OidcCoreAuthenticationRequestTests {
  static final Ask ASK = Ask.web("openid");

  final TestServer server = new TestServer();
  final TestBrowser browser = new TestBrowser(server);

  @AfterEach
  void close() {
    server.close();
  }

  /// Signs in and approves, and leaves the browser at the client.
  TestBrowser allowed(Ask ask, String username) {
    return browser.get(ask.url()).signInAs(username).approve("playlist.read");
  }

  void assertTold(String error, Ask ask) {
    browser.get(ask.url());
    assertThat(browser.answer("error")).as(ask.url()).isEqualTo(error);
    assertThat(browser.answer("state")).isEqualTo("xyz");
    assertThat(browser.answer("iss")).isEqualTo("https://id.example.com");
  }

  String idToken(Ask ask) {
    return (String)
        json(server.token("web", ask.redemption(browser.answer("code")))).get("id_token");
  }

  static String subject(String idToken) throws ParseException {
    return SignedJWT.parse(idToken).getJWTClaimsSet().getSubject();
  }

  @Nested
  class Section_3_1_2_1_prompt {
    @Test
    void none_without_a_session_needs_login() {
      assertTold("login_required", ASK.with("prompt", "none"));
      assertThat(browser.cookies).isEmpty();
    }

    @Test
    void none_without_consent_needs_consent() {
      browser.get(ASK.url()).signInAs("alice");
      assertTold("consent_required", ASK.with("prompt", "none"));
      assertThat(server.rows()).containsEntry("grants", 0);
    }

    @Test
    void none_with_session_and_consent_succeeds() {
      allowed(ASK, "alice");
      assertThat(browser.get(ASK.with("prompt", "none").url()).answer("code")).isNotEmpty();
      assertTold("consent_required", Ask.web("openid email").with("prompt", "none"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "none login",
          "login none",
          "none consent",
          "none none login",
          "None",
          "LOGIN",
          "create",
          "login,consent",
          "login\tconsent",
          "login login login login login login login login login login none"
        })
    void what_makes_no_sense_is_refused(String prompt) {
      allowed(ASK, "alice");
      assertTold("invalid_request", ASK.with("prompt", prompt));
    }

    @Test
    void login_asks_again_one_who_is_signed_in() {
      allowed(ASK, "alice");
      server.clock.advance(Duration.ofMinutes(1));
      Instant before = server.clock.instant();
      Ask again = ASK.with("prompt", "login");
      assertThat(browser.get(again.url()).path()).isEqualTo("/sign-in");
      browser.signInAs("alice");
      assertThat(browser.answer("code")).isNotEmpty();
      assertThat(authTime(idToken(again))).isAfter(before);
    }

    @Test
    void login_cannot_be_skipped_by_going_back_to_the_endpoint() {
      allowed(ASK, "alice");
      server.clock.advance(Duration.ofMinutes(1));
      browser.get(ASK.with("prompt", "login").url());
      String seen = browser.seen();
      String bare = ASK.with("prompt", "login").url();
      for (String url :
          List.of(
              bare,
              bare + "&mapae_seen=" + seen,
              bare + "&mapae_seen=",
              bare + "&mapae_seen=x",
              bare + "&mapae_seen=x&mapae_seen=" + seen,
              bare + "&mapae_seen=" + "A".repeat(seen.length()),
              bare.replace("/authorize", "/consent") + "&mapae_seen=" + seen)) {
        assertThat(browser.get(url).path()).as(url).isEqualTo("/sign-in");
      }
    }

    @Test
    void login_cannot_be_skipped_with_the_token_of_another_request_or_browser() {
      browser.get(ASK.with("state", "before").with("prompt", "login").url());
      String seen = browser.seen();
      TestBrowser other = new TestBrowser(server);
      other.get(ASK.with("prompt", "login").url());
      String foreign = other.seen();
      server.clock.advance(Duration.ofMinutes(1));
      allowed(ASK, "alice");
      server.clock.advance(Duration.ofMinutes(1));
      String bare = ASK.with("prompt", "login").url();
      assertThat(browser.get(bare + "&mapae_seen=" + seen).path()).isEqualTo("/sign-in");
      assertThat(browser.get(bare + "&mapae_seen=" + foreign).path()).isEqualTo("/sign-in");
      assertThat(browser.get(bare.replace("/authorize", "/consent") + "&mapae_seen=" + seen).path())
          .isEqualTo("/sign-in");
    }

    /// Once answered, a request is over: its URL in the history asks again.
    @Test
    void login_is_asked_again_of_one_who_comes_back_tomorrow() {
      Ask ask = ASK.with("prompt", "login");
      browser.get(ask.url());
      String url = browser.location.replace("/sign-in", "/authorize");
      browser.signInAs("alice").approve();
      server.clock.advance(Duration.ofHours(13));
      assertThat(browser.get(url).path()).isEqualTo("/sign-in");
    }

    @Test
    void login_ends_when_the_person_signed_in() {
      allowed(ASK, "alice");
      server.clock.advance(Duration.ofMinutes(1));
      browser.get(ASK.with("prompt", "login consent").url()).signInAs("alice");
      assertThat(browser.path()).isEqualTo("/consent");
      assertThat(browser.approve().answer("code")).isNotEmpty();
    }

    @Test
    void consent_asks_again_what_is_remembered_or_skipped() {
      allowed(ASK, "alice");
      assertThat(browser.get(ASK.with("prompt", "consent").url()).path()).isEqualTo("/consent");
      assertThat(browser.approve().answer("code")).isNotEmpty();
      Ask ours = Ask.of("ours", "https://ours.example.com/cb", "openid");
      assertThat(browser.get(ours.url()).answer("code")).isNotEmpty();
      assertThat(browser.get(ours.with("prompt", "consent").url()).path()).isEqualTo("/consent");
    }

    @Test
    void select_account_lets_another_person_in() throws ParseException {
      allowed(ASK, "alice");
      String alice = subject(idToken(ASK));
      server.clock.advance(Duration.ofMinutes(1));
      browser.get(ASK.with("prompt", "select_account").url());
      assertThat(browser.path()).isEqualTo("/sign-in");
      browser.signInAs("bob").approve();
      assertThat(subject(idToken(ASK))).isNotEqualTo(alice);
    }
  }

  static Instant authTime(String idToken) {
    try {
      return SignedJWT.parse(idToken).getJWTClaimsSet().getDateClaim("auth_time").toInstant();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  @Nested
  class Section_3_1_2_1_max_age {
    @Test
    void zero_is_like_prompt_login() {
      allowed(ASK, "alice");
      server.clock.advance(Duration.ofSeconds(1));
      Ask ask = ASK.with("max_age", "0");
      assertThat(browser.get(ask.url()).path()).isEqualTo("/sign-in");
      assertThat(browser.signInAs("alice").answer("code")).isNotEmpty();
      server.clock.advance(Duration.ofSeconds(1));
      assertTold("login_required", ask.with("prompt", "none"));
    }

    @Test
    void a_sign_in_that_is_young_enough_will_do() {
      allowed(ASK, "alice");
      server.clock.advance(Duration.ofSeconds(59));
      assertThat(browser.get(ASK.with("max_age", "60").url()).answer("code")).isNotEmpty();
      server.clock.advance(Duration.ofSeconds(1));
      assertThat(browser.get(ASK.with("max_age", "60").url()).answer("code"))
          .as("not greater than max_age")
          .isNotEmpty();
      server.clock.advance(Duration.ofSeconds(1));
      assertThat(browser.get(ASK.with("max_age", "60").url()).path()).isEqualTo("/sign-in");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "soon", "1e3", " 1", "0x10", "٣"})
    void what_is_no_number_of_seconds_is_refused(String maxAge) {
      assertTold("invalid_request", ASK.with("max_age", maxAge));
    }

    @Test
    void a_very_long_one_is_no_limit() {
      allowed(ASK, "alice");
      for (String age : List.of("2147483648", "9".repeat(100))) {
        assertThat(browser.get(ASK.with("max_age", age).url()).answer("code")).isNotEmpty();
      }
    }
  }

  @Nested
  class Section_3_1_2_6_errors {
    @Test
    void request_objects_are_told_what_is_wrong_and_registration_is_not_supported() {
      assertTold("invalid_request_object", ASK.with("request", "e30.e30."));
      assertTold("invalid_request_uri", ASK.with("request_uri", "urn:x"));
      assertTold("registration_not_supported", ASK.with("registration", "{}"));
    }

    @Test
    void a_denial_is_access_denied() {
      browser.get(ASK.url()).signInAs("alice").deny();
      assertThat(browser.answer("error")).isEqualTo("access_denied");
      assertThat(browser.answer("state")).isEqualTo("xyz");
      assertThat(server.rows()).containsEntry("grants", 0).containsEntry("consents", 0);
    }
  }
}
