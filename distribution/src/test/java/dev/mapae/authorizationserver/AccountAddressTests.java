package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authentication.SignInPolicy.Method;
import dev.mapae.authorizationserver.mail.Mail;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// People change the address that mails to them go to.
@OnEveryEngine
class AccountAddressTests {
  private static final String PAGE = "/account/email";
  private static final String OLD = "dodo@example.com";
  private static final String NEW = "Dodo@New.example";

  private final TestMailbox mailbox = new TestMailbox();
  private final TestServer server;

  AccountAddressTests(Engine engine) {
    server = new TestServer(engine, Samples.declarations(), Seams.none().mailing(mailbox));
  }

  @BeforeEach
  void dodo() {
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
                Map.of("email", OLD, "email_verified", true)));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private TestBrowser signedIn(String username) {
    TestBrowser browser = new TestBrowser(server).get(PAGE);
    server.clock.advance(Duration.ofSeconds(1));
    return browser.signIn(username, Samples.password("alice"));
  }

  /// Asks for another address.
  private static TestBrowser change(TestBrowser browser, String email) {
    return change(browser, email, Samples.password("alice"));
  }

  private static TestBrowser change(TestBrowser browser, String email, String password) {
    return browser.submit(form("email", email, "password", password));
  }

  private Map<String, Object> claims() {
    return server.stores.people().findByUsername("dodo").orElseThrow().claims();
  }

  private List<Mail> mails() {
    server.server.housekeeping().doChores();
    return mailbox.taken();
  }

  @Test
  void the_new_one_takes_the_place_of_the_old_when_its_link_is_followed_and_both_are_told() {
    TestBrowser browser = signedIn("dodo");
    assertThat(browser.path()).isEqualTo(PAGE);
    assertThat(browser.html()).contains(OLD).contains("id=\"change-address\"");
    assertThat(change(browser, NEW).page.status()).isEqualTo(200);
    String link = mailbox.link(server);
    assertThat(claims()).containsEntry("email", OLD).containsEntry("email_verified", true);
    assertThat(browser.get(link).submit(form()).page.status()).isEqualTo(200);
    assertThat(claims()).containsEntry("email", NEW).containsEntry("email_verified", true);
    assertThat(mails()).extracting(mail -> mail.to().value()).containsExactlyInAnyOrder(OLD, NEW);
    assertThat(signedIn(NEW).path()).isEqualTo(PAGE);
    assertThat(signedIn(OLD).path()).isEqualTo("/account/sign-in");
    assertThat(server.audit)
        .extracting(AuditEvent::type)
        .contains(AuditEvent.Type.ADDRESS_CHANGE_REQUESTED, AuditEvent.Type.ADDRESS_CONFIRMED);
    assertThat(browser.get("/account/activity").html()).contains("E-mail address confirmed");
    assertThat(new TestBrowser(server).get(link).page.status()).isEqualTo(400);
  }

  @Test
  void what_went_to_the_old_one_is_worthless_then() {
    new TestBrowser(server).get("/forgotten-password").submit(form("username", "dodo"));
    String reset = mailbox.link(server);
    TestBrowser browser = change(signedIn("dodo"), NEW);
    browser.get(mailbox.link(server)).submit(form());
    assertThat(new TestBrowser(server).get(reset).page.status()).isEqualTo(400);
    assertThat(server.rows().get("mail_links")).isZero();
  }

  @Test
  void the_link_alone_is_not_enough_for_somebody_else() {
    change(signedIn("dodo"), "victim@example.com");
    Mail asks = mailbox.one(server);
    assertThat(asks.text()).doesNotContain("dodo");
    TestBrowser victim = new TestBrowser(server).get(TestMailbox.linkIn(asks));
    assertThat(victim.submit(form("password", "of somebody else")).page.status()).isEqualTo(400);
    assertThat(claims()).containsEntry("email", OLD);
  }

  @Test
  void one_that_is_anothers_looks_as_any_other_and_its_owner_is_told() {
    String free = change(signedIn("dodo"), "free@example.com").html();
    assertThat(mails()).hasSize(1);
    String taken = change(signedIn("dodo"), "ALICE@example.com").html();
    assertThat(
            taken
                .replace("ALICE@example.com", "free@example.com")
                .replaceAll("value=\"[^\"]*\"", ""))
        .isEqualTo(free.replaceAll("value=\"[^\"]*\"", ""));
    Mail told = mailbox.one(server);
    assertThat(told.to().value()).isEqualTo("alice@example.com");
    assertThat(told.text()).doesNotContain("link=").doesNotContain("dodo");
  }

  @Test
  void what_is_no_address_changes_nothing() {
    TestBrowser browser = change(signedIn("dodo"), "dodo@example.com, x@y.example");
    assertThat(browser.page.status()).isEqualTo(400);
    assertThat(server.rows().get("outgoing_mails")).isZero();
  }

  @Test
  void one_mailbox_gets_few_mails() {
    TestBrowser browser = signedIn("dodo");
    for (int i = 0; i < 3; i++) {
      assertThat(change(browser, "v+" + i + "@example.com").page.status()).isEqualTo(200);
    }
    change(browser, "v@example.com");
    assertThat(browser.page.status()).isEqualTo(429);
    assertThat(server.rows().get("outgoing_mails")).isEqualTo(3);
  }

  @Test
  void one_network_keeps_no_mailbox_of_others_from_its_mails() {
    TestBrowser greedy = signedIn("dodo");
    for (int i = 0; i < 20; i++) {
      assertThat(change(greedy, "v" + i + "@example.com").page.status()).isEqualTo(200);
    }
    for (int i = 0; i < 3; i++) {
      assertThat(change(greedy, "victim@example.com").page.status()).isEqualTo(429);
    }
    TestBrowser other = signedIn("dodo").at("198.51.100.7");
    assertThat(change(other, "victim@example.com").page.status()).isEqualTo(200);
  }

  /// Otherwise a stolen session would lead to a new address, that to a new password, and that to
  /// the account.
  @Test
  void a_session_alone_is_not_enough_where_there_is_a_password() {
    TestBrowser browser = signedIn("dodo");
    assertThat(browser.html()).contains("name=\"password\"");
    for (String password : new String[] {"", "wrong horse"}) {
      change(browser, NEW, password);
      assertThat(browser.page.status()).isEqualTo(400);
      assertThat(browser.html()).contains("The current password is not right");
    }
    assertThat(server.rows().get("outgoing_mails")).isZero();
    assertThat(server.audit)
        .filteredOn(e -> e.type() == AuditEvent.Type.SIGN_IN_REFUSED)
        .hasSize(2)
        .allSatisfy(e -> assertThat(e.facts()).containsEntry("sub", "sub-of-dodo"));
  }

  @Test
  void nobody_guesses_the_password_here_faster_than_elsewhere() {
    TestBrowser browser = signedIn("dodo");
    int tried = 0;
    while (change(browser, NEW, "wrong horse").page.status() == 400 && tried < 50) {
      tried++;
    }
    assertThat(tried).isEqualTo(20);
    assertThat(browser.page.status()).isEqualTo(429);
    assertThat(change(browser, NEW).page.status()).isEqualTo(429);
    assertThat(server.rows().get("outgoing_mails")).isZero();
  }

  @Test
  void a_link_to_a_new_one_is_worthless_once_the_password_is_another() {
    TestBrowser browser = change(signedIn("dodo"), NEW);
    String link = mailbox.link(server);
    browser
        .get("/account/password")
        .submit(
            form(
                "password",
                Samples.password("alice"),
                "new_password",
                "a new password of mine",
                "new_password_again",
                "a new password of mine"));
    assertThat(browser.page.status()).isEqualTo(200);
    assertThat(browser.get(link).page.status()).isEqualTo(400);
    assertThat(claims()).containsEntry("email", OLD);
  }

  private TestAuthenticator app() {
    TestBrowser browser = new TestBrowser(server).get("/account/security");
    server.clock.advance(Duration.ofSeconds(1));
    browser.signIn("dodo", Samples.password("alice")).submit(form("do", "offer"));
    TestAuthenticator app = TestAuthenticator.on(browser.html());
    browser.submit(
        form(
            "do",
            "enrol",
            "enrolment",
            browser.hidden("enrolment"),
            "code",
            app.code(server.clock.instant())));
    assertThat(SecondFactorScene.goOn(browser).html()).contains("Set up on");
    assertThat(mails()).hasSize(1); // that says so
    server.clock.advance(Duration.ofMinutes(1));
    return app;
  }

  /// Whoever knew the password may have asked for it.
  @Test
  void a_link_to_a_new_one_is_worthless_once_all_other_sessions_ended() {
    change(signedIn("dodo"), NEW);
    String link = mailbox.link(server);
    app();
    TestBrowser thief = new TestBrowser(server).get(link);
    assertThat(thief.page.status()).isEqualTo(400);
    assertThat(claims()).containsEntry("email", OLD);
  }

  @Test
  void a_password_alone_is_not_enough_of_somebody_who_has_a_second_factor() {
    TestAuthenticator app = app();
    TestBrowser hers = signedIn("dodo");
    change(SecondFactorScene.type(hers, app.code(server.clock.instant())), NEW);
    String link = mailbox.link(server);
    TestBrowser other = new TestBrowser(server).get(link);
    assertThat(other.path()).isEqualTo("/account/sign-in");
    server.clock.advance(Duration.ofMinutes(1));
    other.signIn("dodo", Samples.password("alice"));
    SecondFactorScene.type(other, app.code(server.clock.instant()));
    assertThat(other.get(link).submit(form()).page.status()).isEqualTo(200);
    assertThat(claims()).containsEntry("email", NEW);
  }

  /// They would be sent on as who they are, each time.
  @Test
  void somebody_else_who_is_signed_in_is_told_to_sign_out_first() {
    TestAuthenticator app = app();
    TestBrowser hers = signedIn("dodo");
    change(SecondFactorScene.type(hers, app.code(server.clock.instant())), NEW);
    String link = mailbox.link(server);
    TestBrowser bobs = new TestBrowser(server).get("/account");
    server.clock.advance(Duration.ofSeconds(1));
    bobs.signInAs("bob").get(link);
    assertThat(bobs.page.status()).isEqualTo(409);
    assertThat(bobs.html()).contains("bob").contains("id=\"to-sign-out\"");
    bobs.get(UpstreamScene.link(bobs, "to-sign-out")).submit(form());
    assertThat(bobs.get(link).path()).isEqualTo("/account/sign-in");
  }

  /// Each try would count as a guess of theirs.
  @Test
  void a_password_is_not_asked_for_of_somebody_who_has_none() {
    Seams byMail = Seams.none().mailing(mailbox).signingInBy(Method.PASSWORD, Method.EMAIL_LINK);
    try (TestServer node = server.beside(byMail)) {
      Person bird =
          new Person(
              "sub-of-bird",
              "bird",
              Origin.SELF_REGISTERED,
              true,
              Optional.empty(),
              Set.of(),
              Map.of("email", "bird@example.com", "email_verified", true));
      node.stores.people().add(bird);
      TestBrowser browser = new TestBrowser(node).get(PAGE);
      browser.follow("email-link");
      server.clock.advance(Duration.ofSeconds(1));
      browser.submit(form("username", "bird"));
      browser.get(mailbox.link(node)).submit(form());
      browser.get(PAGE).submit(form("email", NEW));
      TestBrowser other = new TestBrowser(node).get(mailbox.link(node));
      assertThat(other.path()).isEqualTo("/account/sign-in");
    }
  }

  @Test
  void that_of_a_declared_person_is_what_the_file_says() {
    TestBrowser browser = signedIn("alice");
    assertThat(browser.html())
        .contains("alice@example.com")
        .doesNotContain("id=\"change-address\"");
    String step = new TestBrowser(server).get(PAGE).hidden("step");
    browser.load("POST", PAGE, form("email", NEW, "step", step));
    assertThat(server.rows().get("outgoing_mails")).isZero();
  }

  @Test
  void only_who_signed_in_a_moment_ago_comes_there() {
    TestBrowser browser = signedIn("dodo");
    server.clock.advance(Duration.ofMinutes(11));
    assertThat(browser.get(PAGE).path()).isEqualTo("/account/sign-in");
  }

  @Test
  void a_form_of_another_browser_is_refused() {
    TestBrowser mine = signedIn("dodo");
    String step = signedIn("dodo").hidden("step");
    mine.load("POST", PAGE, form("email", NEW, "step", step));
    assertThat(mine.shownError()).isEqualTo("invalid_request");
    assertThat(server.rows().get("outgoing_mails")).isZero();
  }

  @Test
  void where_no_mail_goes_out_there_is_no_such_page() {
    try (TestServer without = new TestServer()) {
      assertThat(without.get(PAGE).status()).isEqualTo(404);
      TestBrowser browser = new TestBrowser(without).get("/account");
      assertThat(browser.signInAs("alice").html()).doesNotContain(PAGE);
    }
  }
}
