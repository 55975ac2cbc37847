package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.MailAddress;
import dev.mapae.authorizationserver.store.MailLink;
import dev.mapae.authorizationserver.store.OutgoingMail;
import dev.mapae.authorizationserver.store.People.Confirmed;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.StoreException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What people prove by a link that went out by mail, in SQL: that they may choose a new password,
/// and that an address is theirs.
record SqlMailProofs(Database database, String issuer) {
  boolean resetPassword(
      MailLink link, String passwordHash, OutgoingMail notice, Instant now, Activity... noted) {
    String subject = link.subject();
    return database.write(sql -> {
      people().hold(sql, subject);
      if (!SqlMailLinks.spend(sql, issuer, link, now)) {
        return false;
      }
      int changed =
          sql.update(
              """
              UPDATE people SET password_hash = ?
              WHERE issuer = ? AND subject = ? AND enabled AND email_folded = ?
              """,
              passwordHash,
              issuer,
              subject,
              new MailAddress(link.address()).folded());
      if (changed == 0) {
        return false; // and the link is good for nothing any more
      }
      SqlMailLinks.endAll(sql, issuer, subject);
      new SqlSessionEnds(issuer).endAll(sql, subject, now);
      SqlConsents.revokeAll(sql, issuer, subject);
      // Wrong codes still count: whoever reads the mailbox could mail themselves new tries.
      SqlOutgoingMails.add(sql, issuer, notice);
      SqlActivities.note(sql, issuer, noted);
      return true;
    });
  }

  Confirmed confirmAddress(
      MailLink link, List<OutgoingMail> notices, Instant now, Activity... noted) {
    String folded = new MailAddress(link.address()).folded();
    try {
      return database.write(sql -> {
        // Nobody is declared with this as their username meanwhile.
        SqlChanges.note(sql, issuer);
        people().hold(sql, link.subject());
        if (!SqlMailLinks.spend(sql, issuer, link, now)) {
          return Confirmed.LINK_GONE;
        }
        // Whatever comes of it, the link is good for nothing any more.
        Optional<Person> person =
            people().withSubject(link.subject(), sql).filter(p -> isGoodFor(link, p));
        if (person.isEmpty()) {
          return Confirmed.LINK_GONE;
        }
        if (names().isAnothers(sql, folded, link.subject())) {
          return Confirmed.ANOTHERS;
        }
        Map<String, Object> claims = new LinkedHashMap<>(person.get().claims());
        claims.put("email", link.address());
        claims.put("email_verified", true);
        sql.update(
            "UPDATE people SET claims = ?, email_folded = ? WHERE issuer = ? AND subject = ?",
            Document.checked(Document.write(claims)),
            folded,
            issuer,
            link.subject());
        if (!person.get().address().equals(MailAddress.of(link.address()))) {
          SqlMailLinks.endAll(sql, issuer, link.subject());
        }
        for (OutgoingMail notice : notices) {
          SqlOutgoingMails.add(sql, issuer, notice);
        }
        SqlActivities.note(sql, issuer, noted);
        return Confirmed.DONE;
      });
    } catch (StoreException e) {
      // Two may have proved it in the same moment.
      if (database.read(sql -> names().isAnothers(sql, folded, link.subject()))) {
        database.writeOne(sql -> SqlMailLinks.spend(sql, issuer, link, now));
        return Confirmed.ANOTHERS;
      }
      throw e;
    }
  }

  private static boolean isGoodFor(MailLink link, Person person) {
    return person.enabled() && link.mayGive(person);
  }

  private SqlPeople people() {
    return new SqlPeople(database, issuer);
  }

  private SqlSignInNames names() {
    return new SqlSignInNames(issuer);
  }
}
