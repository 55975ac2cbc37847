package dev.mapae.storage;

import dev.mapae.authorizationserver.store.DeniedTokens;
import java.time.Instant;

/// Denied tokens in SQL.
record SqlDeniedTokens(Database database, String issuer) implements DeniedTokens {
  @Override
  public void deny(String jti, Instant expiresAt) {
    database.writeOne(sql ->
        sql.update(
            """
            INSERT INTO denied_tokens (issuer, jti, expires_at) VALUES (?, ?, ?)
            ON CONFLICT (issuer, jti) DO NOTHING
            """,
            issuer,
            jti,
            expiresAt));
  }

  @Override
  public boolean isDenied(String jti) {
    return database.read(sql ->
        sql.one(
                "SELECT 1 FROM denied_tokens WHERE issuer = ? AND jti = ?",
                Row::number,
                issuer,
                jti)
            .isPresent());
  }

  @Override
  public int sweep(Instant now, int limit) {
    return new SqlSweep("denied_tokens", "jti").delete(database, now, limit);
  }
}
