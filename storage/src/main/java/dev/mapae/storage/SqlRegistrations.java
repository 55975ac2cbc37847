package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Registration;
import dev.mapae.authorizationserver.store.Registrations;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Clients that register themselves in SQL: rows as those of [SqlClients].
record SqlRegistrations(Database database, String issuer) implements Registrations {
  private static final String SELF = " WHERE issuer = ? AND id = ? AND origin = 'SELF_REGISTERED'";

  @Override
  public boolean register(Client client, Optional<String> initialAccessToken, Instant now) {
    String document = ClientDocument.of(client);
    return database.write(sql -> {
      // No cache has anything under a name that nobody knew, as everybody does the URL of a
      // document. Where scripts may call is another matter: that follows the public clients.
      if (client.isPublic() || client.isOfDocument()) {
        SqlChanges.note(sql, issuer);
      }
      if (initialAccessToken.isPresent()
          && !SqlInitialAccessTokens.spend(sql, issuer, initialAccessToken.get(), now)) {
        return false;
      }
      return sql.update(
              """
              INSERT INTO clients (issuer, id, origin, enabled, document, expires_at)
              VALUES (?, ?, ?, ?, ?, ?)
              ON CONFLICT (issuer, id) DO NOTHING
              """,
              issuer,
              client.id(),
              client.origin(),
              client.enabled(),
              document,
              client.registration().flatMap(Registration::expiresAt))
          == 1;
    });
  }

  @Override
  public boolean replace(Client client) {
    String document = ClientDocument.of(client);
    return changed("UPDATE clients SET document = ?" + SELF, document, issuer, client.id());
  }

  @Override
  public Replacement replace(Client read, Client client) {
    String document = ClientDocument.of(client);
    return database.write(sql -> {
      // It has all others wait who change clients, so that what is found stays so until the end.
      SqlChanges.note(sql, issuer);
      Optional<Client> found = new SqlClients(database, issuer).find(sql, client.id());
      if (found.filter(Client::isSelfRegistered).isEmpty()) {
        return Replacement.GONE;
      }
      if (!found.get().equals(read)) {
        return Replacement.CHANGED_MEANWHILE;
      }
      sql.update("UPDATE clients SET document = ?" + SELF, document, issuer, client.id());
      return Replacement.REPLACED;
    });
  }

  @Override
  public boolean keep(String clientId) {
    return changed("UPDATE clients SET expires_at = NULL" + SELF, issuer, clientId);
  }

  @Override
  public void remove(String clientId) {
    database.write(sql -> {
      SqlChanges.note(sql, issuer);
      int removed = sql.update("DELETE FROM clients" + SELF, issuer, clientId);
      if (removed == 1) {
        // Nothing else would ever remove what people answered it.
        SqlConsents.forget(sql, issuer, clientId);
      }
      return removed;
    });
  }

  private boolean changed(String statement, Object... values) {
    return database.write(sql -> {
      SqlChanges.note(sql, issuer);
      return sql.update(statement, values) == 1;
    });
  }

  @Override
  public int sweep(Instant now, int limit) {
    List<String> unused =
        database.read(sql ->
            sql.all(
                // The limit is in the text, as in SqlSweep.
                "SELECT id FROM clients WHERE issuer = ? AND expires_at <= ? ORDER BY expires_at LIMIT "
                    + limit,
                Row::text,
                issuer,
                now));
    if (unused.isEmpty()) {
      return 0;
    }
    return database.write(sql -> {
      SqlChanges.note(sql, issuer);
      for (String id : unused) {
        // Somebody may have used it meanwhile.
        if (sql.update("DELETE FROM clients" + SELF + " AND expires_at <= ?", issuer, id, now)
            == 1) {
          SqlConsents.forget(sql, issuer, id);
        }
      }
      return unused.size();
    });
  }
}
