package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Keys;
import dev.mapae.authorizationserver.store.SealedKey;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;

/// Keys in SQL.
record SqlKeys(Database database, String issuer) implements Keys {
  @Override
  public List<SealedKey> all() {
    return database.read(sql ->
        sql.all(
            """
            SELECT id, purpose, algorithm, sealed, used_from, used_until
            FROM keys WHERE issuer = ? ORDER BY used_from, id
            """,
            SqlKeys::key,
            issuer));
  }

  @Override
  public boolean establish(List<SealedKey> keys) {
    return database.write(sql -> {
      if (sql.one("SELECT 1 FROM keys WHERE issuer = ? LIMIT 1", Row::number, issuer).isPresent()) {
        return false;
      }
      for (SealedKey key : keys) {
        insert(sql, key);
      }
      SqlChanges.note(sql, issuer);
      return true;
    });
  }

  private void insert(Sql sql, SealedKey key) throws SQLException {
    sql.update(
        """
        INSERT INTO keys (issuer, id, purpose, algorithm, sealed, used_from, used_until)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        issuer,
        key.id(),
        key.purpose(),
        key.algorithm(),
        Base64.getUrlEncoder().withoutPadding().encodeToString(key.sealed()),
        key.usedFrom(),
        key.usedUntil());
  }

  private static SealedKey key(Row row) throws SQLException {
    return new SealedKey(
        row.text(),
        SealedKey.Purpose.valueOf(row.text()),
        row.text(),
        Base64.getUrlDecoder().decode(row.text()),
        row.time(),
        row.timeIfAny());
  }
}
