package dev.mapae.storage;

import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;

/// The numbered steps from an empty database to the schema of today, only ever added to.
///
/// They are taken while nodes of the version before are at work, and any of them may be interrupted
/// at any moment: `docs/decisions/0016-migrations.md` says what a step may do.
record Migrations(List<Step> steps) {
  static final Migrations ALL =
      new Migrations(
          List.of(
              Step.atOnce("0001-first", 1),
              Step.atOnce("0002-imports", 1),
              Step.atOnce("0003-spent-ids", 1),
              Step.atOnce("0004-pending", 1),
              Step.atOnce("0005-dpop", 1),
              Step.atOnce("0006-device", 1),
              Step.atOnce("0007-logout", 1),
              Step.atOnce("0008-registration", 1),
              Step.online("0009-account", 1),
              Step.atOnce("0010-factors", 1),
              Step.atOnce("0011-mail", 1),
              Step.online("0012-people-by-email", 1),
              Step.atOnce("0013-consents", 1),
              Step.atOnce("0014-federation", 1),
              Step.atOnce("0015-mailsignin", 1),
              Step.online("0016-consents-by-client", 1),
              Step.atOnce("0017-refused-logouts", 1)));

  private static final Pattern CHANGES_ROWS = Pattern.compile("INSERT|UPDATE|DELETE|WITH");

  /// How many steps there are.
  int version() {
    return steps.size();
  }

  /// Takes the steps that are still missing.
  void apply(Sql sql, Dialect dialect) throws SQLException {
    for (int number = dialect.version(sql).number() + 1; number <= steps.size(); number++) {
      Step step = steps.get(number - 1);
      SchemaVersion next = new SchemaVersion(number, step.usableFrom());
      List<String> statements = step.statements(dialect.engine());
      if (step.online()) {
        for (String statement : statements) {
          online(sql, dialect, statement);
        }
        take(sql, dialect, next, List.of());
      } else {
        take(sql, dialect, next, statements);
      }
    }
  }

  private static void online(Sql sql, Dialect dialect, String statement) throws SQLException {
    if (statement.contains(" CONCURRENTLY ")) {
      // PostgreSQL takes it in no transaction. It waits for others, and nobody waits for it.
      sql.update(statement);
      return;
    }
    int changed;
    do {
      changed = dialect.alone(sql, alone -> alone.update(statement));
    } while (changed > 0 && CHANGES_ROWS.matcher(statement).lookingAt());
  }

  /// In one transaction, which looks again whether it is needed: any number of processes may try.
  private static void take(Sql sql, Dialect dialect, SchemaVersion next, List<String> statements)
      throws SQLException {
    dialect.alone(
        sql,
        alone -> {
          if (dialect.reach(alone, next)) {
            for (String statement : statements) {
              alone.update(statement);
            }
          }
          return next;
        });
  }
}
