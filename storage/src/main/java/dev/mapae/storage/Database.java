package dev.mapae.storage;

import java.sql.SQLException;

/// A database that runs the SQL of the stores.
///
/// Both verbs throw a `StoreOverloadedException` when too much waits already, and a
/// `StoreException` when the database fails or is closed.
interface Database extends AutoCloseable {
  /// Runs one query, on what has been committed.
  <T> T read(Work<T> work);

  /// Runs statements in one transaction, which is durable when this returns, or left no trace when
  /// this throws.
  <T> T write(Work<T> work);

  /// Whether it answers, within a second.
  boolean isReady();

  /// Finishes what was accepted and closes the database.
  @Override
  void close();

  /// What is done on a connection. Whatever it throws fails it alone.
  @FunctionalInterface
  interface Work<T> {
    T on(Sql sql) throws SQLException;
  }
}
