package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Initiating User Registration via OpenID Connect 1.0.
@OnEveryEngine
class OidcPromptCreateTests {
  private static final String PASSWORD = "correct horse battery";
  private static final Ask ASK = Ask.web("openid profile playlist.read");
  private static final Ask CREATE = ASK.with("prompt", "create");

  private final Engine engine;
  private TestServer server;
  private TestClients clients;
  private TestBrowser browser;

  OidcPromptCreateTests(Engine engine) {
    this.engine = engine;
    start(Seams.none().peopleRegistering());
  }

  private void start(Seams seams) {
    server = new TestServer(engine, Samples.declarations(), seams);
    clients = new TestClients(server);
    browser = new TestBrowser(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static Parameters account(String username) {
    return account(username, PASSWORD);
  }

  private static Parameters account(String username, String password) {
    return form("username", username, "name", "", "password", password, "password_again", password);
  }

  /// Looks at the page for a second first.
  private TestBrowser fill(Parameters account) {
    server.clock.advance(Duration.ofSeconds(1));
    return browser.submit(account);
  }

  private Map<String, Object> idToken(Ask ask) {
    Map<String, Object> tokens = json(clients.token("web", ask.redemption(browser.answer("code"))));
    return clients.claims(tokens.get("id_token"));
  }

  private Object prompts() {
    return json(server.get("/.well-known/openid-configuration")).get("prompt_values_supported");
  }

  @Nested
  class Section_4_the_prompt_create {
    @Test
    void shows_the_page_where_an_account_is_made() {
      browser.get(CREATE.url());
      assertThat(browser.path()).isEqualTo("/create-account");
      assertThat(browser.html())
          .contains("name=\"username\"")
          .contains("name=\"password\"")
          .contains("id=\"create-account\"");
    }

    @Test
    void ends_with_a_person_who_is_signed_in_and_asked_for_consent() {
      browser.get(CREATE.url());
      fill(account("Dodo").without(Set.of("name")).with("name", "도도새"));
      assertThat(browser.path()).isEqualTo("/consent");
      browser.approve("profile", "playlist.read");
      assertThat(idToken(CREATE))
          .containsEntry("auth_time", server.clock.instant().getEpochSecond())
          .containsEntry("acr", Rfc9470StepUpTests.PASSWORD);
      Person dodo = server.stores.people().findByUsername("dodo").orElseThrow();
      assertThat(dodo.origin()).isEqualTo(Origin.SELF_REGISTERED);
      assertThat(dodo.roles()).isEmpty();
      assertThat(dodo.claims()).isEqualTo(Map.of("name", "도도새"));
    }

    @Test
    void lets_them_sign_in_again_elsewhere() {
      browser.get(CREATE.url());
      fill(account("dodo"));
      TestBrowser other = new TestBrowser(server).get(ASK.url());
      server.clock.advance(Duration.ofSeconds(1));
      assertThat(other.signIn("DODO", PASSWORD).path()).isEqualTo("/consent");
      assertThat(new TestBrowser(server).get(ASK.url()).signIn("dodo", "wrong horse").path())
          .isEqualTo("/sign-in");
    }

    @Test
    void shows_the_page_also_to_whoever_is_signed_in_and_ends_their_session() {
      browser.get(ASK.url()).signInAs("alice");
      String before = browser.cookies.toString();
      server.clock.advance(Duration.ofSeconds(1));
      browser.get(CREATE.url());
      assertThat(browser.path()).isEqualTo("/create-account");
      fill(account("dodo"));
      assertThat(browser.cookies.toString()).isNotEqualTo(before);
      assertThat(browser.html()).contains("dodo").doesNotContain("Name of alice");
    }

    @Test
    void is_content_with_whoever_turns_out_to_have_an_account() {
      browser.get(CREATE.url());
      String signIn =
          browser.html().replaceAll("(?s).*id=\"have-account\" href=\"([^\"]*)\".*", "$1");
      browser.get(signIn.replace("&amp;", "&")).signInAs("alice");
      assertThat(browser.path()).isEqualTo("/consent");
    }

    @Test
    void holds_for_what_was_pushed() {
      assertThat(browser.get(clients.pushedUrl(CREATE)).path()).isEqualTo("/create-account");
      fill(account("dodo"));
      assertThat(browser.approve("profile", "playlist.read").answer("code")).isNotEmpty();
    }

    @Test
    void goes_together_with_other_prompts_but_none() {
      browser.get(ASK.with("prompt", "none create").url());
      assertThat(browser.answer("error")).isEqualTo("invalid_request");
      browser.get(ASK.with("prompt", "login create consent").url());
      assertThat(browser.path()).isEqualTo("/create-account");
    }

    @Test
    void a_person_who_was_asked_for_is_not_somebody_new() {
      browser.get(ASK.url()).signInAs("alice").approve("profile", "playlist.read");
      Map<String, Object> tokens =
          json(clients.token("web", ASK.redemption(browser.answer("code"))));
      server.clock.advance(Duration.ofSeconds(1));
      browser.get(CREATE.with("id_token_hint", (String) tokens.get("id_token")).url());
      assertThat(browser.path()).isEqualTo("/sign-in");
    }
  }

  @Nested
  class Section_4_1_the_metadata {
    @Test
    void has_create_exactly_where_people_may_register() {
      assertThat(prompts())
          .isEqualTo(List.of("none", "login", "consent", "select_account", "create"));
      server.close();
      start(Seams.none());
      assertThat(prompts()).isEqualTo(List.of("none", "login", "consent", "select_account"));
    }

    @Test
    void otherwise_it_is_refused_and_there_is_no_page() {
      server.close();
      start(Seams.none());
      browser.get(CREATE.url());
      assertThat(browser.answer("error")).isEqualTo("invalid_request");
      assertThat(browser.answer("error_description")).contains("create");
      assertThat(server.get("/create-account?" + ASK.parameters().encode()).status())
          .isEqualTo(404);
      assertThat(browser.get(ASK.url()).html()).doesNotContain("create-account");
    }
  }

  @Nested
  class The_page {
    @Test
    void is_reached_from_the_sign_in_page() {
      browser.get(ASK.url());
      assertThat(browser.path()).isEqualTo("/sign-in");
      assertThat(browser.follow("create-account").path()).isEqualTo("/create-account");
      fill(account("dodo"));
      assertThat(browser.path()).isEqualTo("/consent");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "alice",
          "ALICE",
          "\uFF41lice",
          "alice@example.com",
          "dodo\uFF20example.com",
          "do do",
          "-dodo",
          "do\u200Bdo",
          "do\u202Edo",
          "do\u3164do",
          "do\u034Fdo",
          // Those that read as another's, or as several words.
          "\u0430lice",
          "ali\u0307ce",
          "\u0130lice",
          "\uFDFA",
          "\u2474",
          "\u2460",
          "dodo\u0E49\u0E49\u0E49\u0E49",
          // The operator's, and that of a client.
          "Admin",
          "ro.ot",
          "관리자",
          "web",
          "<script>"
        })
    void takes_no_username_that_is_anothers_or_reads_as_an_address(String username) {
      browser.get(CREATE.url());
      fill(account(username));
      assertThat(browser.page.status()).isEqualTo(400);
      assertThat(browser.html()).contains("role=\"alert\"").doesNotContain(PASSWORD, "<script>");
      assertThat(server.audit)
          .extracting(AuditEvent::type)
          .contains(AuditEvent.Type.PERSON_REGISTRATION_REFUSED)
          .doesNotContain(AuditEvent.Type.PERSON_REGISTERED);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"도도", "dodo.bird-42_x", "Ödön", "O\u0308do\u0308n", "प्रिया", "홍길동gil", "東京タワー"})
    void takes_usernames_of_any_script(String username) {
      browser.get(CREATE.url());
      fill(account(username));
      assertThat(browser.path()).isEqualTo("/consent");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "short12",
          "12345678",
          "PASSWORD123",
          "aaaaaaaaaaaa",
          "dodobird",
          "Dodobird",
          "dodobird1!"
        })
    void takes_no_password_that_is_short_or_common(String password) {
      browser.get(CREATE.url());
      fill(account("dodobird", password));
      assertThat(browser.page.status()).isEqualTo(400);
      assertThat(server.stores.people().findByUsername("dodobird")).isEmpty();
    }

