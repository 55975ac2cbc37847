package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.credentials;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.key.KeyLife;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientLogout;
import dev.mapae.authorizationserver.store.Credentials;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.authorizationserver.store.SealedKey;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import dev.mapae.authorizationserver.store.StoredSecret;
import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Client secrets and fingerprints of declarations come under the youngest key for them, and the
/// old one goes when nothing is under it any more.
class ClientSecretKeyTests {
  final WatchedStores watched = new WatchedStores();
  final TestServer server =
      new TestServer(TestServer.ISSUER, Samples.declarations(), watched::around);
  final TestClients clients = new TestClients(server);
  String old = "";

  /// The keys rotate, and nothing else happens.
  @BeforeEach
  void rotate() {
    old = keys().getFirst();
    days(89);
    days(1);
    assertThat(keys()).hasSize(2);
  }

  @AfterEach
  void close() {
    server.close();
  }

  void days(int days) {
    server.clock.advance(Duration.ofDays(days));
    server.server.housekeeping().doChores();
    server.server.housekeeping().follow();
  }

  List<String> keys() {
    return KeyLife.of(server.stores.keys().all(), server.clock.instant()).stream()
        .map(KeyLife::key)
        .filter(key -> key.purpose() == Purpose.SECRET)
        .map(SealedKey::id)
        .toList();
  }

  List<String> keysOf(String client) {
    return server.stores.clients().find(client).orElseThrow().credentials().secrets().stream()
        .map(StoredSecret::keyId)
        .toList();
  }

  static Client administered(String id) {
    return new Client(
        id,
        Origin.ADMINISTERED,
        true,
        Credentials.of("client_secret_basic"),
        Optional.empty(),
        Set.of("client_credentials"),
        List.of(),
        Scope.empty(),
        false,
        Requirements.PRESET,
        RequestObjectPolicy.PRESET,
        Duration.ZERO,
        Lifetimes.PRESET,
        ResponseAlgorithms.PRESET,
        ClientLogout.PRESET,
        Map.of());
  }

  @Nested
  class A_secret {
    @Test
    void comes_under_the_youngest_key_after_its_next_use() {
      assertThat(keysOf("service")).containsExactly(old);
      assertThat(clients.token("service", credentials()).status()).isEqualTo(200);
      assertThat(keysOf("service")).containsExactly(old);
      server.server.housekeeping().doChores();
      assertThat(keysOf("service")).containsExactly(keys().getLast());
      assertThat(keysOf("both")).containsExactly(old);
      server.server.housekeeping().follow();
      assertThat(clients.token("service", credentials()).status()).isEqualTo(200);
    }

    @Test
    void comes_there_by_one_write_however_often_it_is_used() {
      watched.reset();
      for (int i = 0; i < 20; i++) {
        clients.token("service", credentials());
      }
      server.server.housekeeping().doChores();
      server.server.housekeeping().follow();
      clients.token("service", credentials());
      server.server.housekeeping().doChores();
      assertThat(watched.calls()).containsEntry("clients.rekey", 1);
    }

    @Test
    void stays_where_it_is_when_a_wrong_one_is_tried() {
      server.post("/token", credentials("client_id", "service", "client_secret", "x".repeat(40)));
      server.server.housekeeping().doChores();
      assertThat(keysOf("service")).containsExactly(old);
    }

    @Test
    void is_good_also_when_the_database_cannot_be_written() {
      watched.failing = "clients.rekey";
      assertThat(clients.token("service", credentials()).status()).isEqualTo(200);
      server.server.housekeeping().doChores();
      assertThat(clients.token("service", credentials()).status()).isEqualTo(200);
      assertThat(keysOf("service")).containsExactly(old);
      watched.failing = "";
      server.server.housekeeping().doChores();
      assertThat(keysOf("service")).containsExactly(keys().getLast());
    }

    @Test
    void leaves_the_other_one_of_its_client_as_it_is() {
      String second = "another-secret-0123456789abcdef0123456789";
      DeclaredClient two =
          new DeclaredClient(
              Samples.client("two")
                  .grants("client_credentials")
                  .scope("playlist.read")
                  .build("client_secret_post"),
              List.of(Samples.secret("two"), second));
      server.server.reconcile(Declared.with(Samples.declarations(), two));
      days(89);
      days(1);
      String youngest = keys().getLast();
      var form = credentials("client_id", "two", "client_secret", second);
      assertThat(server.post("/token", form).status()).isEqualTo(200);
      server.server.housekeeping().doChores();
      assertThat(keysOf("two")).hasSize(2).endsWith(youngest).doesNotHaveDuplicates();
    }
  }

  @Nested
  class The_old_key {
    void use(Stream<String> names) {
      names.forEach(name -> clients.token(name, credentials()));
      server.server.housekeeping().doChores();
      server.server.housekeeping().follow();
    }

    Stream<String> confidential() {
      return Samples.declarations().clients().stream()
          .filter(client -> !client.client().isPublic())
          .map(client -> client.client().id());
    }

    @Test
    void stays_while_a_secret_is_under_it() {
      StoredSecret unused = new StoredSecret(old, StoredSecret.Form.MAC, "bWFj");
      server.stores.clients().declare(administered("unused").withSecrets(List.of(unused)), "");
      use(confidential());
      server.server.reconcile(Samples.declarations());
      days(50);
      assertThat(keys()).contains(old);
      server
          .stores
          .clients()
          .rekey(
              "unused", unused, new StoredSecret(keys().getLast(), StoredSecret.Form.MAC, "bWFj"));
      days(1);
      assertThat(keys()).doesNotContain(old).hasSize(1);
    }

    @Test
    void stays_while_a_declaration_is_under_it() {
      use(confidential());
      days(50);
      assertThat(keys()).contains(old);
      server.server.reconcile(Samples.declarations());
      days(1);
      assertThat(keys()).doesNotContain(old);
    }
  }

  @Nested
  class A_declared_entry {
    Set<String> passwords() {
      return server.database.rows().stream()
          .filter(row -> row.startsWith("people"))
          .map(row -> row.replaceAll(".*(\\$argon2id[^ ]*).*", "$1"))
          .collect(Collectors.toSet());
    }

    @Test
    void that_is_unchanged_is_written_once_after_a_rotation_and_is_no_change() {
      Set<String> passwords = passwords();
      server.audit.clear();
      watched.reset();
      assertThat(server.server.reconcile(Samples.declarations())).isZero();
      assertThat(watched.calls())
          .containsEntry("clients.declare", 8)
          .containsEntry("people.declare", 2)
          .containsEntry("resources.declare", 2);
      assertThat(server.audit.stream().map(AuditEvent::type))
          .doesNotContain(AuditEvent.Type.CONFIGURATION_CHANGED);
      watched.reset();
      assertThat(server.server.reconcile(Samples.declarations())).isZero();
      assertThat(watched.calls()).doesNotContainKeys("clients.declare", "people.declare");
      assertThat(passwords()).isEqualTo(passwords).allMatch(hash -> hash.startsWith("$argon2id"));
      assertThat(clients.token("service", credentials()).status()).isEqualTo(200);
    }

    @Test
    void that_changed_is_still_noticed() {
      DeclaredClient narrower =
          Samples.confidential(
              Samples.client("service").grants("client_credentials").scope("playlist.read"));
      assertThat(server.server.reconcile(Declared.with(Samples.declarations(), narrower)))
          .isEqualTo(1);
    }
  }
}
