package dev.mapae.storage;

import dev.mapae.authorizationserver.store.MailLink;
import dev.mapae.authorizationserver.store.MailLink.Purpose;
import dev.mapae.authorizationserver.store.MailLinks;
import dev.mapae.authorizationserver.store.OutgoingMail;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// Links that went out by mail, in SQL.
record SqlMailLinks(Database database, String issuer) implements MailLinks {
  @Override
  public void add(MailLink link, OutgoingMail mail) {
    database.write(sql -> {
      sql.update(
          """
          INSERT INTO mail_links (issuer, id, purpose, subject, address, expires_at)
          VALUES (?, ?, ?, ?, ?, ?)
          """,
          issuer,
          link.id(),
          link.purpose(),
          link.subject(),
          link.address(),
          link.expiresAt());
      SqlOutgoingMails.add(sql, issuer, mail);
      return true;
    });
  }

  @Override
  public Optional<MailLink> find(String id, Instant now) {
    return database.read(sql ->
        sql.one(
            """
            SELECT id, purpose, subject, address, expires_at FROM mail_links
            WHERE issuer = ? AND id = ? AND expires_at > ?
            """,
            SqlMailLinks::link,
            issuer,
            id,
            now));
  }

  /// Spends a link in the transaction of what it is good for.
  ///
  /// @return false when it was spent before, or is over
  static boolean spend(Sql sql, String issuer, MailLink link, Instant now) throws SQLException {
    return 1
        == sql.update(
            """
            DELETE FROM mail_links
            WHERE issuer = ? AND id = ? AND purpose = ? AND subject = ? AND expires_at > ?
            """,
            issuer,
            link.id(),
            link.purpose(),
            link.subject(),
            now);
  }

  /// Makes all links of a person worthless.
  static void endAll(Sql sql, String issuer, String subject) throws SQLException {
    sql.update("DELETE FROM mail_links WHERE issuer = ? AND subject = ?", issuer, subject);
  }

  /// The same of those for one purpose.
  static void endAll(Sql sql, String issuer, Purpose purpose, String subject) throws SQLException {
    sql.update(
        "DELETE FROM mail_links WHERE issuer = ? AND subject = ? AND purpose = ?",
        issuer,
        subject,
        purpose);
  }

  @Override
  public int sweep(Instant now, int limit) {
    return new SqlSweep("mail_links", "id").delete(database, now, limit);
  }

  private static MailLink link(Row row) throws SQLException {
    return new MailLink(
        row.text(), Purpose.valueOf(row.text()), row.text(), row.text(), row.time());
  }
}
