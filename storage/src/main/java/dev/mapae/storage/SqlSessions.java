package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Sessions in SQL.
record SqlSessions(Database database, String issuer) implements Sessions {
  /// Those of a person, with the first sign-in of each.
  static final String OF_PERSON =
      """
      SELECT s.id, s.first, s.subject, s.authenticated_at, s.acr, s.amr, s.used_at,
        s.expires_at, a.happened_at, a.browser, a.remote_address
      FROM (
        SELECT issuer, id, COALESCE(first_id, id) AS first, subject, authenticated_at, acr,
          amr, used_at, expires_at
        FROM sessions
        WHERE issuer = ? AND subject = ? AND expires_at > ? AND used_at > ?
        ORDER BY used_at DESC, id LIMIT %d
      ) s
      LEFT JOIN activity a ON a.issuer = s.issuer AND a.subject = s.subject AND a.id = (
        SELECT b.id FROM activity b
        WHERE b.issuer = s.issuer AND b.subject = s.subject AND b.session_id = s.first
          AND b.kind = 'SIGN_IN'
        ORDER BY b.id LIMIT 1
      )
      ORDER BY s.used_at DESC, s.id
      """;

  @Override
  public boolean start(Session session, Proof proof, Activity... noted) {
    return database.writeOne(sql -> insert(sql, "", session, proof, noted));
  }

  @Override
  public boolean renew(String oldId, Session session, Proof proof, Activity... noted) {
    try {
      return database.write(sql -> renew(sql, oldId, session, proof, noted));
    } catch (SessionEnded e) {
      return false;
    }
  }

  /// The same in a transaction under way.
  ///
  /// @throws SessionEnded when the old one ends at this moment
  private boolean renew(Sql sql, String oldId, Session session, Proof proof, Activity... noted)
      throws SQLException {
    if (!insert(sql, oldId, session, proof, noted)) {
      return false;
    }
    // Before the grants, as in end().
    int renewed =
        sql.update(
            "DELETE FROM sessions WHERE issuer = ? AND id = ? AND subject = ?",
            issuer,
            oldId,
            session.subject());
    if (renewed == 0) {
      throw new SessionEnded();
    }
    sql.update(
        "UPDATE session_clients SET expires_at = ? WHERE issuer = ? AND session_id = ?",
        session.expiresAt(),
        issuer,
        session.firstId());
    sql.update(
        """
        UPDATE grants SET session_id = ?,
          first_session_id = COALESCE(first_session_id, session_id)
        WHERE issuer = ? AND subject = ? AND session_id = ?
        """,
        session.id(),
        issuer,
        session.subject(),
        oldId);
    return true;
  }

  @Override
  public Optional<Found> find(String id) {
    return database.read(sql ->
        sql.one(
            "SELECT s.id, COALESCE(s.first_id, s.id), s.subject, s.authenticated_at, s.acr, s.amr, s.used_at, s.expires_at, "
                + SqlPeople.COLUMNS
                + """
                 FROM sessions s JOIN people p ON p.issuer = s.issuer AND p.subject = s.subject
                WHERE s.issuer = ? AND s.id = ?
                """,
            row -> new Found(session(row), SqlPeople.person(row)),
            issuer,
            id));
  }

  @Override
  public void touch(String id, Instant now) {
    database.writeOne(sql ->
        sql.update(
            "UPDATE sessions SET used_at = ? WHERE issuer = ? AND id = ? AND used_at < ?",
            now,
            issuer,
            id,
            now));
  }

  @Override
  public Optional<List<String>> end(Session session, Instant now, Activity... noted) {
    return database.write(sql -> ends().end(sql, session, now, noted));
  }

  @Override
  public Optional<List<String>> endWithLastingGrants(Session session, Instant now) {
    return database.write(sql -> ends().endWithLastingGrants(sql, session, now));
  }

  /// Whether a session is there, and stays until this transaction ends.
  boolean keeps(Sql sql, Session session) throws SQLException {
    return sql.one(
            "SELECT 1 FROM sessions WHERE issuer = ? AND id = ? AND subject = ?"
                + database.dialect().keepingRows(),
            Row::number,
            issuer,
            session.id(),
            session.subject())
        .isPresent();
  }

