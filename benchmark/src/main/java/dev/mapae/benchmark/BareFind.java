package dev.mapae.benchmark;

import dev.mapae.storage.GrantStatements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.IntSupplier;

/// The statement that finds a grant, on a connection of plain JDBC, and nothing else.
final class BareFind implements Loop.Worker, AutoCloseable {
  private final String issuer;
  private final IntSupplier share;
  private final Connection connection;
  private final PreparedStatement find;

  BareFind(String issuer, IntSupplier share, Connection connection) throws SQLException {
    this.issuer = issuer;
    this.share = share;
    this.connection = connection;
    this.find = connection.prepareStatement(GrantStatements.FIND);
  }

  /// Reads all of a row.
  ///
  /// @return the generation that it has
  int generation(int grant) throws SQLException {
    find.setString(1, issuer);
    find.setString(2, Population.id(grant));
    try (ResultSet row = find.executeQuery()) {
      if (!row.next()) {
        throw new IllegalStateException("there is no grant " + grant);
      }
      int generation = row.getInt(2);
      for (int i = row.getMetaData().getColumnCount(); i > 0; i--) {
        row.getString(i);
      }
      return generation;
    }
  }

  @Override
  public boolean work() throws SQLException {
    return generation(share.getAsInt()) > 0;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
