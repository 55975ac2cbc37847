package dev.mapae.storage;

import java.sql.SQLException;

/// What PostgreSQL says went wrong.
///
/// @param code the SQLSTATE, empty where the driver has none
record PostgresState(String code) {
  static final PostgresState CANCELLED = new PostgresState("57014");
  static final PostgresState UNDEFINED_TABLE = new PostgresState("42P01");
  static final PostgresState UNDEFINED_COLUMN = new PostgresState("42703");
  private static final PostgresState READ_ONLY = new PostgresState("25006");
  private static final PostgresState SERIALIZATION_FAILURE = new PostgresState("40001");
  private static final PostgresState DEADLOCK = new PostgresState("40P01");
  private static final PostgresState LOCK_NOT_AVAILABLE = new PostgresState("55P03");

  static PostgresState of(SQLException e) {
    String code = e.getSQLState();
    return new PostgresState(code == null ? "" : code);
  }

  /// The server only follows another one.
  boolean isReadOnly() {
    return equals(READ_ONLY);
  }

  /// It is starting, ending, full, or read-only: that passes.
  boolean isNoTime() {
    return code.startsWith("57P") || code.startsWith("53") || isReadOnly();
  }

  /// The server answers, and lets nobody else in: all connections are taken, or the password is not
  /// the one of today.
  boolean isRefusal() {
    return code.startsWith("53") || code.startsWith("28");
  }

  /// The connection failed, or never came about.
  boolean isOfTheConnection() {
    return code.startsWith("08");
  }

  /// The transaction was taken back for the sake of another, and may be run again.
  boolean lostAgainstAnother() {
    return equals(SERIALIZATION_FAILURE) || equals(DEADLOCK);
  }

  /// A lock did not come in time.
  boolean hadToGiveWay() {
    return equals(LOCK_NOT_AVAILABLE);
  }
}
