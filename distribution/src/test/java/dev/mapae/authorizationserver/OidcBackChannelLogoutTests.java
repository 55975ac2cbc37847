package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jwt.SignedJWT;
import dev.mapae.authorizationserver.LogoutReceiver.Posted;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.ClientKeySource.JwksUri;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.authorizationserver.store.ResponseJwt;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// OpenID Connect Back-Channel Logout 1.0.
@OnEveryEngine
class OidcBackChannelLogoutTests {
  private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
  private static final String WEB = "https://app.example.com/logged-out";
  private static final String OTHER = "https://always.example.com/logged-out";
  private static final String TV = "https://tv.example.com/logged-out";
  private static final String SEALED = "https://sealed.example.com/logged-out";
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final LogoutReceiver receiver = new LogoutReceiver();
  private final TestServer server;
  private final TestClients clients;

  OidcBackChannelLogoutTests(Engine engine) {
    server = new TestServer(engine, declarations(), Seams.fetcher(receiver));
    clients = new TestClients(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static Declarations declarations() {
    return Declared.withAll(
        Samples.declarations(),
        Samples.confidential(Samples.client("web", Samples.CALLBACK).backchannel(WEB)),
        Samples.confidential(
            Samples.client("always", TestClients.callback("always"))
                .skipConsent()
                .responses(ResponseAlgorithms.PRESET.with(ResponseJwt.ID_TOKEN, "ES256"))
                .backchannel(OTHER)),
        Samples.confidential(Samples.client("tv").grants(DEVICE, "refresh_token").backchannel(TV)),
        sealed(Rfc7516EncryptedResponseTests.EC),
        Samples.confidential(Samples.client("silent", "https://silent.example.com/cb")));
  }

  /// A client that has its ID tokens encrypted, with this key.
  private static DeclaredClient sealed(JWK key) {
    return sealed(Rfc7516EncryptedResponseTests.jwks(key));
  }

  private static DeclaredClient sealed(ClientKeySource keys) {
    return Samples.confidential(
        Samples.client("sealed", TestClients.callback("sealed"))
            .skipConsent()
            .keys(keys)
            .responses(
                ResponseAlgorithms.PRESET.with(
                    ResponseJwt.ID_TOKEN, Rfc7516EncryptedResponseTests.HOW))
            .backchannel(SEALED));
  }

  /// As if a client had been told of so many sessions more, and each time in vain.
  private void owe(int many, String clientId) {
    server.database.change(
        """
        INSERT INTO logout_deliveries
          (issuer, session_id, client_id, subject, attempts, due_at, expires_at)
        SELECT issuer, session_id || n, client_id, subject, attempts, due_at - 1, expires_at
        FROM logout_deliveries CROSS JOIN (
          WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %d)
          SELECT n FROM numbers) AS numbered
        WHERE client_id = '%s'
        """
            .formatted(many, clientId));
  }

  /// Alice, who was at both clients, signs out.
  private void signOutOfTwo() {
    TestBrowser browser = signedIn("alice");
    browser.get("/authorize?" + TestClients.request("always", "openid").encode());
    signOut(browser);
  }

  private TestBrowser signedIn(String username) {
    TestBrowser browser = new TestBrowser(server);
    browser.get(Ask.web("openid").url()).signInAs(username);
    if (!browser.isAtClient()) {
      browser.approve("openid");
    }
    return browser;
  }

  private Map<String, Object> tokens(TestBrowser browser) {
    return json(clients.redeem("web", browser.answer("code")));
  }

  private Map<String, Object> idToken(Map<String, Object> tokens) {
    return clients.claims(tokens.get("id_token"));
  }

  private static void signOut(TestBrowser browser) {
    browser.get("/sign-out").submit(form());
  }

  private static void deliver(TestServer node) {
    node.server.housekeeping().doChores();
  }

  private List<Posted> delivered() {
    deliver(server);
    return receiver.taken();
  }

  private int owed() {
    return server.rows().get("logout_deliveries");
  }

  private List<AuditEvent> undelivered() {
    return server.audit.stream()
        .filter(event -> event.type() == AuditEvent.Type.LOGOUT_UNDELIVERED)
        .toList();
  }

  @Nested
  class Section_2_1_the_metadata_of_the_server {
    @Test
    void say_that_there_is_a_back_channel_and_which_session_is_told() {
      Map<String, Object> metadata = json(server.get("/.well-known/openid-configuration"));
      assertThat(metadata)
          .containsEntry("backchannel_logout_supported", true)
          .containsEntry("backchannel_logout_session_supported", true);
      assertThat(metadata).extractingByKey("claims_supported", LIST).contains("sid");
    }

    @Test
    void a_session_has_a_name_for_each_client() {
      TestBrowser browser = signedIn("alice");
      Map<String, Object> web = idToken(tokens(browser));
      browser.get("/authorize?" + TestClients.request("always", "openid").encode());
      Map<String, Object> always = idToken(json(clients.redeem("always", browser.answer("code"))));
      assertThat(web.get("sid")).isNotNull().isNotEqualTo(always.get("sid"));
      assertThat(always.get("sid")).isNotNull();
    }

    @Test
    void a_session_has_the_same_name_after_a_refresh_and_on_every_node() {
      TestBrowser browser = new TestBrowser(server);
      browser.get(Ask.web("openid offline_access").url()).signInAs("alice");
      Map<String, Object> tokens = tokens(browser.approve("openid", "offline_access"));
      Object sid = idToken(tokens).get("sid");
      try (TestServer node = server.beside()) {
        Map<String, Object> refreshed =
            json(new TestClients(node).refresh("web", tokens.get("refresh_token")));
        assertThat(idToken(refreshed)).containsEntry("sid", sid);
      }
    }

    @Test
    void a_session_has_the_same_name_after_the_same_person_signed_in_again() {
      TestBrowser browser = new TestBrowser(server);
      browser.get(Ask.web("openid offline_access").url()).signInAs("alice");
      Map<String, Object> tokens = tokens(browser.approve("openid", "offline_access"));
      Object sid = idToken(tokens).get("sid");
      for (int i = 0; i < 2; i++) {
        browser.get(Ask.web("openid").with("prompt", "login").url()).signInAs("alice");
        assertThat(idToken(tokens(browser))).containsEntry("sid", sid);
      }
      Map<String, Object> refreshed = json(clients.refresh("web", tokens.get("refresh_token")));
      assertThat(idToken(refreshed)).containsEntry("sid", sid);
    }

    @Test
    void another_session_has_another_name() {
      Object sid = idToken(tokens(signedIn("alice"))).get("sid");
      assertThat(idToken(tokens(signedIn("alice"))).get("sid")).isNotEqualTo(sid);
    }
  }

  @Nested
  class Section_2_3_remembering_who_is_told {
    @Test
    void each_client_of_the_session_is_told() {
      TestBrowser browser = signedIn("alice");
      browser.get("/authorize?" + TestClients.request("always", "openid").encode());
      signOut(browser);
      assertThat(delivered()).extracting(Posted::url).containsExactlyInAnyOrder(WEB, OTHER);
      assertThat(owed()).isZero();
      assertThat(server.rows()).containsEntry("session_clients", 0);
    }

    @Test
    void so_is_one_whose_grant_is_gone_meanwhile() {
      TestBrowser browser = signedIn("alice");
      clients.revoke("web", tokens(browser).get("access_token"));
      assertThat(server.rows()).containsEntry("grants", 0);
      signOut(browser);
      assertThat(delivered()).extracting(Posted::url).containsExactly(WEB);
    }

    @Test
    void so_is_one_whose_code_was_never_redeemed() {
      TestBrowser browser = signedIn("alice");
      server.clock.advance(Duration.ofMinutes(5));
      server.sweep();
      signOut(browser);
      assertThat(delivered()).hasSize(1);
    }

    @Test
    void so_is_one_that_pushed_its_request() {
      TestBrowser browser = new TestBrowser(server);
      browser.get(clients.pushedUrl(Ask.web("openid"))).signInAs("alice").approve("openid");
      signOut(browser);
      assertThat(delivered()).extracting(Posted::url).containsExactly(WEB);
    }

    @Test
    void so_is_one_of_a_device() {
      TestBrowser browser = new TestBrowser(server);
      Map<String, Object> device = clients.device("tv", "openid");
      browser
          .get("/device")
          .submit(form("user_code", (String) device.get("user_code")))
          .signInAs("alice")
          .approve("openid");
      server.clock.advance(Duration.ofSeconds(5));
      Map<String, Object> tokens = json(clients.poll("tv", device.get("device_code")));
      signOut(browser);
      Posted posted = delivered().getFirst();
      assertThat(posted.url()).isEqualTo(TV);
      assertThat(clients.claims(posted.token())).containsEntry("sid", idToken(tokens).get("sid"));
    }

    @Test
    void it_is_told_once_however_often_it_was_there() {
      TestBrowser browser = signedIn("alice");
      browser.get(Ask.web("openid").url());
      browser.get(Ask.web("openid").with("prompt", "login").url()).signInAs("alice");
      signOut(browser);
      assertThat(delivered()).hasSize(1);
    }

    @Test
    void one_that_was_not_there_is_told_nothing() {
      signOut(signedIn("alice"));
      assertThat(delivered()).extracting(Posted::url).doesNotContain(OTHER, TV);
    }

    /// It never learned who is there.
    @Test
    void one_that_was_given_no_ID_token_is_told_nothing() {
      TestBrowser browser = new TestBrowser(server);
      browser.get(Ask.web("playlist.read").url()).signInAs("alice").approve("playlist.read");
      signOut(browser);
      assertThat(delivered()).isEmpty();
    }

    @Test
    void one_without_a_URI_is_not_even_remembered() {
      TestBrowser browser = new TestBrowser(server);
      browser
          .get(Ask.of("silent", "https://silent.example.com/cb", "openid").url())
          .signInAs("alice")
          .approve("openid");
      assertThat(browser.isAtClient()).isTrue();
      assertThat(server.rows()).containsEntry("session_clients", 0);
      signOut(browser);
      assertThat(owed()).isZero();
    }

    @Test
    void what_is_remembered_goes_with_a_session_whose_time_is_up() {
      signedIn("alice");
      assertThat(server.rows()).containsEntry("session_clients", 1);
      server.clock.advance(Duration.ofDays(1));
      server.sweep();
      assertThat(server.rows()).containsEntry("session_clients", 0);
      assertThat(delivered()).isEmpty();
    }
  }

  @Nested
  class Section_2_4_the_logout_token {
    @Test
    void says_who_is_no_longer_there_and_that_it_is_no_ID_token() throws Exception {
      TestBrowser browser = signedIn("alice");
      Map<String, Object> idToken = idToken(tokens(browser));
      signOut(browser);
      SignedJWT token = clients.verified(delivered().getFirst().token());
      assertThat(token.getHeader().getType()).hasToString("logout+jwt");
      assertThat(token.getHeader().getAlgorithm()).hasToString("RS256");
      assertThat(token.getPayload().toJSONObject())
          .containsOnlyKeys("iss", "aud", "iat", "exp", "jti", "sub", "sid", "events")
          .containsEntry("iss", "https://id.example.com")
          .containsEntry("aud", "web")
          .containsEntry("iat", server.clock.instant().getEpochSecond())
          .containsEntry("exp", server.clock.instant().getEpochSecond() + 120)
          .containsEntry("sub", idToken.get("sub"))
          .containsEntry("sid", idToken.get("sid"))
          .containsEntry(
              "events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    }

    @Test
    void is_signed_as_the_ID_tokens_of_its_client() throws Exception {
      TestBrowser browser = new TestBrowser(server);
      browser
          .get("/authorize?" + TestClients.request("always", "openid").encode())
          .signInAs("alice");
      signOut(browser);
      SignedJWT token = clients.verified(delivered().getFirst().token());
      assertThat(token.getHeader().getAlgorithm()).hasToString("ES256");
    }

    @Test
    void is_another_one_each_time() {
      receiver.answers(503);
      signOut(signedIn("alice"));
      String first = delivered().getFirst().token();
      server.clock.advance(Duration.ofHours(1));
      String second = delivered().getFirst().token();
      assertThat(clients.claims(second).get("jti")).isNotEqualTo(clients.claims(first).get("jti"));
      assertThat(clients.claims(second))
          .containsEntry("iat", server.clock.instant().getEpochSecond())
          .containsEntry("sid", clients.claims(first).get("sid"));
    }

    /// §2.6: whoever has ID tokens encrypted takes no other logout token.
    @Test
    void is_encrypted_as_the_ID_tokens_of_its_client() throws Exception {
      TestBrowser browser = new TestBrowser(server);
      browser
          .get("/authorize?" + TestClients.request("sealed", "openid").encode())
          .signInAs("alice");
      signOut(browser);
      String inside =
          Rfc7516EncryptedResponseTests.decrypted(
                  delivered().getFirst().token(), Rfc7516EncryptedResponseTests.EC)
              .getPayload()
              .toString();
      assertThat(clients.verified(inside).getHeader().getType()).hasToString("logout+jwt");
      assertThat(clients.claims(inside)).containsEntry("aud", "sealed").containsKey("sid");
    }

    @Test
    void waits_for_a_key_that_it_can_be_encrypted_to() {
      TestBrowser browser = new TestBrowser(server);
      browser
          .get("/authorize?" + TestClients.request("sealed", "openid").encode())
          .signInAs("alice");
      server.server.reconcile(
          Declared.with(
              declarations(),
              sealed(Rfc7516EncryptedResponseTests.ec(Curve.P_256, KeyUse.SIGNATURE))));
      signOut(browser);
      assertThat(delivered()).isEmpty();
      server.server.reconcile(declarations());
      server.clock.advance(Duration.ofSeconds(10));
      assertThat(delivered()).hasSize(1);
      assertThat(owed()).isZero();
    }

    /// Known mistake 16: what the server signs for one thing is good for no other.
    @Test
    void is_good_for_nothing_else() {
      signOut(signedIn("alice"));
      String token = delivered().getFirst().token();
      assertThat(clients.userInfo(token).status()).isEqualTo(401);
      assertThat(clients.isActive("web", token)).isFalse();
      TestBrowser browser = signedIn("bob");
      browser.get("/end-session?" + form("id_token_hint", token).encode());
      assertThat(browser.location).doesNotContain("client_id=web");
      browser.get(Ask.web("openid").with("prompt", "none").with("id_token_hint", token).url());
      assertThat(browser.answer("error")).isNotEmpty();
    }
  }

  @Nested
  class Section_2_5_the_request {
    @Test
    void is_a_form_with_the_token_alone() {
      signOut(signedIn("alice"));
      Posted posted = delivered().getFirst();
      assertThat(posted.form().stream())
          .extracting(Map.Entry::getKey)
          .containsExactly("logout_token");
    }

    @Test
    void does_not_hold_up_who_signs_out() {
      receiver.isAway();
      TestBrowser browser = signedIn("alice");
      signOut(browser);
      assertThat(browser.html()).contains("You are signed out");
      assertThat(receiver.taken()).isEmpty();
    }

    @Test
    void comes_also_when_somebody_else_signs_in_over_it() {
      TestBrowser browser = signedIn("alice");
      Object sid = idToken(tokens(browser)).get("sid");
      browser.get(Ask.web("openid").with("prompt", "login").url()).signInAs("bob");
      browser.approve("openid");
      List<Posted> posted = delivered();
      assertThat(posted).hasSize(1);
      assertThat(clients.claims(posted.getFirst().token())).containsEntry("sid", sid);
    }

    @Test
    void comes_also_when_everything_ends_that_was_given() {
      TestBrowser browser = new TestBrowser(server);
      browser.get(Ask.web("openid offline_access").url()).signInAs("alice");
      browser.approve("openid", "offline_access");
      tokens(browser);
      browser.get("/sign-out").submit(form("others", "end"));
      assertThat(delivered()).hasSize(1);
      assertThat(server.rows()).containsEntry("grants", 0);
    }

    @Test
    void comes_also_when_nobody_was_there_for_hours() {
      TestBrowser browser = signedIn("alice");
      server.clock.advance(Duration.ofHours(3));
      browser.get("/sign-out");
      assertThat(server.rows()).containsEntry("sessions", 1);
      browser.submit(form());
      assertThat(server.rows()).containsEntry("sessions", 0);
      assertThat(delivered()).extracting(Posted::url).containsExactly(WEB);
    }

    @Test
    void comes_also_when_the_person_vanishes_from_the_configuration_file() {
      signedIn("bob");
      signedIn("alice");
      server.server.reconcile(Declared.without(declarations(), "alice"));
      assertThat(delivered()).extracting(Posted::url).containsExactly(WEB);
      assertThat(server.rows()).containsEntry("sessions", 1);
      server.server.reconcile(Declared.without(declarations(), "alice"));
      assertThat(delivered()).isEmpty();
    }

    @Test
    void leaves_other_sessions_alone() {
      TestBrowser browser = signedIn("alice");
      TestBrowser elsewhere = signedIn("alice");
      TestBrowser bob = signedIn("bob");
      List<Object> sids =
          List.of(idToken(tokens(elsewhere)).get("sid"), idToken(tokens(bob)).get("sid"));
      signOut(browser);
      List<Posted> posted = delivered();
      assertThat(posted).hasSize(1);
      assertThat(clients.claims(posted.getFirst().token()).get("sid")).isNotIn(sids);
      assertThat(server.rows()).containsEntry("session_clients", 2);
    }

    @Test
    void is_not_made_for_a_sign_out_that_did_not_happen() {
      TestBrowser browser = signedIn("alice");
      browser.get("/sign-out");
      assertThat(delivered()).isEmpty();
    }

    @Test
    void comes_from_another_node_when_this_one_is_gone() {
      signOut(signedIn("alice"));
      assertThat(owed()).isOne();
      try (TestServer node = server.beside(Seams.fetcher(receiver))) {
        deliver(node);
      }
      assertThat(receiver.taken()).hasSize(1);
      assertThat(delivered()).isEmpty();
    }

    @Test
    void is_that_of_one_node_alone() throws Exception {
      signOut(signedIn("alice"));
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch answered = new CountDownLatch(1);
      receiver.answer =
          url -> {
            asked.countDown();
            await(answered);
            return 200;
          };
      Thread first = Thread.ofVirtual().start(() -> deliver(server));
      await(asked);
      try (TestServer node = server.beside(Seams.fetcher(receiver))) {
        deliver(node);
      }
      answered.countDown();
      first.join();
      assertThat(receiver.taken()).hasSize(1);
      assertThat(owed()).isZero();
    }

    /// `kill -9` between the attempt and its answer.
    @Test
    void comes_again_when_a_node_died_over_it() {
      signOut(signedIn("alice"));
      receiver.answer =
          url -> {
            throw new AssertionError("the node dies");
          };
      deliver(server);
      assertThat(receiver.taken()).hasSize(1);
      receiver.answers(200);
      server.clock.advance(SECOND);
      assertThat(delivered()).isEmpty();
      server.clock.advance(Duration.ofMinutes(1));
      assertThat(delivered()).hasSize(1);
      assertThat(owed()).isZero();
    }

    @Test
    void is_not_made_to_a_client_that_is_switched_off() {
      signOut(signedIn("alice"));
      server.server.reconcile(Declared.without(declarations(), "web"));
      assertThat(delivered()).isEmpty();
      assertThat(undelivered()).isEmpty();
    }

    /// What one node knows of its clients may be old.
    @Test
    void waits_for_a_client_that_is_switched_off() {
      signOut(signedIn("alice"));
      server.server.reconcile(Declared.without(declarations(), "web"));
      assertThat(delivered()).isEmpty();
      server.server.reconcile(declarations());
      server.clock.advance(Duration.ofMinutes(1));
      assertThat(delivered()).hasSize(1);
      assertThat(owed()).isZero();
    }

    @Test
    void is_owed_to_nobody_who_took_the_URI_away() {
      TestBrowser browser = signedIn("alice");
      server.server.reconcile(
          Declared.with(
              declarations(), Samples.confidential(Samples.client("web", Samples.CALLBACK))));
      signOut(browser);
      assertThat(owed()).isZero();
    }

    @Test
    void goes_where_the_client_says_by_then() {
      signOut(signedIn("alice"));
      String moved = "https://app.example.com/moved";
      server.server.reconcile(
          Declared.with(
              declarations(),
              Samples.confidential(Samples.client("web", Samples.CALLBACK).backchannel(moved))));
      assertThat(delivered()).extracting(Posted::url).containsExactly(moved);
    }

    @Test
    void to_one_client_waits_for_no_other() {
      TestBrowser browser = signedIn("alice");
      browser.get("/authorize?" + TestClients.request("always", "openid").encode());
      signOut(browser);
      CountDownLatch other = new CountDownLatch(1);
      receiver.answer =
          url -> {
            if (url.equals(OTHER)) {
              other.countDown();
            } else {
              await(other);
            }
            return 200;
          };
      assertThat(delivered()).hasSize(2);
      assertThat(owed()).isZero();
    }

    @Test
    void to_one_client_does_not_wait_behind_a_thousand_to_another_one() {
      receiver.answer =
          url -> {
            if (url.equals(WEB)) {
              throw new NotFetched("no connection to its host could be made");
            }
            return 200;
          };
      signOutOfTwo();
      owe(1000, "web");
      assertThat(delivered()).extracting(Posted::url).containsExactlyInAnyOrder(WEB, OTHER);
      assertThat(delivered()).isEmpty();
      server.clock.advance(Duration.ofSeconds(10));
      assertThat(delivered()).hasSize(1);
    }

    @Test
    void to_one_client_waits_for_another_one_that_is_slow_for_seconds_only() {
      CountDownLatch other = new CountDownLatch(1);
      receiver.answer =
          url -> {
            if (url.equals(OTHER)) {
              other.countDown();
            } else {
              await(other);
              server.clock.advance(Duration.ofMillis(4_900));
            }
            return 200;
          };
      signOutOfTwo();
      owe(50, "web");
      assertThat(delivered()).extracting(Posted::url).containsExactlyInAnyOrder(WEB, WEB, OTHER);
      assertThat(delivered()).hasSize(2);
    }

    /// Eight clients at once are told, and more may be due.
    @Test
    void to_one_client_that_is_not_done_goes_on_after_those_that_waited_meanwhile() {
      signOut(signedIn("alice"));
      owe(60, "web");
      server.clock.advance(SECOND);
      assertThat(delivered()).hasSize(50);
      assertThat(server.database.values("SELECT DISTINCT due_at FROM logout_deliveries"))
          .containsExactly(String.valueOf(server.clock.instant().toEpochMilli()));
      assertThat(delivered()).hasSize(11);
    }

    @Test
    void is_one_after_the_other_for_one_client_and_ends_for_now_when_it_is_away() {
      for (int i = 0; i < 3; i++) {
        signOut(signedIn("alice"));
      }
      receiver.isAway();
      assertThat(delivered()).hasSize(1);
      receiver.answers(200);
      server.clock.advance(Duration.ofSeconds(10));
      assertThat(delivered()).hasSize(3);
    }
  }

  @Nested
  class Section_2_8_the_response {
    @ParameterizedTest
    @ValueSource(ints = {200, 202, 204})
    void with_success_ends_it(int status) {
      receiver.answers(status);
      signOut(signedIn("alice"));
      assertThat(delivered()).hasSize(1);
      server.clock.advance(Duration.ofDays(1));
      assertThat(delivered()).isEmpty();
      assertThat(undelivered()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 429, 503})
    void with_anything_else_has_all_wait_that_this_client_is_owed(int status) {
      receiver.answers(status);
      signOut(signedIn("alice"));
      owe(9, "web");
      assertThat(delivered()).hasSize(1);
      server.clock.advance(Duration.ofSeconds(9));
      assertThat(delivered()).isEmpty();
      receiver.answers(200);
      server.clock.advance(SECOND);
      assertThat(delivered()).hasSize(10);
    }

    /// It may be the one session that its server fails at.
    @Test
    void to_one_thing_holds_up_the_others_for_minutes_at_most() {
      signOut(signedIn("alice"));
      server.database.change("UPDATE logout_deliveries SET attempts = 20, due_at = due_at - 1");
      signOut(signedIn("bob"));
      receiver.answers(500);
      assertThat(delivered()).hasSize(1);
      receiver.answers(200);
      server.clock.advance(Duration.ofSeconds(299));
      assertThat(delivered()).isEmpty();
      server.clock.advance(SECOND);
      assertThat(delivered()).hasSize(1);
      assertThat(owed()).isOne();
    }

    @Test
    void of_this_server_itself_counts_for_nothing() {
      signOut(signedIn("alice"));
      receiver.answer =
          url -> {
            throw new NotFetched(NotFetched.Cause.THIS_SERVER, "this server is overloaded");
          };
      for (int i = 0; i < 9; i++) {
        assertThat(delivered()).hasSize(1);
        assertThat(delivered()).isEmpty();
        server.clock.advance(Duration.ofSeconds(10));
      }
      // A single refusal does not end it, and the pause after it is the first one.
      receiver.answers(400);
      assertThat(delivered()).hasSize(1);
      assertThat(owed()).isOne();
      receiver.answers(200);
      server.clock.advance(Duration.ofSeconds(10));
      assertThat(delivered()).hasSize(1);
      assertThat(owed()).isZero();
    }

    private void signOutOfSealedWithRemoteKeys() {
      server.server.reconcile(
          Declared.with(declarations(), sealed(new JwksUri("https://sealed.example.com/jwks"))));
      TestBrowser browser = new TestBrowser(server);
      browser
          .get("/authorize?" + TestClients.request("sealed", "openid").encode())
          .signInAs("alice");
      signOut(browser);
    }

    private void isNotFetched(NotFetched.Cause cause) {
      receiver.published =
          () -> {
            throw new NotFetched(cause, "they are not there");
          };
    }

    private void publishes(JWK key) {
      String jwks = new JWKSet(key).toString(true);
      receiver.published =
          () -> new Fetched(jwks.getBytes(StandardCharsets.UTF_8), Optional.empty());
    }

    /// As where it has no time to post.
    @Test
    void for_want_of_a_key_that_this_server_had_no_time_to_fetch_counts_for_nothing() {
      signOutOfSealedWithRemoteKeys();
      isNotFetched(NotFetched.Cause.THIS_SERVER);
      for (int i = 0; i < 9; i++) {
        assertThat(delivered()).isEmpty();
        server.clock.advance(Duration.ofSeconds(10));
      }
      publishes(Rfc7516EncryptedResponseTests.EC);
      assertThat(delivered()).hasSize(1);
      assertThat(owed()).isZero();
    }

    @Test
    void for_want_of_a_key_whose_host_is_away_is_tried_less_and_less() {
      signOutOfSealedWithRemoteKeys();
      isNotFetched(NotFetched.Cause.CONNECTION);
      assertThat(delivered()).isEmpty();
      server.clock.advance(Duration.ofSeconds(10));
      assertThat(delivered()).isEmpty();
      publishes(Rfc7516EncryptedResponseTests.EC);
      server.clock.advance(Duration.ofSeconds(29));
      assertThat(delivered()).isEmpty();
      server.clock.advance(SECOND);
      assertThat(delivered()).hasSize(1);
    }

    @Test
    void that_a_fault_of_this_server_prevents_has_it_come_again_and_counts_for_nothing() {
      signOut(signedIn("alice"));
      receiver.answer =
          url -> {
            throw new IllegalStateException("a fault");
          };
      for (int i = 0; i < 3; i++) {
        assertThat(delivered()).hasSize(1);
        server.clock.advance(Duration.ofMinutes(1));
      }
      receiver.answers(200);
      assertThat(delivered()).hasSize(1);
      assertThat(owed()).isZero();
    }

    @Test
    void that_a_fault_of_this_server_prevents_holds_up_no_other() {
      signOut(signedIn("alice"));
      signOut(signedIn("bob"));
      AtomicBoolean failed = new AtomicBoolean();
      receiver.answer =
          url -> {
            if (failed.compareAndSet(false, true)) {
              throw new IllegalStateException("a fault");
            }
            return 200;
          };
      assertThat(delivered()).hasSize(2);
      assertThat(owed()).isOne();
    }

    @Test
    void is_not_asked_for_any_more_once_the_day_is_over() {
      signOut(signedIn("alice"));
      server.clock.advance(Duration.ofDays(1));
      assertThat(delivered()).isEmpty();
      assertThat(owed()).isZero();
      assertThat(undelivered())
          .singleElement()
          .satisfies(event ->
              assertThat(event.facts())
                  .containsEntry("attempts", "0")
                  .containsEntry("reason", "it could not be told in time"));
    }

    @Test
    void of_one_client_is_not_given_up_with_that_of_another() {
      signOutOfTwo();
      server.database.change("UPDATE logout_deliveries SET expires_at = 0 WHERE client_id = 'web'");
      server.sweep();
      assertThat(delivered()).extracting(Posted::url).containsExactly(OTHER);
    }

    @Test
    void with_400_three_times_ends_it_too_with_a_line_in_the_audit_log() {
      receiver.answers(400);
      TestBrowser browser = signedIn("alice");
      Object sub = idToken(tokens(browser)).get("sub");
      signOut(browser);
      for (int seconds : List.of(0, 10, 30)) {
        assertThat(undelivered()).isEmpty();
        server.clock.advance(Duration.ofSeconds(seconds));
        assertThat(delivered()).hasSize(1);
      }
      assertThat(owed()).isZero();
      assertThat(undelivered())
          .singleElement()
          .satisfies(event ->
              assertThat(event.facts())
                  .containsEntry("client_id", "web")
                  .containsEntry("sub", (String) sub)
                  .containsEntry("attempts", "3")
                  .containsEntry("reason", "it was answered with status 400"));
    }

    /// The middle of a deployment.
    @Test
    void with_400_once_after_other_failures_has_it_come_again() {
      signOut(signedIn("alice"));
      receiver.answers(503);
      for (int seconds : List.of(0, 10)) {
        server.clock.advance(Duration.ofSeconds(seconds));
        assertThat(delivered()).hasSize(1);
      }
      receiver.answers(400);
      for (int seconds : List.of(30, 10, 30)) {
        assertThat(undelivered()).isEmpty();
        server.clock.advance(Duration.ofSeconds(seconds));
        assertThat(delivered()).hasSize(1);
      }
      assertThat(owed()).isZero();
      assertThat(undelivered())
          .singleElement()
          .satisfies(event -> assertThat(event.facts()).containsEntry("attempts", "5"));
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 404, 429, 500, 503})
    void with_anything_else_has_it_come_again(int status) {
      receiver.answers(status);
      signOut(signedIn("alice"));
      assertThat(delivered()).hasSize(1);
      server.clock.advance(Duration.ofSeconds(9));
      assertThat(delivered()).isEmpty();
      receiver.answers(204);
      server.clock.advance(SECOND);
      assertThat(delivered()).hasSize(1);
      assertThat(owed()).isZero();
    }

    @Test
    void that_does_not_come_has_it_come_again_after_seconds_and_hours_and_a_day_at_most() {
      receiver.isAway();
      signOut(signedIn("alice"));
      List<Long> after = new ArrayList<>();
      for (long second = 0; second <= 90_000; second += 10) {
        if (!delivered().isEmpty()) {
          after.add(second);
        }
        server.clock.advance(Duration.ofSeconds(10));
      }
      assertThat(after)
          .containsExactly(
              0L, 10L, 40L, 130L, 400L, 1210L, 3640L, 18_040L, 32_440L, 46_840L, 61_240L, 75_640L);
      assertThat(owed()).isZero();
      assertThat(undelivered())
          .singleElement()
          .satisfies(event ->
              assertThat(event.facts())
                  .containsEntry("attempts", "12")
                  .containsEntry("reason", "no connection to its host could be made"));
    }

    @Test
    void of_one_client_changes_nothing_for_another() {
      receiver.answer = url -> url.equals(WEB) ? 500 : 200;
      TestBrowser browser = signedIn("alice");
      browser.get("/authorize?" + TestClients.request("always", "openid").encode());
      signOut(browser);
      assertThat(delivered()).hasSize(2);
      assertThat(owed()).isOne();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody came");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
