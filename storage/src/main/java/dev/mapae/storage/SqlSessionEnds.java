package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.MailLink.Purpose;
import dev.mapae.authorizationserver.store.Session;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Sessions as they end in SQL, in transactions under way, and what ends with each.
record SqlSessionEnds(String issuer) {
  /// Ends all sessions of a person and all their grants, in the transaction that ends the person.
  void endAll(Sql sql, String subject, Instant now) throws SQLException {
    endAllBut(sql, "", subject, now);
  }

  /// The same without the session of this id.
  void endAllBut(Sql sql, String kept, String subject, Instant now) throws SQLException {
    forget(sql, subject, now);
    for (Session session : all(sql, subject)) {
      if (!session.id().equals(kept) && delete(sql, session)) {
        told(sql, session, now);
      }
    }
    sql.update("DELETE FROM grants WHERE issuer = ? AND subject = ?", issuer, subject);
  }

  /// Ends the sessions of a person but one, each as [#end] does, in a transaction under way.
  ///
  /// @param kept the id of that one; empty for none
  /// @return how many
  int endEachBut(Sql sql, String kept, String subject, Instant now) throws SQLException {
    forget(sql, subject, now);
    int ended = 0;
    for (Session session : all(sql, subject)) {
      if (!session.id().equals(kept) && end(sql, session, now).isPresent()) {
        ended++;
      }
    }
    return ended;
  }

  /// Ends one session of a person, whose other browsers are forgotten with it.
  ///
  /// @throws SessionEnded when it is not there any more
  void endOther(Sql sql, Session session, Instant now, Activity... noted) throws SQLException {
    // Their row first: whoever signs in again in it at this moment has done so, or waits.
    forget(sql, session.subject(), now);
    if (end(sql, session, now, noted).isEmpty()) {
      throw new SessionEnded();
    }
  }

  /// Whoever had one of the sessions that end may have begun more than those: the browsers in which
  /// the person signed in know them no longer, and links to sign in or to another address are
  /// worthless.
  private void forget(Sql sql, String subject, Instant now) throws SQLException {
    sql.update(SqlPeople.FORGET_BROWSERS, -now.toEpochMilli(), now, issuer, subject);
    SqlMailLinks.endAll(sql, issuer, Purpose.CHANGE_ADDRESS, subject);
    SqlMailLinks.endAll(sql, issuer, Purpose.SIGN_IN, subject);
  }

  Optional<List<String>> end(Sql sql, Session session, Instant now, Activity... noted)
      throws SQLException {
    // The session first: whoever opens a grant in it at this moment is waited for here, and its
    // grant is found below.
    boolean ended = delete(sql, session);
    sql.update(
        "DELETE FROM grants WHERE issuer = ? AND session_id = ? AND ends_with_session",
        issuer,
        session.id());
    if (!ended) {
      return Optional.empty();
    }
    SqlActivities.note(sql, issuer, noted);
    return Optional.of(told(sql, session, now));
  }

  Optional<List<String>> endWithLastingGrants(Sql sql, Session session, Instant now)
      throws SQLException {
    if (!delete(sql, session)) {
      return Optional.empty();
    }
    sql.update(
        "DELETE FROM grants WHERE issuer = ? AND subject = ? AND session_id = ?",
        issuer,
        session.subject(),
        session.id());
    return Optional.of(told(sql, session, now));
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

  private List<Session> all(Sql sql, String subject) throws SQLException {
    return sql.all(
        """
        SELECT id, COALESCE(first_id, id), subject, authenticated_at, acr, amr, used_at,
          expires_at
        FROM sessions WHERE issuer = ? AND subject = ?
        """,
        SqlSessions::session,
        issuer,
        subject);
  }
}
