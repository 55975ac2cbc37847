package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Factors;
import dev.mapae.authorizationserver.store.Factors.Tried;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// How many codes of apps in a row were wrong, a row for each person of whom one was.
record SqlCodeTries(String issuer) {
  /// After the last free one 30 seconds, then twice as long each time.
  private static final String COUNT =
      """
      INSERT INTO code_tries (issuer, subject, tries, next_at)
      SELECT p.issuer, p.subject, 1, ? FROM people p WHERE p.issuer = ? AND p.subject = ?
      ON CONFLICT (issuer, subject) DO UPDATE SET
        tries = code_tries.tries + 1,
        next_at = excluded.next_at + CASE
          WHEN code_tries.tries < %1$d - 1 THEN 0
          WHEN code_tries.tries < %1$d + 4 THEN 30000 << (code_tries.tries - %1$d + 1)
          ELSE 900000 END
      WHERE code_tries.next_at <= excluded.next_at AND code_tries.tries < %2$d
      """
          .formatted(Factors.FREE, Factors.MOST_TRIES);

  private record Counted(int tries, Instant nextAt) {}

  Tried count(Database database, String subject, Instant now) {
    boolean counted = database.writeOne(sql -> 1 == sql.update(COUNT, now, issuer, subject));
    return counted ? new Tried.Admitted() : database.read(sql -> refused(sql, subject, now));
  }

  private Tried refused(Sql sql, String subject, Instant now) throws SQLException {
    Optional<Counted> found =
        sql.one(
            "SELECT tries, next_at FROM code_tries WHERE issuer = ? AND subject = ?",
            row -> new Counted(row.number(), row.time()),
            issuer,
            subject);
    if (found.filter(row -> row.tries() >= Factors.MOST_TRIES).isPresent()) {
      return new Tried.NoMore();
    }
    // Somebody may have been quicker.
    Instant soon = now.plusSeconds(1);
    return new Tried.Later(found.map(Counted::nextAt).filter(at -> at.isAfter(soon)).orElse(soon));
  }

  /// In a transaction under way.
  void reset(Sql sql, String subject) throws SQLException {
    sql.update("DELETE FROM code_tries WHERE issuer = ? AND subject = ?", issuer, subject);
  }
}
