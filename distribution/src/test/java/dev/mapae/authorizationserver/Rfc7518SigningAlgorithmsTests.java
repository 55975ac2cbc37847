package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.key.KeyLife;
import dev.mapae.authorizationserver.key.KeyLife.Stage;
import dev.mapae.authorizationserver.key.KeyRotation;
import dev.mapae.authorizationserver.key.NewKeys;
import dev.mapae.authorizationserver.store.Resource.AccessTokenFormat;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.authorizationserver.store.ResponseJwt;
import dev.mapae.authorizationserver.store.SealedKey;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import dev.mapae.authorizationserver.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7518 §3, RFC 8037 §3.1 and RFC 9964 §5, what the server signs with: a key comes to be when a
/// client or resource names its algorithm, and has that one for ever.
class Rfc7518SigningAlgorithmsTests {
  final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable server : opened.reversed()) {
      server.close();
    }
  }

  TestServer server(Declarations declarations) {
    TestServer server = new TestServer(TestServer.ISSUER, declarations);
    opened.add(server);
    return server;
  }

  /// With a client `web` whose ID tokens are signed so.
  static Declarations naming(String algorithm) {
    return Declared.with(
        Samples.declarations(),
        Samples.confidential(
            Samples.client("web", Samples.CALLBACK)
                .responses(ResponseAlgorithms.PRESET.with(ResponseJwt.ID_TOKEN, algorithm))));
  }

  static Map<String, Object> tokens(TestServer server) {
    return new TestClients(server).tokens("web", "openid");
  }

  static String idToken(TestServer server) {
    return (String) tokens(server).get("id_token");
  }

  @Nested
  class Section_3_1_every_algorithm {
    @ParameterizedTest
    @CsvSource({
      "RS256, SHA-256",
      "RS384, SHA-384",
      "RS512, SHA-512",
      "PS256, SHA-256",
      "PS384, SHA-384",
      "PS512, SHA-512",
      "ES256, SHA-256",
      "ES384, SHA-384",
      "ES512, SHA-512",
      "EdDSA, SHA-512",
      "ML-DSA-44, SHAKE256-512",
      "ML-DSA-65, SHAKE256-512",
      "ML-DSA-87, SHAKE256-512"
    })
    void signs_id_tokens_of_clients_that_name_it(String algorithm, String hash) throws Exception {
      TestServer server = server(naming(algorithm));
      Map<String, Object> tokens = tokens(server);
      String idToken = (String) tokens.get("id_token");
      assertThat(new PublishedKeys(server).verifiedHeader(idToken))
          .containsEntry("alg", algorithm)
          .containsEntry("typ", "JWT");
      byte[] digest =
          MessageDigest.getInstance(hash)
              .digest(((String) tokens.get("access_token")).getBytes(StandardCharsets.US_ASCII));
      assertThat(TestServer.parse(PublishedKeys.text(idToken.split("\\.", -1)[1])))
          .containsEntry(
              "at_hash",
              Base64.getUrlEncoder()
                  .withoutPadding()
                  .encodeToString(Arrays.copyOf(digest, digest.length / 2)));
    }

    @Test
    void is_in_the_metadata() {
      TestServer server = server(Samples.declarations());
      assertThat(json(server.get("/.well-known/openid-configuration")))
          .containsEntry(
              "id_token_signing_alg_values_supported",
              List.of(
                  "ES256",
                  "ES384",
                  "ES512",
                  "RS256",
                  "RS384",
                  "RS512",
                  "PS256",
                  "PS384",
                  "PS512",
                  "EdDSA",
                  "ML-DSA-44",
                  "ML-DSA-65",
                  "ML-DSA-87"));
    }
  }

  @Nested
  class Rfc9068_2_1_an_access_token {
    static Declarations signedWith(String algorithm) {
      return Declared.with(
          Samples.declarations(),
          Rfc9068AccessTokenTests.music(AccessTokenFormat.JWT, "at+jwt", algorithm));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "RS256", "PS384", "ES512", "EdDSA", "ML-DSA-65"})
    void is_signed_as_its_resource_has_it(String algorithm) {
      TestServer server = server(signedWith(algorithm));
      TestClients clients = new TestClients(server);
      String token = clients.accessToken("service");
      assertThat(new PublishedKeys(server).verifiedHeader(token))
          .containsEntry("alg", algorithm)
          .containsEntry("typ", "at+jwt");
      assertThat(clients.isActive("service", token)).isTrue();
    }

    @Test
    void stays_good_when_its_resource_has_another_algorithm() {
      TestServer server = server(signedWith("ES384"));
      TestClients clients = new TestClients(server);
      String before = clients.accessToken("service");
      server.server.reconcile(Samples.declarations());
      assertThat(new PublishedKeys(server).verifiedHeader(clients.accessToken("service")))
          .containsEntry("alg", "ES256");
      assertThat(clients.isActive("service", before)).isTrue();
    }

    @Test
    void is_no_id_token_though_the_same_key_signs_both() {
      TestServer server =
          server(
              Declared.with(
                  naming("ES256"),
                  Rfc9068AccessTokenTests.music(AccessTokenFormat.JWT, "JWT", "ES256")));
      TestClients clients = new TestClients(server);
      Map<String, Object> tokens = clients.tokens("web", "openid playlist.read");
      assertThat(clients.isActive("web", tokens.get("id_token"))).isFalse();
      assertThat(clients.userInfo(tokens.get("id_token")).status()).isEqualTo(401);
      Ask asked = Ask.web("openid").with("id_token_hint", (String) tokens.get("access_token"));
      TestBrowser browser = new TestBrowser(server);
      browser.get(asked.url());
      assertThat(browser.answer("error")).isEqualTo("invalid_request");
    }
  }

  @Nested
  class A_key {
    @Test
    void is_made_only_when_its_algorithm_is_named() {
      TestServer server = server(Samples.declarations());
      assertThat(new PublishedKeys(server).algorithms())
          .containsExactlyInAnyOrder("ES256", "RS256");
      server.server.reconcile(naming("ES384"));
      assertThat(new PublishedKeys(server).algorithms())
          .containsExactlyInAnyOrder("ES256", "RS256", "ES384");
      assertThat(server.audit)
          .anySatisfy(event -> {
            assertThat(event.type()).isEqualTo(AuditEvent.Type.KEY_CREATED);
            assertThat(event.facts()).containsEntry("alg", "ES384");
          });
    }

    @Test
    void is_made_once_however_often_it_is_named() {
      TestServer server = server(naming("ES384"));
      server.server.reconcile(naming("ES384"));
      opened.add(server.beside());
      assertThat(new PublishedKeys(server).ids("ES384")).hasSize(1);
    }

    @Test
    void stays_when_nobody_names_its_algorithm_any_more() {
      TestServer server = server(naming("EdDSA"));
      String idToken = idToken(server);
      server.server.reconcile(Samples.declarations());
      new PublishedKeys(server).verifiedHeader(idToken);
    }

    /// The database has the key before it has the client, so that a node that met the client first
    /// finds it.
    @Test
    void is_found_by_a_node_that_did_not_know_of_it_yet() {
      TestServer first = server(Samples.declarations());
      TestServer second = first.beside();
      opened.add(second);
      assertThat(new PublishedKeys(second).algorithms()).doesNotContain("PS384");
      first.server.reconcile(naming("PS384"));
      String idToken = idToken(second);
      assertThat(new PublishedKeys(second).verifiedHeader(idToken)).containsEntry("alg", "PS384");
      assertThat(new PublishedKeys(second).ids("PS384"))
          .isEqualTo(new PublishedKeys(first).ids("PS384"));
    }

    @Test
    void is_there_before_the_client_that_needs_it() {
      WatchedStores watched = new WatchedStores();
      TestServer server =
          new TestServer(TestServer.ISSUER, Samples.declarations(), watched::around);
      opened.add(server);
      watched.failing = "clients.declare";
      assertThatThrownBy(() -> server.server.reconcile(naming("ES512")))
          .isInstanceOf(StoreException.class);
      assertThat(new PublishedKeys(server).ids("ES512")).hasSize(1);
    }
  }

  @Nested
  class The_successor_of_such_a_key {
    KeyRotation command(TestServer server) {
      return new KeyRotation(
          server.stores,
          new NewKeys(KeyEncryptionKeyReplacementTests.encryption(0), new SecureRandom()),
          server.audit::add,
          server.clock);
    }

    @Test
    void is_announced_with_those_of_the_others() {
      TestServer server = server(naming("ML-DSA-44"));
      server.clock.advance(Duration.ofDays(89));
      server.server.housekeeping().doChores();
      server.server.housekeeping().follow();
      List<Object> ids = new PublishedKeys(server).ids("ML-DSA-44");
      assertThat(ids).hasSize(2);
      assertThat(new PublishedKeys(server).verifiedHeader(idToken(server)))
          .containsEntry("kid", ids.getFirst());
      server.clock.advance(Duration.ofDays(1));
      assertThat(new PublishedKeys(server).verifiedHeader(idToken(server)))
          .containsEntry("kid", ids.getLast());
      assertThat(KeyLife.of(server.stores.keys().all(), server.clock.instant()))
          .filteredOn(life -> life.key().algorithm().equals("ML-DSA-44"))
          .extracting(KeyLife::stage)
          .containsExactly(Stage.KEPT, Stage.IN_USE);
    }

    @Test
    void is_made_by_command_too() {
      TestServer server = server(naming("EdDSA"));
      assertThat(command(server).rotate(Set.of(Purpose.SIGNING)))
          .extracting(SealedKey::algorithm)
          .containsExactlyInAnyOrder("ES256", "RS256", "EdDSA");
    }

    @Test
    void takes_its_place_at_once_when_somebody_may_know_it() {
      TestServer server = server(naming("RS512"));
      Object old = new PublishedKeys(server).verifiedHeader(idToken(server)).get("kid");
      command(server).replace(Set.of(Purpose.SIGNING));
      server.server.housekeeping().follow();
      Object now = new PublishedKeys(server).verifiedHeader(idToken(server)).get("kid");
      assertThat(now).isNotEqualTo(old);
      assertThat(new PublishedKeys(server).ids("RS512")).containsExactly(now);
    }
  }

  @Nested
  class Rfc8725_3_1_a_header {
    final TestServer server = server(naming("ES384"));
    final String idToken = idToken(server);
    final String[] parts = idToken.split("\\.", -1);

    String withHeader(String alg, Object kid, String typ) {
      String header = "{\"alg\":\"%s\",\"kid\":\"%s\",\"typ\":\"%s\"}".formatted(alg, kid, typ);
      return base64url(header.getBytes(StandardCharsets.UTF_8)) + "." + parts[1];
    }

    static String base64url(byte[] bytes) {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    Object kid() {
      return new PublishedKeys(server).ids("ES384").getFirst();
    }

    /// Whether a hint is taken: whoever it is about is signed in, and need not be asked again.
    boolean isTaken(String hint) {
      TestBrowser browser = new TestBrowser(server);
      Ask ask = Ask.web("openid");
      browser.get(ask.url()).signInAs("alice");
      if (browser.page.header("Location").isEmpty()) {
        browser.approve();
      }
      browser.get(ask.with("prompt", "none").with("id_token_hint", hint).url());
      return browser.page.header("Location").orElse("").contains("code=");
    }

    @Test
    void that_is_right_is_taken() {
      assertThat(isTaken(idToken)).isTrue();
    }

    @Test
    void cannot_choose_hs256_with_the_public_key_as_the_secret() throws Exception {
      String jwk =
          TestServer.parse(new String(server.get("/jwks").body(), StandardCharsets.UTF_8))
              .toString();
      String input = withHeader("HS256", kid(), "JWT");
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(jwk.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      String signed = base64url(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
      assertThat(isTaken(input + "." + signed)).isFalse();
    }

    @Test
    void cannot_choose_none() {
      assertThat(isTaken(withHeader("none", kid(), "JWT") + ".")).isFalse();
      assertThat(isTaken(withHeader("none", kid(), "JWT") + "." + parts[2])).isFalse();
    }

    @Test
    void cannot_choose_the_algorithm_or_the_key_of_another() {
      Object es256 = new PublishedKeys(server).ids("ES256").getFirst();
      assertThat(isTaken(withHeader("ES256", kid(), "JWT") + "." + parts[2])).isFalse();
      assertThat(isTaken(withHeader("ES384", es256, "JWT") + "." + parts[2])).isFalse();
      assertThat(isTaken(withHeader("ES256", es256, "JWT") + "." + parts[2])).isFalse();
    }

    @Test
    void of_an_id_token_makes_no_access_token() {
      assertThat(new TestClients(server).userInfo(idToken).status()).isEqualTo(401);
      assertThat(new TestClients(server).isActive("web", idToken)).isFalse();
    }
  }
}
