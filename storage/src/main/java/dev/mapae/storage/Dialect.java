package dev.mapae.storage;

import java.sql.SQLException;
import java.util.List;

/// What engines say differently.
interface Dialect {
  /// The name in the files of the migrations.
  String engine();

  /// Follows a query whose rows must not be deleted before this transaction ends.
  String keepingRows();

  /// The same, where these rows may change meanwhile but for their keys, and whoever changes them
  /// must not wait.
  String keepingKeys();

  /// Follows a query for rows to delete, which leaves those to others that others have at hand.
  String skippingLocked();

  /// Runs statements that change rows one after the other, where there is a network in one round
  /// trip. Outside of a transaction they are one themselves, or part of the one under way.
  ///
  /// @return how many rows the first of them touched
  int together(Sql sql, List<Change> changes) throws SQLException;

  /// About how many rows a table has, found out quickly beside copying them.
  long rowsAbout(Sql sql, String table) throws SQLException;

  /// Runs a step of the migrations in a transaction of its own; where several processes try, one
  /// after the other.
  <T> T alone(Sql sql, Database.Work<T> step) throws SQLException;

  /// The version of the schema.
  SchemaVersion version(Sql sql) throws SQLException;

  /// Notes the version of the schema, in the transaction under way, if the one before it was
  /// reached.
  ///
  /// @return whether it was; another process may have been quicker
  boolean reach(Sql sql, SchemaVersion next) throws SQLException;
}
