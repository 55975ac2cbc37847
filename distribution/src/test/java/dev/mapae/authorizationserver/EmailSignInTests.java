package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authentication.SignInPolicy.Method;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredPerson;
import dev.mapae.authorizationserver.mail.Mail;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Somebody signs in by a link that goes to their verified address, or by the code beside it.
@OnEveryEngine
class EmailSignInTests {
  private static final Ask ASK = Ask.web("openid playlist.read");
  private static final Pattern CODE = Pattern.compile("(?m)^[A-Z]{4}-[A-Z]{4}$");

  private final TestMailbox mailbox = new TestMailbox();
  private final TestServer server;

  EmailSignInTests(Engine engine) {
    server = new TestServer(engine, declarations(), seams());
  }

  private Seams seams() {
    return Seams.none()
        .mailing(mailbox)
        .signingInBy(Method.PASSWORD, Method.PASSKEY, Method.EMAIL_LINK);
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
        Declared.withAll(
            Samples.declarations(),
            Samples.confidential(Samples.client("tv").grants(Rfc8628DeviceGrantTests.GRANT))),
        new DeclaredPerson(carol, Optional.of("carol-42-carol")));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static TestBrowser offered(TestBrowser browser, String url) {
    return browser.get(url).follow("email-link");
  }

  private TestBrowser ask(String url, String typed) {
    return ask(new TestBrowser(server), url, typed);
  }

  /// The browser is at the page that waits for the code then.
  private TestBrowser ask(TestBrowser browser, String url, String typed) {
    offered(browser, url);
    server.clock.advance(Duration.ofSeconds(1));
    return browser.submit(form("username", typed));
  }

  private static TestBrowser type(TestBrowser waiting, String code) {
    String path = waiting.html().replaceAll("(?s).*<form[^>]* action=\"([^\"]*)\".*", "$1");
    return waiting.load(
        "POST",
        path.replace("&amp;", "&"),
        form("code", code, "link", waiting.hidden("link"), "step", waiting.hidden("step")));
  }

  private static String code(Mail mail) {
    Matcher m = CODE.matcher(mail.text());
    assertThat(m.find()).isTrue();
    return m.group();
  }

  private Map<String, Object> idToken(TestBrowser browser) {
    TestClients clients = new TestClients(server);
    Parameters redemption = ASK.redemption(browser.answer("code"));
    return clients.claims(json(clients.token("web", redemption)).get("id_token"));
  }

  /// Alice has an app that makes codes, from another node where she must.
  private TestAuthenticator setUp() {
    try (TestServer requiring = server.beside(Seams.none().requiringSecondFactor("listener"))) {
      TestBrowser browser = new TestBrowser(requiring).get(ASK.url()).signInAs("alice");
      TestAuthenticator app = TestAuthenticator.on(browser.html());
      SecondFactorScene.enrol(browser, app.code(server.clock.instant()));
      server.clock.advance(Duration.ofMinutes(2));
      return app;
    }
  }

  private static String wrong(String code) {
    return (code.startsWith("B") ? "C" : "B") + code.substring(1);
  }

  @Nested
  class The_link {
    @Test
    void goes_on_with_the_request_in_the_browser_in_which_it_was_asked_for() {
      TestBrowser browser = ask(ASK.url(), "alice");
      assertThat(browser.html()).contains("name=\"code\"");
      browser.get(mailbox.link(server));
      assertThat(browser.path()).isEqualTo("/sign-in/email/link");
      assertThat(browser.html()).contains("alice");
      browser.submit(form());
      assertThat(browser.path()).isEqualTo("/consent");
      browser.approve("playlist.read");
      assertThat(idToken(browser))
          .containsEntry("amr", List.of("email"))
          .containsEntry("acr", "urn:mapae:acr:email");
      assertThat(server.audit)
          .filteredOn(event -> event.type() == AuditEvent.Type.SIGN_IN)
          .singleElement()
          .satisfies(event ->
              assertThat(event.facts())
                  .containsEntry("factor", "email_link")
                  .containsEntry("client_id", "web"));
      assertThat(server.database.value("SELECT kind FROM activity WHERE kind = 'SIGN_IN'"))
          .isEqualTo("SIGN_IN");
    }

