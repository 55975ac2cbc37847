package dev.mapae.benchmark;

import dev.mapae.storage.GrantStatements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.function.IntSupplier;

/// The statement that finds a grant, on a connection of plain JDBC, and nothing else.
final class BareFind implements Loop.Worker, AutoCloseable {
  private final String issuer;
  private final IntSupplier share;
  private final Connection connection;
  private final PreparedStatement find;
  private final int[] types;

  BareFind(String issuer, IntSupplier share, Connection connection) throws SQLException {
    this.issuer = issuer;
    this.share = share;
    this.connection = connection;
    this.find = connection.prepareStatement(GrantStatements.FIND);
    ResultSetMetaData columns = find.getMetaData();
    this.types = new int[columns.getColumnCount()];
    for (int i = 0; i < types.length; i++) {
      types[i] = columns.getColumnType(i + 1);
    }
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
      for (int i = 0; i < types.length; i++) {
        read(row, i + 1, types[i]);
      }
      return generation;
    }
  }

  private static void read(ResultSet row, int column, int type) throws SQLException {
    switch (type) {
      case Types.INTEGER -> row.getInt(column);
      case Types.BIGINT -> row.getLong(column);
      case Types.BOOLEAN, Types.BIT -> row.getBoolean(column);
      default -> row.getString(column);
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
