package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Sign-in and sessions. No specification governs them; RFC 6265bis does their cookies.
@OnEveryEngine
class SessionTests {
  static final String SESSION = "__Host-mapae-session";
  static final Ask ASK = Ask.web("openid playlist.read");

  final TestServer server;
  final TestBrowser browser;

  SessionTests(Engine engine) {
    server = new TestServer(engine);
    browser = new TestBrowser(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Nested
  class Signing_in {
    @Test
    void an_unknown_person_and_a_wrong_password_look_the_same() {
      String known = page("alice", "wrong");
      String unknown = page("nobody", "wrong");
      assertThat(unknown.replace("nobody", "alice")).isEqualTo(known);
      server.stores.people().disableDeclaredExcept(Set.of("bob"), server.clock.instant());
      assertThat(page("alice", "wonderland-42")).isEqualTo(known);
    }

    /// The page after a failed sign-in, without what differs between any two pages.
    String page(String username, String password) {
      TestBrowser fresh = new TestBrowser(server);
      fresh.get(ASK.url()).signIn(username, password);
      assertThat(fresh.page.status()).isEqualTo(400);
      assertThat(fresh.cookies).doesNotContainKey(SESSION);
      return fresh
          .html()
          .replaceAll("name=\"(step|challenge)\" value=\"[^\"]*\"|mapae_seen=[^\"]*", "");
    }

    @Test
    void strange_input_is_a_wrong_password() {
      for (String odd : List.of("", " ", "x".repeat(5000), "'; --", "\ud83d\ude00", "a\nb")) {
        browser.get(ASK.url()).signIn(odd, odd);
        assertThat(browser.page.status()).isEqualTo(400);
      }
      assertThat(browser.signInAs("alice").path()).isEqualTo("/consent");
    }

    @Test
    void a_username_is_typed_in_any_case_and_a_password_is_not() {
      assertThat(browser.get(ASK.url()).signIn("alice", "Wonderland-42").path())
          .isEqualTo("/sign-in");
      server.clock.advance(Duration.ofSeconds(1));
      assertThat(browser.signIn("ALICE", "wonderland-42").path()).isEqualTo("/consent");
    }

    /// What was typed comes back, as text.
    @Test
    void a_username_is_no_markup() {
      browser.get(ASK.url()).signIn("\"><script>alert(1)</script>", "x");
      assertThat(browser.html()).doesNotContain("<script>").contains("&lt;script>");
    }

    @Test
    void the_audit_knows_neither_password_nor_name() {
      browser.get(ASK.url()).signIn("secret-name", "secret-word");
      assertThat(List.copyOf(server.audit).toString()).doesNotContain("secret");
    }
  }

  @Nested
  class Session_fixation {
    @Test
    void a_new_handle_is_given_at_every_sign_in() {
      browser.get(ASK.url()).signInAs("alice");
      String first = browser.cookies.get(SESSION);
      browser.get(ASK.with("prompt", "login").url()).signInAs("alice");
      String second = browser.cookies.get(SESSION);
      assertThat(second).isNotEqualTo(first);
      browser.cookies.put(SESSION, first);
      assertThat(browser.get(ASK.url()).path()).as("the old one is gone").isEqualTo("/sign-in");
    }

    @Test
    void a_planted_handle_is_not_taken_over() {
      TestBrowser attacker = new TestBrowser(server);
      attacker.get(ASK.url()).signInAs("bob");
      String planted = attacker.cookies.get(SESSION);
      browser.cookies.put(SESSION, planted);
      browser.get(ASK.with("prompt", "login").url()).signInAs("alice");
      assertThat(browser.cookies.get(SESSION)).isNotEqualTo(planted);
      assertThat(attacker.get(ASK.url()).path()).isEqualTo("/sign-in");
    }

    /// CVE-2026-4282: what is authentic for one purpose was good for another.
    @Test
    void only_an_authentic_handle_of_a_session_is_one() {
      browser.get(ASK.url()).signInAs("alice");
      String real = browser.cookies.get(SESSION);
      String code = browser.approve("playlist.read").answer("code");
      for (String forged :
          List.of(
              "",
              "x",
              real.substring(0, real.length() - 3) + "AAA",
              real.replace("mapae_se_", ""),
              real.replace("mapae_se_", "mapae_ac_"),
              code,
              code.replace("mapae_ac_", "mapae_se_"),
              "mapae_se_" + "A".repeat(75))) {
        browser.cookies.put(SESSION, forged);
        assertThat(browser.get(ASK.url()).path()).as(forged).isEqualTo("/sign-in");
      }
    }
  }

  @Nested
  class The_end_of_a_session {
    @Test
    void it_ends_when_nobody_used_it_for_two_hours() {
      browser.get(ASK.url()).signInAs("alice");
      for (int i = 0; i < 3; i++) {
        server.clock.advance(Duration.ofMinutes(119));
        assertThat(browser.get(ASK.url()).path()).isEqualTo("/consent");
      }
      server.clock.advance(Duration.ofHours(2));
      assertThat(browser.get(ASK.url()).path()).isEqualTo("/sign-in");
    }

    @Test
    void it_ends_after_twelve_hours_however_it_is_used() {
      browser.get(ASK.url()).signInAs("alice");
      for (int hour = 1; hour < 12; hour++) {
        server.clock.advance(Duration.ofHours(1));
        assertThat(browser.get(ASK.url()).path()).isEqualTo("/consent");
      }
      server.clock.advance(Duration.ofHours(1));
      assertThat(browser.get(ASK.url()).path()).isEqualTo("/sign-in");
    }

    /// CVE-2026-9792 and its kin: a person who was disabled went on in some flows.
    @Test
    void it_ends_with_a_person_who_is_disabled() {
      browser.get(ASK.url()).signInAs("alice").approve("playlist.read");
      server.stores.people().disableDeclaredExcept(Set.of("bob"), server.clock.instant());
      assertThat(browser.get(ASK.url()).path()).isEqualTo("/sign-in");
      assertThat(browser.get(ASK.with("prompt", "none").url()).answer("error"))
          .isEqualTo("login_required");
    }

    @Test
    void it_ends_when_somebody_else_signs_in() {
      browser.get(ASK.url()).signInAs("alice");
      String handle = browser.cookies.get(SESSION);
      browser.get(ASK.with("prompt", "select_account").url()).signInAs("bob");
      assertThat(browser.html()).contains("bob").doesNotContain("alice");
      browser.cookies.put(SESSION, handle);
      assertThat(browser.get(ASK.url()).path()).isEqualTo("/sign-in");
    }
  }

  @Nested
  class Rfc_6265bis_cookies {
    @Test
    void they_are_host_cookies_out_of_reach_of_scripts_and_other_sites() {
      browser.get(ASK.url());
      var first = server.get(ASK.url());
      assertThat(cookies(first))
          .containsOnlyKeys("__Host-mapae-browser")
          .containsValue("; Path=/; HttpOnly; SameSite=Lax; Secure");
      var form =
          Parameters.empty()
              .with("username", "alice")
              .with("password", "wonderland-42")
              .with("step", browser.hidden("step"));
      var signedIn =
          server.post(
              browser.location,
              form,
              "Cookie",
              "__Host-mapae-browser=" + browser.cookies.get("__Host-mapae-browser"));
      assertThat(cookies(signedIn))
          .containsOnly(
              Map.entry(SESSION, "; Path=/; HttpOnly; SameSite=Lax; Secure"),
              // Whose browser it is, for longer than a session.
              Map.entry(
                  "__Host-mapae-known",
                  "; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=34560000"));
    }

    @Test
    void on_plain_http_of_loopback_they_have_no_prefix() {
      Issuer loopback = new Issuer("http://127.0.0.1:9000");
      try (TestServer plain = new TestServer(loopback, Samples.declarations())) {
        assertThat(cookies(plain.get(ASK.url())))
            .containsOnlyKeys("mapae-browser")
            .containsValue("; Path=/; HttpOnly; SameSite=Lax");
        TestBrowser there = new TestBrowser(plain);
        there.get(ASK.url()).signInAs("alice").approve("playlist.read");
        assertThat(there.answer("code")).isNotEmpty();
        assertThat(there.cookies).containsOnlyKeys("mapae-browser", "mapae-session", "mapae-known");
      }
    }

    @Test
    void a_browser_keeps_its_cookie() {
      browser.get(ASK.url());
      String cookie = browser.cookies.get("__Host-mapae-browser");
      browser.signInAs("alice").approve("playlist.read");
      assertThat(browser.cookies).containsEntry("__Host-mapae-browser", cookie);
    }

    @Test
    void signing_out_takes_the_session_cookie_away() {
      browser.get(ASK.url()).signInAs("alice").get("/sign-out").submit(Parameters.empty());
      assertThat(browser.page.header("Set-Cookie").orElseThrow())
          .startsWith(SESSION + "=;")
          .contains("Max-Age=0")
          .contains("Secure");
    }

    Map<String, String> cookies(dev.mapae.authorizationserver.http.Response response) {
      return response.headers().stream()
          .filter(h -> h.getKey().equals("Set-Cookie"))
          .collect(
              java.util.stream.Collectors.toMap(
                  h -> h.getValue().substring(0, h.getValue().indexOf('=')),
                  h -> h.getValue().substring(h.getValue().indexOf(';'))));
    }
  }
}
