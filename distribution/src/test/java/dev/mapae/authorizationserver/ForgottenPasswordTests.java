package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredPerson;
import dev.mapae.authorizationserver.mail.Mail;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.People;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Sessions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Who forgot their password chooses a new one, by a link that goes to their verified address.
@OnEveryEngine
class ForgottenPasswordTests {
  private static final Ask ASK = Ask.web("openid offline_access playlist.read");
  private static final String NEW = "a new and longer one";

  private final TestMailbox mailbox = new TestMailbox();
  private final TestServer server;

  ForgottenPasswordTests(Engine engine) {
    server = new TestServer(engine, declarations(), Seams.none().mailing(mailbox));
  }

  /// `carol` never proved that her address is hers.
  private static Declarations declarations() {
    Person carol =
        new Person(
            "",
            "carol",
            Origin.DECLARED,
            true,
            Optional.empty(),
            Set.of(),
            Map.of("email", "carol@example.com", "email_verified", false));
    return Declared.with(
        Samples.declarations(), new DeclaredPerson(carol, Optional.of("carol-42-carol")));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private TestBrowser forget(String typed) {
    return new TestBrowser(server).get("/forgotten-password").submit(form("username", typed));
  }

  private String link(String typed) {
    forget(typed);
    return mailbox.link(server);
  }

  private TestBrowser open(String link) {
    return new TestBrowser(server).get(link);
  }

  private static TestBrowser choose(TestBrowser browser, String password) {
    return browser.submit(form("password", password, "password_again", password));
  }

  private boolean signsIn(String username, String password) {
    server.clock.advance(Duration.ofSeconds(1));
    return new TestBrowser(server)
        .get(ASK.url())
        .signIn(username, password)
        .path()
        .equals("/consent");
  }

  @Nested
  class The_way {
    @Test
    void leads_from_the_sign_in_page_to_a_new_password() {
      TestBrowser browser = new TestBrowser(server).get(ASK.url()).follow("forgotten-password");
      assertThat(browser.path()).isEqualTo("/forgotten-password");
      assertThat(browser.html()).contains("name=\"username\"").contains("id=\"send-link\"");
      browser.submit(form("username", "alice"));
      assertThat(browser.page.status()).isEqualTo(200);

      TestBrowser elsewhere = open(mailbox.link(server));
      assertThat(elsewhere.path()).isEqualTo("/reset-password");
      assertThat(elsewhere.html()).contains("alice").contains("id=\"set-password\"");
      assertThat(choose(elsewhere, NEW).page.status()).isEqualTo(200);
      assertThat(signsIn("alice", NEW)).isTrue();
      assertThat(signsIn("alice", Samples.password("alice"))).isFalse();
      assertThat(server.audit)
          .extracting(AuditEvent::type)
          .contains(AuditEvent.Type.PASSWORD_FORGOTTEN, AuditEvent.Type.PASSWORD_RESET);
    }

    @Test
    void begins_with_the_address_as_well_without_regard_to_case() {
      choose(open(link("ALICE@Example.com")), NEW);
      assertThat(signsIn("alice", NEW)).isTrue();
    }

    /// Somebody guesses codes after the old password, and goes on. Who reads the mailbox may be
    /// that somebody, and would mail themselves new tries.
    @Test
    void leaves_the_count_of_wrong_codes_of_an_app() {
      TestBrowser page = new TestBrowser(server).get("/account/security").signInAs("alice");
      page.submit(form("do", "offer"));
      TestAuthenticator app = TestAuthenticator.on(page.html());
      page.submit(
          form(
              "do",
              "enrol",
              "enrolment",
              page.hidden("enrolment"),
              "code",
              app.code(server.clock.instant())));
      server.clock.advance(Duration.ofMinutes(1));
      TestBrowser thief = new TestBrowser(server).get(ASK.url()).signInAs("alice");
      SecondFactorScene.type(thief, app.wrong(server.clock.instant()));
      server.database.change("UPDATE code_tries SET tries = 99, next_at = 0");
      SecondFactorScene.type(thief, app.wrong(server.clock.instant()));
      SecondFactorScene.type(thief, app.code(server.clock.instant()));
      assertThat(thief.page.status()).as("one a day").isEqualTo(403);
      server.server.housekeeping().doChores();
      assertThat(mailbox.taken()).as("that she has an app").isNotEmpty();

      choose(open(link("alice")), NEW);
      SecondFactorScene.type(thief, app.wrong(server.clock.instant()));
      assertThat(thief.path()).as("the step is over").isEqualTo("/sign-in");
      server.clock.advance(Duration.ofHours(23));
      assertThat(secondStep(app)).as("one a day").isEqualTo(403);
      server.server.housekeeping().doChores();
      assertThat(mailbox.taken()).as("that she has a new password").isNotEmpty();
      TestBrowser chose = choose(open(link("alice")), NEW);
      assertThat(secondStep(app)).as("after another reset").isEqualTo(403);
      assertThat(secondStep(chose, app)).as("where that was done").isEqualTo(403);
      server.clock.advance(Duration.ofHours(1));
      assertThat(secondStep(app)).as("the one of the next day").isEqualTo(200);
    }

    private int secondStep(TestAuthenticator app) {
      return secondStep(new TestBrowser(server), app);
    }

    private int secondStep(TestBrowser at, TestAuthenticator app) {
      TestBrowser browser = at.get(ASK.url()).signIn("alice", NEW);
      return SecondFactorScene.type(browser, app.code(server.clock.instant())).page.status();
    }

    @Test
    void signs_nobody_in() {
      TestBrowser browser = choose(open(link("alice")), NEW);
      assertThat(browser.cookies).doesNotContainKey("__Host-mapae-session");
      assertThat(browser.get(ASK.url()).path()).isEqualTo("/sign-in");
    }

    @Test
    void ends_all_sessions_and_all_that_was_given() {
      TestClients clients = new TestClients(server);
      TestBrowser thief = new TestBrowser(server).get(ASK.url()).signInAs("alice");
      thief.approve("offline_access", "playlist.read");
      Map<String, Object> tokens = json(clients.token("web", ASK.redemption(thief.answer("code"))));
      choose(open(link("alice")), NEW);
      assertThat(thief.get(ASK.url()).path()).isEqualTo("/sign-in");
      assertThat(json(clients.refresh("web", tokens.get("refresh_token"))))
          .containsEntry("error", "invalid_grant");
      assertThat(server.rows().get("consents")).isZero();
    }

    /// Whoever knew the old one may have signed in in as many browsers as they liked.
    @Test
    void leaves_no_browser_that_is_known() {
      TestBrowser thief = new TestBrowser(server).get(ASK.url()).signInAs("alice");
      thief.cookies.keySet().removeIf(name -> !name.equals("__Host-mapae-known"));
      String link = link("alice");
      server.clock.advance(Duration.ofSeconds(1));
      choose(open(link), NEW);
      for (int i = 0; i < 20; i++) {
        new TestBrowser(server).get(ASK.url()).signIn("alice", "wrong " + i);
      }
      assertThat(thief.get(ASK.url()).signIn("alice", "wrong").page.status()).isEqualTo(429);
    }

    /// Whoever guesses from everywhere keeps nobody out who just showed who they are.
    @Test
    void leaves_the_browser_known_in_which_it_was_opened() {
      TestBrowser hers = open(link("alice"));
      choose(hers, NEW);
      for (int i = 0; i < 20; i++) {
        new TestBrowser(server).get(ASK.url()).signIn("alice", "wrong " + i);
      }
      assertThat(new TestBrowser(server).get(ASK.url()).signIn("alice", NEW).page.status())
          .isEqualTo(429);
      assertThat(hers.get(ASK.url()).signIn("alice", NEW).path()).isEqualTo("/consent");
    }

    @Test
    void comes_before_a_sign_in_under_way_with_the_old_password() {
      new TestBrowser(server).get(ASK.url()).signInAs("alice");
      String id = server.database.value("SELECT id FROM sessions");
      Sessions.Found old = server.stores.sessions().find(id).orElseThrow();
      choose(open(link("alice")), NEW);
      assertThat(
              server
                  .stores
                  .sessions()
                  .start(
                      old.session(),
                      new Sessions.Proof(
                          old.person().passwordHash(), new Sessions.Second.Nothing())))
          .isFalse();
      assertThat(server.rows().get("sessions")).isZero();
    }

    @Test
    void is_among_what_the_person_is_shown_of_their_account() {
      choose(open(link("alice")), NEW);
      assertThat(server.database.value("SELECT kind FROM activity WHERE kind <> 'SIGN_IN'"))
          .isEqualTo("PASSWORD_CHANGED");
    }

    @Test
    void ends_with_a_mail_that_says_so() {
      choose(open(link("alice")), NEW);
      Mail notice = mailbox.one(server);
      assertThat(notice.to().value()).isEqualTo("alice@example.com");
      assertThat(notice.subject()).isEqualTo("Your password was changed at id.example.com");
      assertThat(notice.text()).doesNotContain("link=");
    }

    @Test
    void is_not_there_where_no_mail_goes_out() {
      try (TestServer without = new TestServer()) {
        assertThat(without.get("/forgotten-password").status()).isEqualTo(404);
        assertThat(without.get("/reset-password").status()).isEqualTo(404);
        assertThat(new TestBrowser(without).get(ASK.url()).html())
            .doesNotContain("forgotten-password");
      }
    }

    @Test
    void speaks_the_language_of_who_asks() {
      new TestBrowser(server)
          .get("/forgotten-password?ui_locales=ko")
          .submit(form("username", "alice"));
      assertThat(mailbox.one(server).text()).contains("새 비밀번호");
    }
  }

  @Nested
  class Nothing_tells_whether_there_is_somebody {
    @Test
    void the_answer_is_the_same() {
      String known = forget("alice").html();
      for (String typed :
          List.of(
              "nobody", "nobody@example.com", "carol", "carol@example.com", "", "x".repeat(300))) {
        TestBrowser browser = forget(typed);
        assertThat(browser.page.status()).isEqualTo(200);
        assertThat(browser.html()).isEqualTo(known);
      }
    }

    @Test
    void as_much_is_written_down() {
      forget("alice");
      Map<String, Integer> one = server.rows();
      forget("nobody");
      assertThat(server.rows().get("outgoing_mails")).isEqualTo(2 * one.get("outgoing_mails"));
      assertThat(server.rows().get("mail_links")).isEqualTo(2 * one.get("mail_links"));
    }

    @Test
    void an_address_that_nobody_verified_gets_nothing() {
      forget("carol");
      forget("carol@example.com");
      server.server.housekeeping().doChores();
      assertThat(mailbox.taken()).isEmpty();
    }

    @Test
    void who_is_annoyed_with_mails_gets_few_and_the_answer_is_the_same() {
      String first = forget("alice").html();
      for (int i = 0; i < 5; i++) {
        assertThat(forget("alice").html()).isEqualTo(first);
      }
      server.server.housekeeping().doChores();
      assertThat(mailbox.taken()).hasSize(3);
      server.clock.advance(Duration.ofMinutes(5));
      forget("alice");
      assertThat(mailbox.one(server).to().value()).isEqualTo("alice@example.com");
    }

    @Test
    void who_asks_for_many_people_waits() {
      for (int i = 0; i < 10; i++) {
        assertThat(forget("person " + i).page.status()).isEqualTo(200);
      }
      TestBrowser late = forget("alice");
      assertThat(late.page.status()).isEqualTo(429);
      assertThat(late.page.header("Retry-After")).contains("30");
      server.clock.advance(Duration.ofSeconds(30));
      assertThat(forget("alice").page.status()).isEqualTo(200);
    }

    @Test
    void who_has_many_networks_side_by_side_keeps_nobody_else_from_a_mail() {
      int refused = 0;
      for (int i = 0; i < 80; i++) {
        refused += forgetAt("2001:db8:1:" + i + ":0:0:0:1").page.status() == 429 ? 1 : 0;
      }
      assertThat(refused).isEqualTo(20);
      assertThat(forgetAt("2001:db8:2:1:0:0:0:1").page.status()).isEqualTo(200);
      assertThat(forgetAt("198.51.100.7").page.status()).isEqualTo(200);
    }

    private TestBrowser forgetAt(String address) {
      return new TestBrowser(server)
          .at(address)
          .get("/forgotten-password")
          .submit(form("username", "nobody"));
    }
  }

  @Nested
  class The_link {
    @Test
    void is_below_the_configured_issuer_whatever_the_host_says() {
      TestBrowser browser = new TestBrowser(server).get("/forgotten-password");
      String cookies =
          browser.cookies.entrySet().stream()
              .map(c -> c.getKey() + "=" + c.getValue())
              .reduce((a, b) -> a + "; " + b)
              .orElseThrow();
      server.post(
          browser.location,
          form("username", "alice", "step", browser.hidden("step")),
          "Cookie",
          cookies,
          "Host",
          "evil.example",
          "X-Forwarded-Host",
          "evil.example");
      assertThat(mailbox.link(server)).startsWith("https://id.example.com/reset-password?link=");
    }

    @Test
    void changes_nothing_when_it_is_only_opened() {
      String link = link("alice");
      for (int i = 0; i < 3; i++) {
        assertThat(open(link).path()).isEqualTo("/reset-password");
      }
      assertThat(server.handle(TestServer.request("HEAD", link, form(), List.of())).status())
          .isEqualTo(200);
      assertThat(signsIn("alice", Samples.password("alice"))).isTrue();
      assertThat(choose(open(link), NEW).page.status()).isEqualTo(200);
    }

    @Test
    void leaves_the_address_bar_at_once_and_tells_nobody_where_it_came_from() {
      String link = link("alice");
      TestBrowser browser = new TestBrowser(server);
      browser.send("GET", link, form());
      assertThat(browser.page.status()).isEqualTo(303);
      assertThat(browser.page.header("Location").orElseThrow()).doesNotContain("mapae_ml_");
      assertThat(browser.page.headers().toString())
          .containsPattern(
              "__Host-mapae-link=[^;]+; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=3600");
      assertThat(browser.page.header("Referrer-Policy")).contains("no-referrer");
      assertThat(browser.page.header("Cache-Control").orElseThrow()).contains("no-store");
      browser.get(link);
      assertThat(browser.location).doesNotContain("mapae_ml_");
      assertThat(browser.html()).doesNotContain("mapae_ml_");
      assertThat(browser.page.header("Referrer-Policy")).contains("no-referrer");
      choose(browser, NEW);
      assertThat(browser.cookies).doesNotContainKey("__Host-mapae-link");
    }

    @Test
    void is_good_once() {
      String link = link("alice");
      TestBrowser early = open(link);
      choose(open(link), NEW);
      assertThat(choose(early, "another one of mine").page.status()).isEqualTo(400);
      assertThat(open(link).page.status()).isEqualTo(400);
      assertThat(signsIn("alice", NEW)).isTrue();
    }

    @Test
    void is_good_once_also_when_two_nodes_race_for_it() throws Exception {
      String link = link("alice");
      try (TestServer other = server.beside(Seams.none().mailing(mailbox));
          ExecutorService threads = Executors.newFixedThreadPool(2)) {
        TestBrowser here = open(link);
        TestBrowser there = open(link).on(other);
        CyclicBarrier together = new CyclicBarrier(2);
        Future<Integer> one =
            threads.submit(() -> {
              together.await();
              return choose(here, "the first one of two").page.status();
            });
        Future<Integer> two =
            threads.submit(() -> {
              together.await();
              return choose(there, "the second one of two").page.status();
            });
        assertThat(List.of(one.get(), two.get())).containsExactlyInAnyOrder(200, 400);
      }
    }

    @Test
    void is_good_for_fifteen_minutes() {
      String link = link("alice");
      server.clock.advance(Duration.ofMinutes(15).minusSeconds(1));
      TestBrowser late = open(link);
      assertThat(late.page.status()).isEqualTo(200);
      server.clock.advance(Duration.ofSeconds(1));
      assertThat(choose(late, NEW).page.status()).isEqualTo(400);
      assertThat(open(link).page.status()).isEqualTo(400);
    }

    @Test
    void makes_all_others_of_the_person_worthless() {
      String first = link("alice");
      String second = link("alice");
      choose(open(second), NEW);
      assertThat(open(first).page.status()).isEqualTo(400);
    }

    @Test
    void is_spent_by_no_refused_password() {
      TestBrowser browser = open(link("alice"));
      assertThat(choose(browser, "short").page.status()).isEqualTo(400);
      assertThat(choose(browser, "alice in wonderland").page.status()).isEqualTo(400);
      assertThat(choose(browser, "password1234567").page.status()).isEqualTo(400);
      assertThat(browser.submit(form("password", NEW, "password_again", "another")).page.status())
          .isEqualTo(400);
      assertThat(choose(browser, NEW).page.status()).isEqualTo(200);
    }

    @Test
    void is_of_no_use_to_somebody_who_is_disabled_or_has_another_address_now() {
      String link = link("alice");
      server.server.reconcile(Declared.without(declarations(), "alice"));
      assertThat(open(link).page.status()).isEqualTo(400);
      String other = link("bob");
      Person bob = server.stores.people().findByUsername("bob").orElseThrow();
      server.server.reconcile(
          Declared.with(
              declarations(),
              new DeclaredPerson(
                  new Person(
                      "",
                      "bob",
                      Origin.DECLARED,
                      true,
                      Optional.empty(),
                      bob.roles(),
                      Map.of("email", "new-bob@example.com", "email_verified", true)),
                  Optional.empty())));
      assertThat(open(other).page.status()).isEqualTo(400);
    }

    @Test
    void comes_to_life_no_more_when_they_are_enabled_again_or_get_the_address_back() {
      String link = link("alice");
      server.server.reconcile(Declared.without(declarations(), "alice"));
      server.server.reconcile(declarations());
      assertThat(open(link).page.status()).isEqualTo(400);
      String other = link("alice");
      server.server.reconcile(
          Declared.with(
              declarations(),
              new DeclaredPerson(
                  new Person(
                      "",
                      "alice",
                      Origin.DECLARED,
                      true,
                      Optional.empty(),
                      Set.of(),
                      Map.of("email", "new@example.com", "email_verified", true)),
                  Optional.empty())));
      server.server.reconcile(declarations());
      assertThat(open(other).page.status()).isEqualTo(400);
    }

    @Test
    void ends_when_the_account_is_disabled_or_deleted() {
      People people = server.stores.people();
      Person dodo =
          new Person(
              "sub-of-dodo",
              "dodo",
              Origin.SELF_REGISTERED,
              true,
              Optional.empty(),
              Set.of(),
              Map.of("email", "dodo@example.com", "email_verified", true));
      people.add(dodo);
      String link = link("dodo");
      people.enable("dodo", false, server.clock.instant());
      people.enable("dodo", true, server.clock.instant());
      assertThat(open(link).page.status()).isEqualTo(400);
      String other = link("dodo");
      people.delete("dodo", server.clock.instant());
      assertThat(server.rows().get("mail_links")).isZero();
      people.add(dodo);
      assertThat(open(other).page.status()).isEqualTo(400);
    }

    @Test
    void ends_when_the_person_changes_the_password_themselves() {
      String link = link("alice");
      TestBrowser browser = new TestBrowser(server).get("/account/password");
      browser.signInAs("alice");
      browser.submit(
          form(
              "password",
              Samples.password("alice"),
              "new_password",
              NEW,
              "new_password_again",
              NEW));
      assertThat(signsIn("alice", NEW)).isTrue();
      assertThat(open(link).page.status()).isEqualTo(400);
    }

    @Test
    void is_of_no_use_to_a_browser_without_cookies_and_that_is_said() {
      TestBrowser browser = new TestBrowser(server);
      browser.send("GET", link("alice"), form());
      String next = browser.redirect();
      browser.cookies.clear();
      assertThat(browser.get(next).shownError()).isEqualTo("invalid_request");
      assertThat(browser.html()).contains("cookie");
    }

    @Test
    void cannot_be_made_up_or_used_for_something_else() {
      String link = link("alice");
      String forged = link.substring(0, link.length() - 2) + "AA";
      assertThat(open(forged).page.status()).isEqualTo(400);
      assertThat(open("/reset-password?link=mapae_ml_x%0d%0aSet-Cookie:a=b").page.status())
          .isEqualTo(400);
      assertThat(open(link.replace("/reset-password", "/confirm-address")).page.status())
          .isEqualTo(400);
      assertThat(open("/reset-password").page.status()).isEqualTo(400);
      // Who has the database knows the id alone.
      String id = server.database.value("SELECT id FROM mail_links");
      assertThat(open("/reset-password?link=" + id).page.status()).isEqualTo(400);
    }

    @Test
    void is_used_by_a_form_of_this_browser_alone() {
      TestBrowser mine = open(link("alice"));
      TestBrowser other = open(link("bob"));
      String step = other.hidden("step");
      mine.load("POST", mine.location, form("password", NEW, "password_again", NEW, "step", step));
      assertThat(mine.shownError()).isEqualTo("invalid_request");
      assertThat(signsIn("alice", Samples.password("alice"))).isTrue();
    }
  }

  @Test
  void the_pages_and_their_forms_are_guarded_like_all_others() {
    TestBrowser browser = new TestBrowser(server).get("/forgotten-password");
    assertThat(browser.page.header("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'")
        .contains("frame-ancestors 'none'")
        .contains("form-action 'self'");
    browser.load("POST", browser.location, form("username", "alice", "step", "forged"));
    assertThat(browser.shownError()).isEqualTo("invalid_request");
    assertThat(server.rows().get("outgoing_mails")).isZero();
    assertThat(new String(browser.page.body(), StandardCharsets.UTF_8)).doesNotContain("alice@");
  }
}
