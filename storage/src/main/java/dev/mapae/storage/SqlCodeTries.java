package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Factors;
import dev.mapae.authorizationserver.store.Factors.Tried;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// How many codes of apps in a row were wrong, a row for each person of whom one was.
record SqlCodeTries(String issuer) {
  /// In milliseconds, before it is a day.
  private static final int LONGEST_WAIT = 900_000;

  /// After the last free one 30 seconds, then twice as long each time. A free one leaves no time to
  /// wait for, which the clock of another node may be behind of. After the last of all a day each
  /// time, and no count beyond, so that a right one takes as much off as ever.
  private static final String COUNT =
      """
      INSERT INTO code_tries (issuer, subject, tries, next_at)
      SELECT p.issuer, p.subject, 1, 0 FROM people p WHERE p.issuer = ? AND p.subject = ?
      ON CONFLICT (issuer, subject) DO UPDATE SET
        tries = CASE WHEN code_tries.tries < %2$d THEN code_tries.tries + 1 ELSE %2$d END,
        next_at = CASE
          WHEN code_tries.tries < %1$d - 1 THEN 0
          WHEN code_tries.tries < %1$d + 4 THEN ? + (30000 << (code_tries.tries - %1$d + 1))
          WHEN code_tries.tries < %2$d - 1 THEN ? + %3$d
          ELSE ? + 86400000 END
      WHERE code_tries.next_at <= ?
      """
          .formatted(Factors.FREE, Factors.MOST_TRIES, LONGEST_WAIT);

  /// The free ones, and the right one, which was counted before it was looked at.
  private static final int OFF = Factors.FREE + 1;

  private record Counted(int tries, Instant nextAt) {}

  Tried count(Database database, String subject, Instant now) {
    boolean counted =
        database.writeOne(sql -> 1 == sql.update(COUNT, issuer, subject, now, now, now, now));
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

  /// A code was right: of the wrong ones before it as many are forgotten as are free, in a
  /// transaction under way. Not all, or whoever guesses while the person signs in each day would
  /// never be held up.
  void forgetSome(Sql sql, String subject) throws SQLException {
    int deleted =
        sql.update(
            "DELETE FROM code_tries WHERE issuer = ? AND subject = ? AND tries <= " + OFF,
            issuer,
            subject);
    if (deleted == 0) {
      sql.update(
          "UPDATE code_tries SET tries = tries - %1$d, next_at = 0 WHERE issuer = ? AND subject = ? AND tries > %1$d"
              .formatted(OFF),
          issuer,
          subject);
    }
  }

  /// In a transaction under way.
  void reset(Sql sql, String subject) throws SQLException {
    sql.update("DELETE FROM code_tries WHERE issuer = ? AND subject = ?", issuer, subject);
  }
}
