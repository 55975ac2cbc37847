package dev.mapae.authorizationserver.life;

import dev.mapae.authorizationserver.TestClock;
import dev.mapae.authorizationserver.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Everything that nodes share and something changes: rows of a real database, and the time. Each
/// state it was ever in has a number, and it can be put back into it.
final class World implements AutoCloseable {
  private static final List<String> TABLES =
      List.of("sessions", "grants", "consents", "denied_tokens");
  private static final int DIRTY = -1;

  private final TestClock clock;
  private final Connection connection;
  private final List<Condition> conditions = new ArrayList<>();
  private final Map<Condition, Integer> numbers = new HashMap<>();
  private final Map<Attempt, Outcome> outcomes = new HashMap<>();
  private final Map<String, Map<String, Object>> firstSeen = new HashMap<>();
  private int now = DIRTY;

  World(TestDatabase database, TestClock clock) {
    this.clock = clock;
    try {
      this.connection = database.connect();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// One state of the world.
  record Condition(Instant time, Map<String, List<Map<String, Object>>> tables) {
    List<Map<String, Object>> rows(String table) {
      return tables.get(table);
    }
  }

  /// What a step answers, and which state it leads to.
  record Outcome(Object answer, int after) {}

  private record Attempt(int before, Step step) {}

  Condition condition(int number) {
    return conditions.get(number);
  }

  /// Takes a step in a state; really, unless it was taken there before.
  Outcome take(int before, Step step) {
    Attempt attempt = new Attempt(before, step);
    Optional<Outcome> known = Optional.ofNullable(outcomes.get(attempt));
    if (known.isPresent()) {
      return known.get();
    }
    enter(before);
    Object answer = step.take();
    Outcome outcome = new Outcome(answer, number());
    outcomes.put(attempt, outcome);
    return outcome;
  }

  /// Asks something in a state, and forgets what that changed.
  <T> T asked(int in, Supplier<T> question) {
    enter(in);
    now = DIRTY;
    return question.get();
  }

  /// A row as it was when it was first seen; it may be gone by now.
  Map<String, Object> row(String table, String id) {
    return firstSeen.get(table + " " + id);
  }

  /// A flag, which not every engine has a type for.
  static boolean isSet(Object flag) {
    return flag.equals(true) || flag.equals(1);
  }

  /// When a row expires.
  static Instant end(Map<String, Object> row) {
    return Instant.ofEpochMilli(((Number) row.get("expires_at")).longValue());
  }

  /// The number of the state that it is in.
  int number() {
    Condition condition = read();
    now =
        numbers.computeIfAbsent(
            condition,
            c -> {
              conditions.add(c);
              return conditions.size() - 1;
            });
    return now;
  }

  /// Puts it into a state.
  void enter(int number) {
    if (number != now) {
      write(conditions.get(number));
      now = number;
    }
  }

  private Condition read() {
    Map<String, List<Map<String, Object>>> tables = new LinkedHashMap<>();
    for (String table : TABLES) {
      tables.put(table, rows(table));
    }
    return new Condition(clock.instant(), tables);
  }

  private List<Map<String, Object>> rows(String table) {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (var statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT * FROM " + table + " ORDER BY 1, 2, 3")) {
      int columns = found.getMetaData().getColumnCount();
      while (found.next()) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= columns; i++) {
          row.put(found.getMetaData().getColumnName(i), found.getObject(i));
        }
        rows.add(row);
        firstSeen.putIfAbsent(table + " " + row.get("id"), row);
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void write(Condition condition) {
    clock.set(condition.time());
    try (var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      // What was noted decides nothing, and is noted again where it happens again.
      statement.executeUpdate("DELETE FROM activity");
      for (String table : TABLES) {
        statement.executeUpdate("DELETE FROM " + table);
        for (Map<String, Object> row : condition.rows(table)) {
          insert(table, row);
        }
      }
      connection.commit();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void insert(String table, Map<String, Object> row) throws SQLException {
    String values = "?, ".repeat(row.size() - 1) + "?";
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO %s (%s) VALUES (%s)"
                .formatted(table, String.join(", ", row.keySet()), values))) {
      int at = 0;
      for (Object value : row.values()) {
        statement.setObject(++at, value);
      }
      statement.executeUpdate();
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
