package dev.mapae.storage;

import dev.mapae.authorizationserver.store.DamagedRowException;
import dev.mapae.protocol.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// One row of an answer, read column by column from left to right; records are read in the order of
/// their components.
final class Row {
  private final ResultSet values;
  private int column;

  Row(ResultSet values) {
    this.values = values;
  }

  String text() throws SQLException {
    return Objects.requireNonNull(values.getString(++column));
  }

  Optional<String> textIfAny() throws SQLException {
    return Optional.ofNullable(values.getString(++column));
  }

  int number() throws SQLException {
    return values.getInt(++column);
  }

  long longNumber() throws SQLException {
    return values.getLong(++column);
  }

  Optional<Long> longNumberIfAny() throws SQLException {
    long number = values.getLong(++column);
    return values.wasNull() ? Optional.empty() : Optional.of(number);
  }

  Optional<Boolean> flagIfAny() throws SQLException {
    boolean flag = values.getBoolean(++column);
    return values.wasNull() ? Optional.empty() : Optional.of(flag);
  }

  boolean flag() throws SQLException {
    return values.getBoolean(++column);
  }

  Instant time() throws SQLException {
    return Instant.ofEpochMilli(values.getLong(++column));
  }

  Optional<Instant> timeIfAny() throws SQLException {
    long time = values.getLong(++column);
    return values.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(time));
  }

  Scope scope() throws SQLException {
    return Document.scope(text());
  }

  List<String> texts() throws SQLException {
    return Document.list(text());
  }

  Document document() throws SQLException {
    return Document.read(text());
  }

  /// The exception for a row of which the column that was read last makes no sense. The key of a
  /// row, after the issuer, is always selected first.
  DamagedRowException damaged(String table) throws SQLException {
    return new DamagedRowException(
        table,
        String.valueOf(values.getString(1)),
        values.getMetaData().getColumnLabel(Math.max(1, column)));
  }

  @FunctionalInterface
  interface Reader<T> {
    T read(Row row) throws SQLException;
  }
}
