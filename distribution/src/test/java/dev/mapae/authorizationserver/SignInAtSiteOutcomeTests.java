package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What a site may say of somebody who signed in there. No specification governs it.
class SignInAtSiteOutcomeTests extends SiteScene {
  SignInAtSiteOutcomeTests() {
    super(Engine.preset());
  }

  @Nested
  class An_outcome {
    private String refused(Json outcome) {
      Response response = site.outcome(LoginSite.handle(browser), outcome.toString());
      assertThat(response.status()).isBetween(400, 422);
      return LoginSite.problem(response);
    }

    private Json mina() {
      return Json.object().with("sub", "4711");
    }

    @Test
    void is_of_known_members_and_types() {
      String handle = LoginSite.handle(sent());
      for (String outcome :
          List.of(
              "",
              "[]",
              "null",
              "{",
              "{}",
              "{\"sub\":\"\"}",
              "{\"sub\":4711}",
              "{\"sub\":\"x\\u0000\"}",
              "{\"sub\":\" x\"}",
              "{\"username\":\"alice\"}",
              "{\"sub\":\"4711\",\"acr\":\"urn:mapae:acr:mfa\"}",
              "{\"sub\":\"4711\",\"declined\":true}",
              "{\"declined\":false}",
              "{\"granted\":[]}",
              "{\"sub\":\"4711\",\"amr\":\"pwd\"}",
              "{\"sub\":\"4711\",\"amr\":[1]}",
              "{\"sub\":\"4711\",\"claims\":[]}",
              "{\"sub\":\"4711\",\"claims\":{\"roles\":[\"listener\"]}}",
              "{\"sub\":\"4711\",\"claims\":{\"email\":\"no address\"}}",
              "{\"sub\":\"4711\",\"claims\":{\"email_verified\":\"true\"}}",
              "{\"sub\":\"4711\",\"claims\":{\"name\":null}}",
              "{\"sub\":\"4711\",\"claims\":{\"picture\":5}}",
              "{\"sub\":\"4711\",\"claims\":{\"birthdate\":[1]}}",
              "{\"sub\":\"4711\",\"claims\":{\"address\":\"Seoul\"}}",
              "{\"sub\":\"4711\",\"claims\":{\"\":1}}",
              "{\"sub\":\"4711\",\"auth_time\":\"now\"}",
              "{\"sub\":\"4711\",\"auth_time\":-1}",
              "{\"sub\":\"4711\",\"auth_time\":1e300}",
              "{\"sub\":\"4711\",\"claims\":{\"a\":1e999}}")) {
        Response response = site.outcome(handle, outcome);
        assertThat(response.status()).as(outcome).isEqualTo(400);
        assertThat(LoginSite.problem(response)).isIn("invalid_outcome", "invalid_request");
      }
      assertThat(server.stores.people().findByUsername("login:4711")).isEmpty();
    }

    @Test
    void has_sixteen_kibibytes_at_most() {
      sent();
      assertThat(refused(mina().with("claims", Map.of("name", "x".repeat(16_384)))))
          .isEqualTo("invalid_outcome");
    }

    @Test
    void says_when_they_signed_in_neither_later_than_now_nor_too_long_ago() {
      sent();
      long now = server.clock.instant().getEpochSecond();
      assertThat(refused(mina().with("auth_time", now + 61))).isEqualTo("authentication_time");
      assertThat(refused(mina().with("auth_time", now - 12 * 3600 - 1)))
          .isEqualTo("authentication_time");
      site.signIn(browser, mina().with("auth_time", now - 3600));
      browser.approve();
      assertThat((Long) idToken(browser, ASK).get("auth_time")).isEqualTo(now - 3600);
    }

    /// A sign-in of before is none where it has to be done again.
    @Test
    void is_no_old_sign_in_where_a_new_one_is_asked_for() {
      browser.get(ASK.with("prompt", "login").url());
      long now = server.clock.instant().getEpochSecond();
      assertThat(refused(mina().with("auth_time", now - 1))).isEqualTo("authentication_time");
      browser.get(ASK.with("max_age", "60").url());
      assertThat(refused(mina().with("auth_time", now - 61))).isEqualTo("authentication_time");
      browser.get("/account/security");
      assertThat(refused(mina().with("auth_time", now - 601))).isEqualTo("authentication_time");
      browser.get(ASK.with("prompt", "login").url());
      server.clock.advance(Duration.ofSeconds(3));
      site.signIn(browser, mina().with("auth_time", server.clock.instant().getEpochSecond()));
      assertThat(browser.path()).isEqualTo("/consent");
    }