  @Override
  public List<Opened> ofPerson(String subject, Instant now, Instant usedSince, int limit) {
    return database.read(sql ->
        sql.all(
            OF_PERSON.formatted(limit),
            row -> opened(session(row), row),
            issuer,
            subject,
            now,
            usedSince));
  }

  private static Opened opened(Session session, Row row) throws SQLException {
    return new Opened(
        session,
        row.timeIfAny().orElse(session.authenticatedAt()),
        row.textIfAny().orElse(""),
        row.textIfAny().orElse(""));
  }

  @Override
  public boolean endOther(Session by, Session session, Instant now, Activity... noted) {
    try {
      return database.write(sql -> {
        ends().endOther(sql, session, now, noted);
        // Two that end each other: one of them comes too late.
        if (!keeps(sql, by)) {
          throw new SessionEnded();
        }
        return true;
      });
    } catch (SessionEnded e) {
      return false;
    }
  }

  @Override
  public OptionalInt endOthers(Session kept, Session renewed, Instant now, Activity... noted) {
    try {
      return OptionalInt.of(
          database.write(sql -> {
            // Whoever signs in again in one of them at this moment has done so, or waits.
            new SqlPeople(database, issuer).hold(sql, kept.subject());
            return endOthers(sql, kept, renewed, now, noted);
          }));
    } catch (SessionEnded e) {
      return OptionalInt.empty();
    }
  }

  /// The same in a transaction under way, in which nobody signs in as this person.
  ///
  /// @throws SessionEnded when the kept one is not there any more
  int endOthers(Sql sql, Session kept, Session renewed, Instant now, Activity... noted)
      throws SQLException {
    if (!renew(sql, kept.id(), renewed, Proof.NONE)) {
      throw new SessionEnded();
    }
    int ended = ends().endEachBut(sql, renewed.id(), kept.subject(), now);
    SqlActivities.note(sql, issuer, noted);
    return ended;
  }

  @Override
  public List<String> lastingGrants(Session session, Instant now) {
    return database.read(sql ->
        sql.all(
            """
            SELECT DISTINCT client_id FROM grants
            WHERE issuer = ? AND subject = ? AND session_id = ? AND NOT ends_with_session
              AND expires_at > ?
            ORDER BY client_id
            """,
            Row::text,
            issuer,
            session.subject(),
            session.id(),
            now));
  }

  @Override
  public int sweep(Instant now, int limit) {
    int clients =
        new SqlSweep("session_clients", "session_id, client_id").delete(database, now, limit);
    return Math.max(clients, new SqlSweep("sessions", "id").delete(database, now, limit));
  }

  /// @param oldId of the session that has to be there for it; empty for none
  private boolean insert(Sql sql, String oldId, Session session, Proof proof, Activity... noted)
      throws SQLException {
    // The person stays as they are until the session is there: whoever disables them or changes
    // their password then finds the session to end.
    String insert =
        """
        INSERT INTO sessions
          (issuer, id, first_id, subject, authenticated_at, acr, amr, used_at, expires_at)
        SELECT ?, ?, ?, ?, ?, ?, ?, ?, ? FROM people
        WHERE issuer = ? AND subject = ? AND enabled
          AND COALESCE(password_hash, '') = COALESCE(?, password_hash, '')
          AND (? = '' OR EXISTS (
            SELECT 1 FROM sessions s
            WHERE s.issuer = people.issuer AND s.id = ? AND s.subject = people.subject))
        """;
    List<Change> changes = new ArrayList<>();
    SqlProof second = new SqlProof(issuer, session, proof);
    changes.add(
        second.inserting(
            insert,
            database.dialect().keepingRows(),
            issuer,
            session.id(),
            session.firstId(),
            session.subject(),
            session.authenticatedAt(),
            session.acr(),
            session.amr(),
            session.usedAt(),
            session.expiresAt(),
            issuer,
            session.subject(),
            proof.passwordHash(),
            oldId,
            oldId));
    changes.addAll(second.after());
    changes.addAll(SqlActivities.changesWithSession(session.id(), issuer, noted));
    return database.dialect().together(sql, changes) == 1;
  }

  private SqlSessionEnds ends() {
    return new SqlSessionEnds(issuer);
  }

  static Session session(Row row) throws SQLException {
    return new Session(
        row.text(),
        row.text(),
        row.text(),
        row.time(),
        row.text(),
        row.texts(),
        row.time(),
        row.time());
  }
}