    /// RFC 6749 §3.1: what a client says besides is ignored.
    @Test
    void goes_on_with_a_request_that_has_parameters_of_other_flows() {
      TestBrowser browser = ask(ASK.url() + "&device=mobile&page=security", "alice");
      browser.get(mailbox.link(server)).submit(form());
      assertThat(browser.path()).isEqualTo("/consent");
    }

    @Test
    void goes_on_with_what_a_device_asks_for() {
      TestBrowser browser = typed(device());
      ask(browser, browser.location, "alice");
      browser.get(mailbox.link(server)).submit(form());
      assertThat(browser.path()).isEqualTo("/device/consent");
      for (AuditEvent.Type type :
          List.of(AuditEvent.Type.SIGN_IN_LINK_REQUESTED, AuditEvent.Type.SIGN_IN)) {
        assertThat(server.audit)
            .filteredOn(event -> event.type() == type)
            .singleElement()
            .satisfies(event -> assertThat(event.facts()).containsEntry("client_id", "tv"));
      }
    }

    /// Who is in is in the audit, whatever the database does a moment later.
    @Test
    void is_in_the_audit_with_the_client_where_the_database_goes_away_behind_it() {
      WatchedStores watched = new WatchedStores();
      try (TestServer node = server.beside(seams().around(watched::around))) {
        TestBrowser asking = typed(device());
        ask(asking, asking.location, "alice");
        TestBrowser browser = asking.on(node).get(mailbox.link(server));
        watched.behind.put("sessions.start", () -> watched.failing = "pendingRequests.find");
        browser.submit(form());
        assertThat(node.audit)
            .filteredOn(event -> event.type() == AuditEvent.Type.SIGN_IN)
            .singleElement()
            .satisfies(event -> assertThat(event.facts()).containsEntry("client_id", "tv"));
      }
    }

    /// RFC 8628 §3.2: its code is good for less than the link.
    @Test
    void is_not_spent_for_a_device_that_waits_no_longer() {
      TestBrowser browser = typed(device());
      ask(browser, browser.location, "alice");
      String link = mailbox.link(server);
      server.clock.advance(Duration.ofMinutes(6));
      assertThat(browser.get(link).submit(form()).shownError()).isEqualTo("expired_token");
      assertThat(browser.cookies).doesNotContainKey("__Host-mapae-session");
      TestBrowser late = typed(device());
      String page = offered(late, late.location).location;
      server.clock.advance(Duration.ofMinutes(6));
      assertThat(late.get(page).shownError()).isEqualTo("expired_token");
    }

    /// RFC 8628 §5.4: nobody comes to what another's device asks for who typed no code.
    @Test
    void leads_nobody_past_the_page_for_the_code_of_a_device() {
      TestBrowser attacker = typed(device());
      String handle = Parameters.encode(attacker.parameter("device"));
      String sent = ASK.url() + "&device=" + handle;
      TestBrowser byLink = ask(sent, "alice");
      assertThat(byLink.location).startsWith("/sign-in/email");
      byLink.get(mailbox.link(server)).submit(form());
      assertThat(byLink.path()).isEqualTo("/consent");
      TestBrowser byCode = ask(sent, "alice");
      type(byCode, code(mailbox.one(server)));
      assertThat(byCode.path()).isEqualTo("/consent");
    }

    private String device() {
      return String.valueOf(
          json(server.post(
                  "/device_authorization",
                  form("scope", "playlist.read"),
                  "Authorization",
                  TestServer.basic("tv")))
              .get("user_code"));
    }

    private TestBrowser typed(String userCode) {
      TestBrowser browser = new TestBrowser(server).get("/device");
      browser.submit(form("user_code", userCode));
      assertThat(browser.path()).isEqualTo("/device/sign-in");
      return browser;
    }

    /// Content Security Policy Level 3 §6.4.2: browsers hold the redirect to the client as well.
    @Test
    void and_the_code_may_lead_to_the_client() {
      String answer = "form-action 'self' https:";
      String back = "https://ours.example.com/cb";
      TestBrowser waiting = ask(Ask.of("ours", back, "openid").url(), "alice");
      assertThat(waiting.page.header("Content-Security-Policy").orElseThrow()).contains(answer);
      waiting.get(mailbox.link(server));
      assertThat(waiting.page.header("Content-Security-Policy").orElseThrow()).contains(answer);
      waiting.submit(form());
      assertThat(waiting.redirect()).startsWith(back);
    }

