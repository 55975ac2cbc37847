package dev.mapae.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mapae.authorizationserver.store.StoreException;
import dev.mapae.authorizationserver.store.StoreOverloadedException;
import dev.mapae.testpostgres.TestPostgres;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A pool of connections to a PostgreSQL that is not as it should be.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PostgresDatabaseTests {
  private static final int CONNECTIONS = 3;

  private PostgresUrl url;

  @BeforeEach
  void make() {
    url = PostgresUrl.parse(TestPostgres.shared().freshDatabase());
  }

  private void execute(String... statements) throws SQLException {
    try (Sql sql =
        new Sql(DriverManager.getConnection(url.jdbcUrl(), url.properties(Duration.ZERO)))) {
      for (String statement : statements) {
        sql.update(statement);
      }
    }
  }

  private PostgresUrl as(String user) {
    return new PostgresUrl(url.hosts(), url.database(), user, Optional.empty(), url.parameters());
  }

  /// A node without a connection to spare must not take itself for one without a database.
  @Test
  void one_that_gets_no_further_connection_goes_on_with_those_that_it_has() throws Exception {
    String few = "few_" + url.database();
    execute(
        "CREATE ROLE %s LOGIN CONNECTION LIMIT %d".formatted(few, CONNECTIONS),
        "ALTER DATABASE %s OWNER TO %s".formatted(url.database(), few),
        "GRANT ALL ON SCHEMA public TO " + few);
    try (Database database = PostgresDatabase.openBeside(as(few), CONNECTIONS);
        var threads = Executors.newCachedThreadPool()) {
      CountDownLatch busy = new CountDownLatch(CONNECTIONS);
      List<Future<?>> sleepers = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        sleepers.add(
            threads.submit(() ->
                database.read(sql -> {
                  busy.countDown();
                  return sql.one("SELECT pg_sleep(4) IS NULL", Row::flag);
                })));
      }
      busy.await();
      assertThat(catchThrowableOfType(StoreOverloadedException.class, () -> ask(database)))
          .isNotNull();
      for (Future<?> sleeper : sleepers) {
        sleeper.get();
      }
      assertThat(ask(database)).contains(true);
      assertThat(database.isReady()).isTrue();
    }
  }

  private static Optional<Boolean> ask(Database database) {
    return database.read(sql -> sql.one("SELECT TRUE", Row::flag));
  }

  @Test
  void what_fails_tells_nothing_of_what_is_in_a_row() throws Exception {
    try (Database database = PostgresDatabase.openBeside(url, 1)) {
      List<Object[]> twice =
          List.of(
              new Object[] {"https://id.example.com", "presentable", 1L},
              new Object[] {"https://id.example.com", "presentable", 1L});
      StoreException failure =
          catchThrowableOfType(
              StoreException.class,
              () ->
                  database.write(sql -> {
                    sql.updateAll(
                        "INSERT INTO denied_tokens (issuer, jti, expires_at) VALUES (?, ?, ?)",
                        twice);
                    return true;
                  }));
      List<String> told = new ArrayList<>();
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        told.add(cause.toString());
        if (cause instanceof SQLException e && e.getNextException() != null) {
          told.add(e.getNextException().toString());
        }
      }
      assertThat(told).hasSizeGreaterThan(1).noneMatch(line -> line.contains("presentable"));
    }
  }

  @Test
  void what_is_committed_is_kept_whatever_the_database_has_set() throws Exception {
    execute(
        "ALTER DATABASE %s SET synchronous_commit = off".formatted(url.database()),
        "ALTER DATABASE %s SET default_transaction_isolation = 'serializable'"
            .formatted(url.database()));
    try (Database database = PostgresDatabase.open(url, 1)) {
      assertThat(setting(database, "synchronous_commit")).contains("on");
      assertThat(setting(database, "transaction_isolation")).contains("read committed");
      assertThat(setting(database, "statement_timeout")).contains("2s");
    }
    execute("ALTER DATABASE %s SET synchronous_commit = remote_apply".formatted(url.database()));
    try (Database database = PostgresDatabase.openBeside(url, 1)) {
      assertThat(setting(database, "synchronous_commit")).contains("remote_apply");
    }
  }

  private static Optional<String> setting(Database database, String name) {
    return database.read(sql -> sql.one("SELECT current_setting(?)", Row::text, name));
  }
}
