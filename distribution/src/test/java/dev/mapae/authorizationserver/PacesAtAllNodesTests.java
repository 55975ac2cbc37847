package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.authentication.SignInPolicy.Method;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What strangers cause is counted at all nodes together: whoever goes from one to the other may no
/// more than who stays. NIST SP 800-63B §3.2.2.
@OnEveryEngine
class PacesAtAllNodesTests {
  private static final Ask ASK = Ask.web("openid playlist.read");

  private final TestMailbox mailbox = new TestMailbox();
  private final TestServer server;
  private final TestServer other;

  PacesAtAllNodesTests(Engine engine) {
    server = new TestServer(engine, Samples.declarations(), seams());
    other = server.beside(seams());
  }

  private Seams seams() {
    return Seams.none()
        .mailingAndTellingOfNewBrowsers(mailbox)
        .peopleRegistering()
        .signingInBy(Method.PASSWORD, Method.PASSKEY, Method.EMAIL_LINK);
  }

  @AfterEach
  void close() {
    other.close();
    server.close();
  }

  private TestServer node(int i) {
    return i % 2 == 0 ? server : other;
  }

  private TestBrowser at(int i, String address) {
    return new TestBrowser(node(i)).at(address);
  }

  private int mails() {
    server.server.housekeeping().doChores();
    other.server.housekeeping().doChores();
    return mailbox.taken().size();
  }

