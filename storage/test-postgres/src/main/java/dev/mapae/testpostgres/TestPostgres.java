package dev.mapae.testpostgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/// A real PostgreSQL on a free port of this machine, whose binaries come from a library. It needs
/// no installation and starts as root too.
public final class TestPostgres implements AutoCloseable {
  private final EmbeddedPostgres postgres;
  private final AtomicInteger databases = new AtomicInteger();

  private TestPostgres(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /// The one of this process: started by the first who asks, stopped when the process ends. It does
  /// not wait for the disk, so that it survives the death of everybody but itself.
  public static TestPostgres shared() {
    return Shared.POSTGRES;
  }

  /// One that waits for the disk at every commit, as in production.
  public static TestPostgres durable() {
    return start("on");
  }

  private static TestPostgres start(String durable) {
    try {
      return new TestPostgres(
          EmbeddedPostgres.builder()
              // Later options win over the library's own, which are for speed.
              .setServerConfig("fsync", durable)
              .setServerConfig("synchronous_commit", durable)
              .setServerConfig("full_page_writes", durable)
              .setServerConfig("max_connections", "300")
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where it listens, on 127.0.0.1.
  public int port() {
    return postgres.getPort();
  }

  /// Makes an empty database.
  ///
  /// @return `postgresql://postgres@127.0.0.1:PORT/NAME`
  public String freshDatabase() {
    String name = "test_" + databases.incrementAndGet();
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return "postgresql://postgres@127.0.0.1:" + port() + "/" + name;
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Shared {
    static final TestPostgres POSTGRES = start();

    private static TestPostgres start() {
      TestPostgres started = TestPostgres.start("off");
      Runtime.getRuntime().addShutdownHook(new Thread(started::close, "stop-postgres"));
      return started;
    }
  }
}
