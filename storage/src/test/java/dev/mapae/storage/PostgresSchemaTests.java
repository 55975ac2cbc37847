package dev.mapae.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mapae.storage.DatabaseRefusedException.Reason;
import dev.mapae.testpostgres.TestPostgres;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a start does with a PostgreSQL database, and what others notice of it.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PostgresSchemaTests {
  @TempDir Path folder;
  PostgresUrl url;

  @BeforeEach
  void find() {
    url = ((DatabaseAddress.Postgres) Engine.POSTGRESQL.address(folder)).url();
  }

  void start(Migrations migrations) {
    new PostgresSchema(url, migrations).prepare();
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url.jdbcUrl(), url.properties(Duration.ZERO));
  }

  void execute(String... statements) throws SQLException {
    try (Sql sql = new Sql(connect())) {
      for (String statement : statements) {
        sql.update(statement);
      }
    }
  }

  List<String> ask(String query) throws SQLException {
    try (Sql sql = new Sql(connect())) {
      return sql.all(query, Row::text);
    }
  }

  /// Waits for a condition; the time limit of the test is its end.
  static void until(Callable<Boolean> condition) throws Exception {
    while (!condition.call()) {
      Thread.sleep(10);
    }
  }

  static Future<Boolean> inBackground(Runnable work) {
    FutureTask<Boolean> task = new FutureTask<>(work, true);
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  /// Whether a session runs such a statement and waits for a lock.
  boolean waits(String beginning) throws SQLException {
    return !ask("SELECT query FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '"
            + beginning
            + "%'")
        .isEmpty();
  }

  @Nested
  class On_a_current_schema {
    @Test
    void it_is_one_query() throws Exception {
      start(Migrations.ALL);
      try (Wire wire = new Wire(TestPostgres.shared().port())) {
        new PostgresSchema(wire.tapped(url), Migrations.ALL).prepare();
        assertThat(wire.statements())
            .containsExactly("SELECT number, usable_from FROM schema_version");
      }
    }
  }

  @Nested
  class Tables_of_somebody_else {
    void refused() throws Exception {
      List<String> before = ask("SELECT relname FROM pg_class ORDER BY 1");
      DatabaseRefusedException refusal =
          catchThrowableOfType(DatabaseRefusedException.class, () -> start(Migrations.ALL));
      assertThat(refusal.reason()).isEqualTo(Reason.FOREIGN);
      assertThat(refusal).hasMessageContaining("has tables that are not Mapae's");
      assertThat(ask("SELECT relname FROM pg_class ORDER BY 1")).isEqualTo(before);
    }

    @Test
    void are_left_alone() throws Exception {
      execute("CREATE TABLE t (id TEXT)");
      refused();
    }

    @Test
    void are_left_alone_also_when_one_is_called_as_one_of_ours() throws Exception {
      execute("CREATE TABLE schema_version (version TEXT, installed_rank INTEGER)");
      refused();
    }
  }

  @Nested
  class A_step_that_needs_a_table {
    @Test
    void lets_everybody_pass_while_it_waits_for_one_who_has_it() throws Exception {
      start(new Migrations(List.of(ExampleSteps.FIRST)));
      Future<Boolean> step;
      try (Connection holder = connect()) {
        holder.setAutoCommit(false);
        new Sql(holder).update("INSERT INTO first (id) VALUES ('held')");
        step =
            inBackground(
                () -> start(new Migrations(List.of(ExampleSteps.FIRST, ExampleSteps.COLUMN))));
        // One of these would not come back if the step stood in its way until the holder is done.
        for (int i = 0; i < 4; i++) {
          until(() -> waits("ALTER TABLE"));
          execute("INSERT INTO first (id) VALUES ('passes " + i + "')");
        }
        assertThat(step.isDone()).isFalse();
        holder.rollback();
      }
      assertThat(step.get()).isTrue();
      execute("UPDATE first SET note = 'there'");
    }
  }

  @Nested
  class An_index_beside_the_traffic {
    @Test
    void hinders_nobody_and_waits_for_those_who_write() throws Exception {
      start(new Migrations(List.of(ExampleSteps.FIRST, ExampleSteps.ROWS)));
      Future<Boolean> first;
      Future<Boolean> second;
      try (Connection holder = connect()) {
        holder.setAutoCommit(false);
        new Sql(holder).update("INSERT INTO first (id) VALUES ('held')");
        first = inBackground(() -> start(ExampleSteps.LONG));
        until(() -> waits("CREATE INDEX CONCURRENTLY"));
        second = inBackground(() -> start(ExampleSteps.LONG));
        // Once this one asked in vain for the lock, it is between two attempts most of the time.
        until(() ->
            ask("SELECT query FROM pg_stat_activity WHERE datname = current_database()")
                .contains("COMMIT"));
        execute("INSERT INTO first (id) VALUES ('passes')");
        assertThat(first.isDone()).isFalse();
        holder.commit();
      }
      assertThat(first.get()).isTrue();
      assertThat(second.get()).isTrue();
      assertThat(ask("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"))
          .isEmpty();
    }

    @Test
    void is_built_anew_where_a_kill_left_a_useless_one() throws Exception {
      start(new Migrations(List.of(ExampleSteps.FIRST, ExampleSteps.ROWS)));
      try (Connection holder = connect()) {
        holder.setAutoCommit(false);
        new Sql(holder).update("INSERT INTO first (id) VALUES ('held')");
        Process node = MigratingProcess.start(Engine.POSTGRESQL, folder);
        try (BufferedReader out = node.inputReader()) {
          assertThat(out.readLine()).isEqualTo("starts");
          until(() -> waits("CREATE INDEX CONCURRENTLY"));
        } finally {
          node.destroyForcibly().waitFor();
        }
        // The machine of the database was switched off, too.
        ask(
            "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'CREATE INDEX%'");
        until(() -> !waits("CREATE INDEX"));
      }
      assertThat(ask("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"))
          .containsExactly("first_by_size");
      start(ExampleSteps.LONG);
      assertThat(
              ask(
                  "SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'first_by_size'::regclass"))
          .containsExactly("true");
    }
  }
}
