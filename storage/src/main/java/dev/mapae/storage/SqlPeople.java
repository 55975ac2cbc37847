package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.People;
import dev.mapae.authorizationserver.store.Person;
import java.sql.SQLException;
import java.text.Normalizer;
import java.util.Locale;
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
    return database.read(sql ->
        sql.one(
            "SELECT " + COLUMNS + " FROM people p WHERE issuer = ? AND subject = ?",
            SqlPeople::person,
            issuer,
            subject));
  }

  @Override
  public Optional<Person> findByUsername(String username) {
    return database.read(sql ->
        sql.one(
            "SELECT " + COLUMNS + " FROM people p WHERE issuer = ? AND username_folded = ?",
            SqlPeople::person,
            issuer,
            folded(username)));
  }

  @Override
  public Map<String, String> fingerprints() {
    return database.read(sql -> DeclaredRows.PEOPLE.fingerprints(sql, issuer));
  }

  @Override
  public void declare(Person person, String fingerprint) {
    String claims = Document.checked(Document.write(person.claims()));
    database.write(sql -> {
      sql.update(
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
          folded(person.username()),
          person.origin(),
          person.enabled(),
          person.passwordHash(),
          person.roles(),
          claims,
          fingerprint);
      SqlChanges.note(sql, issuer);
      return true;
    });
  }

  @Override
  public void disableDeclaredExcept(Set<String> usernames) {
    Set<String> kept = usernames.stream().map(SqlPeople::folded).collect(Collectors.toSet());
    database.write(sql -> {
      DeclaredRows.PEOPLE.disableExcept(sql, issuer, kept);
      return true;
    });
  }

  /// A username as it is compared: without regard to case, and to the form in which a keyboard
  /// composes it (NFKC).
  static String folded(String username) {
    String composed = Normalizer.normalize(username, Normalizer.Form.NFKC);
    return Normalizer.normalize(composed.toLowerCase(Locale.ROOT), Normalizer.Form.NFKC);
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
