package dev.mapae.storage;

import dev.mapae.authorizationserver.store.LogoutDeliveries;
import dev.mapae.authorizationserver.store.LogoutDelivery;
import dev.mapae.authorizationserver.store.Session;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// Logout deliveries in SQL. The number of attempts tells who is at work: it moves with each.
record SqlLogoutDeliveries(Database database, String issuer) implements LogoutDeliveries {
  /// Owes a client the news, in the transaction that ends the session.
  static void add(Sql sql, String issuer, Session session, List<String> clientIds, Instant now)
      throws SQLException {
    // The session that came first may have had two successors, whose form was sent twice.
    sql.updateAll(
        """
        INSERT INTO logout_deliveries
          (issuer, session_id, client_id, subject, attempts, due_at, expires_at)
        VALUES (?, ?, ?, ?, 0, ?, ?)
        ON CONFLICT (issuer, session_id, client_id) DO UPDATE SET
          attempts = logout_deliveries.attempts + 1, due_at = excluded.due_at,
          expires_at = excluded.expires_at
        """,
        clientIds.stream()
            .map(clientId ->
                new Object[] {
                  issuer,
                  session.firstId(),
                  clientId,
                  session.subject(),
                  now,
                  now.plus(LogoutDelivery.LIFETIME)
                })
            .toList());
  }

  @Override
  public List<LogoutDelivery> due(Instant now, int limit) {
    return database.read(sql ->
        sql.all(
            """
            SELECT session_id, client_id, subject, attempts, expires_at FROM logout_deliveries
            WHERE issuer = ? AND due_at <= ? ORDER BY due_at LIMIT
            """
                + limit,
            row -> new LogoutDelivery(row.text(), row.text(), row.text(), row.number(), row.time()),
            issuer,
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
    change("UPDATE logout_deliveries SET due_at = ?", delivery, dueAgain);
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
  public void remove(LogoutDelivery delivery) {
    database.writeOne(sql ->
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
    return new SqlSweep("logout_deliveries", "session_id").delete(database, now, limit);
  }
}
