package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.DamagedRowException;
import dev.mapae.protocol.Parameters;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A row that makes no sense is named, so that somebody can mend it, and nothing of it is told.
@OnEveryEngine
class DamagedRowTests {
  final TestServer server;
  final TestClients clients;

  DamagedRowTests(Engine engine) {
    server = new TestServer(engine);
    clients = new TestClients(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  void damage(String table, String column, String content) {
    assertThat(server.database.change("UPDATE %s SET %s = '%s'".formatted(table, column, content)))
        .isPositive();
  }

  void assertNamed(ThrowingCallable reading, String table, String key, String column) {
    assertThatThrownBy(reading)
        .isInstanceOf(DamagedRowException.class)
        .hasMessageContaining("row " + key + " of the table " + table)
        .hasMessageContaining("the column " + column + " makes no sense")
        .hasMessageNotContaining("hidden")
        .hasNoCause();
  }

  @Test
  void it_is_named_whatever_is_damaged() {
    damage("clients", "document", "{\"scope\": \"hidden");
    assertNamed(() -> server.stores.clients().find("web"), "clients", "web", "document");
    damage("clients", "document", "{\"hidden\": \"document\"}");
    assertNamed(() -> server.stores.clients().find("web"), "clients", "web", "document");
    damage("clients", "origin", "hidden");
    assertNamed(() -> server.stores.clients().find("web"), "clients", "web", "origin");
    damage("resources", "document", "[\"hidden\"]");
    assertNamed(() -> server.stores.resources().all(), "resources", Samples.MUSIC, "document");
    damage("people", "roles", "hidden");
    String alice = server.database.value("SELECT subject FROM people WHERE username = 'alice'");
    assertNamed(() -> server.stores.people().findByUsername("alice"), "people", alice, "roles");
    damage("keys", "sealed", "not base64: hidden");
    String key = server.database.value("SELECT id FROM keys ORDER BY used_from, id LIMIT 1");
    assertNamed(() -> server.stores.keys().all(), "keys", key, "sealed");
  }

  @Test
  void it_is_named_also_beside_rows_of_other_tables() {
    clients.code("web", "playlist.read");
    String alice = server.database.value("SELECT subject FROM grants");
    damage("consents", "claims", "hidden");
    assertNamed(() -> server.stores.consents().find(alice, "web"), "consents", alice, "claims");
    String grant = server.database.value("SELECT id FROM grants");
    damage("grants", "amr", "hidden");
    assertNamed(() -> server.stores.grants().find(grant), "grants", grant, "amr");
    String session = server.database.value("SELECT id FROM sessions");
    damage("people", "claims", "hidden");
    assertNamed(() -> server.stores.sessions().find(session), "sessions", session, "claims");
  }

  @Test
  void whoever_needs_it_hears_that_the_server_failed() {
    String code = clients.code("web", "playlist.read");
    damage("grants", "resources", "hidden");
    Response response = clients.redeem("web", code);
    assertThat(response.status()).isEqualTo(500);
    assertThat(TestServer.json(response)).containsEntry("error", "server_error");
  }

  @Test
  void a_server_does_not_start_with_a_key_that_makes_no_sense() {
    damage("keys", "sealed", "hidden!");
    assertNamed(
        server::beside,
        "keys",
        server.database.value("SELECT id FROM keys ORDER BY used_from, id LIMIT 1"),
        "sealed");
  }

  // During an upgrade, and of everybody: every request of a page asks for all clients.
  @Test
  void one_of_a_profile_that_only_a_newer_version_knows_is_of_a_client_that_is_switched_off() {
    assertThat(
            server.database.change(
                "UPDATE clients SET document = replace(document, '\"scope\":', '\"profile\":\"fapi-3.0\",\"scope\":')"
                    + " WHERE id = 'web'"))
        .isOne();
    assertThat(server.stores.clients().all())
        .filteredOn(client -> !client.enabled())
        .extracting(Client::id)
        .containsExactly("web");
    assertThat(TestServer.json(clients.token("web", TestClients.credentials())))
        .containsEntry("error", "invalid_client");
    String origin = "https://spa.example.com";
    CorsTests.assertOpen(server.post("/token", Parameters.empty(), "Origin", origin), origin);
    assertThat(clients.token("service", TestClients.credentials()).status()).isEqualTo(200);
  }

  /// What is kept of a secret is compared, and never read.
  @Test
  void a_damaged_secret_is_a_wrong_one() {
    String secret = "\"mac\":\"";
    assertThat(
            server.database.change(
                "UPDATE clients SET document = replace(document, '%s', '%s!')"
                    .formatted(secret, secret)))
        .isPositive();
    try (TestServer node = server.beside()) {
      assertThat(new TestClients(node).token("service", TestClients.credentials()).status())
          .isEqualTo(401);
    }
  }
}
