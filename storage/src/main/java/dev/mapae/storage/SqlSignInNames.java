package dev.mapae.storage;

import dev.mapae.authorizationserver.store.DeclarationRefusedException;
import dev.mapae.authorizationserver.store.MailAddress;
import dev.mapae.authorizationserver.store.Person;
import java.sql.SQLException;
import java.util.Optional;

/// What people type to sign in, usernames and verified addresses: none leads to two people.
record SqlSignInNames(String issuer) {
  /// Whether somebody else signs in by this.
  ///
  /// @param folded as it is compared
  boolean isAnothers(Sql sql, String folded, String subject) throws SQLException {
    return holder(sql, folded, subject).isPresent();
  }

  private Optional<Person> holder(Sql sql, String folded, String subject) throws SQLException {
    return sql.one(
        "SELECT "
            + SqlPeople.COLUMNS
            + """
             FROM people p
            WHERE issuer = ? AND (username_folded = ? OR email_folded = ?) AND subject <> ?
            """,
        SqlPeople::person,
        issuer,
        folded,
        folded,
        subject);
  }

  /// Makes room for a person who is about to be declared. In the file nobody shares a name, so
  /// another declared person who still has the address is about to be declared without it, or
  /// disabled.
  ///
  /// @throws DeclarationRefusedException when a name is that of somebody else
  void release(Sql sql, Person person) throws SQLException {
    String username = Person.folded(person.username());
    Optional<String> email = person.verifiedAddress().map(MailAddress::folded);
    if (email.isPresent()) {
      sql.update(
          """
          UPDATE people SET email_folded = NULL
          WHERE issuer = ? AND email_folded = ? AND origin = 'DECLARED' AND username_folded <> ?
          """,
          issuer,
          email.get(),
          username);
      if (!email.get().equals(username)) {
        refuseAnothers(sql, person, email.get(), "email");
      }
    }
    if (MailAddress.of(username).isPresent()) {
      refuseAnothers(sql, person, username, "username");
    }
  }

  /// Lets others prove that the address of somebody is theirs, who is not declared any more.
  void giveUp(Sql sql, String subject) throws SQLException {
    sql.update(
        "UPDATE people SET email_folded = NULL WHERE issuer = ? AND subject = ?", issuer, subject);
  }

  private void refuseAnothers(Sql sql, Person person, String name, String key) throws SQLException {
    Optional<String> self =
        sql.one(
            "SELECT subject FROM people WHERE issuer = ? AND username_folded = ?",
            Row::text,
            issuer,
            Person.folded(person.username()));
    Optional<Person> holder = holder(sql, name, self.orElse(""));
    if (holder.isPresent()) {
      throw DeclarationRefusedException.addressTaken(
          person.username(), key, holder.get().username());
    }
  }
}
