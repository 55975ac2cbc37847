package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Keys;
import dev.mapae.authorizationserver.store.SealedKey;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Keys in SQL. Those for a purpose that only a newer version knows are left alone.
record SqlKeys(Database database, String issuer) implements Keys {
  private static final String KNOWN =
      Stream.of(SealedKey.Purpose.values())
          .map(purpose -> "'" + purpose + "'")
          .collect(Collectors.joining(", "));

  @Override
  public List<SealedKey> all() {
    return database.read(sql ->
        sql.all(
            """
            SELECT id, purpose, algorithm, sealed, used_from
            FROM keys WHERE issuer = ? AND purpose IN (%s) ORDER BY used_from, id
            """
                .formatted(KNOWN),
            SqlKeys::key,
            issuer));
  }

  @Override
  public boolean change(Collection<SealedKey> seen, List<SealedKey> added, Set<String> removed) {
    Set<String> known = seen.stream().map(SqlKeys::name).collect(Collectors.toSet());
    return database.write(sql -> {
      SqlChanges.note(sql, issuer);
      if (!known.equals(names(sql))) {
        return false;
      }
      for (String id : removed) {
        sql.update("DELETE FROM keys WHERE issuer = ? AND id = ?", issuer, id);
      }
      for (SealedKey key : added) {
        insert(sql, key);
      }
      return true;
    });
  }

  private Set<String> names(Sql sql) throws SQLException {
    return new HashSet<>(
        sql.all(
            "SELECT purpose, id FROM keys WHERE issuer = ? AND purpose IN (%s)".formatted(KNOWN),
            row -> row.text() + " " + row.text(),
            issuer));
  }

  /// What is left of a key for hints has its id.
  private static String name(SealedKey key) {
    return key.purpose() + " " + key.id();
  }

  private void insert(Sql sql, SealedKey key) throws SQLException {
    sql.update(
        """
        INSERT INTO keys (issuer, id, purpose, algorithm, sealed, used_from)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        issuer,
        key.id(),
        key.purpose(),
        key.algorithm(),
        text(key.sealed()),
        key.usedFrom());
  }

  @Override
  public boolean reseal(SealedKey seen, byte[] sealed) {
    return database.write(sql -> {
      SqlChanges.note(sql, issuer);
      return sql.update(
              "UPDATE keys SET sealed = ? WHERE issuer = ? AND id = ? AND sealed = ?",
              text(sealed),
              issuer,
              seen.id(),
              text(seen.sealed()))
          == 1;
    });
  }

  private static String text(byte[] sealed) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
  }

  private static SealedKey key(Row row) throws SQLException {
    return new SealedKey(
        row.text(),
        SealedKey.Purpose.valueOf(row.text()),
        row.text(),
        Base64.getUrlDecoder().decode(row.text()),
        row.time());
  }
}
