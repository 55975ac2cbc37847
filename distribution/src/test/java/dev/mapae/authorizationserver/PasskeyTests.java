package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Passkeys: Web Authentication Level 3 §7.1 and §7.2, by a passkey that can answer in every wrong
/// way.
@OnEveryEngine
class PasskeyTests {
  private static final String PAGE = "/account/security";
  private static final String SESSION = "__Host-mapae-session";
  private static final Pattern USER = Pattern.compile("data-user=\"([^\"]+)\"");
  private static final Ask ASK = Ask.web("openid offline_access playlist.read");

  private final TestServer server;
  private final TestPasskey passkey = new TestPasskey();

  PasskeyTests(Engine engine) {
    server = new TestServer(engine);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private TestBrowser page() {
    return new TestBrowser(server).get(PAGE).signInAs("bob");
  }

  private TestBrowser make(TestBrowser browser, TestPasskey made) {
    return make(browser, made, "My phone");
  }

  private TestBrowser make(TestBrowser browser, TestPasskey made, String name) {
    Matcher user = USER.matcher(browser.html());
    assertThat(user.find()).isTrue();
    made.userHandle = user.group(1);
    return browser.submit(
        TestPasskey.both(
            form("do", "passkey", "name", name), made.created(browser.hidden("challenge"))));
  }

  private TestBrowser bobs() {
    TestBrowser browser = SecondFactorScene.goOn(make(page(), passkey));
    assertThat(browser.location).isEqualTo(PAGE);
    server.clock.advance(Duration.ofMinutes(1));
    return browser;
  }

  private String passkeys() {
    return server.database.value("SELECT count(*) FROM factors WHERE kind = 'PASSKEY'");
  }

  private TestBrowser arrived() {
    return new TestBrowser(server).get(ASK.url());
  }

  private TestBrowser use(TestBrowser browser) {
    return browser.submit(passkey.used(browser.hidden("challenge")));
  }

  private Map<String, Object> idToken(TestBrowser browser) {
    TestClients clients = new TestClients(server);
    browser.approve("playlist.read");
    Map<String, Object> tokens = json(clients.token("web", ASK.redemption(browser.answer("code"))));
    return clients.claims(tokens.get("id_token"));
  }

  private String lastReason() {
    return server.audit.stream()
        .filter(e ->
            e.type() == AuditEvent.Type.SIGN_IN_REFUSED
                || e.type() == AuditEvent.Type.SECOND_FACTOR_REFUSED)
        .reduce((a, b) -> b)
        .orElseThrow()
        .facts()
        .get("reason");
  }

  @Nested
  class Section_7_1_registering {
    private void refused(Consumer<TestPasskey> wrong) {
      wrong.accept(passkey);
      TestBrowser browser = make(page(), passkey);
      assertThat(browser.page.status()).isEqualTo(400);
      assertThat(server.rows()).containsEntry("factors", 0);
      assertThat(server.audit)
          .filteredOn(event -> event.type() == AuditEvent.Type.FACTOR_REFUSED)
          .singleElement()
          .satisfies(event ->
              assertThat(event.facts())
                  .containsEntry("factor", "passkey")
                  .containsEntry("reason", "wrong_passkey"));
    }

    @Test
    void keeps_a_passkey_with_its_name() {
      TestBrowser browser = bobs();
      assertThat(browser.html()).contains("My phone");
      assertThat(passkeys()).isEqualTo("1");
      assertThat(server.audit.stream().map(AuditEvent::type))
          .contains(AuditEvent.Type.FACTOR_ADDED);
    }

    @Test
    void keeps_several_each_with_its_name_and_when_it_was_used_last() {
      make(bobs(), new TestPasskey(), "My key");
      server.clock.advance(Duration.ofMinutes(1));
      TestBrowser browser = use(arrived()).get(PAGE);
      String html = browser.html();
      assertThat(html).contains("My phone").contains("My key");
      assertThat(html.split("Last used on", -1)).hasSize(2);
      // The older one, which comes first.
      assertThat(html.indexOf("Last used on"))
          .isBetween(html.indexOf("My phone"), html.indexOf("My key"));
    }

    /// Rauthy 0.32.1 compared the end of the origin.
    @Test
    void takes_none_of_another_origin() {
      refused(p -> p.origin = "https://bad-id.example.com");
    }

    @Test
    void takes_none_of_another_port() {
      refused(p -> p.origin = "https://id.example.com:8443");
    }

    @Test
    void takes_none_of_another_relying_party() {
      refused(p -> p.rpId = "example.com");
    }

    @Test
    void takes_none_that_did_not_ask_who_uses_it() {
      refused(p -> p.verifies = false);
    }

    @Test
    void takes_none_for_another_challenge() {
      TestBrowser browser = page();
      browser.submit(TestPasskey.both(form("do", "passkey"), passkey.created("another")));
      assertThat(browser.page.status()).isEqualTo(400);
      assertThat(server.rows()).containsEntry("factors", 0);
    }

    @Test
    void takes_no_nonsense() {
      TestBrowser browser = page();
      Parameters good = passkey.created(browser.hidden("challenge"));
      for (String field : List.of("client_data", "attestation_object")) {
        for (String odd : List.of("", "x", "!!", "AAAA", "A".repeat(20_000))) {
          Parameters bad = good.without(Set.of(field)).with(field, odd);
          browser.submit(TestPasskey.both(form("do", "passkey"), bad));
          assertThat(browser.page.status()).as(field + odd).isEqualTo(400);
        }
      }
    }

    /// So deep that those who read it give up, each in their own way.
    @Test
    void takes_nothing_that_is_nested_too_deeply() {
      TestBrowser browser = page();
      String json = "[".repeat(5000) + "]".repeat(5000);
      byte[] cbor = new byte[5000];
      Arrays.fill(cbor, (byte) 0x81);
      Parameters good = passkey.created(browser.hidden("challenge"));
      for (Parameters bad :
          List.of(
              good.without(Set.of("client_data")).with("client_data", text(json.getBytes(UTF_8))),
              good.without(Set.of("attestation_object")).with("attestation_object", text(cbor)))) {
        browser.submit(TestPasskey.both(form("do", "passkey"), bad));
        assertThat(browser.page.status()).isEqualTo(400);
      }
      bobs();
      TestBrowser arrived = arrived();
      Parameters used = passkey.used(arrived.hidden("challenge"));
      arrived.submit(
          used.without(Set.of("client_data")).with("client_data", text(json.getBytes(UTF_8))));
      assertThat(arrived.page.status()).isEqualTo(400);
    }

    private static String text(byte[] bytes) {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// It would be read with each sign-in.
    @Test
    void takes_none_that_is_too_long_to_keep() {
      TestBrowser browser = make(page(), new TestPasskey(1000));
      assertThat(browser.page.status()).isEqualTo(400);
      assertThat(server.rows()).containsEntry("factors", 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 5120})
    void takes_no_rsa_key_of_unusual_length(int bits) {
      TestBrowser browser = make(page(), TestPasskey.rsa(bits));
      assertThat(browser.page.status()).isEqualTo(400);
    }

    @Test
    void takes_an_rsa_key_of_usual_length() {
      assertThat(make(page(), TestPasskey.rsa(2048)).page.status()).isEqualTo(200);
    }

    @Test
    void keeps_none_again_that_was_removed() {
      TestBrowser browser = page();
      Matcher user = USER.matcher(browser.html());
      assertThat(user.find()).isTrue();
      passkey.userHandle = user.group(1);
      String step = browser.hidden("step");
      String challenge = browser.hidden("challenge");
      SecondFactorScene.goOn(make(browser, passkey));
      String old = server.database.value("SELECT id FROM sessions");
      browser.submit(form("do", "remove", "factor", browser.hidden("factor")));
      assertThat(server.database.value("SELECT id FROM sessions")).isNotEqualTo(old);
      browser.load(
          "POST",
          PAGE,
          TestPasskey.both(form("do", "passkey", "step", step), passkey.created(challenge)));
      assertThat(server.rows()).containsEntry("factors", 0);
    }

    /// The codes were in the answer that was loaded again, and are made anew.
    @Test
    void says_what_became_of_the_codes_when_its_answer_is_loaded_again() {
      TestBrowser browser = page();
      Parameters first = creation(browser, passkey);
      assertThat(SecondFactorScene.codes(browser.load("POST", PAGE, first))).hasSize(10);
      assertHadBefore(browser.load("POST", PAGE, first), "1");
      assertThat(SecondFactorScene.codes(browser.submit(form("do", "recovery_codes")))).hasSize(10);
      browser.get(PAGE);
      Parameters second = creation(browser, new TestPasskey());
      browser.load("POST", PAGE, second);
      assertHadBefore(browser.load("POST", PAGE, second), "2");
    }

    private Parameters creation(TestBrowser browser, TestPasskey made) {
      Matcher user = USER.matcher(browser.html());
      assertThat(user.find()).isTrue();
      made.userHandle = user.group(1);
      return TestPasskey.both(
          form("do", "passkey", "step", browser.hidden("step")),
          made.created(browser.hidden("challenge")));
    }

    private void assertHadBefore(TestBrowser browser, String passkeys) {
      assertThat(browser.page.status()).isEqualTo(200);
      assertThat(browser.html())
          .contains("You have this passkey already")
          .contains("Codes left: 10");
      assertThat(passkeys()).isEqualTo(passkeys);
      assertThat(server.audit).noneMatch(event -> event.type() == AuditEvent.Type.FACTOR_REFUSED);
    }

    /// It was no form that was sent before.
    @Test
    void says_that_somebody_has_it_where_it_comes_in_another_form() {
      assertHadBefore(make(bobs(), passkey), "1");
    }

    @Test
    void takes_each_once_and_for_one_person() {
      bobs();
      TestBrowser alice = new TestBrowser(server).get(PAGE).signInAs("alice");
      make(alice, passkey);
      assertThat(alice.page.status()).isEqualTo(400);
      assertThat(passkeys()).isEqualTo("1");
    }
  }

  @Nested
  class Section_7_2_signing_in {
    private void refused(String reason, Consumer<TestPasskey> wrong) {
      bobs();
      wrong.accept(passkey);
      TestBrowser browser = use(arrived());
      assertThat(browser.page.status()).isEqualTo(400);
      assertThat(browser.cookies).doesNotContainKey(SESSION);
      assertThat(lastReason()).isEqualTo(reason);
    }

    @Test
    void needs_nothing_else_and_has_two_factors_in_itself() {
      bobs();
      TestBrowser browser = use(arrived());
      assertThat(browser.path()).isEqualTo("/consent");
      assertThat(idToken(browser))
          .containsEntry("acr", "urn:mapae:acr:mfa")
          .containsEntry("amr", List.of("pop", "user", "mfa"));
    }

    @Test
    void takes_no_passkey_that_nobody_has() {
      TestBrowser browser = use(arrived());
      assertThat(browser.page.status()).isEqualTo(400);
      assertThat(lastReason()).isEqualTo("unknown_passkey");
    }

    @Test
    void is_looked_at_no_more_where_too_many_were_wrong() {
      TestBrowser browser = arrived();
      for (int i = 0; i < 200; i++) {
        use(browser);
      }
      assertThat(lastReason()).isEqualTo("unknown_passkey");
      assertThat(use(browser).page.status()).isEqualTo(429);
      assertThat(lastReason()).isEqualTo("too_many");
    }

    /// Whoever shares an address with them shows as many wrong ones as they like.
    @Test
    void is_looked_at_all_the_same_in_a_browser_in_which_its_person_signed_in_before() {
      TestBrowser own = bobs();
      TestBrowser other = arrived().signInAs("alice");
      List.of(own, other)
          .forEach(b -> b.cookies.keySet().removeIf(name -> !name.equals("__Host-mapae-known")));
      TestPasskey nobodys = new TestPasskey();
      for (int i = 0; i < 200; i++) {
        TestBrowser browser = arrived();
        browser.submit(nobodys.used(browser.hidden("challenge")));
      }
      for (TestBrowser slowed : List.of(arrived(), other.get(ASK.url()))) {
        assertThat(use(slowed).page.status()).isEqualTo(429);
      }
      assertThat(use(own.get(ASK.url())).path()).isEqualTo("/consent");
    }

    @Test
    void that_was_refused_is_shown_to_its_person() {
      TestBrowser owner = bobs();
      passkey.verifies = false;
      use(arrived());
      server.server.housekeeping().doChores();
      assertThat(owner.get("/account/activity").html()).contains("could not");
    }

    @Test
    void takes_no_answer_without_challenge() {
      bobs();
      TestBrowser browser = arrived();
      browser.submit(passkey.used(browser.hidden("challenge")).without(Set.of("challenge")));
      assertThat(browser.page.status()).isEqualTo(400);
      assertThat(lastReason()).isEqualTo("wrong_challenge");
    }

    @Test
    void takes_no_answer_of_another_origin() {
      refused("wrong_passkey", p -> p.origin = "https://id.example.com.evil.example");
    }

    @Test
    void takes_no_answer_for_another_relying_party() {
      refused("wrong_passkey", p -> p.rpId = "evil.example");
    }

    @Test
    void takes_no_answer_without_who_uses_it() {
      refused("wrong_passkey", p -> p.verifies = false);
    }

    @Test
    void takes_no_answer_for_somebody_else() {
      refused("wrong_passkey", p -> p.userHandle = "AAAA");
    }

    @Test
    void takes_no_answer_to_the_challenge_of_another_browser() {
      bobs();
      Parameters answer = passkey.used(arrived().hidden("challenge"));
      TestBrowser browser = arrived();
      assertThat(browser.submit(answer).page.status()).isEqualTo(400);
    }

    @Test
    void takes_no_signature_of_another_key() {
      bobs();
      TestBrowser browser = arrived();
      Parameters other = new TestPasskey().used(browser.hidden("challenge"));
      Parameters forged =
          passkey
              .used(browser.hidden("challenge"))
              .without(Set.of("signature"))
              .with("signature", other.required("signature"));
      assertThat(browser.submit(forged).page.status()).isEqualTo(400);
    }

    /// Somebody may have copied it: §6.1.1.
    @Test
    void takes_no_counter_that_went_back_and_says_so_in_the_audit() {
      passkey.counter = 5;
      bobs();
      passkey.counter = 6;
      assertThat(use(arrived()).path()).isEqualTo("/consent");
      for (int counter : new int[] {6, 5, 0}) {
        passkey.counter = counter;
        assertThat(use(arrived()).page.status()).isEqualTo(400);
        assertThat(lastReason()).isEqualTo("counter_went_back");
      }
      passkey.counter = 7;
      assertThat(use(arrived()).path()).isEqualTo("/consent");
    }

    @Test
    void takes_an_answer_once_however_many_bring_it() {
      bobs();
      TestBrowser browser = arrived();
      Parameters answer = passkey.used(browser.hidden("challenge"));
      List<TestBrowser> racers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        racers.add(browser.on(server));
      }
      AtomicInteger next = new AtomicInteger();
      List<String> paths =
          Race.of(8, () -> racers.get(next.getAndIncrement()).submit(answer).path());
      assertThat(paths).containsOnlyOnce("/consent");
    }

    /// A session that is good for nothing would lead to the sign-in page again and again.
    @Test
    void is_of_no_use_before_the_address_is_confirmed_where_it_has_to_be() {
      Person like = server.stores.people().findByUsername("bob").orElseThrow();
      server
          .stores
          .people()
          .add(
              new Person(
                  "sub-of-dodo",
                  "dodo",
                  Origin.SELF_REGISTERED,
                  true,
                  like.passwordHash(),
                  Set.of(),
                  Map.of("email", "dodo@example.com", "email_verified", false)));
      TestBrowser page = new TestBrowser(server).get(PAGE);
      server.clock.advance(Duration.ofSeconds(1));
      make(page.signIn("dodo", Samples.password("bob")), passkey);
      server.clock.advance(Duration.ofMinutes(1));
      TestMailbox mailbox = new TestMailbox();
      try (TestServer requiring =
          server.beside(Seams.none().mailingAndRequiringVerifiedAddress(mailbox))) {
        TestBrowser browser = use(new TestBrowser(requiring).get(ASK.url()));
        assertThat(browser.page.status()).isEqualTo(403);
        assertThat(browser.html()).contains("Confirm your e-mail address first");
        assertThat(browser.cookies).doesNotContainKey(SESSION);
        assertThat(mailbox.one(requiring).to().value()).isEqualTo("dodo@example.com");
      }
    }

    /// §13.4.3: each page has its own challenge.
    @Test
    void is_possible_again_in_the_same_visit() {
      bobs();
      TestBrowser browser = arrived();
      String page = browser.location;
      assertThat(use(browser).path()).isEqualTo("/consent");
      browser.cookies.remove(SESSION);
      assertThat(use(browser.get(page)).path()).isEqualTo("/consent");
    }

    @Test
    void takes_none_that_was_removed() {
      TestBrowser page = bobs();
      page.submit(form("do", "remove", "factor", page.hidden("factor")));
      assertThat(use(arrived()).page.status()).isEqualTo(400);
    }

    @Test
    void works_for_the_account_pages_and_devices_alike() {
      bobs();
      TestBrowser browser = new TestBrowser(server).get(PAGE);
      assertThat(use(browser).location).isEqualTo(PAGE);
    }
  }

  @Nested
  class After_the_password {
    @Test
    void it_is_the_second_factor() {
      bobs();
      TestBrowser browser = arrived().signInAs("bob");
      assertThat(browser.path()).isEqualTo(SecondFactorScene.PATH);
      assertThat(browser.html()).contains(passkey.id(), "one of the codes that you wrote down");
      assertThat(use(browser).path()).isEqualTo("/consent");
      assertThat(idToken(browser))
          .containsEntry("acr", "urn:mapae:acr:mfa")
          .containsEntry("amr", List.of("pwd", "pop", "user", "mfa"));
    }

    /// Or whoever loses the device would be locked out of an account to which they have the
    /// password.
    @Test
    void recovery_codes_that_came_with_the_first_are_good_in_its_place() {
      TestBrowser page = page();
      assertThat(page.html()).contains("no other step alone lets you in any more");
      List<String> codes = SecondFactorScene.codes(make(page, passkey));
      assertThat(codes).hasSize(10).doesNotHaveDuplicates();
      SecondFactorScene.goOn(page);
      assertThat(page.html())
          .contains("Codes left: 10")
          .doesNotContain("no other step alone lets you in any more");
      assertThat(SecondFactorScene.codes(make(page, new TestPasskey(), "My key"))).isEmpty();
      server.clock.advance(Duration.ofMinutes(1));
      TestBrowser half = arrived().signInAs("bob");
      assertThat(SecondFactorScene.type(half, codes.getFirst()).path()).isEqualTo("/consent");
      assertThat(SecondFactorScene.type(arrived().signInAs("bob"), codes.getFirst()).page.status())
          .isEqualTo(400);
    }

    @Test
    void that_of_another_person_is_none() {
      bobs();
      TestPasskey alices = new TestPasskey();
      make(new TestBrowser(server).get(PAGE).signInAs("alice"), alices);
      server.clock.advance(Duration.ofMinutes(1));
      TestBrowser browser = arrived().signInAs("bob");
      browser.submit(alices.used(browser.hidden("challenge")));
      assertThat(browser.page.status()).isEqualTo(400);
      assertThat(browser.cookies).doesNotContainKey(SESSION);
    }
  }
}