    /// RFC 9470 §4.
    @Test
    void is_followed_by_the_password_where_one_is_asked_for_later() {
      TestBrowser browser = ask(ASK.url(), "alice");
      browser.get(mailbox.link(server)).submit(form());
      server.clock.advance(Duration.ofSeconds(1));
      String asking = ASK.url() + "&acr_values=urn:mapae:acr:password";
      assertThat(browser.get(asking).path()).isEqualTo("/sign-in");
      server.clock.advance(Duration.ofSeconds(1));
      assertThat(browser.signInAs("alice").path()).isEqualTo("/consent");
      browser.approve("playlist.read");
      assertThat(idToken(browser)).containsEntry("acr", "urn:mapae:acr:password");
    }

    @Test
    void is_not_asked_for_when_the_request_would_be_over_before_it() {
      TestBrowser browser = offered(new TestBrowser(server), ASK.url());
      server.clock.advance(Duration.ofMinutes(50));
      assertThat(browser.submit(form("username", "alice")).shownError())
          .startsWith("invalid_request");
      assertThat(server.rows().get("mail_links")).isZero();
    }

    @Test
    void leads_to_the_account_page_that_was_asked_for() {
      TestBrowser browser = ask("/account/activity", "alice@example.com");
      browser.get(mailbox.link(server)).submit(form());
      assertThat(browser.path()).isEqualTo("/account/activity");
      assertThat(browser.page.status()).isEqualTo(200);
    }

    /// Anybody sends somebody such a URL.
    @Test
    void is_for_no_client_at_an_account_page_whatever_the_url_says() {
      TestBrowser browser = ask("/account/sign-in?page=home&client_id=web", "alice");
      browser.get(mailbox.link(server)).submit(form());
      assertThat(browser.path()).isEqualTo("/account");
      assertThat(server.audit)
          .filteredOn(event -> event.type() == AuditEvent.Type.SIGN_IN)
          .singleElement()
          .satisfies(event -> assertThat(event.facts()).doesNotContainKey("client_id"));
    }

    /// Login CSRF, RFC 9700 §4.7: whoever sends somebody a link of their own.
    @Test
    void signs_nobody_in_in_another_browser() {
      ask(ASK.url(), "alice");
      String link = mailbox.link(server);
      TestBrowser other = new TestBrowser(server);
      other.get(ASK.url());
      other.get(link);
      assertThat(other.page.status()).isEqualTo(200);
      assertThat(other.html()).contains("This link is for another browser").doesNotContain("<form");
      assertThat(other.cookies).doesNotContainKey("__Host-mapae-session");
      // Nor by a form that was made for another of the links.
      TestBrowser own = ask(other, ASK.url(), "bob");
      own.get(mailbox.link(server));
      String step = own.hidden("step");
      own.get(link);
      own.load("POST", own.location, form("step", step));
      assertThat(own.page.status()).isEqualTo(400);
      assertThat(own.cookies).doesNotContainKey("__Host-mapae-session");
    }

    @Test
    void signs_nobody_in_when_it_is_only_opened() {
      TestBrowser browser = ask(ASK.url(), "alice");
      String link = mailbox.link(server);
      for (int i = 0; i < 3; i++) {
        new TestBrowser(server).get(link);
        browser.get(link);
        assertThat(browser.cookies).doesNotContainKey("__Host-mapae-session");
      }
      assertThat(server.rows().get("sessions")).isZero();
      assertThat(browser.submit(form()).path()).isEqualTo("/consent");
    }

    @Test
    void is_good_once_also_when_two_nodes_race_for_it() throws Exception {
      TestBrowser here = ask(ASK.url(), "alice");
      here.get(mailbox.link(server));
      try (TestServer other = server.beside(seams());
          ExecutorService threads = Executors.newFixedThreadPool(2)) {
        TestBrowser there = here.on(other);
        CyclicBarrier together = new CyclicBarrier(2);
        List<Future<String>> both =
            List.of(here, there).stream()
                .map(browser ->
                    threads.submit(() -> {
                      together.await(1, TimeUnit.MINUTES);
                      return browser.submit(form()).path();
                    }))
                .toList();
        assertThat(List.of(both.getFirst().get(), both.getLast().get()))
            .containsExactlyInAnyOrder("/consent", "/sign-in/email/link");
      }
      assertThat(server.rows().get("sessions")).isEqualTo(1);
    }

