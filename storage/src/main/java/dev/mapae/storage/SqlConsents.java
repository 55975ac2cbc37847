package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Consent;
import dev.mapae.authorizationserver.store.Consents;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/// Consents in SQL.
record SqlConsents(Database database, String issuer) implements Consents {
  @Override
  public Optional<Consent> find(String subject, String clientId) {
    return database.read(sql ->
        sql.one(
            """
            SELECT subject, client_id, scope, resources, claims, given_at FROM consents
            WHERE issuer = ? AND subject = ? AND client_id = ?
            """,
            SqlConsents::consent,
            issuer,
            subject,
            clientId));
  }

  @Override
  public void remember(Consent consent) {
    database.writeOne(sql ->
        sql.update(
            """
            INSERT INTO consents
              (issuer, subject, client_id, scope, resources, claims, given_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (issuer, subject, client_id) DO UPDATE SET
              scope = excluded.scope, resources = excluded.resources,
              claims = excluded.claims, given_at = excluded.given_at
            """,
            issuer,
            consent.subject(),
            consent.clientId(),
            consent.scope(),
            consent.resources(),
            consent.claims(),
            consent.givenAt()));
  }

  @Override
  public void revoke(String subject, String clientId) {
    database.write(sql -> {
      sql.update(
          "DELETE FROM grants WHERE issuer = ? AND subject = ? AND client_id = ?",
          issuer,
          subject,
          clientId);
      return sql.update(
          "DELETE FROM consents WHERE issuer = ? AND subject = ? AND client_id = ?",
          issuer,
          subject,
          clientId);
    });
  }

  private static Consent consent(Row row) throws SQLException {
    return new Consent(
        row.text(),
        row.text(),
        row.scope(),
        Set.copyOf(row.texts()),
        Set.copyOf(row.texts()),
        row.time());
  }
}
