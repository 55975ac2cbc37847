package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.mail.Mail;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who makes an account gives an address, and proves by a link that it is theirs.
@OnEveryEngine
class AddressProofTests {
  private static final String PASSWORD = "correct horse battery";
  private static final Ask ASK = Ask.web("openid playlist.read");
  private static final Ask CREATE = ASK.with("prompt", "create");

  private final Engine engine;
  private final TestMailbox mailbox = new TestMailbox();
  private TestServer server;

  AddressProofTests(Engine engine) {
    this.engine = engine;
    server =
        new TestServer(
            engine, Samples.declarations(), Seams.none().peopleRegistering().mailing(mailbox));
  }

  private void requireVerifiedAddress() {
    server.close();
    server =
        new TestServer(
            engine,
            Samples.declarations(),
            Seams.none().peopleRegistering().mailingAndRequiringVerifiedAddress(mailbox));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private TestBrowser register(String username, String email) {
    return register(new TestBrowser(server), username, email);
  }

  private TestBrowser register(TestBrowser browser, String username, String email) {
    browser.get(CREATE.url());
    server.clock.advance(Duration.ofSeconds(1));
    return browser.submit(
        form(
            "username",
            username,
            "name",
            "",
            "email",
            email,
            "password",
            PASSWORD,
            "password_again",
            PASSWORD));
  }

  private TestBrowser signIn(String typed) {
    server.clock.advance(Duration.ofSeconds(1));
    return new TestBrowser(server).get(ASK.url()).signIn(typed, PASSWORD);
  }

  private Map<String, Object> claims(String username) {
    Person person = server.stores.people().findByUsername(username).orElseThrow();
    return person.claims();
  }

  private TestBrowser confirm(String link) {
    return new TestBrowser(server).get(link).submit(form("password", PASSWORD));
  }

  @Test
  void the_address_is_unverified_until_its_link_is_followed() {
    assertThat(register("dodo", "Dodo@Example.com").path()).isEqualTo("/consent");
    assertThat(claims("dodo"))
        .containsEntry("email", "Dodo@Example.com")
        .containsEntry("email_verified", false);
    assertThat(signIn("dodo@example.com").path()).isEqualTo("/sign-in");
    String link = mailbox.link(server);
    TestBrowser opened = new TestBrowser(server).get(link);
    assertThat(opened.html())
        .contains("Dodo@Example.com")
        .contains("dodo")
        .contains("id=\"confirm\"");
    assertThat(claims("dodo")).containsEntry("email_verified", false);
    assertThat(opened.submit(form("password", PASSWORD)).page.status()).isEqualTo(200);
    assertThat(claims("dodo"))
        .containsEntry("email", "Dodo@Example.com")
        .containsEntry("email_verified", true);
    assertThat(signIn("dodo@example.com").path()).isEqualTo("/consent");
    assertThat(server.audit)
        .extracting(AuditEvent::type)
        .contains(AuditEvent.Type.ADDRESS_CONFIRMED);
    assertThat(new TestBrowser(server).get(link).page.status()).isEqualTo(400);
  }

  /// As accounts of other servers may have them.
  @Test
  void who_has_no_address_that_mail_could_go_to_is_told_whom_to_ask_and_is_no_flood_of_mails() {
    requireVerifiedAddress();
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
                Map.of("email", "somewhere")));
    TestBrowser browser = new TestBrowser(server).get(ASK.url());
    server.clock.advance(Duration.ofSeconds(1));
    browser.signIn("dodo", Samples.password("alice"));
    assertThat(browser.page.status()).isEqualTo(403);
    assertThat(browser.html()).contains("Ask the people who run this service");
    assertThat(server.audit)
        .extracting(AuditEvent::type)
        .doesNotContain(AuditEvent.Type.ADDRESS_CONFIRMATION_REFUSED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dodo",
        "dodo@",
        "@example.com",
        "do do@example.com",
        "dodo@example.com\r\nBcc: all@example.com",
        "dodo@example.com,other@example.com",
        "<dodo@example.com>",
        "dodo@exa_mple.com",
        "도도@example.com",
        "dodo@example..com"
      })
  void what_is_no_address_makes_no_account(String email) {
    assertThat(register("dodo", email).page.status()).isEqualTo(400);
    assertThat(server.stores.people().findByUsername("dodo")).isEmpty();
    assertThat(server.rows().get("outgoing_mails")).isZero();
  }

  @Nested
  class The_link_alone {
    @Test
    void confirms_nothing_to_who_does_not_know_the_password_of_the_account() {
      register("dodo", "victim@example.com");
      TestBrowser victim = new TestBrowser(server).get(mailbox.link(server));
      assertThat(victim.html()).contains("name=\"password\"");
      for (String password : new String[] {"", "the victim's own"}) {
        victim.submit(form("password", password));
        assertThat(victim.page.status()).isEqualTo(400);
        assertThat(victim.html()).contains("name=\"password\"");
      }
      assertThat(claims("dodo")).containsEntry("email_verified", false);
    }

    @Test
    void is_enough_where_the_person_is_signed_in_and_nobody_else() {
      TestBrowser browser = register("dodo", "dodo@example.com");
      String link = mailbox.link(server);
      TestBrowser other = new TestBrowser(server).get(ASK.url()).signInAs("alice").get(link);
      assertThat(other.html()).contains("name=\"password\"");
      assertThat(other.submit(form()).page.status()).isEqualTo(400);
      assertThat(browser.get(link).html()).doesNotContain("name=\"password\"");
      assertThat(browser.submit(form()).page.status()).isEqualTo(200);
      assertThat(claims("dodo")).containsEntry("email_verified", true);
    }

    /// Whoever has the mailbox of an address that was mistyped, and the password, would have a way
    /// in.
    @Test
    void and_the_password_confirm_nothing_of_an_account_with_a_second_factor() {
      TestBrowser browser = register("dodo", "mistyped@example.com");
      String link = mailbox.link(server);
      TestBrowser other = new TestBrowser(server).get(link);
      assertThat(other.html()).contains("name=\"password\"");
      browser.get("/account/security").submit(form("do", "offer"));
      String code = TestAuthenticator.on(browser.html()).code(server.clock.instant());
      browser.submit(form("do", "enrol", "enrolment", browser.hidden("enrolment"), "code", code));
      assertThat(server.rows().get("factors")).isPositive();
      assertThat(other.submit(form("password", PASSWORD)).path()).isEqualTo("/account/sign-in");
      assertThat(new TestBrowser(server).get(link).path()).isEqualTo("/account/sign-in");
      assertThat(claims("dodo")).containsEntry("email_verified", false);
      assertThat(browser.get(link).submit(form()).page.status()).isEqualTo(200);
      assertThat(claims("dodo")).containsEntry("email_verified", true);
    }

    @Test
    void lets_nobody_guess_the_password_faster_than_elsewhere() {
      register("dodo", "dodo@example.com");
      TestBrowser browser = new TestBrowser(server).get(mailbox.link(server));
      int tried = 0;
      while (browser.submit(form("password", "wrong horse")).page.status() == 400 && tried < 50) {
        tried++;
      }
      assertThat(tried).isEqualTo(20);
      assertThat(browser.page.status()).isEqualTo(429);
      assertThat(browser.page.header("Retry-After")).isPresent();
    }
  }

  @Nested
  class An_address_that_is_anothers {
    @Test
    void is_told_to_its_owner_and_to_nobody_else() {
      String free = register("dodo", "dodo@example.com").html();
      Mail asks = mailbox.one(server);
      assertThat(asks.text()).contains("link=").doesNotContain("dodo");
      String taken = register("gryphon", "ALICE@example.com").html();
      assertThat(
              taken.replace("gryphon", "dodo").replaceAll("value=\"[^\"]*\"|mapae_seen[^\"]*", ""))
          .isEqualTo(free.replaceAll("value=\"[^\"]*\"|mapae_seen[^\"]*", ""));
      Mail told = mailbox.one(server);
      assertThat(told.to().value()).isEqualTo("alice@example.com");
      assertThat(told.text()).contains("alice").doesNotContain("link=").doesNotContain("gryphon");
      assertThat(claims("gryphon")).containsEntry("email_verified", false);
    }

    @Test
    void is_of_who_proves_it_first() {
      register("dodo", "same@example.com");
      String first = mailbox.link(server);
      register("gryphon", "same@example.com");
      String second = mailbox.link(server);
      assertThat(confirm(second).page.status()).isEqualTo(200);
      assertThat(confirm(first).page.status()).isEqualTo(409);
      assertThat(new TestBrowser(server).get(first).page.status()).as("spent").isEqualTo(400);
      assertThat(claims("dodo")).containsEntry("email_verified", false);
      assertThat(signIn("same@example.com").html()).contains("gryphon");
    }

    /// Who has six sites fills a mailbox; it is of nobody's until it is confirmed.
    @Test
    void is_asked_for_by_whoever_is_signed_in_however_many_strangers_do() {
      TestBrowser hers = register("dodo", "dodo@example.com");
      strangers("hers@example.com");
      assertThat(hers.get("/account/email").page.status()).isEqualTo(200);
      hers.submit(form("email", "hers@example.com", "password", PASSWORD));
      assertThat(hers.page.status()).isEqualTo(200);
      assertThat(mailbox.one(server).to().value()).isEqualTo("hers@example.com");
    }

    @Test
    void is_asked_for_in_a_browser_in_which_they_signed_in_before() {
      TestBrowser hers = register("dodo", "dodo@example.com");
      strangers("dodo@example.com");
      hers.cookies.keySet().removeIf(name -> !name.equals("__Host-mapae-known"));
      Seams strict = Seams.none().mailingAndRequiringVerifiedAddress(mailbox);
      try (TestServer node = server.beside(strict)) {
        assertThat(new TestBrowser(node).get(ASK.url()).signIn("dodo", PASSWORD).html())
            .contains("none was sent now");
        assertThat(hers.on(node).get(ASK.url()).signIn("dodo", PASSWORD).html())
            .doesNotContain("none was sent now");
        assertThat(mailbox.one(node).to().value()).isEqualTo("dodo@example.com");
      }
    }

    private void strangers(String email) {
      for (int i = 0; i < 12; i++) {
        register(new TestBrowser(server).at("203.0." + i + ".1"), "stranger" + i, email);
      }
      server.server.housekeeping().doChores();
      assertThat(mailbox.taken()).hasSizeGreaterThanOrEqualTo(10);
    }

    @Test
    void gets_few_mails_however_many_accounts_are_made_with_it() {
      for (int i = 0; i < 6; i++) {
        register("dodo" + i, "victim@example.com");
      }
      server.server.housekeeping().doChores();
      assertThat(mailbox.taken()).hasSize(3);
      register("dodo7", "vic.tim+7@example.com");
      server.server.housekeeping().doChores();
      assertThat(mailbox.taken()).isEmpty();
    }
  }

  @Nested
  class Where_a_verified_address_is_required {
    @Test
    void the_account_is_of_no_use_until_then() {
      requireVerifiedAddress();
      TestBrowser browser = register("dodo", "dodo@example.com");
      assertThat(browser.page.status()).isEqualTo(200);
      assertThat(browser.cookies).doesNotContainKey("__Host-mapae-session");
      String link = mailbox.link(server);
      TestBrowser refused = signIn("dodo");
      assertThat(refused.page.status()).isEqualTo(403);
      assertThat(refused.cookies).doesNotContainKey("__Host-mapae-session");
      assertThat(mailbox.link(server)).isNotEqualTo(link);
      confirm(link);
      assertThat(signIn("dodo").path()).isEqualTo("/consent");
    }

    @Test
    void a_wrong_password_learns_nothing_of_it() {
      requireVerifiedAddress();
      register("dodo", "dodo@example.com");
      mailbox.one(server);
      TestBrowser browser = new TestBrowser(server).get(ASK.url()).signIn("dodo", "wrong horse");
      assertThat(browser.page.status()).isEqualTo(400);
      server.server.housekeeping().doChores();
      assertThat(mailbox.taken()).isEmpty();
    }

    @Test
    void who_signs_in_again_and_again_causes_few_mails_and_keeps_nobody_from_theirs() {
      requireVerifiedAddress();
      register("dodo", "dodo@example.com");
      for (int i = 0; i < 10; i++) {
        TestBrowser refused = signIn("dodo");
        assertThat(refused.page.status()).isEqualTo(403);
        // The account itself caused one mail.
        assertThat(refused.html().contains("none was sent now")).isEqualTo(i >= 2);
      }
      assertThat(server.rows().get("outgoing_mails")).isEqualTo(3);
      assertThat(server.rows().get("mail_links")).isEqualTo(3);
    }

    /// A right password is never slowed.
    @Test
    void who_goes_on_for_hours_keeps_nobody_elsewhere_from_a_mail_to_their_own_address() {
      requireVerifiedAddress();
      register("dodo", "victim@example.com");
      for (int i = 0; i < 60; i++) {
        server.clock.advance(Duration.ofMinutes(2));
        signIn("dodo");
      }
      assertThat(
              register(new TestBrowser(server).at("198.51.100.7"), "victim", "victim@example.com")
                  .html())
          .contains("A mail with a link is on its way");
      assertThat(server.audit)
          .filteredOn(e -> e.type() == AuditEvent.Type.ADDRESS_CONFIRMATION_REFUSED)
          .isNotEmpty()
          .allSatisfy(event ->
              assertThat(event.facts())
                  .containsEntry("reason", "too_many_mails")
                  .containsKey("sub"));
    }

    @Test
    void who_gets_no_mail_for_the_moment_is_told_so() {
      requireVerifiedAddress();
      for (int i = 0; i < 3; i++) {
        assertThat(register("dodo" + i, "v+" + i + "@example.com").html())
            .contains("A mail with a link is on its way");
      }
      assertThat(register("dodo", "v@example.com").html())
          .contains("none was sent now")
          .doesNotContain("on its way");
    }

    @Test
    void who_was_never_asked_for_one_goes_on_without() {
      requireVerifiedAddress();
      server
          .stores
          .people()
          .add(
              new Person(
                  "sub-of-old",
                  "old",
                  Origin.SELF_REGISTERED,
                  true,
                  server.stores.people().findByUsername("alice").orElseThrow().passwordHash(),
                  Set.of(),
                  Map.of()));
      assertThat(
              new TestBrowser(server)
                  .get(ASK.url())
                  .signIn("old", Samples.password("alice"))
                  .path())
          .isEqualTo("/consent");
    }

    @Test
    void what_an_unconfirmed_account_allowed_before_is_of_no_use_until_then() {
      Ask ask = Ask.web("openid offline_access playlist.read");
      TestBrowser browser = new TestBrowser(server).get(ask.with("prompt", "create").url());
      server.clock.advance(Duration.ofSeconds(1));
      browser.submit(
          form(
              "username",
              "dodo",
              "name",
              "",
              "email",
              "dodo@example.com",
              "password",
              PASSWORD,
              "password_again",
              PASSWORD));
      browser.approve("offline_access", "playlist.read");
      Map<String, Object> tokens =
          json(new TestClients(server).token("web", ask.redemption(browser.answer("code"))));
      String link = mailbox.link(server);
      try (TestServer strict =
          server.beside(Seams.none().mailingAndRequiringVerifiedAddress(mailbox))) {
        TestClients clients = new TestClients(strict);
        assertThat(clients.isActive("web", tokens.get("access_token"))).isFalse();
        assertThat(clients.isActive("web", tokens.get("refresh_token"))).isFalse();
        assertThat(json(clients.refresh("web", tokens.get("refresh_token"))))
            .containsEntry("error", "invalid_grant");
        confirm(link);
        assertThat(clients.isActive("web", tokens.get("access_token"))).isTrue();
        assertThat(json(clients.refresh("web", tokens.get("refresh_token"))))
            .containsKey("access_token");
      }
    }

    @Test
    void declared_people_sign_in_as_before() {
      requireVerifiedAddress();
      assertThat(new TestBrowser(server).get(ASK.url()).signInAs("alice").path())
          .isEqualTo("/consent");
    }
  }

  @Test
  void where_no_mail_goes_out_nobody_is_asked_for_an_address() {
    try (TestServer without =
        new TestServer(engine, Samples.declarations(), Seams.none().peopleRegistering())) {
      assertThat(new TestBrowser(without).get(CREATE.url()).html()).doesNotContain("email");
    }
  }
}
