package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.key.KeyRotation;
import dev.mapae.authorizationserver.key.NewKeys;
import dev.mapae.authorizationserver.store.SealedKey;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import dev.mapae.authorizationserver.store.Sector;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// OIDC Core §8 and §8.1, clients that know people by names of their own.
///
/// - `web` and `desk` are of the sector `app.example.com`, `far` is of another, and so is `sister`
///   by its `sector_identifier_uri`; `ours` knows people by their public name.
/// - `partner` brings assertions of another server, and `orders-api` exchanges tokens that it was
///   called with. Both are pairwise too, and have nobody's redirect URIs.
@OnEveryEngine
class OidcCorePairwiseSubjectTests {
  private static final String LOGGED_OUT = "https://app.example.com/logged-out";
  private static final String FAR = "https://far.example.com/cb";

  private final LogoutReceiver receiver = new LogoutReceiver();
  private final TestServer server;
  private final TestClients clients;

  OidcCorePairwiseSubjectTests(Engine engine) {
    Seams seams = Rfc7523JwtBearerGrantTests.trusting("partner");
    seams.fetcher = receiver;
    server = new TestServer(engine, declarations(), seams);
    clients = new TestClients(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static Declarations declarations() {
    return Declared.withAll(
        Samples.declarations(),
        Samples.confidential(
            Samples.client("web", Samples.CALLBACK).pairwise().backchannel(LOGGED_OUT)),
        Samples.confidential(Samples.client("desk", Samples.CALLBACK).pairwise()),
        Samples.confidential(Samples.client("far", FAR).pairwise()),
        Samples.confidential(
            Samples.client("sister", Samples.CALLBACK)
                .pairwise()
                .sector("https://family.example.com/sector.json")),
        Samples.confidential(
            Samples.client("orders-api")
                .pairwise()
                .grants("client_credentials", ExchangeScene.GRANT)
                .exchange(ExchangeScene.policy(Samples.MUSIC))),
        Samples.confidential(
            Samples.client("partner").pairwise().grants(Rfc7523JwtBearerGrantTests.GRANT)));
  }

  private static Ask ask(String clientId, String scope) {
    return Ask.of(clientId, clientId.equals("far") ? FAR : TestClients.callback(clientId), scope);
  }

  private Map<String, Object> tokens(Ask ask, String... approved) {
    TestBrowser browser = new TestBrowser(server).get(ask.url()).signInAs("alice");
    if (!browser.isAtClient()) {
      browser.approve(approved);
    }
    String clientId = ask.parameters().required("client_id");
    return json(clients.token(clientId, ask.redemption(browser.answer("code"))));
  }

  private Map<String, Object> tokens(String clientId) {
    return tokens(
        ask(clientId, "openid offline_access playlist.read"), "offline_access", "playlist.read");
  }

  private Object sub(Object jwt) {
    return clients.claims(jwt).get("sub");
  }

  private Object knownTo(String clientId) {
    return sub(tokens(clientId).get("id_token"));
  }

  @Nested
  class Section_8_subject_identifier_types {
    @Test
    void one_client_knows_a_person_by_the_same_name_everywhere() {
      Map<String, Object> tokens = tokens("web");
      Object sub = sub(tokens.get("id_token"));
      Object token = tokens.get("access_token");
      assertThat(sub(token)).isEqualTo(sub);
      assertThat(json(clients.userInfo(token))).containsEntry("sub", sub);
      assertThat(clients.introspect("web", token))
          .containsEntry("sub", sub)
          .doesNotContainKey("username");
      assertThat(clients.introspect("web", tokens.get("refresh_token")))
          .containsEntry("sub", sub)
          .doesNotContainKey("username");
      Map<String, Object> refreshed = json(clients.refresh("web", tokens.get("refresh_token")));
      assertThat(sub(refreshed.get("id_token"))).isEqualTo(sub);
      assertThat(knownTo("web")).isEqualTo(sub);
    }

    @Test
    void it_hears_of_the_end_of_a_session_by_that_name() {
      Ask ask = Ask.web("openid");
      TestBrowser browser = new TestBrowser(server).get(ask.url()).signInAs("alice");
      browser.approve("openid").get("/sign-out").submit(form());
      server.server.housekeeping().doChores();
      assertThat(receiver.taken())
          .singleElement()
          .satisfies(posted -> assertThat(sub(posted.token())).isEqualTo(knownTo("web")));
    }

    @Test
    void no_other_client_can_tell_that_it_is_the_same_person() {
      Object ours =
          sub(json(clients.redeem("ours", clients.code("ours", "openid"))).get("id_token"));
      assertThat(new TreeSet<>(List.of(knownTo("web"), knownTo("far"), knownTo("sister"), ours)))
          .as("of other sectors")
          .hasSize(4);
      assertThat(knownTo("desk")).as("of the same sector").isEqualTo(knownTo("web"));
      for (Object jwt : tokens("web").values().stream().filter(this::isJwt).toList()) {
        assertThat(clients.claims(jwt).toString()).doesNotContain((String) ours);
      }
    }

    private boolean isJwt(Object value) {
      return value instanceof String text && text.startsWith("eyJ");
    }

    /// An API asks and learns no other name than the token has.
    @Test
    void an_api_knows_the_person_as_its_client_does() {
      Ask ask = ask("web", "openid orders.read").with("resource", Samples.ORDERS);
      Map<String, Object> tokens = tokens(ask, "orders.read");
      assertThat(clients.introspect("orders-api", tokens.get("access_token")))
          .containsEntry("active", true)
          .containsEntry("sub", sub(tokens.get("id_token")))
          .doesNotContainKey("username");
    }

    @Test
    void what_is_exchanged_names_the_person_as_its_new_client_does() {
      Ask ask =
          ask("web", "playlist.read orders.read")
              .with("resource", List.of(Samples.MUSIC, Samples.ORDERS));
      TestBrowser browser = new TestBrowser(server).get(ask.url()).signInAs("alice");
      String code = browser.approve("playlist.read", "orders.read").answer("code");
      Object token =
          json(clients.token("web", ask.redemption(code).with("resource", Samples.ORDERS)))
              .get("access_token");
      Map<String, Object> exchanged =
          json(
              clients.token(
                  "orders-api", ExchangeScene.exchange(token, "resource", Samples.MUSIC)));
      String grantId =
          ((String) clients.introspect("orders-api", token).get("jti")).substring(1, 23);
      assertThat((String) clients.claims(exchanged.get("access_token")).get("jti"))
          .as("by which an API could add both names up")
          .doesNotContain(grantId);
      assertThat(clients.introspect("orders-api", exchanged.get("access_token")))
          .containsEntry("active", true)
          .doesNotContainKey("username")
          .satisfies(said ->
              assertThat(said.get("sub"))
                  .isNotEqualTo(knownTo("web"))
                  .isNotEqualTo(knownTo("ours"))
                  .isEqualTo(sub(exchanged.get("access_token"))));
    }

    /// No grant tells of whom it speaks.
    @Test
    void a_token_for_an_assertion_is_good_and_can_be_taken_back() {
      Object token =
          json(clients.token("partner", Rfc7523JwtBearerGrantTests.alice(server)))
              .get("access_token");
      assertThat(sub(token)).isNotEqualTo(knownTo("ours")).isNotEqualTo(knownTo("web"));
      assertThat(clients.introspect("partner", token))
          .containsEntry("active", true)
          .containsEntry("sub", sub(token))
          .doesNotContainKey("username");
      clients.revoke("partner", token);
      assertThat(clients.isActive("partner", token)).isFalse();
    }
  }

  @Nested
  class Section_8_1_pairwise_identifier_algorithm {
    @Test
    void a_key_rotation_changes_nobody() {
      Object before = knownTo("web");
      var rotation =
          new KeyRotation(
              server.stores,
              new NewKeys(KeyEncryptionKeyReplacementTests.encryption(0), new SecureRandom()),
              server.audit::add,
              server.clock);
      rotation.rotate(Set.of(Purpose.values()));
      rotation.replace(Set.of(Purpose.values()));
      server.clock.advance(Duration.ofDays(200));
      server.server.housekeeping().follow();
      server.server.housekeeping().doChores();
      assertThat(knownTo("web")).isEqualTo(before);
      assertThat(server.stores.keys().all().stream().map(SealedKey::purpose))
          .containsOnlyOnce(Purpose.PAIRWISE);
    }

    @Test
    void another_node_knows_everybody_by_the_same_name() {
      Object before = knownTo("web");
      try (TestServer other = server.beside(Rfc7523JwtBearerGrantTests.trusting("partner"))) {
        var there = new TestClients(other);
        Object token = there.tokens("web", "openid").get("id_token");
        assertThat(sub(token)).isEqualTo(before);
      }
    }

    /// Two programs on one device have nothing in common.
    @Test
    void loopback_is_nobodys_sector() {
      var declared =
          Samples.open(Samples.client("cli", "http://127.0.0.1/cb", "http://[::1]/cb").pairwise());
      assertThat(Sector.of(declared.client())).contains(new Sector(false, "cli"));
    }

    /// It is a MAC, and kept nowhere.
    @Test
    void a_stolen_database_does_not_tell_who_is_who() {
      String sub = (String) knownTo("web");
      assertThat(server.database.rows()).noneMatch(row -> row.contains(sub));
    }
  }

  @Nested
  class Section_5_5_1_a_client_names_a_person {
    @Test
    void as_it_knows_them() {
      TestBrowser browser = new TestBrowser(server);
      Ask ask = Ask.web("openid");
      browser.get(ask.url()).signInAs("alice").approve("openid");
      String hint =
          (String)
              json(clients.token("web", ask.redemption(browser.answer("code")))).get("id_token");
      server.clock.advance(Duration.ofMinutes(30));
      Ask silent = ask.with("prompt", "none");
      assertThat(browser.get(silent.with("id_token_hint", hint).url()).answer("code"))
          .as("even expired")
          .isNotEmpty();
      assertThat(browser.get(silent.with("claims", named(sub(hint))).url()).answer("code"))
          .isNotEmpty();
    }

    @Test
    void and_by_no_other_name() {
      Object ours = knownTo("ours");
      Object far = knownTo("far");
      TestBrowser browser = new TestBrowser(server);
      browser.get(Ask.web("openid").url()).signInAs("alice").approve("openid");
      for (Object other : List.of(ours, far)) {
        Ask silent = Ask.web("openid").with("prompt", "none").with("claims", named(other));
        assertThat(browser.get(silent.url()).answer("error")).isEqualTo("login_required");
      }
    }

    @Test
    void nor_by_the_id_token_of_another_client() {
      String hint = (String) tokens("desk").get("id_token");
      TestBrowser browser = new TestBrowser(server);
      browser.get(Ask.web("openid").with("id_token_hint", hint).url());
      assertThat(browser.answer("error")).as("of the same sector").isEqualTo("invalid_request");
    }

    private String named(Object sub) {
      return "{\"id_token\":{\"sub\":{\"value\":\"" + sub + "\"}}}";
    }
  }
}
