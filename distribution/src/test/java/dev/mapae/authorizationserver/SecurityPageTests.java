package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The page where people set up what they sign in with beside their password. NIST SP 800-63B
/// §6.1.2.
@OnEveryEngine
class SecurityPageTests {
  private static final String PAGE = "/account/security";
  private static final String ADDED_BEFORE = "The app was added when this form was sent before";
  private static final Ask ASK = Ask.web("openid offline_access playlist.read");

  private final TestServer server;

  SecurityPageTests(Engine engine) {
    server = new TestServer(engine);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private TestBrowser bob() {
    return new TestBrowser(server).get(PAGE).signInAs("bob");
  }

  private static TestBrowser press(TestBrowser browser, String name, String... more) {
    return browser.submit(form(form("do", name), more));
  }

  private TestAuthenticator enrol(TestBrowser browser) {
    press(browser, "offer");
    TestAuthenticator app = TestAuthenticator.on(browser.html());
    press(
        browser,
        "enrol",
        "enrolment",
        browser.hidden("enrolment"),
        "code",
        app.code(server.clock.instant()));
    assertThat(browser.page.status()).isEqualTo(200);
    server.clock.advance(Duration.ofMinutes(1));
    return app;
  }

  /// And went on from the codes.
  private TestAuthenticator enrolled(TestBrowser browser) {
    TestAuthenticator app = enrol(browser);
    SecondFactorScene.goOn(browser);
    return app;
  }

  private int apps() {
    return Integer.parseInt(
        server.database.value("SELECT count(*) FROM factors WHERE kind = 'TOTP'"));
  }

  private static List<String> codes(TestBrowser browser) {
    return SecondFactorScene.codes(browser);
  }

  /// Bob's password was right, in a new browser.
  private TestBrowser half() {
    return new TestBrowser(server).get(ASK.url()).signInAs("bob");
  }

  private long count(AuditEvent.Type type) {
    return server.audit.stream().filter(e -> e.type() == type).count();
  }

  @Nested
  class An_app {
    @Test
    void is_set_up_with_a_code_and_asked_for_from_then_on() {
      TestBrowser browser = bob();
      assertThat(browser.location).isEqualTo(PAGE);
      TestAuthenticator app = enrolled(browser);
      assertThat(browser.html()).contains("Set up on");
      TestBrowser other = half();
      assertThat(other.path()).isEqualTo(SecondFactorScene.PATH);
      SecondFactorScene.type(other, app.code(server.clock.instant()));
      assertThat(other.path()).isEqualTo("/consent");
    }

    @Test
    void is_nothing_before_a_right_code() {
      TestBrowser browser = bob();
      Map<String, Integer> before = server.rows();
      press(browser, "offer");
      TestAuthenticator app = TestAuthenticator.on(browser.html());
      String wrong = app.wrong(server.clock.instant());
      press(browser, "enrol", "enrolment", browser.hidden("enrolment"), "code", wrong);
      assertThat(browser.page.status()).isEqualTo(400);
      assertThat(TestAuthenticator.on(browser.html()).shown).isEqualTo(app.shown);
      assertThat(server.rows()).isEqualTo(before);
      assertThat(half().path()).isEqualTo("/consent");
    }

    @Test
    void is_of_whom_it_was_offered_to() {
      TestBrowser alice = new TestBrowser(server).get(PAGE).signInAs("alice");
      press(alice, "offer");
      TestAuthenticator app = TestAuthenticator.on(alice.html());
      TestBrowser bob = bob();
      press(
          bob,
          "enrol",
          "enrolment",
          alice.hidden("enrolment"),
          "code",
          app.code(server.clock.instant()));
      assertThat(bob.page.status()).isEqualTo(400);
      assertThat(apps()).isEqualTo(0);
    }

    @Test
    void that_is_posted_twice_is_there_once() {
      TestBrowser browser = bob();
      press(browser, "offer");
      TestAuthenticator app = TestAuthenticator.on(browser.html());
      Parameters form =
          form(
              "do",
              "enrol",
              "enrolment",
              browser.hidden("enrolment"),
              "code",
              app.code(server.clock.instant()));
      browser.submit(form);
      SecondFactorScene.goOn(browser);
      assertThat(browser.submit(form).page.status()).isEqualTo(200);
      assertThat(browser.html()).contains(ADDED_BEFORE).contains("Codes left: 10");
      assertThat(apps()).isEqualTo(1);
      assertThat(count(AuditEvent.Type.FACTOR_REFUSED)).isZero();
    }

    /// The codes were in the answer that was loaded again.
    @Test
    void says_what_became_of_the_codes_when_its_answer_is_loaded_again() {
      TestBrowser browser = bob();
      press(browser, "offer");
      TestAuthenticator app = TestAuthenticator.on(browser.html());
      Parameters form =
          form(
              "do",
              "enrol",
              "step",
              browser.hidden("step"),
              "enrolment",
              browser.hidden("enrolment"),
              "code",
              app.code(server.clock.instant()));
      String old = codes(browser.load("POST", PAGE, form)).getFirst();
      browser.load("POST", PAGE, form);
      assertThat(browser.page.status()).isEqualTo(200);
      assertThat(browser.html()).contains(ADDED_BEFORE).contains("Codes left: 10");
      assertThat(apps()).isEqualTo(1);
      String fresh = codes(press(browser, "recovery_codes")).getFirst();
      TestBrowser half = half();
      assertThat(SecondFactorScene.type(half, old).page.status()).isEqualTo(400);
      assertThat(SecondFactorScene.type(half, fresh).path()).isEqualTo("/consent");
    }

    /// The form is taken still, and its code no more.
    @Test
    void says_so_as_well_where_the_session_did_not_change() {
      TestBrowser browser = bob();
      enrolled(browser);
      press(browser, "offer");
      TestAuthenticator app = TestAuthenticator.on(browser.html());
      Parameters form =
          form(
              "do",
              "enrol",
              "step",
              browser.hidden("step"),
              "enrolment",
              browser.hidden("enrolment"),
              "code",
              app.code(server.clock.instant()));
      browser.load("POST", PAGE, form);
      assertThat(apps()).isEqualTo(2);
      server.clock.advance(Duration.ofSeconds(90));
      browser.load("POST", PAGE, form);
      assertThat(browser.page.status()).isEqualTo(200);
      assertThat(browser.html()).contains(ADDED_BEFORE);
      assertThat(apps()).isEqualTo(2);
      assertThat(count(AuditEvent.Type.FACTOR_REFUSED)).isZero();
    }

    /// Cross-site request forgery: nobody else has the page say so.
    @Test
    void is_not_said_to_be_there_by_a_form_that_was_made_for_somebody_else() {
      TestBrowser browser = bob();
      enrolled(browser);
      TestBrowser alice = new TestBrowser(server).get(PAGE).signInAs("alice");
      press(alice, "offer");
      browser.load(
          "POST", PAGE, form("do", "enrol", "step", "x", "enrolment", alice.hidden("enrolment")));
      assertThat(browser.shownError()).isEqualTo("invalid_request");
    }

    @Test
    void that_was_removed_does_not_come_back_with_the_same_form() {
      TestBrowser browser = bob();
      press(browser, "offer");
      TestAuthenticator app = TestAuthenticator.on(browser.html());
      Parameters form =
          form(
              "do",
              "enrol",
              "enrolment",
              browser.hidden("enrolment"),
              "code",
              app.code(server.clock.instant()));
      SecondFactorScene.goOn(browser.submit(form));
      press(browser, "remove", "factor", browser.hidden("factor"));
      browser.submit(form);
      assertThat(browser.page.status()).isEqualTo(400);
      assertThat(apps()).isEqualTo(0);
    }

    /// Two tabs, or two nodes.
    @Test
    void that_somebody_must_have_stays_however_many_are_removed_at_once() {
      TestBrowser browser = bob();
      enrolled(browser);
      TestAuthenticator app = enrol(browser);
      List<String> ids =
          java.util.regex.Pattern.compile("name=\"factor\" value=\"([^\"]+)\"")
              .matcher(browser.html())
              .results()
              .map(found -> found.group(1))
              .toList();
      assertThat(ids).hasSize(2);
      try (TestServer strict = server.beside(Seams.none().requiringSecondFactorOfAll())) {
        TestBrowser there = new TestBrowser(strict).get(PAGE).signInAs("bob");
        SecondFactorScene.type(there, app.code(strict.clock.instant()));
        assertThat(there.location).isEqualTo(PAGE);
        var next = new java.util.concurrent.atomic.AtomicInteger();
        Race.of(
            2, () -> press(there.on(strict), "remove", "factor", ids.get(next.getAndIncrement())));
        assertThat(apps()).isEqualTo(1);
      }
    }

    @Test
    void is_removed_by_its_person_alone() {
      TestBrowser browser = bob();
      enrolled(browser);
      String id = browser.hidden("factor");
      TestBrowser alice = new TestBrowser(server).get(PAGE).signInAs("alice");
      press(alice, "remove", "factor", id);
      assertThat(apps()).isEqualTo(1);
      press(browser, "remove", "factor", id);
      assertThat(apps()).isEqualTo(0);
      assertThat(count(AuditEvent.Type.FACTOR_REMOVED)).as("it, and its codes").isEqualTo(2);
      assertThat(half().path()).isEqualTo("/consent");
    }

    @Test
    void that_somebody_must_have_is_not_the_last_to_be_removed() {
      TestBrowser browser = bob();
      TestAuthenticator app = enrolled(browser);
      try (TestServer strict = server.beside(Seams.none().requiringSecondFactorOfAll())) {
        TestBrowser there = new TestBrowser(strict).get(PAGE).signInAs("bob");
        SecondFactorScene.type(there, app.code(strict.clock.instant()));
        assertThat(there.location).isEqualTo(PAGE);
        press(there, "remove", "factor", there.hidden("factor"));
        assertThat(there.page.status()).isEqualTo(400);
        assertThat(apps()).isEqualTo(1);
        assertThat(strict.audit)
            .filteredOn(event -> event.type() == AuditEvent.Type.FACTOR_REFUSED)
            .singleElement()
            .satisfies(event ->
                assertThat(event.facts())
                    .containsEntry("factor", "totp")
                    .containsEntry("reason", "last"));
      }
    }
  }

  @Nested
  class Sessions_that_a_password_alone_began {
    private TestBrowser elsewhere() {
      return new TestBrowser(server).get("/account").signInAs("bob");
    }

    /// The thief signed in first, and then the person suspected it.
    @Test
    void end_with_the_first_that_is_set_up_and_the_one_in_use_goes_on_as_stronger() {
      TestBrowser thief = elsewhere();
      TestBrowser browser = bob();
      String cookie = browser.cookies.get("__Host-mapae-session");
      enrolled(browser);
      assertThat(thief.get("/account").path()).isEqualTo("/account/sign-in");
      assertThat(browser.cookies.get("__Host-mapae-session")).isNotEqualTo(cookie);
      assertThat(browser.get(PAGE).location).isEqualTo(PAGE);
      Ask strong = ASK.with("acr_values", Rfc9470SecondFactorTests.MFA);
      assertThat(browser.get(strong.url()).path()).isEqualTo("/consent");
    }

    /// One that was begun at the same moment, or at a node of the version before.
    @Test
    void do_not_open_the_page_however_young() {
      TestBrowser alice = new TestBrowser(server).get(PAGE).signInAs("alice");
      enrolled(alice);
      TestBrowser thief = new TestBrowser(server).get(PAGE).signInAs("bob");
      String bob = server.database.value("SELECT subject FROM people WHERE username = 'bob'");
      String id = server.database.value("SELECT id FROM factors WHERE kind = 'TOTP'");
      server.database.change("UPDATE factors SET subject = '" + bob + "'");
      press(thief, "remove", "factor", id);
      assertThat(thief.path()).isEqualTo("/account/sign-in");
      assertThat(thief.get(PAGE).path()).isEqualTo("/account/sign-in");
      assertThat(apps()).isEqualTo(1);
    }

    @Test
    void that_have_shown_both_are_left_alone_by_one_more() {
      TestBrowser browser = bob();
      TestAuthenticator app = enrolled(browser);
      TestBrowser other = elsewhere();
      SecondFactorScene.type(other, app.code(server.clock.instant()));
      enrol(browser);
      assertThat(other.get("/account").location).isEqualTo("/account");
      press(browser, "remove", "factor", browser.hidden("factor"));
      assertThat(other.get("/account").path()).isEqualTo("/account/sign-in");
      assertThat(browser.get(PAGE).location).isEqualTo(PAGE);
      assertThat(browser.html()).contains("id=\"applications\" href=\"/account/applications\"");
    }
  }

  @Nested
  class What_happened {
    @Test
    void is_shown_to_the_person_and_told_the_audit_with_its_id() {
      TestBrowser browser = bob();
      enrolled(browser);
      String id = browser.hidden("factor");
      SecondFactorScene.goOn(press(browser, "recovery_codes"));
      SecondFactorScene.goOn(press(browser, "recovery_codes"));
      press(browser, "remove", "factor", id);
      assertThat(facts(AuditEvent.Type.FACTOR_ADDED))
          .anySatisfy(f -> assertThat(f).containsEntry("factor_id", id))
          .anySatisfy(f -> assertThat(f).containsEntry("codes_replaced", "10"));
      assertThat(facts(AuditEvent.Type.FACTOR_REMOVED))
          .anySatisfy(f -> assertThat(f).containsEntry("factor_id", id))
          .anySatisfy(f -> assertThat(f).containsEntry("codes", "10"));
      assertThat(browser.get("/account/activity").html())
          .contains("App or passkey added")
          .contains("Recovery codes made")
          .contains("App or passkey removed");
    }

    private List<Map<String, String>> facts(AuditEvent.Type type) {
      return server.audit.stream().filter(e -> e.type() == type).map(AuditEvent::facts).toList();
    }

    @Test
    void is_no_event_where_nothing_did() {
      press(bob(), "recovery_codes");
      assertThat(count(AuditEvent.Type.FACTOR_ADDED)).isZero();
    }
  }

  @Nested
  class The_page {
    @Test
    void is_for_those_who_signed_in_a_moment_ago() {
      TestBrowser browser = bob();
      press(browser, "offer");
      server.clock.advance(Duration.ofMinutes(11));
      assertThat(browser.get(PAGE).path()).isEqualTo("/account/sign-in");
    }

    @Test
    void takes_no_form_after_that() {
      TestBrowser browser = bob();
      server.clock.advance(Duration.ofMinutes(11));
      press(browser, "offer");
      assertThat(browser.path()).isEqualTo("/account/sign-in");
    }

    /// Cross-site request forgery.
    @Test
    void takes_no_form_of_another_browser() {
      String step = bob().hidden("step");
      TestBrowser browser = bob();
      browser.load("POST", PAGE, form("do", "offer", "step", step));
      assertThat(browser.shownError()).isEqualTo("invalid_request");
    }

    @Test
    void does_nothing_that_it_has_no_form_for() {
      assertThat(press(bob(), "everything").shownError()).isEqualTo("invalid_request");
    }
  }

  @Nested
  class Recovery_codes {
    private List<String> made(TestBrowser browser) {
      press(browser, "recovery_codes");
      List<String> codes = codes(browser);
      return codes.isEmpty() ? codes : goneOn(browser, codes);
    }

    private static List<String> goneOn(TestBrowser browser, List<String> codes) {
      assertThat(SecondFactorScene.goOn(browser).location).isEqualTo(PAGE);
      return codes;
    }

    /// Or whoever loses the app would be locked out.
    @Test
    void are_shown_with_the_first_app_once_and_are_good() {
      TestBrowser browser = bob();
      enrol(browser);
      List<String> codes = codes(browser);
      assertThat(codes).hasSize(10).doesNotHaveDuplicates();
      SecondFactorScene.goOn(browser);
      assertThat(
              server.audit.stream()
                  .filter(e -> e.type() == AuditEvent.Type.FACTOR_ADDED)
                  .map(e -> e.facts().get("factor")))
          .containsExactly("totp", "recovery_code");
      enrol(browser);
      assertThat(codes(browser)).isEmpty();
      assertThat(browser.html()).contains("Codes left: 10");
      assertThat(SecondFactorScene.type(half(), codes.getFirst()).path()).isEqualTo("/consent");
    }

    @Test
    void are_ten_and_shown_once() {
      TestBrowser browser = bob();
      enrolled(browser);
      List<String> codes = made(browser);
      assertThat(codes).hasSize(10).doesNotHaveDuplicates();
      assertThat(browser.get(PAGE).html())
          .contains("Codes left: 10")
          .doesNotContain(codes.getFirst());
    }

    @Test
    void sign_in_once_each_instead_of_the_app() {
      TestBrowser browser = bob();
      enrolled(browser);
      List<String> codes = made(browser);
      assertThat(SecondFactorScene.type(half(), codes.getFirst()).path()).isEqualTo("/consent");
      assertThat(SecondFactorScene.type(half(), codes.getFirst()).page.status()).isEqualTo(400);
      String typed = " " + codes.get(1).toLowerCase(java.util.Locale.ROOT).replace("-", " ");
      assertThat(SecondFactorScene.type(half(), typed).path()).isEqualTo("/consent");
      assertThat(browser.get(PAGE).html()).contains("Codes left: 8");
      assertThat(
              server.audit.stream()
                  .filter(e -> e.type() == AuditEvent.Type.SIGN_IN)
                  .map(e -> e.facts().getOrDefault("factor", ""))
                  .toList())
          .contains("recovery_code");
    }

    /// Of any number who bring it at the same moment one is signed in.
    @Test
    void sign_in_once_however_many_come_at_once() {
      TestBrowser browser = bob();
      enrolled(browser);
      String code = made(browser).getFirst();
      List<TestBrowser> racers = new java.util.ArrayList<>();
      for (int i = 0; i < 8; i++) {
        racers.add(half());
      }
      var next = new java.util.concurrent.atomic.AtomicInteger();
      List<String> paths =
          Race.of(8, () -> SecondFactorScene.type(racers.get(next.getAndIncrement()), code).path());
      assertThat(paths).containsOnlyOnce("/consent");
    }

    @Test
    void are_no_longer_good_when_there_are_new_ones() {
      TestBrowser browser = bob();
      enrolled(browser);
      String old = made(browser).getFirst();
      String fresh = made(browser).getFirst();
      TestBrowser half = half();
      assertThat(SecondFactorScene.type(half, old).page.status()).isEqualTo(400);
      assertThat(SecondFactorScene.type(half, fresh).path()).isEqualTo("/consent");
    }

    @Test
    void are_for_those_who_have_an_app_and_go_with_the_last() {
      TestBrowser browser = bob();
      assertThat(made(browser)).isEmpty();
      enrolled(browser);
      made(browser);
      press(browser, "remove", "factor", browser.hidden("factor"));
      assertThat(server.rows()).containsEntry("factors", 0);
    }
  }
}
