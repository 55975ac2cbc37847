package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.storage.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Writes the snapshot of the first schema: a database as SQLite file and as SQL for PostgreSQL,
/// and what people and clients held when it was written.
///
/// It runs only when it is asked for by its name. Once the first schema is released, the snapshot
/// is never written again.
class FreezeFirstSchema {
  final TestServer server = TestServer.withKeysOfItsOwn();
  final TestClients clients = new TestClients(server);
  final Map<String, String> held = new TreeMap<>();

  @Test
  void freeze() throws IOException, SQLException {
    live();
    held.put("now", server.clock.instant().toString());
    Path folder =
        Files.createDirectories(
            Path.of("src/test/resources").resolve(FirstSchema.FOLDER.substring(1)));
    List<String> lines = new ArrayList<>();
    held.forEach((name, value) -> lines.add(name + "=" + value));
    Files.write(folder.resolve(FirstSchema.HELD), lines);
    server.stores.close();
    Path file = Path.of(server.database.name());
    Files.write(folder.resolve(FirstSchema.SQLITE), Files.readAllBytes(file));
    Files.write(folder.resolve(FirstSchema.POSTGRESQL), sql(file));
    server.close();
  }

  /// Leaves something of everything, in every state.
  private void live() {
    TestBrowser browser = new TestBrowser(server);
    Ask web = Ask.web("openid offline_access playlist.read").with("nonce", "n-0S6_WzA2Mj");
    browser.get(web.url()).signInAs("alice");
    browser.approve("offline_access", "playlist.read");
    browser.cookies.forEach((name, value) -> held.put("cookie." + name, value));

    keep("never-refreshed", json(redeem(web, browser.answer("code"))));
    var first = json(redeem(web, browser.get(web.url()).answer("code")));
    var second = json(clients.refresh("web", first.get("refresh_token")));
    keep("refreshed-twice", json(clients.refresh("web", second.get("refresh_token"))));
    held.put("refreshed-twice.spent", (String) second.get("refresh_token"));

    Ask orders = Ask.web("orders.read").with("claims", "{\"userinfo\":{\"name\":null}}");
    browser.get(orders.url()).approve("orders.read");
    keep("opaque", json(redeem(orders, browser.answer("code"))));
    Ask known = Ask.web("openid email");
    browser.get(known.url()).approve("email");
    keep("while-signed-in", json(redeem(known, browser.answer("code"))));
    keep("revoked", json(redeem(web, browser.get(web.url()).answer("code"))));
    clients.revoke("web", held.get("revoked.refresh_token"));
    String denied = clients.accessToken("service");
    clients.revoke("service", denied);
    held.put("denied.access_token", denied);
    held.put("code", browser.get(web.url()).answer("code"));

    TestBrowser another = new TestBrowser(server);
    Ask spa = Ask.of("spa", TestClients.callback("spa"), "offline_access playlist.write read");
    another.get(spa.url()).signInAs("alice").approve("offline_access", "playlist.write");
    keep("public", json(clients.token("spa", spa.redemption(another.answer("code")))));
  }

  private Response redeem(Ask ask, String code) {
    return clients.token("web", ask.redemption(code));
  }

  private void keep(String name, Map<String, Object> tokens) {
    tokens.forEach((member, value) -> {
      if (member.endsWith("_token")) {
        held.put(name + "." + member, (String) value);
      }
    });
  }

  private static List<String> sql(Path database) throws SQLException {
    List<String> sql = new ArrayList<>();
    sql.add("CREATE TABLE schema_version (number INTEGER NOT NULL, usable_from INTEGER NOT NULL);");
    sql.add("INSERT INTO schema_version VALUES (1, 1);");
    Schemas.first("postgresql").forEach(statement -> sql.add(statement + ";"));
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet names =
          statement.executeQuery(
              "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")) {
        while (names.next()) {
          tables.add(names.getString(1));
        }
      }
      for (String table : tables) {
        try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
          while (rows.next()) {
            sql.add("INSERT INTO " + table + " VALUES (" + literals(rows) + ");");
          }
        }
      }
    }
    return sql;
  }

  private static String literals(ResultSet row) throws SQLException {
    List<String> literals = new ArrayList<>();
    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      String value = row.getString(i);
      literals.add(
          value == null
              ? "NULL"
              : switch (row.getMetaData().getColumnTypeName(i)) {
                case "BOOLEAN" -> value.equals("1") ? "TRUE" : "FALSE";
                case "TEXT" -> "'" + value.replace("'", "''") + "'";
                default -> value;
              });
    }
    return String.join(", ", literals);
  }
}
