package dev.mapae.storage;

import dev.mapae.authorizationserver.store.MailAddress;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.People.Brought;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.StoreException;
import java.sql.SQLException;
import java.util.Optional;

/// People whom a site brings, in SQL. Who is here in any other way is never one of them.
record SqlBroughtPeople(Database database, String issuer) {
  Brought keep(Person person) {
    Optional<Person> before = people().find(person.subject());
    // Most sign-ins tell nothing new, and write nothing.
    if (before.filter(kept -> isSame(kept, person)).isPresent()) {
      return Brought.SAME;
    }
    if (before.isEmpty() && people().add(person)) {
      return Brought.NEW;
    }
    Optional<String> email = person.verifiedAddress().map(MailAddress::folded);
    try {
      return database.write(sql -> change(sql, person, email)) ? Brought.CHANGED : Brought.ANOTHERS;
    } catch (StoreException e) {
      // Two may have got the same address in the same moment.
      if (email.isPresent() && database.read(sql -> isAnothers(sql, email.get(), person))) {
        return Brought.ANOTHERS;
      }
      throw e;
    }
  }

  private SqlPeople people() {
    return new SqlPeople(database, issuer);
  }

  private static boolean isSame(Person kept, Person person) {
    return isBrought(kept, person)
        && kept.claims().equals(person.claims())
        && kept.roles().equals(person.roles());
  }

  private static boolean isBrought(Person kept, Person person) {
    return kept.origin() == Origin.ADMINISTERED && kept.username().equals(person.username());
  }

  private boolean isAnothers(Sql sql, String email, Person person) throws SQLException {
    return new SqlSignInNames(issuer).isAnothers(sql, email, person.subject());
  }

  private boolean change(Sql sql, Person person, Optional<String> email) throws SQLException {
    // First, as wherever both are held.
    SqlChanges.note(sql, issuer);
    people().hold(sql, person.subject());
    Optional<Person> kept =
        people().withSubject(person.subject(), sql).filter(p -> isBrought(p, person));
    if (kept.isEmpty() || (email.isPresent() && isAnothers(sql, email.get(), person))) {
      return false;
    }
    sql.update(
        "UPDATE people SET roles = ?, claims = ?, email_folded = ? WHERE issuer = ? AND subject = ?",
        person.roles(),
        Document.checked(Document.write(person.claims())),
        email,
        issuer,
        person.subject());
    if (!kept.get().address().equals(person.address())) {
      SqlMailLinks.endAll(sql, issuer, person.subject());
    }
    return true;
  }
}
