package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.SecondFactorScene.ASK;
import static dev.mapae.authorizationserver.SecondFactorScene.type;
import static dev.mapae.authorizationserver.TestClients.form;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.authentication.SecondFactorPolicy;
import dev.mapae.authorizationserver.authentication.SecondFactorPolicy.Way;
import dev.mapae.authorizationserver.authentication.SignInPolicy.Method;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What is good as a second factor, and what becomes of what no longer is. NIST SP 800-63B §4.2; no
/// specification governs the choice.
class AcceptedSecondFactorsTests {
  private static final String PAGE = "/account/security";
  private static final String SESSION = "__Host-mapae-session";
  private static final String NOT_TAKEN = "id=\"passkeys-not-taken\"";
  private static final String NONE = "id=\"none-accepted\"";
  private static final String BY_PASSKEY = "Sign in with a passkey";
  private static final Pattern USER = Pattern.compile("data-user=\"([^\"]+)\"");

  /// Alice has an app, and recovery codes.
  private final SecondFactorScene scene = new SecondFactorScene(Engine.preset());

  private final TestPasskey passkey = new TestPasskey();

  @AfterEach
  void close() {
    scene.close();
  }

  private TestServer accepting(Way... ways) {
    return scene.server.beside(Seams.none().acceptingSecond(ways));
  }

  /// Whoever is at the page about that makes a passkey.
  private TestBrowser make(TestBrowser page) {
    Matcher user = USER.matcher(page.html());
    assertThat(user.find()).isTrue();
    passkey.userHandle = user.group(1);
    page.submit(TestPasskey.both(form("do", "passkey"), passkey.created(page.hidden("challenge"))));
    assertThat(page.page.status()).isEqualTo(200);
    scene.server.clock.advance(Duration.ofMinutes(1));
    return page;
  }

  private TestBrowser alicesSecurity() {
    TestBrowser browser = new TestBrowser(scene.server).get(PAGE).signInAs("alice");
    return type(browser, scene.code());
  }

  @Nested
  class An_app_that_is_no_longer_good {
    @Test
    void lets_nobody_in_and_nor_does_the_password_alone() {
      try (TestServer strict = accepting(Way.PASSKEY)) {
        TestBrowser browser = new TestBrowser(strict).get(ASK.url()).signInAs("alice");
        assertThat(browser.path()).isEqualTo(SecondFactorScene.PATH);
        assertThat(browser.html()).contains(NONE).doesNotContain("name=\"code\"");
        assertThat(browser.cookies).doesNotContainKey(SESSION);
        TestBrowser half = scene.half();
        for (String code : List.of(scene.code(), scene.recoveryCodes.getFirst())) {
          TestBrowser there = type(half.on(strict), code);
          assertThat(there.page.status()).isEqualTo(400);
          assertThat(there.html()).contains(NONE).doesNotContain("id=\"mistake\"");
          assertThat(there.cookies).doesNotContainKey(SESSION);
        }
        assertThat(type(half, scene.code()).path()).as("it was not used up").isEqualTo("/consent");
      }
    }

    @Test
    void leads_to_where_people_sign_in_by_a_passkey_alone_if_they_do() {
      try (TestServer strict = accepting(Way.PASSKEY)) {
        TestBrowser browser = new TestBrowser(strict).get(ASK.url()).signInAs("alice");
        assertThat(browser.html()).contains(NONE, BY_PASSKEY);
      }
      Seams seams = Seams.none().signingInBy(Method.PASSWORD).acceptingSecond(Way.PASSKEY);
      try (TestServer strict = scene.server.beside(seams)) {
        TestBrowser browser = new TestBrowser(strict).get(ASK.url()).signInAs("alice");
        assertThat(browser.html()).contains(NONE).doesNotContain(BY_PASSKEY);
      }
    }

