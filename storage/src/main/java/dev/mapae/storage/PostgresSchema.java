package dev.mapae.storage;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/// What a start does with a PostgreSQL database: it asks for the version of the schema, and does
/// more only where that is not the one of today.
final class PostgresSchema {
  private PostgresSchema() {}

  /// Makes sure of a schema to work on.
  ///
  /// @throws DatabaseRefusedException when there is none, or none yet
  static void prepare(PostgresUrl url) {
    try (Sql sql = connect(url)) {
      prepare(sql, url);
    } catch (SQLException e) {
      throw refusal(url, e);
    }
  }

  private static void prepare(Sql sql, PostgresUrl url) throws SQLException {
    int known = Migrations.ALL.version();
    int version = version(sql, url);
    if (version > known) {
      throw DatabaseRefusedException.newer(url.toString(), version, known);
    }
    if (version < known) {
      Migrations.ALL.apply(sql, new PostgresDialect());
    }
  }

  private static int version(Sql sql, PostgresUrl url) throws SQLException {
    PostgresDialect dialect = new PostgresDialect();
    try {
      return dialect.version(sql);
    } catch (SQLException e) {
      if (!PostgresDatabase.state(e).equals(PostgresDialect.UNDEFINED_TABLE)) {
        throw e;
      }
      if (!dialect.claim(sql)) {
        throw DatabaseRefusedException.foreign(url);
      }
      return 0;
    }
  }

  // The driver's own connection, as that of a pool does not say why it did not come.
  private static Sql connect(PostgresUrl url) throws SQLException {
    Properties properties = url.properties();
    // A step of the migrations, or waiting for another node that takes it, may last.
    properties.setProperty("socketTimeout", "0");
    return new Sql(DriverManager.getConnection(url.jdbcUrl(), properties));
  }

  private static DatabaseRefusedException refusal(PostgresUrl url, SQLException e) {
    String state = PostgresDatabase.state(e);
    String why = String.valueOf(e.getMessage()).replace('\n', ' ');
    // The server is starting or full, or nobody listens there: that passes.
    boolean passes =
        state.equals("57P03")
            || state.startsWith("53")
            || (state.startsWith("08") && isOfTheNetwork(e));
    return passes
        ? DatabaseRefusedException.away(url.toString(), why)
        : DatabaseRefusedException.unreachable(url.toString(), why);
  }

  private static boolean isOfTheNetwork(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof NoRouteToHostException
          || cause instanceof SocketTimeoutException
          || cause instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }
}
