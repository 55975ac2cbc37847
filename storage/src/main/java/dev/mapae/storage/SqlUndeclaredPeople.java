package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Changes in SQL to people whom no file declares: what a file says of somebody, it alone changes.
record SqlUndeclaredPeople(Database database, String issuer) {
  boolean enable(String username, boolean enabled, Instant now) {
    return database.write(sql -> {
      Optional<Person> found = find(username, sql);
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
        new SqlSessionEnds(issuer).endAll(sql, subject, now);
        SqlMailLinks.endAll(sql, issuer, subject);
      }
      return true;
    });
  }

  boolean delete(String username, Instant now) {
    return database.write(sql -> {
      Optional<Person> found = find(username, sql);
      if (found.isEmpty()) {
        return false;
      }
      SqlChanges.note(sql, issuer);
      String subject = found.get().subject();
      people().erase(sql, subject, now);
      return true;
    });
  }

  Optional<Person> changeClaims(
      String subject, Map<String, Object> claims, Set<String> without, Activity... noted) {
    return database.write(sql -> {
      // First, as wherever both are held: PostgreSQL ends one of two that wait for each other.
      SqlChanges.note(sql, issuer);
      people().hold(sql, subject);
      Optional<Person> found =
          people().withSubject(subject, sql).filter(person -> person.origin() != Origin.DECLARED);
      if (found.isEmpty()) {
        return found;
      }
      Map<String, Object> changed = new LinkedHashMap<>(found.get().claims());
      changed.keySet().removeAll(without);
      changed.putAll(claims);
      sql.update(
          "UPDATE people SET claims = ? WHERE issuer = ? AND subject = ?",
          Document.checked(Document.write(changed)),
          issuer,
          subject);
      SqlActivities.note(sql, issuer, noted);
      return people().withSubject(subject, sql);
    });
  }

  private Optional<Person> find(String username, Sql sql) throws SQLException {
    return people()
        .withUsername(username, sql)
        .filter(person -> person.origin() != Origin.DECLARED);
  }

  private SqlPeople people() {
    return new SqlPeople(database, issuer);
  }
}