    @Test
    void is_good_for_ten_minutes() {
      TestBrowser browser = ask(ASK.url(), "alice");
      String link = mailbox.link(server);
      server.clock.advance(Duration.ofMinutes(10).minusSeconds(1));
      assertThat(browser.get(link).page.status()).isEqualTo(200);
      server.clock.advance(Duration.ofSeconds(1));
      assertThat(browser.submit(form()).page.status()).isEqualTo(400);
      assertThat(browser.cookies).doesNotContainKey("__Host-mapae-session");
    }

    @Test
    void meets_prompt_login_and_max_age_as_any_other_sign_in() {
      TestBrowser browser = new TestBrowser(server);
      browser.get(ASK.url()).signInAs("alice");
      server.clock.advance(Duration.ofSeconds(1));
      for (String again : List.of("login", "")) {
        String url = again.isEmpty() ? ASK.url() + "&max_age=0" : ASK.url() + "&prompt=login";
        ask(browser, url, "alice");
        browser.get(mailbox.link(server)).submit(form());
        assertThat(browser.path()).isEqualTo("/consent");
        server.clock.advance(Duration.ofMinutes(3));
      }
    }

    @Test
    void is_below_the_configured_issuer_and_for_nothing_else() {
      TestBrowser browser = ask(ASK.url(), "alice");
      String link = mailbox.link(server);
      assertThat(link).startsWith("https://id.example.com/sign-in/email/link?link=");
      String elsewhere = link.replace("/sign-in/email/link", "/reset-password");
      assertThat(browser.get(elsewhere).page.status()).isEqualTo(400);
      browser.get("/forgotten-password").submit(form("username", "alice"));
      String reset = mailbox.link(server).replace("/reset-password", "/sign-in/email/link");
      assertThat(browser.get(reset).page.status()).isEqualTo(400);
    }

    @Test
    void is_of_no_use_to_somebody_who_is_disabled() {
      TestBrowser browser = ask(ASK.url(), "alice");
      browser.get(mailbox.link(server));
      server.server.reconcile(Declared.without(declarations(), "alice"));
      assertThat(browser.submit(form()).page.status()).isEqualTo(400);
      assertThat(browser.cookies.getOrDefault("__Host-mapae-link", "")).isEmpty();
      assertThat(server.rows().get("sessions")).isZero();
    }

    @Test
    void is_of_no_use_once_the_password_was_changed() {
      TestBrowser browser = ask(ASK.url(), "alice");
      String link = mailbox.link(server);
      String next = "a new and longer one";
      new TestBrowser(server)
          .get("/account/password")
          .signInAs("alice")
          .submit(
              form(
                  "password",
                  Samples.password("alice"),
                  "new_password",
                  next,
                  "new_password_again",
                  next));
      assertThat(browser.get(link).page.status()).isEqualTo(400);
      assertThat(browser.cookies).doesNotContainKey("__Host-mapae-session");
    }

    @Test
    void reveals_nothing_to_who_has_the_database() {
      TestBrowser browser = ask(ASK.url(), "alice");
      Mail mail = mailbox.one(server);
      String kept = server.database.value("SELECT id || asked FROM mail_links");
      assertThat(kept)
          .doesNotContain(code(mail))
          .doesNotContain(browser.cookies.get("__Host-mapae-browser"))
          .doesNotContain("client_id");
      assertThat(TestMailbox.linkIn(mail))
          .doesNotEndWith(server.database.value("SELECT id FROM mail_links"));
    }
  }

  @Nested
  class The_code {
    @Test
    void goes_on_in_the_browser_that_waits_for_it() {
      TestBrowser browser = ask(ASK.url(), "alice");
      Mail mail = mailbox.one(server);
      type(browser, code(mail).replace("-", " ").toLowerCase(Locale.ROOT));
      assertThat(browser.path()).isEqualTo("/consent");
      // The link beside it is spent with it.
      browser.get(TestMailbox.linkIn(mail));
      assertThat(browser.page.status()).isEqualTo(400);
    }

