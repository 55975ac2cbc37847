package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Factor;
import dev.mapae.authorizationserver.store.Factor.Kind;
import dev.mapae.authorizationserver.store.Factors;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Throttle;
import dev.mapae.storage.SqlSpentIds.SpentBefore;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What people have besides their password, in SQL.
record SqlFactors(Database database, String issuer) implements Factors {
  private static final String COLUMNS =
      SqlPeople.COLUMNS
          + ", f.id, f.kind, f.name, f.created_at, f.used_at, f.key_id, f.kept, f.counter";

  private static final String JOINED =
      " LEFT JOIN factors f ON f.issuer = p.issuer AND f.subject = p.subject ";

  private static final String OLDEST_FIRST = " ORDER BY f.created_at, f.id";

  private static final String BY_NAME_OR_ADDRESS =
      """
      p.subject = (
        SELECT o.subject FROM people o
        WHERE o.issuer = ? AND (o.username_folded = ? OR o.email_folded = ?)
        ORDER BY CASE WHEN o.username_folded = ? THEN 0 ELSE 1 END LIMIT 1)
      """;

  @Override
  public Attempt findToSignIn(String typed, List<Throttle> asked, Instant now) {
    String folded = Person.folded(typed);
    boolean address = SqlPeople.mayBeAddress(folded);
    List<Object> values = new ArrayList<>();
    asked.forEach(throttle -> values.addAll(SqlThrottles.values(issuer, throttle, now)));
    values.add(issuer);
    values.addAll(address ? List.of(issuer, folded, folded, folded) : List.of(folded));
    String query =
        "SELECT p.subject, "
            + SqlPeople.BROWSERS_KNOWN_FROM
            + ", "
            + (SqlThrottles.BUSY + ", ").repeat(asked.size())
            + COLUMNS
            // A row for nobody as well: their throttles are asked just the same.
            + " FROM (SELECT 1 AS one) here LEFT JOIN people p ON p.issuer = ? AND "
            + (address ? BY_NAME_OR_ADDRESS : "p.username_folded = ?")
            + JOINED
            + OLDEST_FIRST;
    List<Asked> rows =
        database.read(sql -> sql.all(query, row -> asked(row, asked), values.toArray()));
    return new Attempt(
        holder(rows.stream().flatMap(row -> row.held().stream()).toList())
            .filter(holder -> !address || SqlPeople.isTyped(holder.person(), folded)),
        rows.getFirst().busy(),
        rows.getFirst().browsersKnownFrom());
  }

  /// One row of that query.
  private record Asked(Set<Throttle> busy, Instant browsersKnownFrom, Optional<Held> held) {}

  private static Asked asked(Row row, List<Throttle> asked) throws SQLException {
    boolean somebody = row.textIfAny().isPresent();
    Instant from = row.timeIfAny().orElse(Instant.EPOCH);
    Set<Throttle> busy = SqlThrottles.busy(row, asked);
    return new Asked(busy, from, somebody ? Optional.of(held(row)) : Optional.empty());
  }

  @Override
  public Optional<Holder> find(String subject) {
    return holder("WHERE p.issuer = ? AND p.subject = ?", subject);
  }

  @Override
  public Optional<Holder> findByFactor(Kind kind, String id) {
    return holder(
        """
        WHERE p.issuer = ? AND p.subject =
          (SELECT o.subject FROM factors o WHERE o.issuer = ? AND o.id = ? AND o.kind = ?)
        """,
        issuer,
        id,
        kind);
  }

  private Optional<Holder> holder(String where, Object... values) {
    Object[] all = new Object[values.length + 1];
    all[0] = issuer;
    System.arraycopy(values, 0, all, 1, values.length);
    String query = "SELECT " + COLUMNS + " FROM people p" + JOINED + where + OLDEST_FIRST;
    return holder(database.read(sql -> sql.all(query, SqlFactors::held, all)));
  }

  private static Optional<Holder> holder(List<Held> rows) {
    return rows.stream()
        .findFirst()
        .map(first ->
            new Holder(
                first.person(), rows.stream().flatMap(held -> held.factor().stream()).toList()));
  }

  /// One row of the join.
  private record Held(Person person, Optional<Factor> factor) {}

  @Override
  public boolean use(Factor found, Factor used, List<Once> once) {
    try {
      return database.write(sql -> {
        if (!isUsed(sql, found, used)) {
          return false;
        }
        SqlSpentIds.spend(sql, issuer, once);
        if (found.kind() == Kind.TOTP) {
          tries().forgetSome(sql, found.subject());
        } else {
          tries().reset(sql, found.subject());
        }
        return true;
      });
    } catch (SpentBefore e) {
      return false;
    }
  }

  private boolean isUsed(Sql sql, Factor found, Factor used) throws SQLException {
    return switch (found.kind()) {
      case RECOVERY_CODE ->
          1
              == sql.update(
                  "DELETE FROM factors WHERE issuer = ? AND id = ? AND subject = ? AND kind = ?",
                  issuer,
                  found.id(),
                  found.subject(),
                  found.kind());
      case TOTP -> update(sql, found, used, " AND counter < ?", used.counter());
      case PASSKEY ->
          used.counter() == 0
              // One that does not count.
              ? update(sql, found, used, " AND counter = ?", 0L)
              : update(sql, found, used, " AND counter < ?", used.counter());
    };
  }

  private boolean update(Sql sql, Factor found, Factor used, String condition, long counter)
      throws SQLException {
    return 1
        == sql.update(
            """
            UPDATE factors SET used_at = ?, key_id = ?, kept = ?, counter = ?
            WHERE issuer = ? AND id = ? AND subject = ? AND kind = ?
            """
                + condition,
            used.usedAt(),
            used.keyId(),
            used.kept(),
            used.counter(),
            issuer,
            found.id(),
            found.subject(),
            found.kind(),
            counter);
  }

  @Override
  public Tried tryCode(String subject, Instant now) {
    return tries().count(database, subject, now);
  }

  private SqlCodeTries tries() {
    return new SqlCodeTries(issuer);
  }

  @Override
  public Set<String> keyIds() {
    return new HashSet<>(
        database.read(sql ->
            sql.all(
                "SELECT DISTINCT key_id FROM factors WHERE issuer = ? AND key_id <> ''",
                Row::text,
                issuer)));
  }

  private static Held held(Row row) throws SQLException {
    Person person = SqlPeople.person(row);
    Optional<String> id = row.textIfAny();
    return new Held(
        person, id.isEmpty() ? Optional.empty() : Optional.of(factor(person, id.get(), row)));
  }

  private static Factor factor(Person person, String id, Row row) throws SQLException {
    return new Factor(
        id,
        person.subject(),
        Kind.valueOf(row.text()),
        row.text(),
        row.time(),
        row.timeIfAny(),
        row.text(),
        row.text(),
        row.longNumber());
  }
}
