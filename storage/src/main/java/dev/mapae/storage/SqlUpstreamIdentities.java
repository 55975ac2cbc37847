package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Enrolments.Change;
import dev.mapae.authorizationserver.store.Enrolments.InSession;
import dev.mapae.authorizationserver.store.Factor;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.UpstreamIdentities;
import dev.mapae.authorizationserver.store.UpstreamIdentity;
import dev.mapae.authorizationserver.store.WaysIn;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Accounts at other providers, in SQL. Each change holds the row of the person, so that what it
/// counted stays so.
record SqlUpstreamIdentities(Database database, String issuer) implements UpstreamIdentities {
  static final String OF_PERSON =
      """
      SELECT id, subject, provider, provider_subject, label, created_at, used_at
      FROM upstream_identities WHERE issuer = ? AND subject = ? ORDER BY created_at, id
      """;

  @Override
  public Optional<UpstreamIdentity> find(String id) {
    return database.read(sql ->
        sql.one(
            """
            SELECT id, subject, provider, provider_subject, label, created_at, used_at
            FROM upstream_identities WHERE issuer = ? AND id = ?
            """,
            SqlUpstreamIdentities::identity,
            issuer,
            id));
  }

  @Override
  public List<UpstreamIdentity> ofPerson(String subject) {
    return database.read(sql -> ofPerson(sql, subject));
  }

  private List<UpstreamIdentity> ofPerson(Sql sql, String subject) throws SQLException {
    return sql.all(OF_PERSON, SqlUpstreamIdentities::identity, issuer, subject);
  }

  @Override
  public Connected connect(UpstreamIdentity identity, Session by, Activity... noted) {
    return database.write(sql -> {
      people().hold(sql, identity.subject());
      if (!sessions().keeps(sql, by)) {
        return Connected.ENDED;
      }
      if (ofPerson(sql, identity.subject()).size() >= UpstreamIdentity.MOST) {
        return Connected.MOST;
      }
      if (!insert(sql, identity)) {
        return Connected.TAKEN;
      }
      SqlActivities.note(sql, issuer, noted);
      return Connected.DONE;
    });
  }

  @Override
  public boolean add(Person person, UpstreamIdentity identity, Activity... noted) {
    try {
      return database.write(sql -> {
        if (!people().insert(sql, person)) {
          return false;
        }
        if (!insert(sql, identity)) {
          throw new Taken();
        }
        SqlActivities.note(sql, issuer, noted);
        return true;
      });
    } catch (Taken e) {
      return false;
    }
  }

  private boolean insert(Sql sql, UpstreamIdentity identity) throws SQLException {
    return 1
        == sql.update(
            """
            INSERT INTO upstream_identities
              (issuer, id, subject, provider, provider_subject, label, created_at, used_at)
            SELECT p.issuer, ?, p.subject, ?, ?, ?, ?, ?
            FROM people p WHERE p.issuer = ? AND p.subject = ?
            ON CONFLICT (issuer, id) DO NOTHING
            """,
            identity.id(),
            identity.provider(),
            identity.providerSubject(),
            identity.label(),
            identity.createdAt(),
            identity.usedAt(),
            issuer,
            identity.subject());
  }

  @Override
  public void use(String id, Instant now) {
    database.writeOne(sql ->
        sql.update(
            "UPDATE upstream_identities SET used_at = ? WHERE issuer = ? AND id = ?",
            now,
            issuer,
            id));
  }

  @Override
  public Change disconnect(String id, WaysIn ways, InSession by, Activity... noted) {
    String subject = by.kept().subject();
    try {
      return database.write(sql -> {
        people().hold(sql, subject);
        if (!sessions().keeps(sql, by.kept())) {
          return Change.ENDED;
        }
        if (ofPerson(sql, subject).stream().noneMatch(i -> i.id().equals(id))) {
          return Change.REFUSED;
        }
        if (!hasAnother(sql, subject, id, ways)) {
          return Change.LAST;
        }
        sql.update(
            "DELETE FROM upstream_identities WHERE issuer = ? AND id = ? AND subject = ?",
            issuer,
            id,
            subject);
        sessions().endOthers(sql, by.kept(), by.renewed(), by.now(), noted);
        return Change.RENEWED;
      });
    } catch (SessionEnded e) {
      return Change.ENDED;
    }
  }

  @Override
  public int removeAll(String subject, Instant now) {
    return database.write(sql -> {
      people().hold(sql, subject);
      int removed =
          sql.update(
              "DELETE FROM upstream_identities WHERE issuer = ? AND subject = ?", issuer, subject);
      if (removed > 0) {
        new SqlSessionEnds(issuer).endAll(sql, subject, now);
      }
      return removed;
    });
  }

  @Override
  public boolean hasWayIn(String subject, WaysIn ways) {
    return database.read(sql -> hasAnother(sql, subject, "", ways));
  }

  /// Whether they could still sign in without that one.
  ///
  /// @param id of an account elsewhere, or of a passkey
  boolean hasAnother(Sql sql, String subject, String id, WaysIn ways) throws SQLException {
    Optional<Person> person = people().withSubject(subject, sql);
    return ways.elsewhere()
        || (ways.password() && person.flatMap(Person::passwordHash).isPresent())
        || (ways.mailbox() && person.flatMap(Person::verifiedAddress).isPresent())
        || (ways.passkey() && hasPasskeyBut(sql, subject, id))
        || ofPerson(sql, subject).stream()
            .anyMatch(i -> !i.id().equals(id) && ways.providers().contains(i.provider()));
  }

  private boolean hasPasskeyBut(Sql sql, String subject, String id) throws SQLException {
    return sql.one(
            "SELECT 1 FROM factors WHERE issuer = ? AND subject = ? AND kind = ? AND id <> ?",
            Row::number,
            issuer,
            subject,
            Factor.Kind.PASSKEY,
            id)
        .isPresent();
  }

  private static UpstreamIdentity identity(Row row) throws SQLException {
    return new UpstreamIdentity(
        row.text(), row.text(), row.text(), row.text(), row.text(), row.time(), row.timeIfAny());
  }

  private SqlPeople people() {
    return new SqlPeople(database, issuer);
  }

  private SqlSessions sessions() {
    return new SqlSessions(database, issuer);
  }

  /// Takes the transaction back: the account is somebody's already.
  private static final class Taken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Taken() {
      super("taken", null, false, false);
    }
  }
}