    @Test
    void takes_long_passwords_of_any_characters() {
      String password = "토끼가 산을 넘는다 \uD83D\uDE80 ".repeat(10);
      browser.get(CREATE.url());
      fill(account("dodo", password));
      assertThat(browser.path()).isEqualTo("/consent");
      TestBrowser other = new TestBrowser(server).get(ASK.url());
      server.clock.advance(Duration.ofSeconds(1));
      assertThat(other.signIn("dodo", password).path()).isEqualTo("/consent");
    }

    @Test
    void fills_in_a_hint_that_can_be_a_username() {
      browser.get(CREATE.with("login_hint", "dodo").url());
      assertThat(browser.html()).contains("value=\"dodo\"");
      TestBrowser other = new TestBrowser(server);
      other.get(CREATE.with("login_hint", "dodo@example.com").url());
      assertThat(other.html()).doesNotContain("dodo@example.com");
    }

    @Test
    void says_which_field_the_mistake_is_in() {
      for (Parameters wrong : List.of(account("alice"), account("dodo", "short12"))) {
        browser.get(CREATE.url());
        fill(wrong);
        String field = wrong.required("username").equals("alice") ? "username" : "password";
        assertThat(browser.html().split("aria-invalid", -1)).hasSize(2);
        assertThat(browser.html())
            .containsPattern(
                "<input id=\"" + field + "\"[^>]*aria-describedby=\"mistake [^>]*aria-invalid")
            .containsPattern("<input id=\"" + field + "\"[^>]* autofocus");
      }
    }

