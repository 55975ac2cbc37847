package dev.mapae.storage;

import dev.mapae.authorizationserver.store.DeclarationRefusedException;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// People whom the configuration file declares, in SQL.
record SqlDeclaredPeople(Database database, String issuer) {
  Map<String, String> fingerprints() {
    return database.read(sql -> DeclaredRows.PEOPLE.fingerprints(sql, issuer));
  }

  void declare(Person person, String fingerprint) {
    String claims = Document.checked(Document.write(person.claims()));
    database.write(sql -> {
      SqlChanges.note(sql, issuer);
      renameTo(person, sql);
      names().release(sql, person);
      endLinks(person, sql);
      DeclaredRows.PEOPLE.declare(
          sql,
          issuer,
          person.username(),
          """
          INSERT INTO people (issuer, subject, username, username_folded, origin, enabled,
            password_hash, roles, claims, fingerprint, email_folded, browsers_known_from)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)
          ON CONFLICT (issuer, username_folded) DO UPDATE SET
            username = excluded.username, origin = excluded.origin,
            enabled = excluded.enabled, roles = excluded.roles, claims = excluded.claims,
            fingerprint = excluded.fingerprint, email_folded = excluded.email_folded
          """,
          issuer,
          person.subject(),
          person.username(),
          Person.folded(person.username()),
          person.origin(),
          person.enabled(),
          person.passwordHash(),
          person.roles(),
          claims,
          fingerprint,
          SqlPeople.emailFolded(person));
      return true;
    });
  }

  /// What went to another address than theirs is worthless, also when that becomes theirs again. So
  /// is what went to somebody who is disabled, also when they are enabled again.
  private void endLinks(Person person, Sql sql) throws SQLException {
    Optional<Person> before = people().withUsername(person.username(), sql);
    if (before.isPresent()
        && !(person.enabled() && before.get().address().equals(person.address()))) {
      SqlMailLinks.endAll(sql, issuer, before.get().subject());
    }
  }

  /// The same declared subject is the same person.
  private void renameTo(Person person, Sql sql) throws SQLException {
    Optional<Person> holder = people().withSubject(person.subject(), sql);
    if (holder.isEmpty() || folds(holder.get(), person)) {
      return;
    }
    boolean free = people().withUsername(person.username(), sql).isEmpty();
    if (!free || holder.get().origin() != Origin.DECLARED) {
      throw DeclarationRefusedException.subjectTaken(
          person.subject(), holder.get().username(), person.username());
    }
    sql.update(
        "UPDATE people SET username_folded = ? WHERE issuer = ? AND subject = ?",
        Person.folded(person.username()),
        issuer,
        person.subject());
  }

  private static boolean folds(Person one, Person other) {
    return Person.folded(one.username()).equals(Person.folded(other.username()));
  }

  void endDisabled(String username, Instant now) {
    database.write(sql -> {
      Optional<Person> disabled =
          people().withUsername(username, sql).filter(person -> !person.enabled());
      if (disabled.isPresent()) {
        new SqlSessionEnds(issuer).endAll(sql, disabled.get().subject(), now);
        SqlMailLinks.endAll(sql, issuer, disabled.get().subject());
      }
      return disabled.isPresent();
    });
  }

  List<String> disableExcept(Set<String> usernames, Instant now) {
    Set<String> kept = usernames.stream().map(Person::folded).collect(Collectors.toSet());
    return database.write(sql -> {
      List<String> disabled = new ArrayList<>();
      for (String folded : DeclaredRows.PEOPLE.disableExcept(sql, issuer, kept)) {
        String subject = people().withUsername(folded, sql).orElseThrow().subject();
        new SqlSessionEnds(issuer).endAll(sql, subject, now);
        SqlMailLinks.endAll(sql, issuer, subject);
        names().giveUp(sql, subject);
        disabled.add(subject);
      }
      return disabled;
    });
  }

  private SqlPeople people() {
    return new SqlPeople(database, issuer);
  }

  private SqlSignInNames names() {
    return new SqlSignInNames(issuer);
  }
}
