package dev.mapae.storage;

import java.sql.SQLException;

/// A database that runs the SQL of the stores.
///
/// Every verb throws a `StoreOverloadedException` when too much waits already, a
/// `StoreUnavailableException` when the database is away, and a `StoreException` when it fails
/// otherwise or is closed.
interface Database extends AutoCloseable {
  /// Runs one query, on what has been committed.
  <T> T read(Work<T> work);

  /// Runs queries that all see the same moment.
  <T> T readOneMoment(Work<T> work);

  /// Runs one statement that changes rows, or several together ([Dialect#together]). It is a
  /// transaction of its own, durable when this returns, and where there is a network it is one
  /// round trip.
  <T> T writeOne(Work<T> work);

  /// Runs statements in one transaction, which is durable when this returns, or left no trace when
  /// this throws. The work may be run again, after all that it did was taken back.
  <T> T write(Work<T> work);

  /// What this engine says differently.
  Dialect dialect();

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
