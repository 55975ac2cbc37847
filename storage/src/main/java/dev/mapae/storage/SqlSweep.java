package dev.mapae.storage;

import java.time.Instant;

/// Deletes expired rows of a table, a few at a time, whosever they are: nobody else would delete
/// those of an issuer that is no longer served. Any number of nodes may do it at once: none waits
/// for rows that another has at hand.
///
/// @param key the columns beside the issuer that name a row
record SqlSweep(String table, String key) {
  /// Deletes some rows.
  ///
  /// @return how many
  int delete(Database database, Instant now, int limit) {
    // Materialized, so that no plan chooses rows more than once and deletes more than the limit.
    // The
    // limit is in the text: PostgreSQL plans a parameter there as a tenth of the table, and reads
    // all of it.
    String statement =
        """
        WITH expired AS MATERIALIZED
          (SELECT issuer, %2$s FROM %1$s WHERE expires_at <= ? ORDER BY expires_at LIMIT %3$d%4$s)
        DELETE FROM %1$s WHERE (issuer, %2$s) IN (SELECT issuer, %2$s FROM expired)
        """
            .formatted(table, key, limit, database.dialect().skippingLocked());
    return database.writeOne(sql -> sql.update(statement, now));
  }
}
