package dev.mapae.storage;

import dev.mapae.authorizationserver.store.LogoutDeliveries;
import dev.mapae.authorizationserver.store.LogoutDelivery;
import dev.mapae.authorizationserver.store.Session;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// Logout deliveries in SQL. The number of attempts tells who is at work: it moves with each, and
/// back only by whoever has the last one.
record SqlLogoutDeliveries(Database database, String issuer) implements LogoutDeliveries {
  /// Owes clients the news, in the transaction that ends the session: those that have a URI for it,
  /// as the database knows them.
  static void add(Sql sql, String issuer, Session session, List<String> clientIds, Instant now)
      throws SQLException {
    // The session that came first may have had two successors, whose form was sent twice.
    sql.updateAll(
        """
        INSERT INTO logout_deliveries
          (issuer, session_id, client_id, subject, attempts, due_at, expires_at)
        SELECT issuer, ?, id, ?, 0, ?, ? FROM clients
        WHERE issuer = ? AND id = ? AND document LIKE '%"backchannel_logout_uri"%'
        ON CONFLICT (issuer, session_id, client_id) DO UPDATE SET
          attempts = logout_deliveries.attempts + 1, refusals = 0, due_at = excluded.due_at,
          expires_at = excluded.expires_at
        """,
        clientIds.stream()
            .map(clientId ->
                new Object[] {
                  session.firstId(),
                  session.subject(),
                  now,
                  now.plus(LogoutDelivery.LIFETIME),
                  issuer,
                  clientId
                })
            .toList());
  }

  @Override
  public List<String> clientsDue(Instant now, int limit) {
    return database.read(sql ->
        sql.all(
            """
            SELECT client_id FROM logout_deliveries WHERE issuer = ? AND due_at <= ?
            GROUP BY client_id ORDER BY MIN(due_at), client_id LIMIT
            """
                + limit,
            Row::text,
            issuer,
            now));
  }

  @Override
  public List<LogoutDelivery> due(String clientId, Instant now, int limit) {
    return database.read(sql ->
        sql.all(
            """
            SELECT session_id, client_id, subject, attempts, refusals, expires_at
            FROM logout_deliveries
            WHERE issuer = ? AND client_id = ? AND due_at <= ? ORDER BY due_at LIMIT
            """
                + limit,
            row ->
                new LogoutDelivery(
                    row.text(), row.text(), row.text(), row.number(), row.number(), row.time()),
            issuer,
            clientId,
            now));
  }

  @Override
  public boolean take(LogoutDelivery delivery, Instant dueAgain) {
    return 1
        == change(
            "UPDATE logout_deliveries SET attempts = attempts + 1, due_at = ?", delivery, dueAgain);
  }

  @Override
  public void postpone(LogoutDelivery delivery, Instant dueAgain) {
    change(
        "UPDATE logout_deliveries SET refusals = " + delivery.refusals() + ", due_at = ?",
        delivery,
        dueAgain);
  }

  @Override
  public void giveBack(LogoutDelivery taken, Instant dueAgain) {
    change("UPDATE logout_deliveries SET attempts = attempts - 1, due_at = ?", taken, dueAgain);
  }

  @Override
  public void postponeAll(String clientId, Instant dueAgain) {
    database.writeOne(sql ->
        sql.update(
            """
            UPDATE logout_deliveries SET due_at = ?
            WHERE issuer = ? AND client_id = ? AND due_at < ?
            """,
            dueAgain,
            issuer,
            clientId,
            dueAgain));
  }

  private int change(String update, LogoutDelivery delivery, Instant dueAgain) {
    return database.writeOne(sql ->
        sql.update(
            update + " WHERE issuer = ? AND session_id = ? AND client_id = ? AND attempts = ?",
            dueAgain,
            issuer,
            delivery.sessionId(),
            delivery.clientId(),
            delivery.attempts()));
  }

  @Override
  public boolean remove(LogoutDelivery delivery) {
    return 1
        == database.writeOne(sql ->
            sql.update(
                """
                DELETE FROM logout_deliveries
                WHERE issuer = ? AND session_id = ? AND client_id = ? AND attempts = ?
                """,
                issuer,
                delivery.sessionId(),
                delivery.clientId(),
                delivery.attempts()));
  }

  @Override
  public int sweep(Instant now, int limit) {
    return new SqlSweep("logout_deliveries", "session_id, client_id").delete(database, now, limit);
  }
}
