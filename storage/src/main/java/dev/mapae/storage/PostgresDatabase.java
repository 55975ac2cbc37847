package dev.mapae.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.mapae.authorizationserver.store.StoreException;
import dev.mapae.authorizationserver.store.StoreOverloadedException;
import dev.mapae.authorizationserver.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/// A database on a PostgreSQL server: a pool of connections, each of which reads and writes.
///
/// While the server is away, requests are refused at once, and one thread tries until it is back.
final class PostgresDatabase implements Database {
  /// How long anybody waits for a connection.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Duration RETRY = Duration.ofMillis(250);

  /// A transaction that lost against another one is run again this often.
  private static final int ATTEMPTS = 5;

  private static final Set<String> LOST_AGAINST_ANOTHER = Set.of("40001", "40P01");
  static final String READ_ONLY = "25006";

  private final HikariDataSource pool;
  private final AtomicBoolean away = new AtomicBoolean();

  private PostgresDatabase(HikariDataSource pool) {
    this.pool = pool;
  }

  /// Connects, and brings the schema to that of today.
  ///
  /// @throws DatabaseRefusedException when that is impossible, or not possible yet
  static PostgresDatabase open(PostgresUrl url, int connections) {
    new PostgresSchema(url, Migrations.ALL).prepare();
    HikariConfig config = new HikariConfig();
    config.setPoolName("mapae");
    config.setJdbcUrl(url.jdbcUrl());
    config.setDataSourceProperties(url.properties());
    config.setMaximumPoolSize(connections);
    config.setConnectionTimeout(PATIENCE.toMillis());
    config.setValidationTimeout(1000);
    config.setKeepaliveTime(Duration.ofMinutes(2).toMillis());
    // Making the first connection must not fail the start: the server was there a moment ago.
    config.setInitializationFailTimeout(-1);
    return new PostgresDatabase(new HikariDataSource(config));
  }

  @Override
  public <T> T read(Work<T> work) {
    return on(work);
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
        if (attempt == ATTEMPTS || !LOST_AGAINST_ANOTHER.contains(state(e))) {
          throw e;
        }
      }
    }
  }

  private <T> T on(Work<T> work) {
    if (away.get()) {
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
      if (state(e).equals(READ_ONLY)) {
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
      if (pool.getHikariPoolMXBean().getTotalConnections() > 0) {
        throw new StoreOverloadedException("No connection came free.");
      }
      lookForIt();
      throw e;
    }
  }

  private static StoreException failure(SQLException e) {
    String state = state(e);
    boolean isAway =
        state.isEmpty()
            || state.startsWith("08")
            || state.startsWith("57P")
            || state.startsWith("53");
    return isAway || state.equals(READ_ONLY)
        ? new StoreUnavailableException("The database is away: " + e.getMessage(), e)
        : new StoreException("The database failed.", e);
  }

  static String state(SQLException e) {
    String state = e.getSQLState();
    return state == null ? "" : state;
  }

  /// Refuses everybody until it is there again, so that nobody waits for what will not come.
  private void lookForIt() {
    if (away.compareAndSet(false, true)) {
      Thread.ofVirtual().name("mapae-database").start(this::awaitIt);
    }
  }

  private void awaitIt() {
    while (!pool.isClosed()) {
      try (Connection connection = pool.getConnection()) {
        if (connection.isValid(1)) {
          away.set(false);
          return;
        }
        Thread.sleep(RETRY);
      } catch (SQLException e) {
        // It waited for as long as anybody waits; the next attempt may be right.
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public Dialect dialect() {
    return new PostgresDialect();
  }

  @Override
  public boolean isReady() {
    if (away.get() || pool.isClosed()) {
      return false;
    }
    try (Connection connection = connection()) {
      return connection.isValid(1);
    } catch (StoreOverloadedException e) {
      // It has much to do, and so it is there.
      return true;
    } catch (SQLException | StoreException e) {
      return false;
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
