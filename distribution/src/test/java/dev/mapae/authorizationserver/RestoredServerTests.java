package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.ISSUER;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.storage.Archives;
import dev.mapae.storage.DatabaseAddress;
import dev.mapae.storage.PostgresUrl;
import dev.mapae.storage.Progress;
import dev.mapae.testpostgres.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server on a database that an archive was imported into is the same server to everybody.
class RestoredServerTests {
  private static final Ask ASK = Ask.web("openid playlist.read");

  @TempDir Path folder;

  /// What clients and people have in their hands.
  private record Held(Map<String, Object> tokens, Object clientsOwn, Map<String, String> cookies) {}

  @Test
  void from_sqlite_to_postgresql_and_back() {
    DatabaseAddress postgres =
        new DatabaseAddress.Postgres(PostgresUrl.parse(TestPostgres.shared().freshDatabase()), 4);
    DatabaseAddress sqlite = new DatabaseAddress.Sqlite(folder.resolve("back.db"));
    try (TestServer first = new TestServer()) {
      Held held = hold(first);
      try (TestServer second = restored(first, first.database.address(), postgres)) {
        Held then = assertGoesOn(second, held);
        try (TestServer third = restored(second, postgres, sqlite)) {
          assertGoesOn(third, then);
        }
      }
    }
  }

  private static Held hold(TestServer server) {
    TestClients clients = new TestClients(server);
    TestBrowser browser = new TestBrowser(server);
    browser.get(ASK.url()).signInAs("alice").approve("playlist.read");
    return new Held(
        json(
            clients.refresh(
                "web", clients.tokens("web", "offline_access playlist.read").get("refresh_token"))),
        json(clients.token("service", TestClients.form("grant_type", "client_credentials")))
            .get("access_token"),
        browser.cookies);
  }

  private TestServer restored(TestServer from, DatabaseAddress old, DatabaseAddress fresh) {
    Path archive = folder.resolve(fresh.getClass().getSimpleName() + ".jsonl.gz");
    new Archives(old, ISSUER.value(), from.clock, new Silent()).export(archive);
    new Archives(fresh, ISSUER.value(), from.clock, new Silent()).load(archive, false);
    TestServer server =
        new TestServer(
            ISSUER,
            Samples.declarations(),
            unused -> {
              unused.close();
              return fresh.open(ISSUER.value());
            });
    server.clock.advance(Duration.between(server.clock.instant(), from.clock.instant()));
    return server;
  }

  private static Held assertGoesOn(TestServer server, Held held) {
    TestClients clients = new TestClients(server);
    // Tokens that were issued before.
    Object access = held.tokens.get("access_token");
    assertThat(clients.isActive("web", access)).isTrue();
    assertThat(clients.claims(access)).containsEntry("client_id", "web");
    assertThat(clients.claims(held.clientsOwn)).containsEntry("client_id", "service");
    // A refresh token, with the client's secret.
    Map<String, Object> tokens = json(clients.refresh("web", held.tokens.get("refresh_token")));
    assertThat(tokens).containsKeys("access_token", "refresh_token");
    // A session, and what was consented to.
    TestBrowser browser = new TestBrowser(server);
    browser.cookies.putAll(held.cookies);
    assertThat(browser.get(ASK.url()).isAtClient()).isTrue();
    assertThat(browser.answer("code")).isNotEmpty();
    // A password.
    assertThat(new TestBrowser(server).get(ASK.url()).signInAs("bob").path()).isEqualTo("/consent");
    // What was declared is the same, and so nothing was declared again.
    Stores stores = server.stores;
    assertThat(stores.clients().fingerprints()).hasSize(Samples.declarations().clients().size());
    return new Held(tokens, held.clientsOwn, browser.cookies);
  }

  private static final class Silent implements Progress {
    @Override
    public void begins(String what, long rows) {}

    @Override
    public void done(long rows) {}

    @Override
    public void says(String line) {}
  }
}