    /// Devices compose Hangul in different ways.
    @Test
    void takes_the_same_letters_for_the_same_password() {
      browser.get(CREATE.url());
      fill(account("dodo", "비밀번호는적어도열다섯글자입니다"));
      TestBrowser other = new TestBrowser(server).get(ASK.url());
      server.clock.advance(Duration.ofSeconds(1));
      String apart =
          java.text.Normalizer.normalize("비밀번호는적어도열다섯글자입니다", java.text.Normalizer.Form.NFD);
      assertThat(other.signIn("dodo", apart).path()).isEqualTo("/consent");
    }

    @Test
    void takes_no_password_that_was_typed_differently() {
      browser.get(CREATE.url());
      fill(
          account("dodo").without(Set.of("password_again")).with("password_again", PASSWORD + "x"));
      assertThat(browser.page.status()).isEqualTo(400);
      assertThat(browser.html()).contains("value=\"dodo\"");
    }

    @Test
    void makes_nothing_of_fields_that_it_does_not_have() {
      browser.get(CREATE.url());
      fill(account("dodo").with("roles", "listener").with("email", "alice@example.com"));
      Person dodo = server.stores.people().findByUsername("dodo").orElseThrow();
      assertThat(dodo.roles()).isEmpty();
      assertThat(dodo.claims()).isEmpty();
    }

    /// Mistake 13 of the field: forms of other browsers, steps and requests.
    @Test
    void takes_no_form_that_was_not_made_for_this_browser_and_step() {
      browser.get(CREATE.url());
      String step = browser.hidden("step");
      TestBrowser other = new TestBrowser(server).get(CREATE.url());
      Parameters forged = account("dodo").with("step", step);
      assertThat(other.load("POST", other.location, forged).shownError())
          .isEqualTo("invalid_request");
      TestBrowser signIn = new TestBrowser(server).get(ASK.url());
      String ofSignIn = signIn.hidden("step");
      String there = signIn.location.replace("/sign-in", "/create-account");
      assertThat(signIn.load("POST", there, account("dodo").with("step", ofSignIn)).shownError())
          .isEqualTo("invalid_request");
      assertThat(server.stores.people().findByUsername("dodo")).isEmpty();
    }

    @Test
    void writes_nothing_for_who_only_looks() {
      browser.get(CREATE.url()).get(browser.location);
      assertThat(server.audit)
          .extracting(AuditEvent::type)
          .doesNotContain(
              AuditEvent.Type.PERSON_REGISTERED, AuditEvent.Type.PERSON_REGISTRATION_REFUSED);
    }

    /// Each is a row, and tells whether a username is taken.
    @Test
    void is_not_there_for_many_from_one_address() {
      for (int i = 0; i < 20; i++) {
        browser.get(CREATE.url());
        browser.submit(account("alice"));
        assertThat(browser.page.status()).isEqualTo(400);
      }
      browser.get(CREATE.url());
      browser.submit(account("dodo"));
      assertThat(browser.page.status()).isEqualTo(429);
      assertThat(browser.page.header("Retry-After")).contains("30");
      assertThat(server.stores.people().findByUsername("dodo")).isEmpty();
    }

    @Test
    void makes_one_of_many_who_want_the_same_username_at_once() throws Exception {
      List<TestBrowser> browsers =
          java.util.stream.IntStream.range(0, 8)
              .mapToObj(i -> new TestBrowser(server).get(CREATE.url()))
              .toList();
      server.clock.advance(Duration.ofSeconds(1));
      try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
        for (var done :
            threads.invokeAll(
                browsers.stream()
                    .<java.util.concurrent.Callable<TestBrowser>>map(
                        one -> () -> one.submit(account("dodo")))
                    .toList())) {
          done.get();
        }
      }
      assertThat(browsers.stream().filter(one -> one.path().equals("/consent"))).hasSize(1);
    }
  }
}
