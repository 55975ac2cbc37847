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
  public void add(MailLink link, Optional<String> asked, OutgoingMail mail) {
    database.write(sql -> {
      sql.update(
          """
          INSERT INTO mail_links (issuer, id, purpose, subject, address, expires_at, asked)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
          issuer,
          link.id(),
          link.purpose(),
          link.subject(),
          link.address(),
          link.expiresAt(),
          asked);
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

  @Override
  public Optional<String> asked(MailLink link, Instant now) {
    return database
        .read(sql ->
            sql.one(
                "SELECT asked FROM mail_links WHERE issuer = ? AND id = ? AND expires_at > ?",
                Row::textIfAny,
                issuer,
                link.id(),
                now))
        .flatMap(asked -> asked);
  }

  @Override
  public boolean tryCode(MailLink link, Instant now) {
    return 1
        == database.writeOne(sql ->
            sql.update(
                """
                UPDATE mail_links SET tries = tries + 1
                WHERE issuer = ? AND id = ? AND purpose = ? AND expires_at > ? AND tries < ?
                """,
                issuer,
                link.id(),
                link.purpose(),
                now,
                MOST_TRIES));
  }

  @Override
  public boolean spend(MailLink link, Instant now) {
    return database.writeOne(sql -> spend(sql, issuer, link, now));
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