    @Test
    void is_looked_at_five_times() {
      TestBrowser browser = ask(ASK.url(), "alice");
      String code = code(mailbox.one(server));
      for (int i = 0; i < 5; i++) {
        type(browser, wrong(code));
        assertThat(browser.page.status()).isEqualTo(400);
      }
      browser.on(server);
      assertThat(browser.html()).contains("This is not the code");
      type(browser, code);
      assertThat(browser.page.status()).isEqualTo(400);
      assertThat(browser.html()).contains("Ask for another mail").doesNotContain("<form");
      assertThat(server.rows().get("sessions")).isZero();
    }

    /// Whoever asks for many mails guesses no faster by that.
    @Test
    void is_looked_at_later_where_many_were_wrong_from_one_network() {
      TestBrowser alice = ask(ASK.url(), "alice");
      String code = code(mailbox.one(server));
      assertThat(guessed()).contains(400).endsWith(429).doesNotContain(200);
      type(alice.at("192.0.2.1"), code);
      assertThat(alice.page.status()).isEqualTo(429);
      assertThat(alice.html()).contains("Wait half a minute");
      assertThat(server.rows().get("sessions")).isZero();
      assertThat(type(alice.at("198.51.100.7"), code).path()).isEqualTo("/consent");
    }

    /// More than one network may try, of mails that came from elsewhere.
    private int[] guessed() {
      return IntStream.range(0, 45)
          .mapToObj(i ->
              ask(new TestBrowser(server).at("203.0.113." + i), ASK.url(), "nobody " + i)
                  .at("192.0.2.1"))
          .flatMapToInt(
              waiting -> IntStream.range(0, 5).map(_ -> type(waiting, "BBBB-BBBB").page.status()))
          .toArray();
    }

    /// Anybody asks for such codes.
    @Test
    void keeps_nobody_in_its_network_from_the_code_of_their_app() {
      TestAuthenticator app = setUp();
      TestBrowser alice = new TestBrowser(server).at("192.0.2.1").get(ASK.url()).signInAs("alice");
      assertThat(guessed()).endsWith(429);
      SecondFactorScene.type(alice, app.code(server.clock.instant()));
      assertThat(alice.path()).isEqualTo("/consent");
    }

    @Test
    void is_counted_at_all_nodes_together() {
      TestBrowser browser = ask(ASK.url(), "alice");
      String code = code(mailbox.one(server));
      try (TestServer other = server.beside(seams())) {
        TestBrowser there = browser.on(other);
        for (int i = 0; i < 4; i++) {
          type(i % 2 == 0 ? browser : there, wrong(code));
        }
        type(there, wrong(code));
        type(browser, code);
        assertThat(browser.page.status()).isEqualTo(400);
      }
      assertThat(server.rows().get("sessions")).isZero();
    }

    @Test
    void is_of_no_use_in_another_browser() {
      TestBrowser waiting = ask(ASK.url(), "alice");
      String code = code(mailbox.one(server));
      TestBrowser other = ask(ASK.url(), "bob");
      String step = other.hidden("step");
      String action = other.html().replaceAll("(?s).*<form[^>]* action=\"([^\"]*)\".*", "$1");
      other.load(
          "POST",
          action.replace("&amp;", "&"),
          form("code", code, "link", waiting.hidden("link"), "step", step));
      assertThat(other.page.status()).isEqualTo(400);
      // Nor by the form of the page that waits: it is of its browser.
      other.load(
          "POST",
          waiting
              .html()
              .replaceAll("(?s).*<form[^>]* action=\"([^\"]*)\".*", "$1")
              .replace("&amp;", "&"),
          form("code", code, "link", waiting.hidden("link"), "step", waiting.hidden("step")));
      assertThat(other.shownError()).startsWith("invalid_request");
      assertThat(server.rows().get("sessions")).isZero();
      assertThat(type(waiting, code).path()).isEqualTo("/consent");
    }
  }

  @Nested
  class Nothing_tells_whether_there_is_somebody {
    private String same(TestBrowser browser) {
      return browser.html().replaceAll("value=\"[^\"]*\"", "").replaceAll("mapae_seen=[^\"&]*", "");
    }

