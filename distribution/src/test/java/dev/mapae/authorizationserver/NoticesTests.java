package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredPerson;
import dev.mapae.authorizationserver.mail.Mail;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// People are told by mail what somebody did with their account who may not be them.
@OnEveryEngine
class NoticesTests {
  private static final Ask ASK = Ask.web("openid playlist.read");
  private static final String KNOWN = "__Host-mapae-known";
  private static final String CHOSEN = "a new and longer one";
  private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0";

  private final TestMailbox mailbox = new TestMailbox();
  private final TestServer server;

  NoticesTests(Engine engine) {
    server =
        new TestServer(
            engine, declarations(), Seams.none().mailingAndTellingOfNewBrowsers(mailbox));
  }

  /// `carol` never proved that her address is hers; `dora` speaks Korean.
  private static Declarations declarations() {
    return Declared.with(
        Declared.with(Samples.declarations(), person("carol", false)), person("dora", true));
  }

  private static DeclaredPerson person(String username, boolean verified) {
    return new DeclaredPerson(
        new Person(
            "",
            username,
            Origin.DECLARED,
            true,
            Optional.empty(),
            Set.of(),
            Map.of(
                "email",
                username + "@example.com",
                "email_verified",
                verified,
                "locale",
                "ko-KR",
                "zoneinfo",
                "Asia/Seoul")),
        Optional.of("wonderland-42-" + username));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private TestBrowser signIn(TestBrowser browser, String username) {
    server.clock.advance(Duration.ofMinutes(10));
    browser.cookies.keySet().removeIf(name -> !name.equals(KNOWN));
    browser.get(ASK.url());
    return username.equals("alice")
        ? browser.signInAs(username)
        : browser.signIn(username, "wonderland-42-" + username);
  }

  private List<Mail> mails() {
    server.server.housekeeping().doChores();
    return mailbox.taken();
  }

  @Nested
  class A_sign_in_in_a_new_browser {
    @Test
    void is_told_unless_it_is_the_very_first() {
      TestBrowser first = signIn(new TestBrowser(server), "alice");
      assertThat(first.path()).isEqualTo("/consent");
      assertThat(mails()).isEmpty();
      signIn(new TestBrowser(server).as(FIREFOX), "alice");
      assertThat(mails())
          .singleElement()
          .satisfies(mail -> {
            assertThat(mail.to().value()).isEqualTo("alice@example.com");
            assertThat(mail.subject()).isEqualTo("New sign-in at id.example.com");
            assertThat(mail.text())
                .contains("Firefox")
                .contains(" UTC")
                .contains("https://id.example.com/account/sessions")
                .doesNotContain("192.0.2.1");
          });
    }

    @Test
    void is_told_once_of_each_browser_also_after_the_session_and_at_another_node() {
      signIn(new TestBrowser(server), "alice");
      TestBrowser second = signIn(new TestBrowser(server), "alice");
      assertThat(mails()).hasSize(1);
      signIn(second, "alice");
      try (TestServer other = server.beside(Seams.none().mailingAndTellingOfNewBrowsers(mailbox))) {
        signIn(second.on(other), "alice");
      }
      assertThat(mails()).isEmpty();
    }

    /// Whoever signs in as themselves in a browser does not know it to everybody.
    @Test
    void is_told_where_somebody_else_signed_in_before() {
      signIn(new TestBrowser(server), "alice");
      TestBrowser doras = signIn(new TestBrowser(server), "dora");
      assertThat(mails()).isEmpty();
      signIn(doras, "alice");
      assertThat(mails()).hasSize(1);
      // And it still knows the first.
      signIn(doras, "dora");
      assertThat(mails()).isEmpty();
    }

    @Test
    void is_told_where_the_cookie_of_another_browser_was_made_up() {
      signIn(new TestBrowser(server), "alice");
      for (String forged :
          List.of(
              "x",
              "A".repeat(22)
                  + "."
                  + "0".repeat(8)
                  + "A".repeat(22)
                  + "."
                  + "0".repeat(19)
                  + "A".repeat(22))) {
        TestBrowser thief = new TestBrowser(server);
        thief.cookies.put(KNOWN, forged);
        signIn(thief, "alice");
        assertThat(mails()).hasSize(1);
      }
    }

    @Test
    void is_told_in_the_language_and_the_time_of_the_person() {
      signIn(new TestBrowser(server), "dora");
      signIn(new TestBrowser(server), "dora");
      assertThat(mails())
          .singleElement()
          .satisfies(mail -> assertThat(mail.text()).contains("Asia/Seoul").contains("브라우저:"));
    }

    @Test
    void is_told_to_no_address_that_nobody_verified() {
      signIn(new TestBrowser(server), "carol");
      signIn(new TestBrowser(server), "carol");
      assertThat(mails()).isEmpty();
    }

    /// It is the account at rest that is taken over.
    @Test
    void is_told_of_somebody_who_was_away_for_longer_than_activities_are_kept() {
      signIn(new TestBrowser(server), "alice");
      server.clock.advance(Duration.ofDays(91));
      server.sweep();
      signIn(new TestBrowser(server), "alice");
      assertThat(mails()).hasSize(1);
    }

    /// Just when somebody who had the account at rest may try again.
    @Test
    void is_told_of_them_also_when_all_browsers_were_forgotten_meanwhile() {
      signIn(new TestBrowser(server), "alice");
      server.clock.advance(Duration.ofDays(91));
      server.sweep();
      server.server.reconcile(Declared.without(declarations(), "alice"));
      server.server.reconcile(declarations());
      signIn(new TestBrowser(server), "alice");
      assertThat(mails()).hasSize(1);
    }

    /// As those to whom no mail went yet: where they were all along is no new browser.
    @Test
    void is_not_told_of_the_browser_of_before_when_another_is_the_first_to_be_noted() {
      TestBrowser own = signIn(new TestBrowser(server), "alice");
      server.database.change("UPDATE people SET browsers_known_from = NULL");
      signIn(new TestBrowser(server), "alice");
      assertThat(mails()).hasSize(1);
      signIn(own, "alice");
      assertThat(mails()).isEmpty();
    }

    /// Whoever had it may come back, and knows what let them in.
    @Test
    void is_told_where_the_person_ended_a_session_before() {
      signIn(new TestBrowser(server), "alice");
      TestBrowser thiefs = signIn(new TestBrowser(server), "alice");
      TestBrowser hers = new TestBrowser(server).get("/account/sessions").signInAs("alice");
      assertThat(mails()).hasSize(2);
      server.clock.advance(Duration.ofSeconds(1));
      // The first on the list is hers, and the second the one that was used last.
      String theirs =
          hers.html().replaceFirst("(?s)^.*?name=\"session\" value=\"([^\"]*)\".*$", "$1");
      hers.submit(form("session", theirs));
      signIn(hers, "alice");
      assertThat(mails()).isEmpty();
      signIn(thiefs, "alice");
      assertThat(mails()).hasSize(1);
    }

    /// Who reads somebody's mail may have done that.
    @Test
    void is_told_where_a_new_password_was_chosen_by_a_link_before() {
      signIn(new TestBrowser(server), "alice");
      TestBrowser stranger = choose(new TestBrowser(server));
      stranger.get(ASK.url()).signIn("alice", CHOSEN);
      assertThat(mails())
          .singleElement()
          .satisfies(mail -> assertThat(mail.subject()).startsWith("New sign-in"));
    }

    @Test
    void is_not_told_where_they_signed_in_before_they_chose_a_new_password_by_a_link() {
      TestBrowser own = signIn(new TestBrowser(server), "alice");
      choose(own).get(ASK.url()).signIn("alice", CHOSEN);
      assertThat(own.path()).isEqualTo("/consent");
      assertThat(mails()).isEmpty();
    }

    /// Whoever has a browser puts what they like into its cookie, of what it ever got.
    @Test
    void is_told_where_a_mark_of_before_is_beside_the_one_of_that_link() {
      TestBrowser stranger = signIn(new TestBrowser(server), "alice");
      String before = stranger.cookies.get(KNOWN);
      server.clock.advance(Duration.ofSeconds(1));
      choose(new TestBrowser(server)); // which forgets that browser
      server.clock.advance(Duration.ofSeconds(1));
      choose(stranger);
      String both = stranger.cookies.get(KNOWN) + before.substring(before.lastIndexOf('.'));
      stranger.cookies.put(KNOWN, both);
      stranger.get(ASK.url()).signIn("alice", CHOSEN);
      assertThat(mails())
          .singleElement()
          .satisfies(mail -> assertThat(mail.subject()).startsWith("New sign-in"));
    }

    private TestBrowser choose(TestBrowser browser) {
      new TestBrowser(server).get("/forgotten-password").submit(form("username", "alice"));
      browser.get(mailbox.link(server));
      browser.submit(form("password", CHOSEN, "password_again", CHOSEN));
      assertThat(mails()).hasSize(1);
      return browser;
    }

    /// Nobody was known anywhere before such things were noted.
    @Test
    void is_not_told_of_everybody_when_it_begins() {
      signIn(new TestBrowser(server), "alice");
      server.database.change("UPDATE people SET browsers_known_from = 0");
      signIn(new TestBrowser(server), "alice");
      assertThat(mails()).isEmpty();
      signIn(new TestBrowser(server), "alice");
      assertThat(mails()).hasSize(1);
    }

    @Test
    void keeps_nobody_out_when_it_cannot_be_written() {
      signIn(new TestBrowser(server), "alice");
      WatchedStores watched = new WatchedStores();
      watched.failing = "outgoingMails.add";
      Seams seams = Seams.stores(watched::around).mailingAndTellingOfNewBrowsers(mailbox);
      try (TestServer failing = server.beside(seams)) {
        TestBrowser second = signIn(new TestBrowser(failing), "alice");
        assertThat(second.path()).isEqualTo("/consent");
      }
    }

    @Test
    void fills_no_mailbox() {
      signIn(new TestBrowser(server), "alice");
      for (int i = 0; i < 30; i++) {
        new TestBrowser(server).get(ASK.url()).signIn("alice", Samples.password("alice"));
      }
      assertThat(mails()).hasSize(10);
      assertThat(server.audit)
          .filteredOn(event -> event.type() == AuditEvent.Type.MAIL_UNDELIVERED)
          .hasSize(20)
          .allSatisfy(event ->
              assertThat(event.facts()).containsEntry("reason", "too_many").containsKey("sub"));
    }

    @Test
    void is_not_told_where_the_configuration_says_so() {
      try (TestServer quiet = server.beside(Seams.none().mailing(mailbox))) {
        for (int i = 0; i < 2; i++) {
          new TestBrowser(quiet).get(ASK.url()).signInAs("alice");
        }
        assertThat(mails()).isEmpty();
      }
    }
  }

  @Nested
  class What_somebody_signs_in_with {
    private TestBrowser at(String page) {
      TestBrowser browser = new TestBrowser(server).get(page).signInAs("alice");
      assertThat(browser.path()).isEqualTo(page);
      return browser;
    }

    private void told(String subject) {
      assertThat(mails())
          .singleElement()
          .satisfies(mail -> {
            assertThat(mail.subject()).isEqualTo(subject + " at id.example.com");
            assertThat(mail.text())
                .contains("account alice at id.example.com just now.")
                .contains("https://id.example.com/account/security");
          });
    }

    @Test
    void is_told_when_the_password_is_changed() {
      String next = "a new and longer one";
      at("/account/password")
          .submit(
              form(
                  "password",
                  Samples.password("alice"),
                  "new_password",
                  next,
                  "new_password_again",
                  next));
      told("Your password was changed");
    }

    @Test
    void is_not_told_when_nothing_was_changed() {
      at("/account/password")
          .submit(form("password", "wrong", "new_password", "x", "new_password_again", "x"));
      assertThat(mails()).isEmpty();
    }

    @Test
    void is_told_when_an_app_or_codes_are_added_and_removed() {
      TestBrowser browser = at("/account/security").submit(form("do", "offer"));
      TestAuthenticator app = TestAuthenticator.on(browser.html());
      browser.submit(
          form(
              "do",
              "enrol",
              "enrolment",
              browser.hidden("enrolment"),
              "code",
              app.code(server.clock.instant())));
      told("An app that makes codes was added");
      SecondFactorScene.goOn(browser).submit(form("do", "recovery_codes"));
      told("New recovery codes were made");
      SecondFactorScene.goOn(browser);
      browser.submit(form("do", "remove", "factor", browser.hidden("factor")));
      told("An app that makes codes was removed");
    }

    @Test
    void is_told_when_a_passkey_is_added_and_removed() {
      TestBrowser browser = at("/account/security");
      browser.submit(passkey(browser));
      told("A passkey was added");
      SecondFactorScene.goOn(browser);
      browser.submit(form("do", "remove", "factor", browser.hidden("factor")));
      told("A passkey was removed");
    }

    /// They outlive the passkey that they came with, which whoever holds the session may have made.
    @Test
    void is_told_when_codes_come_with_a_further_passkey() {
      TestBrowser browser = at("/account/security");
      browser.submit(passkey(browser));
      told("A passkey was added");
      server.database.change("DELETE FROM factors WHERE kind = 'RECOVERY_CODE'");
      browser.get("/account/security").submit(passkey(browser));
      assertThat(SecondFactorScene.codes(browser)).hasSize(10);
      assertThat(mails())
          .extracting(Mail::subject)
          .containsExactlyInAnyOrder(
              "A passkey was added at id.example.com",
              "New recovery codes were made at id.example.com");
    }

    private static Parameters passkey(TestBrowser browser) {
      TestPasskey passkey = new TestPasskey();
      passkey.userHandle = browser.html().replaceAll("(?s).*data-user=\"([^\"]+)\".*", "$1");
      return TestPasskey.both(
          form("do", "passkey", "name", "My phone"), passkey.created(browser.hidden("challenge")));
    }

    /// Everything that was allowed is gone with it, before they could take it back.
    @Test
    void is_told_when_the_account_is_to_be_deleted() {
      Person alice = server.stores.people().findByUsername("alice").orElseThrow();
      server
          .stores
          .people()
          .add(
              new Person(
                  "sub-of-dodo",
                  "dodo",
                  Origin.SELF_REGISTERED,
                  true,
                  alice.passwordHash(),
                  Set.of(),
                  Map.of("email", "dodo@example.com", "email_verified", true)));
      TestBrowser browser = new TestBrowser(server).get("/account/data");
      server.clock.advance(Duration.ofSeconds(1));
      browser.signIn("dodo", Samples.password("alice"));
      // Nor do others use it up.
      for (int i = 0; i < 6; i++) {
        browser.get("/account/security").submit(form("do", "offer"));
        TestAuthenticator app = TestAuthenticator.on(browser.html());
        browser.submit(
            form(
                "do",
                "enrol",
                "enrolment",
                browser.hidden("enrolment"),
                "code",
                app.code(server.clock.instant())));
        browser.get("/account/security");
        browser.submit(form("do", "remove", "factor", browser.hidden("factor")));
      }
      assertThat(mails()).hasSize(10);
      browser.get("/account/data").submit(form("do", "delete", "confirm", "delete"));
      assertThat(mails())
          .singleElement()
          .satisfies(mail -> {
            assertThat(mail.subject()).isEqualTo("Your account at id.example.com is to be deleted");
            assertThat(mail.text()).contains("Somebody asked to delete your account");
          });
    }

    @Test
    void is_told_when_an_app_had_to_be_set_up() {
      try (TestServer requiring =
          server.beside(
              Seams.none()
                  .mailingAndTellingOfNewBrowsers(mailbox)
                  .requiringSecondFactor("listener"))) {
        TestBrowser browser = new TestBrowser(requiring).get(ASK.url()).signInAs("alice");
        TestAuthenticator app = TestAuthenticator.on(browser.html());
        SecondFactorScene.enrol(browser, app.code(server.clock.instant()));
      }
      told("An app that makes codes was added");
    }
  }

  /// The cookie says nothing of who it was.
  @Test
  void a_browser_that_is_known_does_not_say_to_whom() {
    TestBrowser browser = signIn(new TestBrowser(server), "alice");
    String subject = server.stores.people().findByUsername("alice").orElseThrow().subject();
    assertThat(browser.cookies.get(KNOWN)).doesNotContain(subject).doesNotContain("alice");
    assertThat(Stream.of(browser.cookies.get(KNOWN).split("\\.")).toList()).hasSize(3);
  }
}
