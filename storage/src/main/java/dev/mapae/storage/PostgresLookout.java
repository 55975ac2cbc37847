package dev.mapae.storage;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;

/// Finds out on a connection of its own whether the PostgreSQL server is there and lets us write,
/// whenever that is in doubt, and goes on until it is.
final class PostgresLookout implements AutoCloseable {
  private static final Duration RETRY = Duration.ofMillis(250);

  private final PostgresUrl url;
  private final Properties properties;
  private final Outage outage;
  private final HikariDataSource pool;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile boolean open = true;

  /// @param pool whose connections it doubts
  PostgresLookout(PostgresUrl url, HikariDataSource pool) {
    this.url = url;
    this.properties = url.properties(Duration.ofSeconds(1));
    properties.setProperty("connectTimeout", "1");
    this.outage = new Outage(url.toString());
    this.pool = pool;
  }

  boolean isAway() {
    return outage.lasts();
  }

  /// Something failed that may be the server's fault: has a look, unless somebody has one already.
  void doubt() {
    if (open && looking.compareAndSet(false, true)) {
      Thread.ofVirtual().name("mapae-lookout").start(this::look);
    }
  }

  private void look() {
    try {
      while (open && !isThere()) {
        Thread.sleep(RETRY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      looking.set(false);
    }
  }

  private boolean isThere() {
    try (Connection connection = DriverManager.getConnection(url.jdbcUrl(), properties)) {
      if (!isWritable(connection)) {
        outage.begins("it is read-only, as one is that follows another.");
        return false;
      }
      if (outage.lasts()) {
        // A connection from before a failover may lead to a server that only follows. Nobody is let
        // in before the pool has a new one.
        pool.getHikariPoolMXBean().softEvictConnections();
        pool.getConnection().close();
        outage.ends();
      }
      return true;
    } catch (SQLException e) {
      if (PostgresState.of(e).isRefusal() && poolIsUsable()) {
        outage.ends();
        return true;
      }
      outage.begins(why(e));
      return false;
    }
  }

  /// Whether the connections that there are still lead to a server that lets us write, though we
  /// got no other one. When all of them have something to do, they do.
  private boolean poolIsUsable() {
    if (pool.getHikariPoolMXBean().getTotalConnections() == 0) {
      return false;
    }
    try (Connection connection = pool.getConnection()) {
      return isWritable(connection);
    } catch (SQLTransientConnectionException e) {
      return pool.getHikariPoolMXBean().getTotalConnections() > 0;
    } catch (SQLException e) {
      return false;
    }
  }

  /// The driver often says no more than that it failed, and its cause why.
  private static String why(SQLException e) {
    return e.getCause() == null
        ? e.getMessage() + "."
        : e.getMessage() + " " + e.getCause().getMessage() + ".";
  }

  static boolean isWritable(Connection connection) throws SQLException {
    return new Sql(connection)
        .one("SELECT current_setting('transaction_read_only')", Row::text)
        .filter("off"::equals)
        .isPresent();
  }

  @Override
  public void close() {
    open = false;
  }
}
