package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.MailLink.Purpose;
import dev.mapae.authorizationserver.store.Session;
import java.time.Instant;
import java.util.Optional;

/// The passwords of people in SQL, as they themselves change them.
record SqlPasswords(Database database, String issuer) {
  boolean change(
      Optional<String> before,
      String hash,
      Session kept,
      Session renewed,
      boolean revoking,
      Instant now,
      Activity... noted) {
    try {
      return database.write(sql -> {
        int changed =
            sql.update(
                """
                UPDATE people SET password_hash = ?
                WHERE issuer = ? AND subject = ? AND COALESCE(password_hash, '') = ?
                """,
                hash,
                issuer,
                kept.subject(),
                before.orElse(""));
        if (changed == 0) {
          return false;
        }
        new SqlSessions(database, issuer).endOthers(sql, kept, renewed, now, noted);
        SqlMailLinks.endAll(sql, issuer, Purpose.RESET_PASSWORD, kept.subject());
        // They showed their second factor where they have one, and whoever guessed is out.
        new SqlCodeTries(issuer).reset(sql, kept.subject());
        if (revoking) {
          SqlConsents.revokeAll(sql, issuer, kept.subject());
        }
        return true;
      });
    } catch (SessionEnded e) {
      return false;
    }
  }

  boolean rehash(String subject, String before, String hash) {
    return database.write(sql ->
        sql.update(
                """
                UPDATE people SET password_hash = ?
                WHERE issuer = ? AND subject = ? AND password_hash = ?
                """,
                hash,
                issuer,
                subject,
                before)
            == 1);
  }
}
