package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Changes;
import java.sql.SQLException;

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
}
