package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What people say of themselves: `/account/profile`. OIDC Core §5.1.
@OnEveryEngine
class AccountProfileTests {
  final TestServer server;
  final TestBrowser browser;

  AccountProfileTests(Engine engine) {
    server = new TestServer(engine, Samples.declarations(), Seams.none().peopleRegistering());
    browser = new TestBrowser(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  /// Somebody who made their account, in this browser.
  static TestBrowser register(TestServer server, TestBrowser browser) {
    browser.get(Ask.web("openid").with("prompt", "create").url());
    server.clock.advance(Duration.ofSeconds(1));
    return browser.submit(
        form(
            "username",
            "dodo",
            "name",
            "Dodo",
            "password",
            "correct horse battery",
            "password_again",
            "correct horse battery"));
  }

  Map<String, Object> claims(String username) {
    return server.stores.people().findByUsername(username).orElseThrow().claims();
  }

  static Parameters profile(String claim, String value) {
    return form("name", "Dodo").without(Set.of(claim)).with(claim, value);
  }

  @Nested
  class Who_made_their_account {
    @Test
    void changes_what_applications_are_told() {
      register(server, browser).get("/account/profile");
      browser.submit(form("name", "도도새", "birthdate", "1865-11-26", "zoneinfo", "Asia/Seoul"));
      assertThat(browser.html()).contains("Your profile is saved").contains("도도새 (dodo)");
      assertThat(claims("dodo"))
          .containsEntry("name", "도도새")
          .containsEntry("birthdate", "1865-11-26")
          .containsEntry("zoneinfo", "Asia/Seoul")
          .containsEntry("updated_at", server.clock.instant().getEpochSecond())
          .doesNotContainKey("nickname");
    }

    @Test
    void takes_a_claim_away_by_leaving_it_empty() {
      register(server, browser).get("/account/profile").submit(form("name", " "));
      assertThat(claims("dodo")).doesNotContainKey("name");
    }

    @Test
    void changes_no_other_claim() {
      register(server, browser).get("/account/profile");
      browser.submit(
          form(
              "name",
              "Dodo",
              "email",
              "x@example.com",
              "email_verified",
              "true",
              "roles",
              "admin",
              "sub",
              "alice",
              "preferred_username",
              "alice",
              "phone_number",
              "1"));
      assertThat(claims("dodo")).containsOnlyKeys("name", "updated_at");
      assertThat(server.stores.people().findByUsername("dodo").orElseThrow().roles()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
      "website, javascript:alert(1)",
      "website, https://user@example.com",
      "website, example.com",
      "birthdate, 1990-13-01",
      "birthdate, yesterday",
      "zoneinfo, Asia/Atlantis",
      "zoneinfo, ../../etc/passwd",
      "locale, english please",
      "name, 'a\u202eb'"
    })
    void is_told_what_cannot_be(String claim, String value) {
      register(server, browser).get("/account/profile").submit(profile(claim, value));
      assertThat(browser.page.status()).isEqualTo(400);
      assertThat(browser.html()).contains("cannot be what you typed").contains("aria-invalid");
      assertThat(claims("dodo")).isEqualTo(Map.of("name", "Dodo"));
    }

    @Test
    void types_no_markup() {
      register(server, browser).get("/account/profile");
      browser.submit(form("name", "\"><script>alert(1)</script>"));
      assertThat(browser.html()).doesNotContain("<script");
    }
  }

  @Nested
  class Who_was_declared {
    @Test
    void is_told_that_somebody_else_keeps_it() {
      browser.get("/account/profile").signInAs("alice");
      assertThat(browser.html())
          .contains("Whoever runs this server keeps your profile")
          .contains("Name of alice")
          .doesNotContain("<form");
    }

    @Test
    void changes_nothing_by_a_form_of_their_own_making() {
      browser.get("/account").signInAs("alice");
      browser.get("/account/data");
      Map<String, Object> before = claims("alice");
      browser.load("POST", "/account/profile", form("name", "Queen", "step", "x"));
      assertThat(browser.shownError()).isEqualTo("invalid_request");
      assertThat(claims("alice")).isEqualTo(before);
      assertThat(
              server
                  .stores
                  .people()
                  .changeClaims(
                      server.stores.people().findByUsername("alice").orElseThrow().subject(),
                      Map.of("name", "Queen"),
                      Set.of()))
          .isEmpty();
    }
  }
}
