package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// OIDC Core §3.1.2.1, what a client says beforehand of the person and their language.
class OidcCoreHintTests {
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
  class Section_3_1_2_1_hints {
    @Test
    void login_hint_is_filled_in() {
      browser.get(ASK.with("login_hint", "alice@example.com").url());
      assertThat(browser.html()).contains("value=\"alice@example.com\"");
      browser.get(ASK.with("login_hint", "\"><script>x</script>").url());
      assertThat(browser.html()).doesNotContain("<script>");
    }

    @Test
    void ui_locales_choose_the_language() {
      browser.get(ASK.with("ui_locales", "fr-CA ko en").url());
      assertThat(browser.html()).contains("<html lang=\"ko\">");
      browser.signInAs("alice");
      assertThat(browser.html()).contains("<html lang=\"ko\">");
      for (String none : List.of("xx", " ", "%", "x".repeat(3000))) {
        browser.get(ASK.with("ui_locales", none).with("prompt", "login").url());
        assertThat(browser.html()).contains("<html lang=\"en\">");
      }
    }

    @Test
    void id_token_hint_of_the_person_who_is_signed_in_succeeds() {
      allowed(ASK, "alice");
      String hint = idToken(ASK);
      server.clock.advance(Duration.ofMinutes(30));
      Ask silent = ASK.with("prompt", "none").with("id_token_hint", hint);
      assertThat(browser.get(silent.url()).answer("code")).as("even expired").isNotEmpty();
    }

    /// OIDC Core §3.1.2.2: never a token for a different person.
    @Test
    void id_token_hint_of_another_person_needs_login() throws ParseException {
      allowed(ASK, "alice");
      String hint = idToken(ASK);
      server.clock.advance(Duration.ofMinutes(1));
      browser.get(ASK.with("prompt", "login").url()).signInAs("bob").approve();
      Ask ask = ASK.with("id_token_hint", hint);
      assertTold("login_required", ask.with("prompt", "none"));
      server.clock.advance(Duration.ofMinutes(1));
      assertThat(browser.get(ask.url()).path()).isEqualTo("/sign-in");
      assertThat(browser.signInAs("bob").answer("error")).isEqualTo("login_required");
      server.clock.advance(Duration.ofMinutes(1));
      browser.get(ask.url()).signInAs("alice");
      assertThat(subject(idToken(ask))).isEqualTo(subject(hint));
    }

    /// Nobody knows when a session began that was to last longer than sessions do now.
    @Test
    void id_token_hint_of_another_person_needs_login_also_in_a_session_of_another_lifetime() {
      allowed(ASK, "alice");
      Ask ask = ASK.with("id_token_hint", idToken(ASK));
      server.clock.advance(Duration.ofMinutes(1));
      browser.get(ASK.with("prompt", "login").url()).signInAs("bob").approve();
      server.clock.advance(Duration.ofMinutes(1));
      Lifetimes shorter = Lifetimes.PRESET.withAtMost(Lifetime.SESSION, Duration.ofHours(1));
      try (TestServer other = server.beside(Seams.none().lasting(shorter))) {
        assertThat(browser.on(other).get(ask.url()).path()).isEqualTo("/sign-in");
      }
    }

    @Test
    void id_token_hint_has_to_be_an_id_token_of_this_server_for_this_client() {
      allowed(Ask.web("openid playlist.read"), "alice");
      var tokens =
          json(
              server.token(
                  "web", Ask.web("openid playlist.read").redemption(browser.answer("code"))));
      String hint = (String) tokens.get("id_token");
      String[] parts = hint.split("\\.", -1);
      for (String wrong :
          List.of(
              "x",
              "..",
              parts[0] + "." + parts[1] + ".",
              parts[0] + "." + parts[1] + "." + "A".repeat(parts[2].length()),
              "eyJhbGciOiJub25lIn0." + parts[1] + ".",
              (String) tokens.get("access_token"))) {
        assertTold("invalid_request", ASK.with("id_token_hint", wrong));
      }
      Ask ours = Ask.of("ours", "https://ours.example.com/cb", "openid");
      browser.get(ours.with("id_token_hint", hint).url());
      assertThat(browser.answer("error")).isEqualTo("invalid_request");
    }
  }
}
