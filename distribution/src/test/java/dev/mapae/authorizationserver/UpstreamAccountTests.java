package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authentication.Acr;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions.Proof;
import dev.mapae.authorizationserver.store.Sessions.Second;
import dev.mapae.authorizationserver.store.UpstreamIdentity;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Whose an account at another provider is: that of whoever signed in here and said so, and never
/// of whoever has the same address. OIDC Core §5.7.
@OnEveryEngine
class UpstreamAccountTests {
  private static final Ask ASK = UpstreamScene.ASK;
  private static final String CONNECT = "/sign-in/connect";

  private final Engine engine;
  private UpstreamScene scene;

  UpstreamAccountTests(Engine engine) {
    this.engine = engine;
    this.scene = new UpstreamScene(engine, UpstreamScene.linking());
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private void with(boolean creates, boolean trust) {
    scene.close();
    scene = new UpstreamScene(engine, UpstreamScene.provider(creates, trust, false));
  }

  private TestBrowser arrived(String... claims) {
    TestBrowser browser = scene.away(scene.browser(), ASK.url());
    for (int i = 0; i < claims.length; i += 2) {
      scene.provider.claims.put(claims[i], claims[i + 1]);
    }
    if (claims.length > 0) {
      scene.provider.claims.put("email_verified", true);
    }
    return scene.back(browser);
  }

  private TestBrowser signedInHere(TestBrowser browser, String username) {
    scene.second();
    return browser.signIn(username, Samples.password(username));
  }

  /// A node where listeners, of whom alice is one, must have a second factor.
  private TestServer strict() {
    return scene.server.beside(
        Seams.fetcher(scene.provider)
            .upstream(UpstreamScene.linking())
            .requiringSecondFactor("listener")
            .at(_ -> scene.clock));
  }

  private long count(AuditEvent.Type type) {
    return scene.server.audit.stream().filter(event -> event.type() == type).count();
  }

  private Map<String, Object> tokens(TestBrowser browser) {
    browser.approve("playlist.read");
    return TestServer.json(scene.server.token("web", ASK.redemption(browser.answer("code"))));
  }

  private static Map<String, Object> claims(Object jwt) {
    return TestServer.parse(
        new String(
            Base64.getUrlDecoder().decode(String.valueOf(jwt).split("\\.", -1)[1]),
            StandardCharsets.UTF_8));
  }

  @Nested
  class Somebody_whom_nobody_knows_by_it {
    @Test
    void signs_in_here_says_that_it_is_theirs_and_signs_in_by_it_from_then_on() {
      TestBrowser browser = arrived();
      assertThat(browser.path()).isEqualTo(CONNECT);
      assertThat(signedInHere(browser, "alice").html()).contains("to your account alice here?");
      assertThat(scene.follow(scene.press(browser, "connect")).path()).isEqualTo("/consent");
      assertThat(count(AuditEvent.Type.UPSTREAM_CONNECTED)).isEqualTo(1);

      TestBrowser next = arrived();
      assertThat(next.path()).isEqualTo("/consent");
      assertThat(next.html()).contains("alice");
      Map<String, Object> idToken = claims(tokens(next).get("id_token"));
      assertThat(idToken).containsEntry("acr", Acr.UPSTREAM).doesNotContainKey("amr");
      assertThat(next.get("/account/activity").html()).contains("Account at another service");
    }

    /// By another provider, or by mail.
    @Test
    void is_shown_where_they_connect_it_who_sign_in_in_another_way() {
      TestBrowser browser = arrived();
      browser.get(UpstreamScene.link(browser, "connections"));
      assertThat(browser.path()).isEqualTo("/account/sign-in");
      assertThat(signedInHere(browser, "alice").path()).isEqualTo("/account/connections");
    }

    @Test
    void is_in_the_audit_with_the_client_also_where_they_show_a_second_factor() {
      TestBrowser first = new TestBrowser(strict()).get(ASK.url());
      scene.second();
      scene.leave(first, "upstream-idp");
      signedInHere(scene.back(first), "alice");
      TestAuthenticator app = TestAuthenticator.on(first.html());
      SecondFactorScene.enrol(first, app.code(scene.clock.instant()));
      scene.clock.advance(Duration.ofMinutes(1));

      scene.server.audit.clear();
      TestBrowser browser = signedInHere(arrived(), "alice");
      assertThat(browser.path()).isEqualTo(CONNECT + "/second-factor");
      browser.submit(Parameters.empty().with("code", "000000"));
      browser.submit(Parameters.empty().with("code", app.code(scene.clock.instant())));
      assertThat(browser.html()).contains("to your account alice here?");
      for (AuditEvent.Type type :
          List.of(
              AuditEvent.Type.FIRST_FACTOR,
              AuditEvent.Type.SECOND_FACTOR_REFUSED,
              AuditEvent.Type.SIGN_IN)) {
        assertThat(scene.server.audit)
            .filteredOn(event -> event.type() == type)
            .singleElement()
            .satisfies(event -> assertThat(event.facts()).containsEntry("client_id", "web"));
      }
    }

    @Test
    void need_not_say_so_and_goes_on_without() {
      TestBrowser browser = signedInHere(arrived(), "alice");
      browser.get(UpstreamScene.link(browser, "not-now"));
      assertThat(browser.path()).isEqualTo("/consent");
      assertThat(arrived().path()).isEqualTo(CONNECT);
    }

    @Test
    void is_asked_with_a_form_of_this_browser_and_session() {
      TestBrowser browser = signedInHere(arrived(), "alice");
      String step = browser.hidden("step");
      String there = browser.location.replace(CONNECT, CONNECT + "/confirm");
      TestBrowser other = signedInHere(arrived(), "bob");
      String own = other.location.replace(CONNECT, CONNECT + "/confirm");
      Parameters stolen = Parameters.empty().with("step", step);
      assertThat(other.load("POST", there, stolen).shownError()).isEqualTo("invalid_request");
      assertThat(browser.load("POST", own, stolen).shownError()).isEqualTo("invalid_request");
      assertThat(scene.server.rows()).containsEntry("upstream_identities", 0);
    }

    /// Whoever finds a browser in which somebody is signed in connects nothing in it.
    @Test
    void has_to_sign_in_also_where_somebody_is_signed_in() {
      TestBrowser browser = new TestBrowser(scene.server).get(ASK.url());
      signedInHere(browser, "alice");
      scene.through(browser, ASK.with("prompt", "login").url());
      assertThat(browser.path()).isEqualTo(CONNECT);
      assertThat(browser.html()).contains("name=\"password\"").doesNotContain("id=\"connect\"");
    }

    /// It waits in the history of a browser for whoever signs in there next.
    @Test
    void has_to_sign_in_on_this_very_page() {
      TestBrowser browser = arrived();
      String left = browser.location;
      signedInHere(browser.get(ASK.url()), "alice");
      assertThat(scene.isSignedIn(browser)).isTrue();
      browser.get(left);
      assertThat(browser.html()).contains("name=\"password\"").doesNotContain("id=\"connect\"");
    }

    @Test
    void has_to_say_so_a_moment_after() {
      TestBrowser browser = signedInHere(arrived(), "alice");
      scene.clock.advance(Duration.ofMinutes(11));
      scene.press(browser, "connect");
      assertThat(browser.html()).contains("name=\"password\"");
      assertThat(scene.server.rows()).containsEntry("upstream_identities", 0);
    }

    @Test
    void has_a_quarter_of_an_hour() {
      TestBrowser browser = arrived();
      scene.clock.advance(Duration.ofMinutes(16));
      assertThat(browser.get(browser.location).shownError()).isEqualTo("invalid_request");
    }

    @Test
    void is_one_person_at_most() {
      TestBrowser late = arrived();
      scene.connect("alice");
      signedInHere(late, "bob");
      assertThat(scene.follow(late).html()).contains("connected to another account");
      assertThat(scene.server.rows()).containsEntry("upstream_identities", 1);
    }
  }

  @Nested
  class An_address {
    /// The commonest fault of such sign-ins: an account for whoever writes another's address into
    /// theirs.
    @Test
    void that_is_anothers_here_lets_nobody_in() {
      for (boolean trust : List.of(false, true)) {
        with(true, trust);
        TestBrowser browser = arrived("email", "alice@example.com");
        assertThat(browser.path()).isEqualTo(CONNECT);
        assertThat(scene.isSignedIn(browser)).isFalse();
        assertThat(scene.server.rows()).containsEntry("upstream_identities", 0);
      }
    }

    /// Nobody learns of it who did not prove that it is theirs.
    @Test
    void is_said_to_be_known_only_to_whom_it_belongs() {
      with(true, false);
      TestBrowser untrusted = arrived("email", "alice@example.com");
      assertThat(untrusted.html()).doesNotContain("An account here has your e-mail");
      with(true, true);
      TestBrowser trusted = arrived("email", "alice@example.com");
      assertThat(trusted.html())
          .contains("An account here has your e-mail")
          .doesNotContain("create-account");
      scene.close();
      scene = new UpstreamScene(engine, UpstreamScene.provider(true, true, false));
      TestBrowser unverified = scene.away(scene.browser(), ASK.url());
      scene.provider.claims.put("email", "alice@example.com");
      scene.provider.claims.put("email_verified", "true");
      assertThat(scene.back(unverified).html()).doesNotContain("An account here has your e-mail");
    }
  }

  @Nested
  class Somebody_new {
    private String account(String email) {
      TestBrowser browser = arrived("email", email, "name", "Dodo", "preferred_username", "dodo");
      scene.follow(scene.press(browser, "create-account", "username", "dodo"));
      assertThat(browser.path()).isEqualTo("/consent");
      return browser.get("/account/data").html();
    }

    @Test
    void makes_an_account_and_signs_in_by_it_from_then_on() {
      with(true, false);
      account("dodo@example.net");
      assertThat(
              scene.server.audit.stream()
                  .filter(event -> event.type() == AuditEvent.Type.PERSON_REGISTERED))
          .singleElement()
          .satisfies(event -> assertThat(event.facts()).containsEntry("client_id", "web"));
      assertThat(arrived().html()).contains("dodo");
      var dodo = scene.server.stores.people().findByUsername("dodo").orElseThrow();
      assertThat(dodo.passwordHash()).isEmpty();
      assertThat(dodo.claims()).containsEntry("name", "Dodo").doesNotContainKey("email");
    }

    /// Whoever finds a browser with a session at the provider would leave a passkey in the account.
    @Test
    void did_not_sign_in_just_now_by_making_an_account() {
      with(true, false);
      TestBrowser browser = scene.away(scene.browser(), ASK.url());
      scene.provider.claims.put("auth_time", scene.clock.instant().getEpochSecond() - 8 * 3600);
      scene.back(browser);
      scene.follow(scene.press(browser, "create-account", "username", "dodo"));
      assertThat(browser.path()).isEqualTo("/consent");
      assertThat(browser.get("/account/security").path()).isEqualTo("/account/sign-in");
    }

    @Test
    void has_the_address_proven_where_the_operator_trusts_the_provider() {
      with(true, true);
      account("dodo@example.net");
      var dodo = scene.server.stores.people().findByUsername("dodo").orElseThrow();
      assertThat(dodo.verifiedAddress().orElseThrow().value()).isEqualTo("dodo@example.net");
    }

    /// OIDC Core §5.1: the flag is of the address beside it.
    @Test
    void has_no_address_proven_by_a_flag_that_stands_without_one() {
      with(true, true);
      scene.provider.userInfo.put("email", "dodo@example.net");
      scene.provider.userInfo.put("email_verified", false);
      TestBrowser browser = arrived("preferred_username", "dodo");
      scene.follow(scene.press(browser, "create-account", "username", "dodo"));
      var dodo = scene.server.stores.people().findByUsername("dodo").orElseThrow();
      assertThat(dodo.verifiedAddress()).isEmpty();
    }

    @Test
    void cannot_where_accounts_are_only_linked() {
      TestBrowser browser = arrived("preferred_username", "dodo");
      assertThat(browser.html()).doesNotContain("create-account");
    }

    @Test
    void cannot_have_a_name_that_is_taken_or_none() {
      with(true, false);
      TestBrowser browser = arrived();
      for (String name : List.of("alice", "admin", "a@b", "")) {
        scene.press(browser, "create-account", "username", name);
        assertThat(browser.html()).contains("id=\"new-mistake\"");
      }
      assertThat(scene.isSignedIn(browser)).isFalse();
    }

    @Test
    void cannot_without_a_proven_address_where_everybody_must_have_one() {
      scene.close();
      scene =
          new UpstreamScene(
              engine,
              UpstreamScene.provider(true, false, false),
              seams -> seams.mailingAndRequiringVerifiedAddress(new TestMailbox()));
      assertThat(arrived("email", "dodo@example.net").html()).doesNotContain("create-account");
    }
  }

  @Nested
  class Somebody_who_is_known_by_it {
    @Test
    void stays_out_when_disabled() {
      with(true, false);
      TestBrowser made = arrived("preferred_username", "dodo");
      scene.press(made, "create-account", "username", "dodo");
      scene.server.stores.people().enable("dodo", false, scene.clock.instant());
      TestBrowser browser = arrived();
      assertThat(browser.path()).isEqualTo("/sign-in");
      assertThat(browser.html()).contains("You cannot sign in with this account.");
      assertThat(scene.isSignedIn(browser)).isFalse();
    }

    /// As after a right password: the page says what to do, and a mail goes out.
    @Test
    void confirms_their_address_first_where_they_have_to() {
      scene.close();
      TestMailbox mailbox = new TestMailbox();
      scene =
          new UpstreamScene(
              engine,
              UpstreamScene.linking(),
              seams -> seams.mailingAndRequiringVerifiedAddress(mailbox));
      Person dodo =
          new Person(
              "sub-of-dodo",
              "dodo",
              Origin.SELF_REGISTERED,
              true,
              Optional.of("hash"),
              Set.of(),
              Map.of("email", "dodo@example.net", "email_verified", false));
      UpstreamIdentity identity =
          new UpstreamIdentity(
              UpstreamIdentity.id(TestProvider.ISSUER, "sub-1"),
              dodo.subject(),
              TestProvider.ISSUER,
              "sub-1",
              "",
              scene.clock.instant(),
              Optional.empty());
      scene.server.stores.upstreamIdentities().add(dodo, identity);
      TestBrowser browser = arrived();
      assertThat(browser.path()).isEqualTo("/sign-in");
      assertThat(browser.html()).contains("Confirm your e-mail address first");
      assertThat(scene.isSignedIn(browser)).isFalse();
      assertThat(mailbox.one(scene.server).to().value()).isEqualTo("dodo@example.net");
    }

    @Test
    void shows_the_second_factor_that_they_have_or_must_have() {
      scene.connect("alice");
      TestBrowser browser = new TestBrowser(strict()).get(ASK.url());
      scene.second();
      scene.leave(browser, "upstream-idp");
      scene.back(browser);
      assertThat(browser.path()).isEqualTo("/sign-in/second-factor");
      assertThat(scene.isSignedIn(browser)).isFalse();
      TestAuthenticator app = TestAuthenticator.on(browser.html());
      SecondFactorScene.enrol(browser, app.code(scene.clock.instant()));
      assertThat(browser.path()).isEqualTo("/consent");
      scene.clock.advance(Duration.ofMinutes(1));

      TestBrowser next = arrived();
      assertThat(next.path()).isEqualTo("/sign-in/second-factor");
      next.submit(Parameters.empty().with("code", app.code(scene.clock.instant())));
      Map<String, Object> idToken = claims(tokens(next).get("id_token"));
      assertThat(idToken)
          .containsEntry("acr", Acr.MULTI_FACTOR)
          .containsEntry("amr", List.of("otp", "mfa"));
      assertThat(
              scene.server.audit.stream().filter(e -> e.type() == AuditEvent.Type.SIGN_IN).toList())
          .last()
          .satisfies(event ->
              assertThat(event.facts())
                  .containsEntry("provider", "idp")
                  .containsEntry("factor", "totp")
                  .containsEntry("client_id", "web"));
    }

    @Test
    void is_in_the_audit_with_the_client() {
      scene.connect("alice");
      arrived();
      assertThat(
              scene.server.audit.stream().filter(e -> e.type() == AuditEvent.Type.SIGN_IN).toList())
          .last()
          .satisfies(event ->
              assertThat(event.facts())
                  .containsEntry("provider", "idp")
                  .containsEntry("client_id", "web"));
    }

    /// Whoever finds a browser with a session at the provider would set up theirs.
    @Test
    void sets_up_a_second_factor_only_after_a_fresh_sign_in() {
      scene.connect("alice");
      TestServer strict = strict();
      for (boolean said : List.of(true, false)) {
        TestBrowser browser = new TestBrowser(strict).get(ASK.url());
        scene.second();
        scene.leave(browser, "upstream-idp");
        if (said) {
          scene.provider.claims.put("auth_time", scene.clock.instant().getEpochSecond() - 700);
        } else {
          scene.provider.claims.remove("auth_time");
        }
        assertThat(scene.back(browser).path()).isEqualTo("/sign-in");
        assertThat(browser.html()).contains("have to sign in anew");
        scene.leave(browser, "upstream-idp");
        assertThat(scene.back(browser).path()).isEqualTo("/sign-in/second-factor");
      }
    }

    @Test
    void signs_in_by_their_password_where_a_client_needs_that() {
      scene.connect("alice");
      TestBrowser browser = arrived();
      browser.get(ASK.with("acr_values", Acr.PASSWORD).url());
      assertThat(browser.path()).isEqualTo("/sign-in");
      assertThat(signedInHere(browser, "alice").path()).isEqualTo("/consent");
    }

    /// The provider has a session of theirs already: they would see the sign-in page again and
    /// again.
    @Test
    void is_told_to_the_client_that_wanted_somebody_else() {
      scene.connect("alice");
      TestBrowser bob = signedInHere(scene.browser().get(ASK.url()), "bob");
      Ask ask = ASK.with("id_token_hint", (String) tokens(bob).get("id_token"));
      TestBrowser browser = scene.away(scene.browser(), ask.url());
      scene.provider.claims.put("auth_time", scene.clock.instant().getEpochSecond() - 3600);
      scene.back(browser);
      assertThat(browser.answer("error")).isEqualTo("login_required");
    }

    @Test
    void comes_back_to_the_device_or_the_account_page_that_they_began_at() {
      scene.connect("alice");
      TestBrowser browser = scene.browser().get("/account/profile");
      scene.second();
      scene.leave(browser, "upstream-idp");
      assertThat(scene.back(browser).path()).isEqualTo("/account/profile");
    }

    /// It may be disconnected while somebody is on the way.
    @Test
    void has_no_session_by_it_once_it_is_gone() {
      scene.connect("alice");
      String alice = scene.server.stores.people().findByUsername("alice").orElseThrow().subject();
      Session session =
          new Session(
              "AAAAAAAAAAAAAAAAAAAAAA",
              "AAAAAAAAAAAAAAAAAAAAAA",
              alice,
              scene.clock.instant(),
              Acr.UPSTREAM,
              List.of(),
              scene.clock.instant(),
              scene.clock.instant().plusSeconds(60));
      Proof gone = new Proof(Optional.empty(), new Second.Nothing(), Optional.of("not there"));
      assertThat(scene.server.stores.sessions().start(session, gone)).isFalse();
      Proof there =
          new Proof(
              Optional.empty(),
              new Second.Nothing(),
              Optional.of(UpstreamIdentity.id(TestProvider.ISSUER, "sub-1")));
      assertThat(scene.server.stores.sessions().start(session, there)).isTrue();
    }
  }

  @Nested
  class The_page_of_connections {
    private static final String PAGE = "/account/connections";

    private TestBrowser page(String username) {
      TestBrowser browser = scene.browser().get(PAGE);
      return signedInHere(browser, username);
    }

    @Test
    void connects_what_the_person_confirms() {
      TestBrowser browser = page("alice");
      scene.leave(browser, "connect-idp");
      scene.back(browser);
      assertThat(browser.path()).isEqualTo(CONNECT);
      scene.follow(scene.press(browser, "connect"));
      assertThat(browser.path()).isEqualTo(PAGE);
      assertThat(browser.html())
          .contains("Example ID", "name=\"identity\"", "The account is connected.");
      assertThat(arrived().path()).isEqualTo("/consent");
    }

    @Test
    void connects_nothing_that_is_anothers_and_changes_nobodys_session() {
      scene.connect("alice");
      TestBrowser browser = page("bob");
      String session = browser.cookies.get("__Host-mapae-session");
      scene.leave(browser, "connect-idp");
      scene.follow(scene.back(browser));
      assertThat(browser.cookies).containsEntry("__Host-mapae-session", session);
      assertThat(browser.path()).isEqualTo(PAGE);
      assertThat(browser.html()).contains("connected to another account");
      assertThat(browser.get(PAGE).html()).contains("No account is connected.");
    }

    @Test
    void disconnects_and_ends_all_other_sessions() {
      scene.connect("alice");
      TestBrowser elsewhere = arrived();
      TestBrowser browser = page("alice");
      browser.submit(Parameters.empty().with("identity", browser.hidden("identity")));
      assertThat(browser.html()).contains("The account is disconnected");
      assertThat(elsewhere.get("/account").path()).isEqualTo("/account/sign-in");
      assertThat(browser.get("/account").path()).isEqualTo("/account");
      assertThat(arrived().path()).isEqualTo(CONNECT);
      assertThat(count(AuditEvent.Type.UPSTREAM_DISCONNECTED)).isEqualTo(1);
    }

    @Test
    void is_told_by_mail_where_mails_go_out() {
      scene.close();
      TestMailbox mailbox = new TestMailbox();
      scene = new UpstreamScene(engine, UpstreamScene.linking(), seams -> seams.mailing(mailbox));
      scene.connect("alice");
      scene.server.server.housekeeping().doChores();
      assertThat(mailbox.taken())
          .singleElement()
          .satisfies(mail -> {
            assertThat(mail.subject())
                .isEqualTo("An account at another service was connected at id.example.com");
            assertThat(mail.text()).contains("https://id.example.com/account/connections");
          });
      TestBrowser browser = page("alice");
      browser.submit(Parameters.empty().with("identity", browser.hidden("identity")));
      scene.server.server.housekeeping().doChores();
      assertThat(mailbox.taken())
          .singleElement()
          .satisfies(mail ->
              assertThat(mail.text())
                  .contains("An account at another service was disconnected from your account"));
    }

    @Test
    void leaves_a_way_in() {
      with(true, false);
      TestBrowser browser = arrived("preferred_username", "dodo");
      scene.follow(scene.press(browser, "create-account", "username", "dodo"));
      browser.get(PAGE);
      browser.submit(Parameters.empty().with("identity", browser.hidden("identity")));
      assertThat(browser.html()).contains("This is the only way in");
      assertThat(scene.server.rows()).containsEntry("upstream_identities", 1);
    }

    @Test
    void takes_ten_of_them() {
      String alice = scene.server.stores.people().findByUsername("alice").orElseThrow().subject();
      TestBrowser browser = page("alice");
      for (int i = 0; i < UpstreamIdentity.MOST; i++) {
        scene.leave(browser, "connect-idp");
        scene.provider.claims.put("sub", "sub-" + i);
        scene.provider.userInfo.put("sub", "sub-" + i);
        scene.follow(scene.press(scene.back(browser), "connect"));
      }
      assertThat(scene.server.stores.upstreamIdentities().ofPerson(alice)).hasSize(10);
      scene.leave(browser, "connect-idp");
      scene.provider.claims.put("sub", "one-more");
      scene.provider.userInfo.put("sub", "one-more");
      scene.press(scene.back(browser), "connect");
      assertThat(browser.html()).contains("cannot connect any more");
      browser.get(UpstreamScene.link(browser, "connections"));
      assertThat(browser.path()).isEqualTo(PAGE);
    }

    @Test
    void is_in_what_people_take_with_them_and_goes_with_the_account() {
      with(true, false);
      TestBrowser browser = arrived("preferred_username", "dodo");
      scene.follow(scene.press(browser, "create-account", "username", "dodo"));
      browser.get("/account/data");
      browser.submit(Parameters.empty().with("do", "export"));
      assertThat(browser.html()).contains("\"connections\"", TestProvider.ISSUER, "sub-1");
      scene.server.stores.people().delete("dodo", scene.clock.instant());
      assertThat(scene.server.rows()).containsEntry("upstream_identities", 0);
    }
  }
}
