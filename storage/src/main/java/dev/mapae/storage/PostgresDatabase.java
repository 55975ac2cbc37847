package dev.mapae.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.mapae.authorizationserver.store.StoreException;
import dev.mapae.authorizationserver.store.StoreOverloadedException;
import dev.mapae.authorizationserver.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/// A database on a PostgreSQL server: a pool of connections, each of which reads and writes.
///
/// While the server is away, requests are refused at once; the [PostgresLookout] knows. In the
/// moment in which it goes away, nobody waits for longer than the limits here say.
final class PostgresDatabase implements Database {
  /// How long anybody waits for a connection.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /// How long a statement of a server may take: each touches a few rows. The server ends it and
  /// takes it back, so that it is known what became of it.
  private static final Duration STATEMENT = Duration.ofSeconds(2);

  /// How long a server that does not say a word counts as there: longer than a statement may take,
  /// since what became of that one is not known.
  private static final Duration SILENCE = Duration.ofSeconds(3);

  /// The same for commands, whose statements may take longer.
  private static final Duration SILENCE_TO_COMMANDS = Duration.ofSeconds(10);

  /// What a database may have set otherwise: that what is committed may be lost, and that whoever
  /// comes second to a row fails. Other values of `synchronous_commit` are stricter and stay.
  private static final String SETTINGS =
      """
      SET default_transaction_isolation = 'read committed';
      SELECT set_config('synchronous_commit', 'on', false)
      WHERE current_setting('synchronous_commit') = 'off'\
      """;

  /// A transaction that lost against another one is run again this often.
  private static final int ATTEMPTS = 5;

  private final HikariDataSource pool;
  private final PostgresLookout lookout;

  private PostgresDatabase(HikariDataSource pool, PostgresUrl url) {
    this.pool = pool;
    this.lookout = new PostgresLookout(url, pool);
  }

  /// Connects for a server, and brings the schema to that of today.
  ///
  /// @throws DatabaseRefusedException when that is impossible, or not possible yet
  static PostgresDatabase open(PostgresUrl url, int connections) {
    HikariConfig config = config(url, SILENCE, connections);
    config.setConnectionInitSql(SETTINGS + "; SET statement_timeout = " + STATEMENT.toMillis());
    return open(url, config);
  }

  /// Connects for a command, whose statements may touch many rows.
  ///
  /// @throws DatabaseRefusedException as for a server
  static PostgresDatabase openBeside(PostgresUrl url, int connections) {
    return open(url, config(url, SILENCE_TO_COMMANDS, connections));
  }

  private static PostgresDatabase open(PostgresUrl url, HikariConfig config) {
    new PostgresSchema(url, Migrations.ALL).prepare();
    return new PostgresDatabase(new HikariDataSource(config), url);
  }

  private static HikariConfig config(PostgresUrl url, Duration silence, int connections) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("mapae");
    config.setJdbcUrl(url.jdbcUrl());
    config.setDataSourceProperties(url.properties(silence));
    config.setMaximumPoolSize(connections);
    config.setConnectionInitSql(SETTINGS);
    config.setConnectionTimeout(PATIENCE.toMillis());
    config.setValidationTimeout(1000);
    config.setKeepaliveTime(Duration.ofMinutes(2).toMillis());
    // Making the first connection must not fail the start: the server was there a moment ago.
    config.setInitializationFailTimeout(-1);
    return config;
  }

  @Override
  public <T> T read(Work<T> work) {
    return on(work);
  }

  @Override
  public <T> T readOneMoment(Work<T> work) {
    return on(sql ->
        sql.transaction(moment -> {
          moment.update("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
          return work.on(moment);
        }));
  }

  @Override
  public <T> T writeOne(Work<T> work) {
    return on(work);
  }

  @Override
  public <T> T write(Work<T> work) {
    return on(sql -> untilItWins(sql, work));
  }

  private static <T> T untilItWins(Sql sql, Work<T> work) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        return sql.transaction(work);
      } catch (SQLException e) {
        if (attempt == ATTEMPTS || !PostgresState.of(e).lostAgainstAnother()) {
          throw e;
        }
      }
    }
  }

  private <T> T on(Work<T> work) {
    if (lookout.isAway()) {
      // Usually somebody is looking; whoever was may have died of something else.
      lookout.doubt();
      throw new StoreUnavailableException("The database is away.");
    }
    try (Connection connection = connection()) {
      return attempt(work, connection);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private <T> T attempt(Work<T> work, Connection connection) throws SQLException {
    try {
      return work.on(new Sql(connection));
    } catch (SQLException e) {
      // After a failover this connection leads to a server that only follows.
      if (PostgresState.of(e).isReadOnly()) {
        pool.evictConnection(connection);
      }
      throw e;
    }
  }

  private Connection connection() throws SQLException {
    try {
      return pool.getConnection();
    } catch (SQLException e) {
      if (pool.isClosed()) {
        throw new StoreException("The database is closed.", e);
      }
      lookout.doubt();
      if (pool.getHikariPoolMXBean().getTotalConnections() > 0) {
        throw new StoreOverloadedException("No connection came free.");
      }
      throw e;
    }
  }

  private StoreException failure(SQLException e) {
    PostgresState state = PostgresState.of(e);
    if (state.equals(PostgresState.CANCELLED)) {
      return new StoreOverloadedException("A statement took too long.");
    }
    if (state.isNoTime() || state.isOfTheConnection() || state.code().isEmpty()) {
      lookout.doubt();
      return new StoreUnavailableException("The database is away: " + e.getMessage(), e);
    }
    return new StoreException("The database failed.", e);
  }

  @Override
  public Dialect dialect() {
    return new PostgresDialect();
  }

  @Override
  public boolean isReady() {
    if (pool.isClosed()) {
      return false;
    }
    if (lookout.isAway()) {
      lookout.doubt();
      return false;
    }
    try (Connection connection = connection()) {
      boolean ready = connection.isValid(1) && PostgresLookout.isWritable(connection);
      if (!ready) {
        pool.evictConnection(connection);
        lookout.doubt();
      }
      return ready;
    } catch (StoreOverloadedException e) {
      // It has much to do, and so it is there.
      return true;
    } catch (SQLException | StoreException e) {
      return false;
    }
  }

  @Override
  public void close() {
    lookout.close();
    pool.close();
  }
}
