package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Sessions in SQL.
record SqlSessions(Database database, String issuer) implements Sessions {
  @Override
  public void start(Session session) {
    database.writeOne(sql -> insert(sql, session));
  }

  @Override
  public void renew(String oldId, Session session) {
    database.write(sql -> {
      insert(sql, session);
      // Before the grants, as in end().
      sql.update(
          "DELETE FROM sessions WHERE issuer = ? AND id = ? AND subject = ?",
          issuer,
          oldId,
          session.subject());
      sql.update(
          "UPDATE session_clients SET expires_at = ? WHERE issuer = ? AND session_id = ?",
          session.expiresAt(),
          issuer,
          session.firstId());
      return sql.update(
          """
          UPDATE grants SET session_id = ?,
            first_session_id = COALESCE(first_session_id, session_id)
          WHERE issuer = ? AND subject = ? AND session_id = ?
          """,
          session.id(),
          issuer,
          session.subject(),
          oldId);
    });
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
  public Optional<List<String>> end(Session session, Instant now) {
    return database.write(sql -> {
      // The session first: whoever opens a grant in it at this moment is waited for here, and its
      // grant is found below.
      boolean ended = delete(sql, session);
      sql.update(
          "DELETE FROM grants WHERE issuer = ? AND session_id = ? AND ends_with_session",
          issuer,
          session.id());
      return ended ? Optional.of(told(sql, session, now)) : Optional.empty();
    });
  }

  @Override
  public Optional<List<String>> endWithLastingGrants(Session session, Instant now) {
    return database.write(sql -> {
      if (!delete(sql, session)) {
        return Optional.empty();
      }
      sql.update(
          "DELETE FROM grants WHERE issuer = ? AND subject = ? AND session_id = ?",
          issuer,
          session.subject(),
          session.id());
      return Optional.of(told(sql, session, now));
    });
  }

  /// Ends all sessions of a person and all their grants, in the transaction that ends the person.
  void endAll(Sql sql, String subject, Instant now) throws SQLException {
    List<Session> sessions =
        sql.all(
            """
            SELECT id, COALESCE(first_id, id), subject, authenticated_at, acr, amr, used_at,
              expires_at
            FROM sessions WHERE issuer = ? AND subject = ?
            """,
            SqlSessions::session,
            issuer,
            subject);
    for (Session session : sessions) {
      if (delete(sql, session)) {
        told(sql, session, now);
      }
    }
    sql.update("DELETE FROM grants WHERE issuer = ? AND subject = ?", issuer, subject);
  }

  private boolean delete(Sql sql, Session session) throws SQLException {
    return 1
        == sql.update("DELETE FROM sessions WHERE issuer = ? AND id = ?", issuer, session.id());
  }

  /// The clients that hear of it, to which it is owed from now on.
  private List<String> told(Sql sql, Session session, Instant now) throws SQLException {
    List<String> clientIds =
        sql.all(
            """
            DELETE FROM session_clients WHERE issuer = ? AND session_id = ? RETURNING client_id
            """,
            Row::text,
            issuer,
            session.firstId());
    SqlLogoutDeliveries.add(sql, issuer, session, clientIds, now);
    return clientIds;
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

  private int insert(Sql sql, Session session) throws SQLException {
    return sql.update(
        """
        INSERT INTO sessions
          (issuer, id, first_id, subject, authenticated_at, acr, amr, used_at, expires_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        issuer,
        session.id(),
        session.firstId(),
        session.subject(),
        session.authenticatedAt(),
        session.acr(),
        session.amr(),
        session.usedAt(),
        session.expiresAt());
  }

  private static Session session(Row row) throws SQLException {
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
