package dev.mapae.storage;

import java.sql.SQLException;

/// What engines say differently.
interface Dialect {
  /// Begins a transaction that no other writer shares the database with.
  String beginAlone();

  /// The version of the schema.
  int version(Sql sql) throws SQLException;

  /// Notes the version of the schema, in the transaction under way.
  void reach(Sql sql, int version) throws SQLException;
}