  /// As many as are within the pace are answered, and then it is over at each node.
  private static void assertSlowedAfter(int many, IntFunction<TestBrowser> once) {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < many + 2; i++) {
      statuses.add(once.apply(i).page.status());
    }
    assertThat(statuses.subList(0, many)).doesNotContain(429);
    assertThat(statuses.subList(many, many + 2)).containsOnly(429);
  }

  private TestBrowser forget(int i, String address, String typed) {
    return at(i, address).get("/forgotten-password").submit(form("username", typed));
  }

  private TestBrowser askForLink(int i, String address, String typed) {
    return offered(at(i, address)).submit(form("username", typed));
  }

  private static TestBrowser offered(TestBrowser browser) {
    return browser.get(ASK.url()).follow("email-link");
  }

  @Test
  void one_person_gets_three_mails_for_a_new_password_and_one_network_ten_of_whomever() {
    for (int i = 0; i < 6; i++) {
      assertThat(forget(i, "203.0." + i + ".1", "alice").page.status()).isEqualTo(200);
    }
    assertThat(mails()).isEqualTo(3);
    assertSlowedAfter(10, i -> forget(i, "192.0.2.1", "person " + i));
    server.clock.advance(Duration.ofMinutes(5));
    forget(1, "192.0.2.1", "alice");
    assertThat(mails()).isEqualTo(1);
  }

  /// Otherwise whoever makes up names, or asks again and again, would fill the slots of everybody.
  @Test
  void what_is_refused_or_of_nobody_uses_up_nothing_that_others_share() {
    for (int i = 0; i < 10; i++) {
      forget(i, "203.0." + i + ".1", "alice");
      askForLink(i, "203.0." + i + ".1", "alice");
    }
    String full = ofPersons();
    for (int i = 10; i < 20; i++) {
      for (String typed : List.of("alice", "nobody " + i)) {
        forget(i, "203.0." + i + ".1", typed);
        askForLink(i, "203.0." + i + ".1", typed);
      }
    }
    assertThat(ofPersons()).isEqualTo(full);
  }

  /// How busy the slots are of mails for new passwords, and of the two kinds of links behind them.
  private String ofPersons() {
    return server.database.value(
        "SELECT SUM(free_at) FROM throttles WHERE slot >= %d AND slot < %d AND free_at > %d"
            .formatted(12 << 14, 15 << 14, server.clock.instant().toEpochMilli()));
  }

  @Test
  void one_site_causes_sixty_mails_from_however_many_networks() {
    assertSlowedAfter(60, i -> forget(i, "2001:db8:1:" + i + "::1", "nobody"));
    assertThat(forget(0, "2001:db8:2::1", "nobody").page.status()).isEqualTo(200);
  }

  @Test
  void one_person_gets_three_links_from_one_network_and_ten_from_all() {
    for (int i = 0; i < 6; i++) {
      askForLink(i, "192.0.2.1", "alice");
    }
    assertThat(mails()).isEqualTo(3);
    for (int i = 0; i < 12; i++) {
      askForLink(i, "203.0." + i + ".1", "alice");
    }
    assertThat(mails()).isEqualTo(7);
    assertSlowedAfter(10, i -> askForLink(i, "198.51.100.7", "person " + i));
  }

  /// Somebody with the password of `alice`, signed in.
  private TestBrowser dodos() {
    return signedIn("dodo", "192.0.2.1", Optional.of("dodo@example.com"));
  }

  private TestBrowser signedIn(String username, String at, Optional<String> email) {
    Person alice = server.stores.people().findByUsername("alice").orElseThrow();
    Map<String, Object> claims =
        email.map(e -> Map.<String, Object>of("email", e, "email_verified", true)).orElse(Map.of());
    Origin origin = Origin.SELF_REGISTERED;
    server
        .stores
        .people()
        .add(
            new Person(
                "sub-of-" + username,
                username,
                origin,
                true,
                alice.passwordHash(),
                Set.of(),
                claims));
    String password = Samples.password("alice");
    return at(0, at).get("/account/email").signIn(username, password);
  }

  private TestBrowser change(int i, TestBrowser browser, String email) {
    return browser
        .on(node(i))
        .get("/account/email")
        .submit(form("email", email, "password", Samples.password("alice")));
  }

  @Test
  void one_mailbox_gets_three_mails_to_confirm_it_from_one_site_and_ten_from_all() {
    for (int i = 0; i < 5; i++) {
      register(i, "192.0.2.1", "dodo" + i, "v+" + i + "@example.com");
    }
    assertThat(mails()).isEqualTo(3);
    for (int i = 5; i < 14; i++) {
      register(i, "203.0." + i + ".1", "dodo" + i, "v+" + i + "@example.com");
    }
    assertThat(mails()).isEqualTo(7);
  }

  private void register(int i, String address, String username, String email) {
    String password = "a long one of their own";
    at(i, address)
        .get(ASK.with("prompt", "create").url())
        .submit(account(username, password, email));
  }

  @Test
  void one_person_who_is_signed_in_gets_three_to_one_mailbox_wherever_they_are() {
    TestBrowser dodos = dodos();
    assertSlowedAfter(3, i -> change(i, dodos.at("203.0." + i + ".1"), "v+" + i + "@example.com"));
  }

  /// Accounts cost a stranger little.
  @Test
  void one_mailbox_gets_three_from_one_site_however_many_accounts_ask_and_twenty_from_all() {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      TestBrowser one = signedIn("dodo" + i, "203.0.113." + i, Optional.empty());
      statuses.add(change(i, one, "v+" + i + "@example.com").page.status());
    }
    assertThat(statuses).containsExactly(200, 200, 200, 429, 429);
    for (int i = 5; i < 25; i++) {
      TestBrowser one = signedIn("dodo" + i, "203.1." + i + ".1", Optional.empty());
      change(i, one, "v+" + i + "@example.com");
    }
    assertThat(mails()).isEqualTo(20);
  }

  /// What those who type it are told tells nothing of whose it is.
  @Test
  void whose_address_it_is_is_told_three_times_and_nobody_that_it_is_no_more() {
    for (int i = 0; i < 6; i++) {
      TestBrowser one = signedIn("dodo" + i, "203.1." + i + ".1", Optional.empty());
      assertThat(change(i, one, "alice@example.com").page.status()).isEqualTo(200);
    }
    assertThat(mails()).isEqualTo(3);
  }

  @Test
  void what_a_network_is_refused_at_one_node_after_another_uses_up_no_mailbox() {
    TestBrowser dodos = dodos();
    for (int i = 0; i < 20; i++) {
      assertThat(change(0, dodos, "own" + i + "@example.com").page.status()).isNotEqualTo(429);
    }
    for (int i = 0; i < 4; i++) {
      assertThat(change(1, dodos, "victim@example.net").page.status()).isEqualTo(429);
    }
    assertThat(change(1, dodos.at("203.0.113.9"), "victim@example.net").page.status())
        .isNotEqualTo(429);
  }

  @Test
  void one_person_is_told_of_ten_new_browsers() {
    at(0, "192.0.2.1").get(ASK.url()).signInAs("alice");
    server.clock.advance(Duration.ofSeconds(1));
    mails();
    for (int i = 0; i < 14; i++) {
      at(i, "192.0.2.1").get(ASK.url()).signInAs("alice");
    }
    assertThat(mails()).isEqualTo(10);
  }

  @Test
  void one_network_makes_twenty_accounts() {
    assertSlowedAfter(
        20,
        i -> {
          TestBrowser browser = at(i, "192.0.2.1").get(ASK.with("prompt", "create").url());
          return browser.submit(account("alice"));
        });
  }

  /// Of all networks together; otherwise few of them would keep everybody from making one.
  @Test
  void what_makes_no_account_is_none_of_those_that_all_may_make() {
    try (TestServer registering = server.beside(Seams.none().peopleRegistering())) {
      TestBrowser browser = new TestBrowser(registering).get(ASK.with("prompt", "create").url());
      int before = counted();
      assertThat(browser.submit(account("alice", "x")).page.status()).isEqualTo(400);
      assertThat(browser.submit(account("alice")).page.status()).isEqualTo(400);
      int ofPlace = counted() - before;
      before = counted();
      browser.submit(account("dodo"));
      assertThat(server.stores.people().findByUsername("dodo")).isPresent();
      assertThat(ofPlace).isEqualTo(4);
      assertThat(counted() - before).isEqualTo(2);
    }
  }

  @Test
  void one_site_tries_sixty_accounts_from_however_many_networks() {
    assertSlowedAfter(
        60,
        i -> {
          TestBrowser browser = at(i, "2001:db8:1:" + i + "::1");
          return browser.get(ASK.with("prompt", "create").url()).submit(account("alice", "x"));
        });
  }

  private static Parameters account(String username) {
    return account(username, "a long one of their own");
  }

  private static Parameters account(String username, String password) {
    return account(username, password, "a@example.com");
  }

  private static Parameters account(String username, String password, String email) {
    return form(
        "username",
        username,
        "name",
        "",
        "email",
        email,
        "password",
        password,
        "password_again",
        password);
  }

  /// RFC 8628 §5.1.
  @Test
  void one_network_tries_twenty_codes_of_devices() {
    assertSlowedAfter(
        20, i -> at(i, "192.0.2.1").get("/device").submit(form("user_code", "BBBB-BBBB")));
  }

  @Test
  void one_site_tries_as_many_codes_of_devices_as_sixteen_networks() {
    assertSlowedAfter(
        320,
        i ->
            at(i, "2001:db8:1:" + i + "::1").get("/device").submit(form("user_code", "BBBB-BBBB")));
  }

  @Test
  void one_network_tries_two_hundred_passkeys() {
    TestPasskey passkey = new TestPasskey();
    assertSlowedAfter(
        200,
        i -> {
          TestBrowser browser = at(i, "192.0.2.1").get(ASK.url());
          return browser.submit(passkey.used(browser.hidden("challenge")));
        });
    // Codes that go beside what somebody proved are looked at all the same.
    TestBrowser waiting = askForLink(0, "192.0.2.1", "alice");
    assertThat(typed(waiting, "BBBB-BBBB").page.status()).isEqualTo(400);
  }

  private static TestBrowser typed(TestBrowser waiting, String code) {
    String path = waiting.html().replaceAll("(?s).*<form[^>]* action=\"([^\"]*)\".*", "$1");
    return waiting.load(
        "POST",
        path.replace("&amp;", "&"),
        form("code", code, "link", waiting.hidden("link"), "step", waiting.hidden("step")));
  }

  /// Otherwise the time would tell that there is somebody: who is found by all that they have has
  /// one pace, and what is beyond it would be refused at once.
  @Test
  void however_somebody_or_nobody_is_spelled_each_mail_costs_the_same() {
    WatchedStores watched = new WatchedStores();
    List<String> somebody =
        List.of("alice", "ALICE", "alice@example.com", "Alice@example.com", "aLice");
    List<String> nobody =
        List.of("nobody", "NOBODY", "nobody@example.com", "Nobody@example.com", "nObody");
    try (TestServer node = server.beside(seams().around(watched::around))) {
      assertThat(costs(watched, node, "203.0.113.1", somebody))
          .isEqualTo(costs(watched, node, "198.51.100.1", nobody))
          .hasSize(10)
          .containsOnly("2 2");
    }
  }

  /// What is asked of the slots, of a new password and of a link for each.
  private static List<String> costs(
      WatchedStores watched, TestServer node, String address, List<String> names) {
    List<String> costs = new ArrayList<>();
    for (String name : names) {
      TestBrowser forgot = new TestBrowser(node).at(address).get("/forgotten-password");
      TestBrowser asks = offered(new TestBrowser(node).at(address));
      for (TestBrowser browser : List.of(forgot, asks)) {
        watched.reset();
        assertThat(browser.submit(form("username", name)).page.status()).isEqualTo(200);
        Map<String, Integer> calls = watched.calls();
        costs.add(calls.get("throttles.busy") + " " + calls.get("throttles.count"));
      }
    }
    return costs;
  }

  /// Otherwise the time would tell, or a row.
  @Test
  void what_is_asked_for_nobody_is_counted_as_for_somebody() {
    int before = counted();
    forget(0, "203.0.1.1", "alice");
    int ofSomebody = counted() - before;
    before = counted();
    forget(0, "203.0.2.1", "nobody");
    assertThat(counted() - before).isEqualTo(ofSomebody).isPositive();
    before = counted();
    askForLink(0, "203.0.3.1", "alice");
    int linkOfSomebody = counted() - before;
    before = counted();
    askForLink(0, "203.0.4.1", "nobody");
    assertThat(counted() - before).isEqualTo(linkOfSomebody).isPositive();
  }

  /// Two that write one row wait for each other: two at once that type the same name wait whether
  /// or not there is somebody.
  @Test
  void what_is_asked_again_is_written_to_the_same_rows_whether_or_not_there_is_somebody() {
    for (String typed : List.of("alice", "nobody")) {
      forget(0, "192.0.2.1", typed);
      int before = counted();
      forget(1, "192.0.2.1", typed);
      assertThat(counted() - before).as(typed).isZero();
    }
    // Refused, beyond what she gets.
    forget(0, "192.0.2.1", "alice");
    forget(0, "192.0.2.1", "alice");
    int before = counted();
    forget(0, "192.0.2.1", "alice");
    assertThat(counted() - before).isZero();
  }

  private int counted() {
    return server.database.counts().get("throttles");
  }

  @Test
  void the_authorization_endpoint_and_the_pages_that_it_leads_to_count_nothing() {
    Map<String, Integer> before = server.database.counts();
    at(0, "192.0.2.1").get(ASK.url());
    at(0, "192.0.2.1").get("/forgotten-password");
    at(0, "192.0.2.1").get("/device");
    assertThat(server.database.counts()).isEqualTo(before);
  }
}