    @Test
    void says_how_they_signed_in_in_the_words_of_RFC_8176_and_not_that_it_was_twice() {
      sent();
      for (List<String> amr : List.of(List.of("password"), List.of("pwd", "mfa"))) {
        assertThat(refused(mina().with("amr", amr))).isEqualTo("amr_not_allowed");
      }
    }

    @Test
    void gives_the_roles_that_the_site_may_give_and_no_other() {
      sent();
      assertThat(refused(mina().with("roles", List.of("listener", "admin"))))
          .isEqualTo("role_not_allowed");
      assertThat(server.stores.people().findByUsername("login:4711")).isEmpty();
    }

    @Test
    void is_of_nobody_who_is_disabled() {
      site.signIn(sent(), LoginSite.MINA);
      server.stores.people().enable("login:4711", false, server.clock.instant());
      browser.get(ASK.url());
      Optional<Person> before = server.stores.people().findByUsername("login:4711");
      assertThat(refused(mina().with("claims", Map.of("name", "Mina Park"))))
          .isEqualTo("person_disabled");
      assertThat(before.orElseThrow().enabled()).isFalse();
      assertThat(server.stores.people().findByUsername("login:4711")).isEqualTo(before);
    }
  }

  /// Row 8 of the mistakes of this field: who is one thing is not by that another.
  @Nested
  class Somebody_who_is_here_already {
    private void assertConflict(Person there, Json outcome) {
      Optional<Person> before = server.stores.people().findByUsername(there.username());
      assertThat(before).isPresent();
      Response response = site.outcome(LoginSite.handle(sent()), outcome.toString());
      assertThat(response.status()).isEqualTo(409);
      assertThat(LoginSite.problem(response)).isEqualTo("account_conflict");
      assertThat(server.stores.people().findByUsername(there.username())).isEqualTo(before);
    }

    @Test
    void is_not_signed_in_as_by_their_username() {
      site.signIn(sent(), Json.object().with("sub", "alice"));
      browser.get("/account");
      assertThat(browser.html()).contains("login:alice").doesNotContain("Name of alice");
    }

    @Test
    void is_not_taken_over_whatever_they_are_called() {
      for (Origin origin : List.of(Origin.SELF_REGISTERED, Origin.ADMINISTERED)) {
        Person there =
            new Person(
                "subject-" + origin,
                "login:" + origin,
                origin,
                true,
                Optional.empty(),
                Set.of(),
                Map.of("name", "Here before"));
        server.stores.people().add(there);
        assertConflict(there, Json.object().with("sub", origin.name()));
        assertConflict(
            there, Json.object().with("sub", origin.name().toLowerCase(java.util.Locale.ROOT)));
      }
    }

    @Test
    void keeps_their_verified_address() {
      Person alice = server.stores.people().findByUsername("alice").orElseThrow();
      for (String spelt : List.of("alice@example.com", "Alice@EXAMPLE.com")) {
        assertConflict(
            alice,
            Json.object()
                .with("sub", "4711")
                .with("claims", Map.of("email", spelt, "email_verified", true)));
      }
      site.signIn(
          sent(),
          Json.object().with("sub", "4711").with("claims", Map.of("email", "alice@example.com")));
      assertThat(browser.path()).isEqualTo("/consent");
      // Nor is it theirs by a later sign-in.
      TestBrowser again = new TestBrowser(server).get(ASK.url());
      Response response =
          site.outcome(
              LoginSite.handle(again),
              Json.object()
                  .with("sub", "4711")
                  .with("claims", Map.of("email", "alice@example.com", "email_verified", true))
                  .toString());
      assertThat(LoginSite.problem(response)).isEqualTo("account_conflict");
    }
  }
}
