package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Changes;
import java.sql.SQLException;
import java.time.Instant;

/// The counter that moves with every change of a client, a person, a resource or a key.
record SqlChanges(Database database, String issuer) implements Changes {
  @Override
  public long counter() {
    return database.read(sql ->
        sql.one("SELECT counter FROM changes WHERE issuer = ?", Row::longNumber, issuer)
            .orElse(0L));
  }

  /// Moves the counter, as the first statement of the transaction that makes the change: it locks
  /// the counter until its end, so that on every engine one such transaction follows the other.
  static void note(Sql sql, String issuer) throws SQLException {
    sql.update(
        """
        INSERT INTO changes (issuer, counter) VALUES (?, 1)
        ON CONFLICT (issuer) DO UPDATE SET counter = changes.counter + 1
        """,
        issuer);
  }

  /// Moves the counter beyond all that it has ever been, also in another database: it moves less
  /// than once a millisecond.
  static void passAllSeen(Sql sql, String issuer, Instant now) throws SQLException {
    sql.update(
        """
        INSERT INTO changes (issuer, counter) VALUES (?, ?)
        ON CONFLICT (issuer) DO UPDATE SET counter =
          CASE WHEN excluded.counter > changes.counter THEN excluded.counter
          ELSE changes.counter + 1 END
        """,
        issuer,
        now);
  }
}
