package dev.mapae.storage;

import dev.mapae.authorizationserver.store.OutgoingMail;
import dev.mapae.authorizationserver.store.OutgoingMails;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// Outgoing mails in SQL. The number of attempts tells who is at work: it moves with each.
record SqlOutgoingMails(Database database, String issuer) implements OutgoingMails {
  /// Keeps a mail in the transaction that it tells of.
  static void add(Sql sql, String issuer, OutgoingMail mail) throws SQLException {
    sql.update(
        """
        INSERT INTO outgoing_mails (issuer, id, sealed, attempts, due_at, expires_at)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        issuer,
        mail.id(),
        mail.sealed(),
        mail.attempts(),
        mail.dueAt(),
        mail.expiresAt());
  }

  @Override
  public void add(OutgoingMail mail) {
    database.writeOne(sql -> {
      add(sql, issuer, mail);
      return true;
    });
  }

  @Override
  public List<OutgoingMail> due(Instant now, int limit) {
    return database.read(sql ->
        sql.all(
            """
            SELECT id, sealed, attempts, due_at, expires_at FROM outgoing_mails
            WHERE issuer = ? AND due_at <= ? ORDER BY due_at LIMIT
            """
                + limit,
            row -> new OutgoingMail(row.text(), row.text(), row.number(), row.time(), row.time()),
            issuer,
            now));
  }

  @Override
  public boolean take(OutgoingMail mail, Instant dueAgain) {
    return 1
        == change("UPDATE outgoing_mails SET attempts = attempts + 1, due_at = ?", mail, dueAgain);
  }

  @Override
  public void postpone(OutgoingMail mail, Instant dueAgain) {
    change("UPDATE outgoing_mails SET due_at = ?", mail, dueAgain);
  }

  private int change(String update, OutgoingMail mail, Instant dueAgain) {
    return database.writeOne(sql ->
        sql.update(
            update + " WHERE issuer = ? AND id = ? AND attempts = ?",
            dueAgain,
            issuer,
            mail.id(),
            mail.attempts()));
  }

  @Override
  public boolean remove(OutgoingMail mail) {
    return 1
        == database.writeOne(sql ->
            sql.update(
                "DELETE FROM outgoing_mails WHERE issuer = ? AND id = ? AND attempts = ?",
                issuer,
                mail.id(),
                mail.attempts()));
  }

  @Override
  public int sweep(Instant now, int limit) {
    return new SqlSweep("outgoing_mails", "id").delete(database, now, limit);
  }
}
