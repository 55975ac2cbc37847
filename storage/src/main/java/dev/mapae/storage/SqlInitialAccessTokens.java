package dev.mapae.storage;

import dev.mapae.authorizationserver.store.InitialAccessToken;
import dev.mapae.authorizationserver.store.InitialAccessTokens;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// Initial access tokens in SQL.
record SqlInitialAccessTokens(Database database, String issuer) implements InitialAccessTokens {
  @Override
  public void add(InitialAccessToken token) {
    database.writeOne(sql ->
        sql.update(
            """
            INSERT INTO initial_access_tokens (issuer, id, uses_left, created_at, expires_at)
            VALUES (?, ?, ?, ?, ?)
            """,
            issuer,
            token.id(),
            token.usesLeft(),
            token.createdAt(),
            token.expiresAt()));
  }

  @Override
  public Optional<InitialAccessToken> find(String id) {
    return database.read(sql ->
        sql.one(
            """
            SELECT id, uses_left, created_at, expires_at FROM initial_access_tokens
            WHERE issuer = ? AND id = ?
            """,
            row -> new InitialAccessToken(row.text(), row.number(), row.time(), row.time()),
            issuer,
            id));
  }

  /// Counts one down in the transaction under way.
  ///
  /// @return false when it was used up, or is over
  static boolean spend(Sql sql, String issuer, String id, Instant now) throws SQLException {
    return 1
        == sql.update(
            """
            UPDATE initial_access_tokens SET uses_left = uses_left - 1
            WHERE issuer = ? AND id = ? AND uses_left > 0 AND expires_at > ?
            """,
            issuer,
            id,
            now);
  }

  @Override
  public int sweep(Instant now, int limit) {
    return new SqlSweep("initial_access_tokens", "id").delete(database, now, limit);
  }
}