    @Test
    void the_answer_and_what_is_written_down_are_the_same() {
      String known = same(ask(ASK.url(), "alice"));
      Map<String, Integer> one = server.rows();
      for (String typed : List.of("nobody", "carol", "carol@example.com", "x".repeat(300))) {
        assertThat(same(ask(ASK.url(), typed))).isEqualTo(known);
      }
      assertThat(server.rows().get("mail_links")).isEqualTo(5 * one.get("mail_links"));
      assertThat(server.rows().get("outgoing_mails")).isEqualTo(5 * one.get("outgoing_mails"));
      server.server.housekeeping().doChores();
      assertThat(mailbox.taken()).hasSize(1);
    }

    @Test
    void a_wrong_code_is_answered_alike() {
      TestBrowser known = type(ask(ASK.url(), "alice"), "BBBB-BBBB");
      TestBrowser unknown = type(ask(ASK.url(), "nobody"), "BBBB-BBBB");
      assertThat(same(unknown)).isEqualTo(same(known));
      assertThat(unknown.page.status()).isEqualTo(known.page.status());
    }

    @Test
    void who_is_annoyed_with_mails_gets_few_and_who_is_elsewhere_gets_theirs() {
      for (int i = 0; i < 6; i++) {
        ask(ASK.url(), "alice");
      }
      server.server.housekeeping().doChores();
      assertThat(mailbox.taken()).hasSize(3);
      ask(new TestBrowser(server).at("198.51.100.7"), ASK.url(), "alice");
      assertThat(mailbox.one(server).to().value()).isEqualTo("alice@example.com");
    }

    /// They take what their own network may have, and leave what a person gets from all.
    @Test
    void who_goes_on_for_hours_in_one_network_keeps_nobody_elsewhere_from_a_link() {
      for (int i = 0; i < 60; i++) {
        ask(new TestBrowser(server).at("203.0.113.1"), ASK.url(), "alice");
        server.clock.advance(Duration.ofMinutes(2));
      }
      server.server.housekeeping().doChores();
      mailbox.taken();
      ask(new TestBrowser(server).at("198.51.100.7"), ASK.url(), "alice");
      assertThat(mailbox.one(server).to().value()).isEqualTo("alice@example.com");
    }

    /// A line at home has as many networks of IPv6 as anybody needs.
    @Test
    void who_has_many_networks_side_by_side_keeps_nobody_elsewhere_from_a_link() {
      for (int i = 0; i < 60; i++) {
        server.clock.advance(Duration.ofMinutes(2));
        ask(new TestBrowser(server).at("2001:db8:1:" + i + "::1"), ASK.url(), "alice");
      }
      server.server.housekeeping().doChores();
      mailbox.taken();
      ask(new TestBrowser(server).at("198.51.100.7"), ASK.url(), "alice");
      assertThat(mailbox.one(server).to().value()).isEqualTo("alice@example.com");
    }

    /// Nobody else counts there.
    @Test
    void a_browser_that_they_know_has_one_more_every_two_minutes() {
      TestBrowser hers = new TestBrowser(server).get(ASK.url()).signInAs("alice");
      hers.cookies.keySet().removeIf(name -> !name.equals("__Host-mapae-known"));
      for (int i = 0; i < 5; i++) {
        ask(hers, ASK.url(), "alice");
      }
      server.server.housekeeping().doChores();
      assertThat(mailbox.taken()).hasSize(3);
      server.clock.advance(Duration.ofMinutes(2));
      ask(hers, ASK.url(), "alice");
      assertThat(mailbox.one(server).to().value()).isEqualTo("alice@example.com");
    }

    /// Whoever could sign in once makes as many as they like.
    @Test
    void all_browsers_that_they_know_have_ten_together() {
      for (int i = 0; i < 5; i++) {
        TestBrowser made = new TestBrowser(server).at("203.0." + i + ".1");
        made.get(ASK.url()).signInAs("alice");
        made.cookies.keySet().removeIf(name -> !name.equals("__Host-mapae-known"));
        for (int j = 0; j < 3; j++) {
          ask(made, ASK.url(), "alice");
        }
      }
      server.server.housekeeping().doChores();
      assertThat(mailbox.taken()).hasSize(10);
      // They use up nothing of what others ask for.
      ask(new TestBrowser(server).at("198.51.100.7"), ASK.url(), "alice");
      assertThat(mailbox.one(server).to().value()).isEqualTo("alice@example.com");
    }

