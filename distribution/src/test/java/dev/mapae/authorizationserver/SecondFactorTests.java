package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.SecondFactorScene.ASK;
import static dev.mapae.authorizationserver.SecondFactorScene.PATH;
import static dev.mapae.authorizationserver.SecondFactorScene.type;
import static dev.mapae.authorizationserver.TestClients.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Signing in with more than a password. NIST SP 800-63B §4.2; no specification governs the steps.
@OnEveryEngine
class SecondFactorTests {
  private static final String SESSION = "__Host-mapae-session";
  private static final String FIRST = "__Host-mapae-first-factor";

  private final SecondFactorScene scene;
  private final TestServer server;

  SecondFactorTests(Engine engine) {
    scene = new SecondFactorScene(engine);
    server = scene.server;
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Nested
  class After_the_password {
    /// As by whoever ends all others at this moment: nobody is known by a session that is gone.
    @Test
    void whoever_is_signed_out_while_they_set_one_up_begins_anew() {
      WatchedStores watched = new WatchedStores();
      Seams seams = Seams.stores(watched::around).requiringSecondFactor("listener");
      try (TestServer node = new TestServer(Engine.preset(), Samples.declarations(), seams)) {
        TestBrowser browser = new TestBrowser(node).get(ASK.url()).signInAs("alice");
        String code = TestAuthenticator.on(browser.html()).code(node.clock.instant());
        watched.behind.put("sessions.start", () -> node.database.change("DELETE FROM sessions"));
        browser.submit(form("enrolment", browser.hidden("enrolment"), "code", code));
        assertThat(browser.path()).isEqualTo("/sign-in");
        assertThat(browser.cookies).doesNotContainKeys(SESSION, "__Host-mapae-known");
      }
    }

    @Test
    void a_person_without_second_factor_is_signed_in() {
      TestBrowser bob = new TestBrowser(server).get(ASK.url()).signInAs("bob");
      assertThat(bob.path()).isEqualTo("/consent");
      assertThat(bob.cookies).containsKey(SESSION).doesNotContainKey(FIRST);
    }

    @Test
    void a_person_with_one_is_asked_for_it_and_has_no_session() {
      Map<String, Integer> before = server.rows();
      TestBrowser browser = scene.half();
      assertThat(browser.path()).isEqualTo(PATH);
      assertThat(browser.page.status()).isEqualTo(200);
      assertThat(browser.cookies).containsKey(FIRST).doesNotContainKey(SESSION);
      assertThat(server.rows()).isEqualTo(before);
      assertThat(browser.get(ASK.url()).path()).isEqualTo("/sign-in");
      assertThat(browser.get("/consent?" + ASK.parameters().encode()).path()).isEqualTo("/sign-in");
      assertThat(browser.get(ASK.with("prompt", "none").url()).answer("error"))
          .isEqualTo("login_required");
    }

    @Test
    void the_right_code_signs_in() {
      TestBrowser browser = scene.signedIn();
      assertThat(browser.path()).isEqualTo("/consent");
      assertThat(browser.cookies).containsKey(SESSION).doesNotContainKey(FIRST);
      assertThat(browser.approve("playlist.read").answer("code")).isNotEmpty();
      assertThat(scene.audit(AuditEvent.Type.SIGN_IN).getLast().facts())
          .containsEntry("factor", "totp");
    }

    @Test
    void nobody_hears_of_a_sign_in_before() {
      int before = scene.audit(AuditEvent.Type.SIGN_IN).size();
      scene.half();
      assertThat(scene.audit(AuditEvent.Type.SIGN_IN)).hasSize(before);
    }

    @Test
    void a_wrong_code_is_refused_and_heard_of_without_being_told() {
      TestBrowser browser = scene.half();
      String wrong = scene.app.wrong(server.clock.instant());
      assertThat(type(browser, wrong).page.status()).isEqualTo(400);
      assertThat(browser.html()).contains("role=\"alert\"").doesNotContain(wrong);
      assertThat(browser.cookies).doesNotContainKey(SESSION);
      AuditEvent event = scene.audit(AuditEvent.Type.SECOND_FACTOR_REFUSED).getLast();
      assertThat(event.facts()).containsEntry("reason", "wrong_code").doesNotContainValue(wrong);
      assertThat(type(browser, scene.code()).path()).isEqualTo("/consent");
    }

    @Test
    void strange_input_is_a_wrong_code() {
      TestBrowser browser = scene.half();
      for (String odd :
          List.of("", " ", "x".repeat(5000), "1".repeat(64), "'; --", "\ud83d\ude00")) {
        assertThat(type(browser, odd).page.status()).as(odd).isEqualTo(400);
      }
    }

    @Test
    void it_is_typed_as_apps_show_it_and_in_full_width() {
      String code = scene.code();
      TestBrowser browser = type(scene.half(), code.substring(0, 3) + " " + code.substring(3));
      assertThat(browser.path()).isEqualTo("/consent");
      server.clock.advance(Duration.ofMinutes(1));
      StringBuilder wide = new StringBuilder();
      scene.code().chars().forEach(c -> wide.append((char) (c - '0' + '\uff10')));
      TestBrowser other = new TestBrowser(server).get(ASK.url());
      other.signIn("alice", Samples.password("alice"));
      assertThat(type(other, wide.toString()).path()).isEqualTo("/consent");
    }
  }

  /// CVE-2026-18963: the state of a flow was not validated.
  @Nested
  class The_state_between {
    @Test
    void is_out_of_reach_of_scripts_and_other_sites() {
      TestBrowser browser = new TestBrowser(server).get(ASK.url());
      browser.send(
          "POST",
          browser.location,
          form(
              "username",
              "alice",
              "password",
              Samples.password("alice"),
              "step",
              browser.hidden("step")));
      assertThat(browser.page.headers().toString())
          .containsPattern(FIRST + "=[^;]+; Path=/; HttpOnly; SameSite=Lax; Secure");
    }

    @Test
    void is_for_one_browser() {
      TestBrowser browser = scene.half();
      TestBrowser thief = new TestBrowser(server).get(ASK.url());
      thief.cookies.put(FIRST, browser.cookies.get(FIRST));
      assertThat(thief.get(thief.location.replace("/sign-in", PATH)).path()).isEqualTo("/sign-in");
    }

    @Test
    void is_for_one_request() {
      TestBrowser browser = scene.half();
      String first = browser.cookies.get(FIRST);
      browser.get(ASK.with("state", "another").url());
      browser.cookies.put(FIRST, first);
      assertThat(browser.get(browser.location.replace("/sign-in", PATH)).path())
          .isEqualTo("/sign-in");
    }

    @Test
    void ends_after_five_minutes() {
      TestBrowser browser = scene.half();
      server.clock.advance(Duration.ofMinutes(5));
      assertThat(type(browser, scene.code()).path()).isEqualTo("/sign-in");
      assertThat(browser.cookies).doesNotContainKey(SESSION);
    }

    @Test
    void is_good_once() {
      TestBrowser browser = scene.half();
      TestBrowser same = browser.on(server);
      type(browser, scene.code());
      server.clock.advance(Duration.ofSeconds(60));
      assertThat(type(same, scene.code()).page.status()).isEqualTo(400);
      assertThat(same.cookies).doesNotContainKey(SESSION);
    }

    @Test
    void cannot_be_made_up() {
      TestBrowser browser = scene.half();
      for (String forged : List.of("", "x", "A".repeat(120), "x".repeat(5000))) {
        browser.cookies.put(FIRST, forged);
        assertThat(browser.get(browser.location).path()).isEqualTo("/sign-in");
        browser.get(browser.location.replace("/sign-in?", PATH + "?"));
      }
    }

    @Test
    void takes_no_form_of_another_step() {
      TestBrowser browser = new TestBrowser(server).get(ASK.url());
      String step = browser.hidden("step");
      browser.signInAs("alice");
      Parameters forged = form("code", scene.code(), "step", step);
      assertThat(browser.load("POST", browser.location, forged).shownError())
          .isEqualTo("invalid_request");
      assertThat(browser.cookies).doesNotContainKey(SESSION);
    }

    /// There is no application to go back to.
    @Test
    void says_at_the_account_pages_to_open_the_page_again_where_its_form_is_too_old() {
      TestBrowser browser = new TestBrowser(server).get("/account/security").signInAs("alice");
      assertThat(browser.path()).isEqualTo("/account/second-factor");
      browser.load("POST", browser.location, form("code", scene.code(), "step", "of before"));
      assertThat(browser.html()).contains("Open the page again.");
    }

    @Test
    void ends_with_a_person_who_is_disabled() {
      TestBrowser browser = scene.half();
      server.stores.people().disableDeclaredExcept(Set.of("bob"), server.clock.instant());
      assertThat(type(browser, scene.code()).path()).isEqualTo("/sign-in");
    }

    @Test
    void ends_when_the_password_is_changed() {
      TestBrowser browser = scene.half();
      server.database.change(
          "UPDATE people SET password_hash = (SELECT password_hash FROM people WHERE username ="
              + " 'bob') WHERE username = 'alice'");
      assertThat(type(browser, scene.code()).path()).isEqualTo("/sign-in");
      assertThat(browser.cookies).doesNotContainKey(SESSION);
    }

    @Test
    void is_forgotten_with_a_sign_out() {
      TestBrowser browser = scene.signedIn();
      browser.cookies.put(FIRST, "x");
      browser.get("/sign-out").submit(Parameters.empty());
      assertThat(browser.cookies).doesNotContainKey(FIRST);
    }

    @Test
    void is_read_by_every_node() {
      TestBrowser browser = scene.half().on(scene.requiring);
      assertThat(type(browser, scene.code()).path()).isEqualTo("/consent");
    }
  }

  @Nested
  class A_secret_in_the_database {
    @Test
    void is_good_for_its_person_alone() {
      String bob = server.database.value("SELECT subject FROM people WHERE username = 'bob'");
      server.database.change("UPDATE factors SET subject = '" + bob + "'");
      TestBrowser browser = new TestBrowser(server).get(ASK.url()).signInAs("bob");
      assertThat(browser.path()).isEqualTo(PATH);
      assertThat(type(browser, scene.code()).page.status()).isEqualTo(400);
    }
  }

  /// NIST SP 800-63B §5.2.2.
  @Nested
  class Guessing_a_code {
    private void guess(TestBrowser browser) {
      for (int i = 0; i < 10; i++) {
        String wrong = scene.app.wrong(server.clock.instant());
        assertThat(type(browser, wrong).page.status()).isEqualTo(400);
      }
    }

    @Test
    void is_slowed_after_ten_at_all_nodes_and_a_right_one_begins_anew() {
      TestBrowser browser = scene.half();
      guess(browser);
      assertThat(type(browser, scene.code()).page.status()).isEqualTo(429);
      assertThat(browser.page.header("Retry-After")).contains("30");
      assertThat(type(browser.on(scene.requiring), scene.code()).page.status()).isEqualTo(429);
      // To sign in anew is no way around.
      assertThat(type(scene.half(), scene.code()).page.status()).isEqualTo(429);
      server.clock.advance(Duration.ofSeconds(31));
      assertThat(type(browser, scene.code()).path()).isEqualTo("/consent");
      server.clock.advance(Duration.ofMinutes(1));
      guess(scene.half());
    }

    /// Many at once are no more than many one after another.
    @Test
    void is_counted_however_many_come_at_once_at_however_many_nodes() {
      TestBrowser browser = scene.half();
      String wrong = scene.app.wrong(server.clock.instant());
      ConcurrentLinkedQueue<Integer> statuses = new ConcurrentLinkedQueue<>();
      var next = new java.util.concurrent.atomic.AtomicInteger();
      Race.of(
          60,
          () -> {
            TestBrowser same =
                browser.on(next.getAndIncrement() % 2 == 0 ? server : scene.requiring);
            statuses.add(type(same, wrong).page.status());
            return true;
          });
      assertThat(statuses.stream().filter(status -> status == 400)).hasSize(10);
    }

    @Test
    void is_once_a_day_after_a_hundred_in_a_row_until_something_else_was_shown() {
      TestBrowser browser = scene.half();
      hundred(browser);
      assertThat(type(browser, scene.code()).page.status()).isEqualTo(403);
      assertThat(browser.cookies).doesNotContainKey(SESSION);
      assertThat(type(browser, scene.recoveryCodes.getFirst()).path()).isEqualTo("/consent");
      assertThat(type(scene.half(), scene.code()).path()).isEqualTo("/consent");
    }

    private void hundred(TestBrowser browser) {
      guess(browser);
      server.database.change("UPDATE code_tries SET tries = 99, next_at = 0");
      assertThat(type(browser, scene.app.wrong(server.clock.instant())).page.status())
          .isEqualTo(400);
    }

    /// Whoever shares an address with them, and has an account, shows as many wrong ones as they
    /// like.
    @Test
    void in_a_browser_in_which_its_person_signed_in_before_is_counted_by_itself() {
      TestBrowser own = scene.signedIn();
      own.cookies.keySet().removeIf(name -> !name.equals("__Host-mapae-known"));
      TestBrowser neighbour = new TestBrowser(server).get("/account/security").signInAs("bob");
      neighbour.submit(form("do", "offer"));
      String code = TestAuthenticator.on(neighbour.html()).code(server.clock.instant());
      neighbour.submit(
          form("do", "enrol", "enrolment", neighbour.hidden("enrolment"), "code", code));
      // Recovery codes: codes of his app would be slowed as his alone.
      TestBrowser half = new TestBrowser(server).get(ASK.url()).signInAs("bob");
      for (int i = 0; i < 200; i++) {
        type(half, "BCDF-GHJK-MNPQ");
      }
      // Alice's app shows the next code, and the neighbour goes on.
      server.clock.advance(Duration.ofMinutes(1));
      for (int i = 0; i < 25; i++) {
        type(half, "BCDF-GHJK-MNPQ");
      }
      assertThat(half.page.status()).isEqualTo(429);
      assertThat(type(scene.half(), scene.code()).page.status()).isEqualTo(429);
      own.get(ASK.url()).signInAs("alice");
      type(own, "BCDF-GHJK-MNPQ");
      assertThat(own.page.status()).isEqualTo(400);
      assertThat(type(own, scene.code()).path()).isEqualTo("/consent");
    }

    /// Somebody who knows the password sits there, or has its cookies.
    @Test
    void in_a_browser_in_which_its_person_signed_in_before_is_slowed_there_alone() {
      TestBrowser own = scene.signedIn();
      own.cookies.keySet().removeIf(name -> !name.equals("__Host-mapae-known"));
      own.get(ASK.url()).signInAs("alice");
      for (int i = 0; i < 20; i++) {
        assertThat(type(own, "BCDF-GHJK-MNPQ").page.status()).isEqualTo(400);
      }
      try (TestServer other = server.beside(Seams.none())) {
        assertThat(type(own.on(other), scene.code()).page.status()).isEqualTo(429);
      }
      server.clock.advance(Duration.ofMinutes(1));
      assertThat(type(scene.half(), scene.code()).path()).isEqualTo("/consent");
    }

    /// Somebody who has nothing but an app.
    @Test
    void locks_nobody_out_for_good() {
      TestBrowser browser = scene.half();
      hundred(browser);
      server.clock.advance(Duration.ofHours(23));
      assertThat(type(scene.half(), scene.code()).page.status()).isEqualTo(403);
      server.clock.advance(Duration.ofHours(1));
      assertThat(type(scene.half().on(scene.requiring), scene.code()).path()).isEqualTo("/consent");
      server.clock.advance(Duration.ofMinutes(1));
      assertThat(type(scene.half(), scene.code()).path()).isEqualTo("/consent");
    }

    private TestBrowser known() {
      server.clock.advance(Duration.ofMinutes(1));
      TestBrowser own = scene.signedIn();
      own.cookies.keySet().removeIf(name -> !name.equals("__Host-mapae-known"));
      return own;
    }

    private int statusAgain(TestBrowser own, TestServer node, String code) {
      TestBrowser there = own.on(node).get(ASK.url()).signInAs("alice");
      assertThat(there.path()).isEqualTo(PATH);
      return type(there, code).page.status();
    }

    /// Whoever knows the password takes each try as soon as there is one.
    @Test
    void by_somebody_else_keeps_nobody_out_of_a_browser_in_which_they_signed_in_before() {
      TestBrowser own = known();
      server.clock.advance(Duration.ofMinutes(1));
      guess(scene.half());
      assertThat(type(scene.half(), scene.code()).page.status()).isEqualTo(429);
      own.get(ASK.url()).signInAs("alice");
      assertThat(type(own, scene.code()).path()).isEqualTo("/consent");
    }

    @Test
    void after_a_hundred_it_does_not_either_five_at_once_and_one_an_hour_at_all_nodes() {
      TestBrowser own = known();
      hundred(scene.half());
      String wrong = scene.app.wrong(server.clock.instant());
      for (int i = 0; i < 5; i++) {
        assertThat(statusAgain(own, i % 2 == 0 ? server : scene.requiring, wrong)).isEqualTo(400);
      }
      for (int i = 0; i < 2; i++) {
        assertThat(statusAgain(own, i == 0 ? server : scene.requiring, scene.code()))
            .isEqualTo(403);
      }
      server.clock.advance(Duration.ofHours(1));
      TestBrowser there = own.on(scene.requiring).get(ASK.url()).signInAs("alice");
      assertThat(type(there, scene.code()).path()).isEqualTo("/consent");
    }

    /// They may have been in once, and made many.
    @Test
    void is_ten_at_once_in_all_such_browsers_together() {
      List<TestBrowser> own = List.of(known(), known(), known());
      hundred(scene.half());
      String wrong = scene.app.wrong(server.clock.instant());
      for (int i = 0; i < 10; i++) {
        assertThat(statusAgain(own.get(i / 5), server, wrong)).isEqualTo(400);
      }
      assertThat(statusAgain(own.get(2), scene.requiring, scene.code())).isEqualTo(403);
    }

    @Test
    void is_no_more_in_a_browser_that_knows_somebody_else() {
      TestBrowser bobs = new TestBrowser(server).get(ASK.url()).signInAs("bob");
      bobs.cookies.keySet().removeIf(name -> !name.equals("__Host-mapae-known"));
      hundred(scene.half());
      assertThat(statusAgain(bobs, server, scene.code())).isEqualTo(403);
    }

    /// They do not know the new one, and went on until then.
    @Test
    void begins_anew_with_a_new_password_that_the_person_chose_in_their_session() {
      TestBrowser owner = scene.signedIn().get("/account/password");
      TestBrowser thief = scene.half();
      hundred(thief);
      String old = Samples.password("alice");
      owner.submit(
          AccountPasswordTests.change(old, AccountPasswordTests.NEW, AccountPasswordTests.NEW));
      assertThat(owner.html()).contains("Your new password is set");
      server.clock.advance(Duration.ofMinutes(1));
      type(thief, scene.app.wrong(server.clock.instant()));
      TestBrowser browser = new TestBrowser(server).get(ASK.url());
      browser.signIn("alice", AccountPasswordTests.NEW);
      assertThat(type(browser, scene.code()).path()).isEqualTo("/consent");
    }

    /// Who knows the username alone keeps nobody out who knows the password.
    @Test
    void is_not_slowed_by_strangers_who_guess_the_password() {
      TestBrowser browser = scene.half();
      TestBrowser stranger = new TestBrowser(server).get(ASK.url());
      for (int i = 0; i < 21; i++) {
        stranger.signIn("alice", "wrong");
      }
      assertThat(stranger.page.status()).isEqualTo(429);
      assertThat(type(browser, scene.code()).path()).isEqualTo("/consent");
    }

    @Test
    void is_shown_to_the_person() {
      TestBrowser browser = scene.half();
      type(browser, scene.app.wrong(server.clock.instant()));
      server.server.housekeeping().doChores();
      type(browser, scene.code());
      assertThat(browser.get("/account/activity").html())
          .contains("Somebody got past the first step of a sign-in");
    }

    /// The best sign that a password was stolen.
    @Test
    void need_not_even_be_tried_for_the_audit_to_hear_that_the_password_was_right() {
      int before = scene.audit(AuditEvent.Type.FIRST_FACTOR).size();
      scene.half();
      assertThat(scene.audit(AuditEvent.Type.FIRST_FACTOR)).hasSize(before + 1);
      assertThat(scene.audit(AuditEvent.Type.FIRST_FACTOR).getLast().facts()).containsKey("sub");
    }
  }

  @Nested
  class Who_must_have_one {
    private TestBrowser bobs(TestServer at) {
      return new TestBrowser(at).get(ASK.url()).signInAs("bob");
    }

    private TestServer forAll() {
      return server.beside(Seams.none().requiringSecondFactorOfAll());
    }

    @Test
    void sets_it_up_right_after_the_password_and_is_signed_in() {
      try (TestServer strict = forAll()) {
        TestBrowser browser = bobs(strict);
        assertThat(browser.path()).isEqualTo(PATH);
        assertThat(browser.html()).contains("id=\"enrol\"").contains("<svg");
        assertThat(browser.cookies).doesNotContainKey(SESSION);
        TestAuthenticator app = TestAuthenticator.on(browser.html());
        SecondFactorScene.enrol(browser, app.code(strict.clock.instant()));
        assertThat(browser.path()).isEqualTo("/consent");
        assertThat(strict.audit.stream().map(AuditEvent::type))
            .contains(AuditEvent.Type.FACTOR_ADDED);
      }
    }

    /// Or the app would be all that they have.
    @Test
    void is_shown_recovery_codes_once_which_are_good() {
      try (TestServer strict = forAll()) {
        TestBrowser browser = bobs(strict);
        TestAuthenticator app = TestAuthenticator.on(browser.html());
        Parameters form =
            form(
                "enrolment", browser.hidden("enrolment"), "code", app.code(strict.clock.instant()));
        browser.submit(form);
        List<String> codes = SecondFactorScene.codes(browser);
        assertThat(codes).hasSize(10);
        assertThat(browser.page.header("Cache-Control")).contains("no-store");
        assertThat(browser.cookies).containsKey(SESSION).doesNotContainKey(FIRST);
        SecondFactorScene.goOn(browser);
        assertThat(browser.path()).isEqualTo("/consent");
        assertThat(type(bobs(strict), codes.getFirst()).path()).isEqualTo("/consent");
      }
    }

    /// Somebody else who knew the password was quicker, and is in; the person sees it.
    @Test
    void has_one_of_those_who_set_one_up_at_once() {
      try (TestServer strict = forAll()) {
        List<TestBrowser> both = List.of(bobs(strict), bobs(strict));
        List<Parameters> forms =
            both.stream()
                .map(browser ->
                    form(
                        "enrolment",
                        browser.hidden("enrolment"),
                        "code",
                        TestAuthenticator.on(browser.html()).code(strict.clock.instant())))
                .toList();
        var next = new java.util.concurrent.atomic.AtomicInteger();
        Race.of(
            2,
            () -> {
              int i = next.getAndIncrement();
              return both.get(i).submit(forms.get(i));
            });
        assertThat(both.stream().filter(b -> b.cookies.containsKey(SESSION))).hasSize(1);
        assertThat(
                server.database.value(
                    "SELECT count(*) FROM factors WHERE kind = 'TOTP' AND subject = (SELECT"
                        + " subject FROM people WHERE username = 'bob')"))
            .isEqualTo("1");
      }
    }

    @Test
    void keeps_the_secret_of_the_page_after_a_wrong_code_and_nothing_else() {
      try (TestServer strict = forAll()) {
        TestBrowser browser = bobs(strict);
        TestAuthenticator app = TestAuthenticator.on(browser.html());
        Map<String, Integer> before = strict.rows();
        SecondFactorScene.enrol(browser, app.wrong(strict.clock.instant()));
        assertThat(browser.page.status()).isEqualTo(400);
        assertThat(strict.rows()).isEqualTo(before);
        assertThat(TestAuthenticator.on(browser.html()).shown).isEqualTo(app.shown);
        SecondFactorScene.enrol(browser, app.code(strict.clock.instant()));
        assertThat(browser.path()).isEqualTo("/consent");
      }
    }

    @Test
    void cannot_set_up_what_was_offered_to_another() {
      try (TestServer strict = forAll()) {
        String carols = bobs(strict).hidden("enrolment");
        TestBrowser alice = new TestBrowser(strict).get(ASK.url()).signInAs("alice");
        assertThat(alice.html()).doesNotContain("id=\"enrol\"");
        TestBrowser bob = bobs(strict);
        String forged = carols.substring(0, carols.length() - 4) + "AAAA";
        TestAuthenticator app = TestAuthenticator.on(bob.html());
        bob.submit(form("enrolment", forged, "code", app.code(strict.clock.instant())));
        assertThat(bob.page.status()).isEqualTo(400);
      }
    }

    @Test
    void is_no_longer_signed_in_with_a_password_alone() {
      TestBrowser bob = bobs(server);
      assertThat(bob.approve("playlist.read").answer("code")).isNotEmpty();
      try (TestServer strict = forAll()) {
        TestBrowser there = bob.on(strict);
        assertThat(there.get(ASK.url()).path()).isEqualTo("/sign-in");
        assertThat(there.get(ASK.with("prompt", "none").url()).answer("error"))
            .isEqualTo("login_required");
      }
    }

    /// Whoever finds a browser in which somebody is signed in must not set up theirs.
    @Test
    void sets_nothing_up_in_a_session() {
      TestBrowser bob = bobs(server);
      String second = bob.location.replace("/consent", PATH);
      assertThat(bob.get(second).html()).doesNotContain("id=\"enrol\"");
    }

    @Test
    void are_those_with_a_role() {
      assertThat(bobs(scene.requiring).path()).isEqualTo("/consent");
    }
  }
}
