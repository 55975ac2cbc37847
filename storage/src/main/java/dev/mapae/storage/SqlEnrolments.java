package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Enrolments;
import dev.mapae.authorizationserver.store.Factor;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.WaysIn;
import dev.mapae.storage.SqlSpentIds.SpentBefore;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Changes of what people have besides their password, in SQL. Each holds the row of the person, so
/// that what it counted stays so.
record SqlEnrolments(Database database, String issuer) implements Enrolments {
  @Override
  public boolean begin(
      Factor first,
      Optional<String> passwordHash,
      List<Once> once,
      Instant now,
      Activity... noted) {
    try {
      return database.write(sql -> {
        String subject = first.subject();
        if (!people().hold(sql, subject, passwordHash)
            || !seconds(sql, subject).isEmpty()
            || !insert(sql, first)) {
          return false;
        }
        SqlSpentIds.spend(sql, issuer, once);
        new SqlSessionEnds(issuer).endEachBut(sql, "", subject, now);
        SqlActivities.note(sql, issuer, noted);
        return true;
      });
    } catch (SpentBefore e) {
      return false;
    }
  }

  @Override
  public Change add(Factor factor, List<Once> once, InSession by, Activity... noted) {
    try {
      return change(
          by.kept(),
          Change.ENDED,
          sql -> {
            boolean isFirst = seconds(sql, factor.subject()).isEmpty();
            if (!insert(sql, factor)) {
              return Change.REFUSED;
            }
            SqlSpentIds.spend(sql, issuer, once);
            if (isFirst) {
              return renewed(sql, by, noted);
            }
            SqlActivities.note(sql, issuer, noted);
            return Change.MADE;
          });
    } catch (SpentBefore e) {
      return Change.REFUSED;
    }
  }

  @Override
  public Change remove(String id, boolean mayBeLast, WaysIn ways, InSession by, Activity... noted) {
    String subject = by.kept().subject();
    return change(
        by.kept(),
        Change.ENDED,
        sql -> {
          List<String> seconds = seconds(sql, subject);
          if (!seconds.contains(id)) {
            return Change.REFUSED;
          }
          boolean isLast = seconds.size() == 1;
          if (isLast && !mayBeLast) {
            return Change.LAST;
          }
          if (ways.passkey()
              && isPasskey(sql, id)
              && !identities().hasAnother(sql, subject, id, ways)) {
            return Change.LAST_WAY_IN;
          }
          if (isLast) {
            // Recovery codes are for the day on which the rest is lost, and not for another rest.
            deleteAll(sql, subject);
          } else {
            sql.update(
                "DELETE FROM factors WHERE issuer = ? AND id = ? AND subject = ?",
                issuer,
                id,
                subject);
          }
          return renewed(sql, by, noted);
        });
  }

  private <T> T change(Session by, T ended, Database.Work<T> work) {
    try {
      return database.write(sql -> {
        people().hold(sql, by.subject());
        return sessions().keeps(sql, by) ? work.on(sql) : ended;
      });
    } catch (SessionEnded e) {
      return ended;
    }
  }

  private Change renewed(Sql sql, InSession by, Activity... noted) throws SQLException {
    sessions().endOthers(sql, by.kept(), by.renewed(), by.now(), noted);
    return Change.RENEWED;
  }

  @Override
  public OptionalInt replaceRecoveryCodes(List<Factor> codes, Session by, Activity... noted) {
    String subject = by.subject();
    return change(
        by,
        OptionalInt.empty(),
        sql -> {
          if (seconds(sql, subject).isEmpty()) {
            return OptionalInt.empty();
          }
          int before =
              sql.update(
                  "DELETE FROM factors WHERE issuer = ? AND subject = ? AND kind = ?",
                  issuer,
                  subject,
                  Factor.Kind.RECOVERY_CODE);
          keep(sql, codes, noted);
          return OptionalInt.of(before);
        });
  }

  @Override
  public Change addRecoveryCodes(List<Factor> codes, Session by, Activity... noted) {
    String subject = by.subject();
    return change(
        by,
        Change.ENDED,
        sql -> {
          if (seconds(sql, subject).isEmpty() || hasRecoveryCodes(sql, subject)) {
            return Change.REFUSED;
          }
          keep(sql, codes, noted);
          return Change.MADE;
        });
  }

  private void keep(Sql sql, List<Factor> codes, Activity... noted) throws SQLException {
    for (Factor code : codes) {
      insert(sql, code);
    }
    SqlActivities.note(sql, issuer, noted);
  }

  private boolean hasRecoveryCodes(Sql sql, String subject) throws SQLException {
    return sql.one(
            "SELECT 1 FROM factors WHERE issuer = ? AND subject = ? AND kind = ? LIMIT 1",
            Row::number,
            issuer,
            subject,
            Factor.Kind.RECOVERY_CODE)
        .isPresent();
  }

  @Override
  public int removeAll(String subject, Instant now) {
    return database.write(sql -> {
      people().hold(sql, subject);
      int removed = deleteAll(sql, subject);
      if (removed > 0) {
        new SqlSessionEnds(issuer).endAll(sql, subject, now);
      }
      return removed;
    });
  }

  private int deleteAll(Sql sql, String subject) throws SQLException {
    // In this order, as whoever uses one.
    int deleted =
        sql.update("DELETE FROM factors WHERE issuer = ? AND subject = ?", issuer, subject);
    new SqlCodeTries(issuer).reset(sql, subject);
    return deleted;
  }

  private List<String> seconds(Sql sql, String subject) throws SQLException {
    return sql.all(
        "SELECT id FROM factors WHERE issuer = ? AND subject = ? AND kind <> ?",
        Row::text,
        issuer,
        subject,
        Factor.Kind.RECOVERY_CODE);
  }

  private boolean isPasskey(Sql sql, String id) throws SQLException {
    return sql.one(
            "SELECT 1 FROM factors WHERE issuer = ? AND id = ? AND kind = ?",
            Row::number,
            issuer,
            id,
            Factor.Kind.PASSKEY)
        .isPresent();
  }

  private boolean insert(Sql sql, Factor factor) throws SQLException {
    return 1
        == sql.update(
            """
            INSERT INTO factors
              (issuer, id, subject, kind, name, created_at, used_at, key_id, kept, counter)
            SELECT p.issuer, ?, p.subject, ?, ?, ?, ?, ?, ?, ?
            FROM people p WHERE p.issuer = ? AND p.subject = ?
              AND (SELECT count(*) FROM factors f
                WHERE f.issuer = p.issuer AND f.subject = p.subject AND f.kind = ?) < ?
            ON CONFLICT (issuer, id) DO NOTHING
            """,
            factor.id(),
            factor.kind(),
            factor.name(),
            factor.createdAt(),
            factor.usedAt(),
            factor.keyId(),
            factor.kept(),
            factor.counter(),
            issuer,
            factor.subject(),
            factor.kind(),
            factor.kind().most());
  }

  private SqlUpstreamIdentities identities() {
    return new SqlUpstreamIdentities(database, issuer);
  }

  private SqlPeople people() {
    return new SqlPeople(database, issuer);
  }

  private SqlSessions sessions() {
    return new SqlSessions(database, issuer);
  }
}
