package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Deletions;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Session;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Deletions in SQL. Who takes one back deletes its row, and so does first who does it: one of them
/// wins.
record SqlDeletions(Database database, String issuer) implements Deletions {
  @Override
  public Optional<Instant> request(Session kept, Instant now, Instant due, Activity... noted) {
    return database.write(sql -> {
      String subject = kept.subject();
      people().hold(sql, subject);
      Optional<Person> found =
          people().withSubject(subject, sql).filter(person -> person.origin() != Origin.DECLARED);
      if (found.isEmpty() || !sessions().keeps(sql, kept)) {
        return Optional.empty();
      }
      int requested =
          sql.update(
              """
              INSERT INTO deletions (issuer, subject, requested_at, due_at) VALUES (?, ?, ?, ?)
              ON CONFLICT (issuer, subject) DO NOTHING
              """,
              issuer,
              subject,
              now,
              due);
      if (requested > 0) {
        SqlActivities.note(sql, issuer, noted);
        // What they remembered would let clients in again without asking, in the session that
        // stays.
        sql.update("DELETE FROM consents WHERE issuer = ? AND subject = ?", issuer, subject);
        new SqlSessionEnds(issuer).endAllBut(sql, kept.id(), subject, now);
      }
      return due(sql, subject);
    });
  }

  private Optional<Instant> due(Sql sql, String subject) throws SQLException {
    return sql.one(
        "SELECT due_at FROM deletions WHERE issuer = ? AND subject = ?",
        Row::time,
        issuer,
        subject);
  }

  @Override
  public Optional<Instant> due(String subject) {
    return database.read(sql -> due(sql, subject));
  }

  @Override
  public boolean takeBack(String subject, Activity... noted) {
    return database.write(sql -> {
      int taken =
          sql.update("DELETE FROM deletions WHERE issuer = ? AND subject = ?", issuer, subject);
      if (taken == 0) {
        return false;
      }
      SqlActivities.note(sql, issuer, noted);
      return true;
    });
  }

  @Override
  public List<String> due(Instant now, int skipped, int limit) {
    return database.read(sql ->
        sql.all(
            "SELECT subject FROM deletions WHERE issuer = ? AND due_at <= ? ORDER BY due_at LIMIT "
                + limit
                + " OFFSET "
                + skipped,
            Row::text,
            issuer,
            now));
  }

  @Override
  public boolean erase(String subject, Instant now) {
    return database.write(sql -> erase(sql, subject, now));
  }

  /// They may have taken it back meanwhile, or been declared since.
  private boolean erase(Sql sql, String subject, Instant now) throws SQLException {
    int due =
        sql.update(
            "DELETE FROM deletions WHERE issuer = ? AND subject = ? AND due_at <= ?",
            issuer,
            subject,
            now);
    boolean goes =
        due == 1
            && people()
                .withSubject(subject, sql)
                .filter(person -> person.origin() != Origin.DECLARED)
                .isPresent();
    if (goes) {
      SqlChanges.note(sql, issuer);
      people().erase(sql, subject, now);
    }
    return goes;
  }

  private SqlSessions sessions() {
    return new SqlSessions(database, issuer);
  }

  private SqlPeople people() {
    return new SqlPeople(database, issuer);
  }
}