    @Test
    void is_not_missed_by_who_has_something_that_is_good() {
      make(alicesSecurity());
      try (TestServer strict = accepting(Way.PASSKEY)) {
        TestBrowser half = new TestBrowser(strict).get(ASK.url()).signInAs("alice");
        assertThat(half.html()).doesNotContain("name=\"code\"").doesNotContain(NONE);
        half.submit(passkey.used(half.hidden("challenge")));
        assertThat(half.path()).isEqualTo("/consent");
        assertThat(scene.claims(half, ASK, "id_token"))
            .containsEntry("acr", Rfc9470SecondFactorTests.MFA)
            .containsEntry("amr", List.of("pwd", "pop", "user", "mfa"));
      }
    }

    @Test
    void is_on_the_page_to_be_removed_and_no_other_is_set_up() {
      TestBrowser browser = make(alicesSecurity());
      try (TestServer strict = accepting(Way.PASSKEY)) {
        TestBrowser there = browser.on(strict).get(PAGE);
        assertThat(there.html())
            .contains("Codes of these apps are not taken here any more", "id=\"add-passkey\"")
            .doesNotContain("id=\"add-app\"", "id=\"new-codes\"");
        for (String what : List.of("offer", "enrol", "recovery_codes")) {
          TestBrowser again = browser.on(strict).get(PAGE);
          assertThat(again.submit(form("do", what)).shownError()).isEqualTo("invalid_request");
        }
        String app = scene.server.database.value("SELECT id FROM factors WHERE kind = 'TOTP'");
        browser.on(strict).get(PAGE).submit(form("do", "remove", "factor", app));
        assertThat(scene.server.database.value("SELECT count(*) FROM factors WHERE kind = 'TOTP'"))
            .isEqualTo("0");
      }
    }

    @Test
    void goes_on_in_sessions_that_were_begun_by_it() {
      TestBrowser browser = scene.signedIn();
      try (TestServer strict = accepting(Way.PASSKEY)) {
        TestBrowser there = browser.on(strict).get("/account");
        assertThat(there.path()).isEqualTo("/account");
      }
    }
  }

  @Nested
  class A_passkey_that_is_no_longer_good {
    private void bobs() {
      make(new TestBrowser(scene.server).get(PAGE).signInAs("bob"));
    }

    @Test
    void is_not_taken_after_a_password_and_signs_in_alone_as_before() {
      bobs();
      try (TestServer strict = accepting(Way.APP)) {
        TestBrowser half = new TestBrowser(strict).get(ASK.url()).signInAs("bob");
        assertThat(half.html()).contains(NONE).doesNotContain("id=\"passkey\"");
        TestBrowser asked = new TestBrowser(scene.server).get(ASK.url()).signInAs("bob");
        TestBrowser there = asked.on(strict).submit(passkey.used(asked.hidden("challenge")));
        assertThat(there.page.status()).isEqualTo(400);
        assertThat(there.cookies).doesNotContainKey(SESSION);
        TestBrowser alone = new TestBrowser(strict).get(ASK.url());
        alone.submit(passkey.used(alone.hidden("challenge")));
        assertThat(alone.path()).isEqualTo("/consent");
        assertThat(scene.claims(alone, ASK, "id_token"))
            .containsEntry("amr", List.of("pop", "user", "mfa"));
      }
    }

    /// Whoever makes one is let in by nothing else from then on.
    @Test
    void is_made_by_nobody_who_was_not_told() {
      try (TestServer strict = accepting(Way.APP)) {
        TestBrowser page = new TestBrowser(strict).get(PAGE).signInAs("bob");
        assertThat(page.html()).containsSubsequence(NOT_TAKEN, "id=\"add-passkey\"");
      }
      assertThat(new TestBrowser(scene.server).get(PAGE).signInAs("bob").html())
          .contains("id=\"add-passkey\"")
          .doesNotContain(NOT_TAKEN);
    }

