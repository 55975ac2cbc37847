package dev.mapae.storage;

import dev.mapae.protocol.Scope;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One connection with its prepared statements, for one thread at a time.
///
/// A statement that was run stays prepared as long as this lives, so SQL is always a constant, and
/// values are always parameters: strings, numbers, booleans, enums (their names), instants
/// (milliseconds), scopes, collections and maps (JSON), and an `Optional` of any of them.
final class Sql implements AutoCloseable {
  private static final Pattern TABLE = Pattern.compile("FROM (\\w+)");

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  Sql(Connection connection) {
    this.connection = connection;
  }

  /// Runs a statement that answers with no rows.
  ///
  /// @return how many rows it touched
  int update(String sql, Object... values) throws SQLException {
    try {
      return prepare(sql, values).executeUpdate();
    } catch (SQLException e) {
      throw forget(sql, e);
    }
  }

  /// Runs a statement once for each of these arrays of values.
  void updateAll(String sql, List<Object[]> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try {
      PreparedStatement statement = prepare(sql);
      for (Object[] values : rows) {
        bindAll(statement, values);
        statement.addBatch();
      }
      statement.executeBatch();
    } catch (SQLException e) {
      throw forget(sql, e);
    }
  }

  /// The first row of the answer.
  <T> Optional<T> one(String sql, Row.Reader<T> reader, Object... values) throws SQLException {
    try (ResultSet rows = prepare(sql, values).executeQuery()) {
      return rows.next() ? Optional.of(read(sql, rows, reader)) : Optional.empty();
    } catch (SQLException e) {
      throw forget(sql, e);
    }
  }

  /// All rows of the answer.
  <T> List<T> all(String sql, Row.Reader<T> reader, Object... values) throws SQLException {
    try (ResultSet rows = prepare(sql, values).executeQuery()) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(read(sql, rows, reader));
      }
      return all;
    } catch (SQLException e) {
      throw forget(sql, e);
    }
  }

  private static <T> T read(String sql, ResultSet rows, Row.Reader<T> reader) throws SQLException {
    Row row = new Row(rows);
    try {
      return reader.read(row);
    } catch (RuntimeException e) {
      // Not as its cause: it may quote what is in the row.
      Matcher table = TABLE.matcher(sql);
      throw row.damaged(table.find() ? table.group(1) : "?");
    }
  }

  /// Runs statements in one transaction of this connection.
  <T> T transaction(Database.Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      T result = work.on(this);
      connection.commit();
      connection.setAutoCommit(true);
      return result;
    } catch (SQLException | RuntimeException | Error e) {
      rollBack(e);
      throw e;
    }
  }

  private void rollBack(Throwable cause) {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      cause.addSuppressed(e); // usually: the connection is gone
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private PreparedStatement prepare(String sql, Object... values) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    bindAll(statement, values);
    return statement;
  }

  private static void bindAll(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      bind(statement, i + 1, values[i]);
    }
  }

  /// Prepares a statement anew next time: the driver closes one that failed badly, of a full disk
  /// for example, without saying so.
  private SQLException forget(String sql, SQLException failure) {
    PreparedStatement statement = prepared.remove(sql);
    if (statement != null) {
      try {
        statement.close();
      } catch (SQLException e) {
        failure.addSuppressed(e);
      }
    }
    return failure;
  }

  private static void bind(PreparedStatement statement, int index, Object value)
      throws SQLException {
    switch (value) {
      case Optional<?> optional when optional.isEmpty() -> statement.setObject(index, null);
      case Optional<?> optional -> bind(statement, index, optional.get());
      case String text -> statement.setString(index, text);
      case Integer number -> statement.setInt(index, number);
      case Long number -> statement.setLong(index, number);
      case Boolean flag -> statement.setBoolean(index, flag);
      case Enum<?> constant -> statement.setString(index, constant.name());
      case Instant time -> statement.setLong(index, time.toEpochMilli());
      case Scope scope -> statement.setString(index, scope.toString());
      case Collection<?> list -> statement.setString(index, Document.write(list));
      case Map<?, ?> map -> statement.setString(index, Document.write(map));
      default -> throw new IllegalArgumentException("no SQL for " + value.getClass());
    }
  }
}
