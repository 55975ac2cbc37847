package dev.mapae.authorizationserver;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.authentication.SecondFactorPolicy;
import dev.mapae.authorizationserver.authentication.SignInPolicy;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.http.Router;
import dev.mapae.authorizationserver.key.KeySchedule;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.registration.RegistrationPolicy;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.protocol.Parameters;
import dev.mapae.resourceowner.ResourceOwnerPages;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/// One of several nodes on a database, with a clock and `key_encryption_key`s of its own.
final class TestNode implements AutoCloseable {
  final TestClock clock;
  final ConcurrentLinkedQueue<AuditEvent> audit = new ConcurrentLinkedQueue<>();
  final Stores stores;
  final AuthorizationServer server;
  private final Router router;

  TestNode(TestDatabase database, TestClock clock, byte[]... keyEncryptionKeys) {
    this.clock = clock;
    this.stores = database.openBeside(TestServer.ISSUER.value());
    this.server =
        new AuthorizationServer(
            new AuthorizationServer.Parts(
                TestServer.ISSUER,
                Profile.OAUTH_2_1,
                stores,
                List.of(keyEncryptionKeys),
                Optional.of(KeySchedule.PRESET_PERIOD),
                Lifetimes.PRESET,
                new Passwords.Cost(8, 1, 1),
                _ -> false,
                List.of(),
                false,
                false,
                false,
                Optional.empty(),
                RegistrationPolicy.CLOSED,
                List.of(),
                false,
                SecondFactorPolicy.OPTIONAL,
                List.of(),
                SignInPolicy.PRESET,
                Optional.empty(),
                Optional.empty(),
                new ResourceOwnerPages(TestServer.ISSUER),
                Fetcher.none(),
                audit::add,
                clock,
                new SecureRandom()));
    server.reconcile(Samples.declarations());
    this.router = new Router(server.routes(), server.errors());
  }

  /// A `key_encryption_key`; 0 is the one of [TestServer].
  static byte[] kek(int fill) {
    if (fill == 0) {
      return TestServer.keyEncryptionKey();
    }
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) fill);
    return key;
  }

  /// What a node does each second.
  void follow() {
    server.housekeeping().follow();
  }

  /// What a node does each hour.
  void doChores() {
    server.housekeeping().doChores();
  }

  /// The ids of the published keys for an algorithm, in the order in which they are used.
  List<String> published(String algorithm) {
    return published(
        router.handle(TestServer.request("GET", "/jwks", Parameters.empty(), List.of())),
        algorithm);
  }

  static List<String> published(Response jwks, String algorithm) {
    try {
      return JWKSet.parse(new String(jwks.body(), StandardCharsets.UTF_8)).getKeys().stream()
          .filter(key -> key.getAlgorithm().getName().equals(algorithm))
          .map(JWK::getKeyID)
          .toList();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  Response post(String path, String clientId, Parameters form) {
    return router.handle(
        TestServer.request(
            "POST", path, form, List.of(Map.entry("Authorization", TestServer.basic(clientId)))));
  }

  String accessToken(String clientId) {
    return (String)
        TestServer.json(post("/token", clientId, TestClients.credentials())).get("access_token");
  }

  boolean isActive(String clientId, String token) {
    return Boolean.TRUE.equals(
        TestServer.json(post("/introspect", clientId, TestClients.form("token", token)))
            .get("active"));
  }

  @Override
  public void close() {
    server.close();
    stores.close();
  }
}
