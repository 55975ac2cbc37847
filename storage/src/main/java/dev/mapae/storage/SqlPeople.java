package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.DeclarationRefusedException;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.People;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Session;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// People in SQL.
record SqlPeople(Database database, String issuer) implements People {
  /// The columns of a person, of a table that is called `p`.
  static final String COLUMNS =
      "p.subject, p.username, p.origin, p.enabled, p.password_hash, p.roles, p.claims";

  @Override
  public Optional<Person> find(String subject) {
    return database.read(sql -> withSubject(subject, sql));
  }

  @Override
  public Optional<Person> findByUsername(String username) {
    return database.read(sql -> withUsername(username, sql));
  }

  Optional<Person> withSubject(String subject, Sql sql) throws SQLException {
    return sql.one(
        "SELECT " + COLUMNS + " FROM people p WHERE issuer = ? AND subject = ?",
        SqlPeople::person,
        issuer,
        subject);
  }

  private Optional<Person> withUsername(String username, Sql sql) throws SQLException {
    return sql.one(
        "SELECT " + COLUMNS + " FROM people p WHERE issuer = ? AND username_folded = ?",
        SqlPeople::person,
        issuer,
        Person.folded(username));
  }

  @Override
  public boolean add(Person person) {
    String claims = Document.checked(Document.write(person.claims()));
    return database.writeOne(sql ->
        sql.update(
                """
                INSERT INTO people (issuer, subject, username, username_folded, origin, enabled,
                  password_hash, roles, claims)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (issuer, username_folded) DO NOTHING
                """,
                issuer,
                person.subject(),
                person.username(),
                Person.folded(person.username()),
                person.origin(),
                person.enabled(),
                person.passwordHash(),
                person.roles(),
                claims)
            == 1);
  }

  @Override
  public boolean enable(String username, boolean enabled, Instant now) {
    return database.write(sql -> {
      Optional<Person> found = undeclared(username, sql);
      if (found.isEmpty()) {
        return false;
      }
      SqlChanges.note(sql, issuer);
      String subject = found.get().subject();
      sql.update(
          "UPDATE people SET enabled = ? WHERE issuer = ? AND subject = ?",
          enabled,
          issuer,
          subject);
      if (!enabled) {
        new SqlSessions(database, issuer).endAll(sql, subject, now);
      }
      return true;
    });
  }

  @Override
  public boolean delete(String username, Instant now) {
    return database.write(sql -> {
      Optional<Person> found = undeclared(username, sql);
      if (found.isEmpty()) {
        return false;
      }
      SqlChanges.note(sql, issuer);
      String subject = found.get().subject();
      erase(sql, subject, now);
      return true;
    });
  }

  /// All that is kept of somebody goes here: whoever adds a table about people deletes from it too.
  void erase(Sql sql, String subject, Instant now) throws SQLException {
    for (String table : List.of("people", "consents", "factors", "code_tries", "deletions")) {
      sql.update("DELETE FROM " + table + " WHERE issuer = ? AND subject = ?", issuer, subject);
    }
    new SqlSessions(database, issuer).endAll(sql, subject, now);
    sql.update("DELETE FROM activity WHERE issuer = ? AND subject = ?", issuer, subject);
  }

  /// Whoever else changes somebody, or signs in as them, waits for this from now on.
  void hold(Sql sql, String subject) throws SQLException {
    sql.update(
        "UPDATE people SET claims = claims WHERE issuer = ? AND subject = ?", issuer, subject);
  }

  @Override
  public boolean changePassword(
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
        if (revoking) {
          SqlConsents.revokeAll(sql, issuer, kept.subject());
        }
        return true;
      });
    } catch (SessionEnded e) {
      return false;
    }
  }

  @Override
  public Optional<Person> changeClaims(
      String subject, Map<String, Object> claims, Set<String> without, Activity... noted) {
    return database.write(sql -> {
      hold(sql, subject);
      Optional<Person> found =
          withSubject(subject, sql).filter(person -> person.origin() != Origin.DECLARED);
      if (found.isEmpty()) {
        return found;
      }
      Map<String, Object> changed = new LinkedHashMap<>(found.get().claims());
      changed.keySet().removeAll(without);
      changed.putAll(claims);
      SqlChanges.note(sql, issuer);
      sql.update(
          "UPDATE people SET claims = ? WHERE issuer = ? AND subject = ?",
          Document.checked(Document.write(changed)),
          issuer,
          subject);
      SqlActivities.note(sql, issuer, noted);
      return withSubject(subject, sql);
    });
  }

  private Optional<Person> undeclared(String username, Sql sql) throws SQLException {
    return withUsername(username, sql).filter(person -> person.origin() != Origin.DECLARED);
  }

  @Override
  public Map<String, String> fingerprints() {
    return database.read(sql -> DeclaredRows.PEOPLE.fingerprints(sql, issuer));
  }

  @Override
  public void declare(Person person, String fingerprint) {
    String claims = Document.checked(Document.write(person.claims()));
    database.write(sql -> {
      SqlChanges.note(sql, issuer);
      renameTo(person, sql);
      DeclaredRows.PEOPLE.declare(
          sql,
          issuer,
          person.username(),
          """
          INSERT INTO people (issuer, subject, username, username_folded, origin, enabled,
            password_hash, roles, claims, fingerprint)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (issuer, username_folded) DO UPDATE SET
            username = excluded.username, origin = excluded.origin,
            enabled = excluded.enabled, roles = excluded.roles, claims = excluded.claims,
            fingerprint = excluded.fingerprint
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
          fingerprint);
      return true;
    });
  }

  /// The same declared subject is the same person.
  private void renameTo(Person person, Sql sql) throws SQLException {
    Optional<Person> holder = withSubject(person.subject(), sql);
    if (holder.isEmpty() || folds(holder.get(), person)) {
      return;
    }
    boolean free = withUsername(person.username(), sql).isEmpty();
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

  @Override
  public void endDisabled(String username, Instant now) {
    database.write(sql -> {
      Optional<Person> disabled = withUsername(username, sql).filter(person -> !person.enabled());
      if (disabled.isPresent()) {
        new SqlSessions(database, issuer).endAll(sql, disabled.get().subject(), now);
      }
      return disabled.isPresent();
    });
  }

  @Override
  public List<String> disableDeclaredExcept(Set<String> usernames, Instant now) {
    Set<String> kept = usernames.stream().map(Person::folded).collect(Collectors.toSet());
    return database.write(sql -> {
      List<String> disabled = new ArrayList<>();
      for (String folded : DeclaredRows.PEOPLE.disableExcept(sql, issuer, kept)) {
        String subject = withUsername(folded, sql).orElseThrow().subject();
        new SqlSessions(database, issuer).endAll(sql, subject, now);
        disabled.add(subject);
      }
      return disabled;
    });
  }

  /// Reads [#COLUMNS].
  static Person person(Row row) throws SQLException {
    return new Person(
        row.text(),
        row.text(),
        Origin.valueOf(row.text()),
        row.flag(),
        row.textIfAny(),
        Set.copyOf(row.texts()),
        row.document().members());
  }
}