    @Test
    void keeps_the_last_app_where_it_does_not_let_in_alone() {
      TestBrowser browser = make(alicesSecurity());
      Seams seams = Seams.none().signingInBy(Method.PASSWORD).acceptingSecond(Way.APP);
      try (TestServer strict = scene.server.beside(seams)) {
        TestBrowser there = browser.on(strict).get(PAGE);
        there.submit(form("do", "remove", "factor", id("TOTP")));
        assertThat(there.page.status()).isEqualTo(400);
        assertThat(there.html()).contains("Remove what is not taken first");
        there.submit(form("do", "remove", "factor", id("PASSKEY")));
        there.submit(form("do", "remove", "factor", id("TOTP")));
        assertThat(strict.rows()).containsEntry("factors", 0);
      }
    }

    private String id(String kind) {
      return scene.server.database.value("SELECT id FROM factors WHERE kind = '" + kind + "'");
    }

    /// They would be a second password, on paper.
    @Test
    void leaves_recovery_codes_without_use() {
      TestBrowser browser = make(alicesSecurity());
      try (TestServer strict = accepting(Way.APP)) {
        TestBrowser there = browser.on(strict).get(PAGE);
        there.submit(form("do", "remove", "factor", id("TOTP")));
        assertThat(strict.rows()).containsEntry("factors", 11);
        assertThat(there.html()).doesNotContain("id=\"new-codes\"");
        there.submit(form("do", "recovery_codes"));
        assertThat(SecondFactorScene.codes(there)).isEmpty();
        assertThat(new TestBrowser(strict).get(ASK.url()).signInAs("alice").html()).contains(NONE);
        TestBrowser half = type(scene.half().on(strict), scene.recoveryCodes.getFirst());
        assertThat(half.page.status()).isEqualTo(400);
        assertThat(half.cookies).doesNotContainKey(SESSION);
      }
    }

    @Test
    void is_missed_by_nobody_whom_an_operator_relieves_of_it() {
      bobs();
      try (TestServer strict = accepting(Way.APP)) {
        String bob = strict.stores.people().findByUsername("bob").orElseThrow().subject();
        assertThat(strict.stores.enrolments().removeAll(bob, strict.clock.instant()))
            .as("it and its codes")
            .isEqualTo(11);
        assertThat(new TestBrowser(strict).get(ASK.url()).signInAs("bob").path())
            .isEqualTo("/consent");
      }
    }
  }

  @Nested
  class Passkeys_that_are_good_after_a_password_alone {
    @Test
    void are_made_and_asked_for_where_nobody_signs_in_by_one() {
      Seams seams = Seams.none().signingInBy(Method.PASSWORD).acceptingSecond(Way.APP, Way.PASSKEY);
      try (TestServer server = scene.server.beside(seams)) {
        make(new TestBrowser(server).get(PAGE).signInAs("bob"));
        TestBrowser half = new TestBrowser(server).get(ASK.url());
        assertThat(half.html()).doesNotContain("id=\"passkey\"");
        half.signInAs("bob");
        half.submit(passkey.used(half.hidden("challenge")));
        assertThat(half.path()).isEqualTo("/consent");
      }
    }
  }

  @Nested
  class Where_people_must_have_one {
    @Test
    void the_last_that_is_good_is_not_removed() {
      TestBrowser browser = make(alicesSecurity());
      Seams seams = Seams.none().requiringSecondFactor("listener").acceptingSecond(Way.APP);
      try (TestServer strict = scene.server.beside(seams)) {
        TestBrowser there = browser.on(strict).get(PAGE);
        String app = strict.database.value("SELECT id FROM factors WHERE kind = 'TOTP'");
        there.submit(form("do", "remove", "factor", app));
        assertThat(there.page.status()).isEqualTo(400);
        assertThat(strict.rows()).containsEntry("factors", 12);
      }
    }

    @Test
    void an_app_is_among_what_is_good() {
      assertThatThrownBy(
              () -> new SecondFactorPolicy(true, Set.of(), Optional.of(Set.of(Way.PASSKEY))))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new SecondFactorPolicy(false, Set.of(), Optional.of(Set.of())))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