    /// The operator sees it; who asks does not.
    @Test
    void what_the_pace_of_a_person_refuses_is_in_the_audit() {
      for (int i = 0; i < 4; i++) {
        ask(ASK.url(), "alice");
        new TestBrowser(server).get("/forgotten-password").submit(form("username", "alice"));
      }
      String alice = server.stores.people().findByUsername("alice").orElseThrow().subject();
      for (AuditEvent.Type type :
          List.of(AuditEvent.Type.SIGN_IN_LINK_REQUESTED, AuditEvent.Type.PASSWORD_FORGOTTEN)) {
        assertThat(server.audit)
            .filteredOn(event -> event.type() == type)
            .hasSize(4)
            .allSatisfy(event -> assertThat(event.facts()).containsEntry("sub", alice))
            .filteredOn(event -> event.facts().containsKey("reason"))
            .singleElement()
            .satisfies(event -> assertThat(event.facts()).containsEntry("reason", "too_many"));
      }
    }

    @Test
    void who_comes_from_many_networks_keeps_nobody_from_a_link_in_a_browser_that_they_know() {
      TestBrowser hers = new TestBrowser(server).get(ASK.url()).signInAs("alice");
      hers.cookies.keySet().removeIf(name -> !name.equals("__Host-mapae-known"));
      for (int i = 0; i < 40; i++) {
        ask(new TestBrowser(server).at("203.0." + i + ".1"), ASK.url(), "alice");
      }
      server.server.housekeeping().doChores();
      assertThat(mailbox.taken()).hasSize(10);
      ask(hers, ASK.url(), "alice");
      hers.get(mailbox.link(server)).submit(form());
      assertThat(hers.path()).isEqualTo("/consent");
    }

    @Test
    void who_asks_for_many_people_waits() {
      for (int i = 0; i < 10; i++) {
        assertThat(ask(ASK.url(), "person " + i).page.status()).isEqualTo(200);
      }
      TestBrowser late = ask(ASK.url(), "alice");
      assertThat(late.page.status()).isEqualTo(429);
      assertThat(late.page.header("Retry-After")).contains("30");
    }
  }

  @Nested
  class A_second_factor {
    @Test
    void is_asked_for_after_it_of_whoever_has_one() {
      TestAuthenticator app = setUp();
      TestBrowser browser = ask(ASK.url(), "alice");
      browser.get(mailbox.link(server)).submit(form());
      assertThat(browser.path()).isEqualTo("/sign-in/second-factor");
      assertThat(browser.cookies).doesNotContainKey("__Host-mapae-session");
      browser.submit(form("code", app.code(server.clock.instant())));
      assertThat(browser.path()).isEqualTo("/consent");
      browser.approve("playlist.read");
      assertThat(idToken(browser))
          .containsEntry("amr", List.of("email", "otp", "mfa"))
          .containsEntry("acr", "urn:mapae:acr:mfa");
    }

    @Test
    void has_to_be_set_up_by_whoever_must_have_one() {
      try (TestServer strict =
          new TestServer(Engine.preset(), declarations(), seams().requiringSecondFactorOfAll())) {
        TestBrowser browser = offered(new TestBrowser(strict), ASK.url());
        strict.clock.advance(Duration.ofSeconds(1));
        browser.submit(form("username", "alice"));
        browser.get(mailbox.link(strict)).submit(form());
        assertThat(browser.path()).isEqualTo("/sign-in/second-factor");
        assertThat(browser.html()).contains("name=\"enrolment\"");
      }
    }
  }

  @Nested
  class Where_it_is_off {
    @Test
    void there_is_no_page_for_it() {
      try (TestServer without =
          new TestServer(Engine.preset(), declarations(), Seams.none().mailing(mailbox))) {
        assertThat(new TestBrowser(without).get(ASK.url()).html()).doesNotContain("email-link");
        for (String path : List.of("/sign-in/email", "/sign-in/email/link")) {
          assertThat(without.get(path).status()).isEqualTo(404);
        }
      }
    }
  }

  /// What a device asks for is reached by its code, and not by a link that somebody sent.
  @Test
  void the_page_follows_the_sign_in_page() {
    TestBrowser browser = new TestBrowser(server).get(ASK.url());
    String query = browser.location.substring(browser.location.indexOf('?') + 1);
    browser.get("/sign-in/email?" + query.replaceAll("&?mapae_seen=[^&]*", ""));
    assertThat(browser.page.status()).isEqualTo(400);
  }
}
