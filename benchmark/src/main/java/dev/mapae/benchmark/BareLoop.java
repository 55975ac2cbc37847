package dev.mapae.benchmark;

import dev.mapae.storage.GrantStatements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.IntSupplier;

/// The two statements of a refresh on a connection of plain JDBC, and nothing else: what bounds a
/// server on this database.
final class BareLoop implements Loop.Worker, AutoCloseable {
  private final Population population;
  private final IntSupplier share;
  private final BareFind find;
  private final Spend spend;

  /// Runs the second statement, durably.
  @FunctionalInterface
  interface Spend {
    int spend(SpendValues values) throws Exception;
  }

  /// What the second statement takes.
  record SpendValues(String issuer, String id, int generation, long now, long end) {
    void set(PreparedStatement statement) throws SQLException {
      statement.setInt(1, generation);
      statement.setLong(2, now);
      statement.setLong(3, end);
      statement.setString(4, issuer);
      statement.setString(5, id);
      statement.setInt(6, generation);
    }
  }

  private BareLoop(Population population, IntSupplier share, Connection connection, Spend spend)
      throws SQLException {
    this.population = population;
    this.share = share;
    this.find = new BareFind(population.issuer(), share, connection);
    this.spend = spend;
  }

  /// Both statements on one connection, each a transaction of its own.
  static BareLoop alone(Population population, IntSupplier share, Connection connection)
      throws SQLException {
    PreparedStatement update = connection.prepareStatement(GrantStatements.SPEND);
    return new BareLoop(
        population,
        share,
        connection,
        values -> {
          values.set(update);
          return update.executeUpdate();
        });
  }

  /// The second statement by way of a writer that others use too.
  static BareLoop beside(
      BareGroupCommit writer, Population population, IntSupplier share, Connection connection)
      throws SQLException {
    return new BareLoop(population, share, connection, writer::spend);
  }

  @Override
  public boolean work() throws Exception {
    int grant = share.getAsInt();
    int generation = find.generation(grant);
    int spent =
        spend.spend(
            new SpendValues(
                population.issuer(),
                Population.id(grant),
                generation,
                System.currentTimeMillis(),
                population.end()));
    population.wasSpent(grant);
    return spent == 1;
  }

  @Override
  public void close() throws SQLException {
    find.close();
  }
}
