package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Clients;
import dev.mapae.authorizationserver.store.StoredSecret;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Clients in SQL, each with a [ClientDocument].
record SqlClients(Database database, String issuer) implements Clients {
  @Override
  public Optional<Client> find(String clientId) {
    return database.read(sql -> find(sql, clientId));
  }

  Optional<Client> find(Sql sql, String clientId) throws SQLException {
    return sql.one(
        "SELECT id, origin, enabled, document, expires_at FROM clients WHERE issuer = ? AND id = ?",
        ClientDocument::client,
        issuer,
        clientId);
  }

  @Override
  public List<Client> all() {
    return database.read(sql ->
        sql.all(
            "SELECT id, origin, enabled, document, expires_at FROM clients WHERE issuer = ? ORDER BY id",
            ClientDocument::client,
            issuer));
  }

  @Override
  public List<Client> withSelfRegistered(int most) {
    return database.read(sql -> {
      List<Client> clients = new ArrayList<>();
      clients.addAll(
          sql.all(
              "SELECT id, origin, enabled, document, expires_at FROM clients"
                  + " WHERE issuer = ? AND origin <> 'SELF_REGISTERED'",
              ClientDocument::client,
              issuer));
      clients.addAll(
          sql.all(
              "SELECT id, origin, enabled, document, expires_at FROM clients"
                  + " WHERE issuer = ? AND origin = 'SELF_REGISTERED' LIMIT ?",
              ClientDocument::client,
              issuer,
              most));
      return clients;
    });
  }

  @Override
  public Map<String, String> fingerprints() {
    return database.read(sql -> DeclaredRows.CLIENTS.fingerprints(sql, issuer));
  }

  @Override
  public void declare(Client client, String fingerprint) {
    String document = ClientDocument.of(client);
    database.write(sql -> {
      SqlChanges.note(sql, issuer);
      takeOver(sql, client.id());
      DeclaredRows.CLIENTS.declare(
          sql,
          issuer,
          client.id(),
          """
          INSERT INTO clients (issuer, id, origin, enabled, fingerprint, document)
          VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT (issuer, id) DO UPDATE SET
            origin = excluded.origin, enabled = excluded.enabled,
            fingerprint = excluded.fingerprint, document = excluded.document
          """,
          issuer,
          client.id(),
          client.origin(),
          client.enabled(),
          fingerprint,
          document);
      return true;
    });
  }

  /// Everybody who signs in can make the row of a client that has a metadata document, and must not
  /// keep anybody from declaring it. No other row has a URL as its name.
  private void takeOver(Sql sql, String clientId) throws SQLException {
    int taken =
        sql.update(
            """
            UPDATE clients SET origin = 'DECLARED', expires_at = NULL
            WHERE issuer = ? AND id = ? AND origin = 'SELF_REGISTERED'
              AND (id LIKE 'https://%' OR id LIKE 'http://%')
            """,
            issuer, clientId);
    if (taken == 1) {
      // People answered one that nobody vouched for, and knew that it would ask again.
      SqlConsents.forget(sql, issuer, clientId);
    }
  }

  @Override
  public boolean rekey(String clientId, StoredSecret before, StoredSecret after) {
    return database.write(sql -> {
      SqlChanges.note(sql, issuer);
      Optional<Client> found =
          find(sql, clientId).filter(client -> client.credentials().secrets().contains(before));
      if (found.isEmpty()) {
        return false;
      }
      List<StoredSecret> secrets = new ArrayList<>(found.get().credentials().secrets());
      secrets.replaceAll(secret -> secret.equals(before) ? after : secret);
      sql.update(
          "UPDATE clients SET document = ? WHERE issuer = ? AND id = ?",
          CredentialDocument.withSecrets(documentOf(sql, clientId), secrets),
          issuer,
          clientId);
      return true;
    });
  }

  @Override
  public void disableDeclaredExcept(Set<String> clientIds) {
    database.write(sql -> {
      DeclaredRows.CLIENTS.disableExcept(sql, issuer, clientIds);
      return true;
    });
  }

  private String documentOf(Sql sql, String clientId) throws SQLException {
    return sql.one(
            "SELECT document FROM clients WHERE issuer = ? AND id = ?", Row::text, issuer, clientId)
        .orElseThrow();
  }
}
