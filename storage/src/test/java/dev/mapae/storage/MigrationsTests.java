package dev.mapae.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mapae.storage.DatabaseRefusedException.Reason;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/// The steps to the schema of today, and who may work on it.
@OnEveryEngine
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MigrationsTests {
  @Parameter Engine engine;
  @TempDir Path folder;

  /// Starts a program that knows these steps.
  void start(Migrations migrations) {
    MigratingProcess.migrate(engine.address(folder), migrations);
  }

  void start(Step... steps) {
    start(new Migrations(List.of(steps)));
  }

  Sql connect() throws SQLException {
    return switch (engine.address(folder)) {
      case DatabaseAddress.Postgres(var url, _) ->
          new Sql(DriverManager.getConnection(url.jdbcUrl(), url.properties(Duration.ZERO)));
      case DatabaseAddress.Sqlite(var file) -> SqliteFile.prepare(file).connect();
    };
  }

  List<String> ask(String query) throws SQLException {
    try (Sql sql = connect()) {
      return sql.all(query, Row::text);
    }
  }

  List<String> tables() throws SQLException {
    return ask(
        engine == Engine.SQLITE
            ? "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1"
            : "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'schema_version' ORDER BY 1");
  }

  SchemaVersion version() throws SQLException {
    try (Sql sql = connect()) {
      return dialect().version(sql);
    }
  }

  Dialect dialect() {
    return engine == Engine.SQLITE ? new SqliteDialect() : new PostgresDialect();
  }

  @Nested
  class Taking_them {
    @Test
    void leads_through_steps_of_every_kind() throws Exception {
      start(ExampleSteps.ALL);
      assertThat(tables()).containsExactly("first", "second");
      assertThat(ask("SELECT id FROM first ORDER BY id"))
          .containsExactly("a;b", "c", "d", "e", "f");
      assertThat(ask("SELECT DISTINCT CAST(size AS TEXT) FROM first ORDER BY 1"))
          .containsExactly("1", "3");
      assertThat(
              ask(
                  engine == Engine.SQLITE
                      ? "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
                      : "SELECT relname FROM pg_class JOIN pg_index ON indexrelid = pg_class.oid AND indisvalid AND relname = 'first_by_size'"))
          .containsExactly("first_by_size");
      assertThat(version()).isEqualTo(new SchemaVersion(4, 2));
    }

    @Test
    void that_fails_leaves_no_trace_and_the_next_attempt_goes_on_from_there() throws Exception {
      assertThatThrownBy(() -> start(ExampleSteps.FIRST, ExampleSteps.BROKEN))
          .isInstanceOf(DatabaseRefusedException.class)
          .hasMessageContaining("second");
      assertThat(tables()).containsExactly("first");
      assertThat(version()).isEqualTo(new SchemaVersion(1, 1));

      start(ExampleSteps.ALL);
      assertThat(tables()).containsExactly("first", "second");
      assertThat(version().number()).isEqualTo(4);
    }

    @Test
    void by_many_at_once_takes_each_once() throws Exception {
      assertThat(tables()).isEmpty();
      StoresContract.race(
          8,
          () -> {
            start(ExampleSteps.ALL);
            return true;
          });
      assertThat(ask("SELECT id FROM first")).hasSize(5);
      assertThat(version()).isEqualTo(new SchemaVersion(4, 2));
    }
  }

  @Nested
  class A_kill_in_the_middle {
    @Test
    void leaves_the_rest_to_the_next_one() throws Exception {
      start(ExampleSteps.FIRST, ExampleSteps.ROWS);
      long before = 0;
      for (int kills = 0; kills < 3; kills++) {
        Process node = MigratingProcess.start(engine, folder);
        try {
          long stop = before + 20;
          PostgresSchemaTests.until(() -> filled() > stop);
        } finally {
          node.destroyForcibly().waitFor();
        }
        before = filled();
        assertThat(before).isLessThan(1000);
        assertThat(version().number()).isEqualTo(2);
      }
      start(ExampleSteps.LONG);
      assertThat(filled()).isEqualTo(1005);
      assertThat(version()).isEqualTo(new SchemaVersion(4, 2));
    }

    long filled() throws SQLException {
      return Long.parseLong(ask("SELECT CAST(count(size) AS TEXT) FROM first").getFirst());
    }
  }

  @Nested
  class A_schema_that_is_newer {
    @Test
    void is_worked_on_by_those_who_know_as_much_as_it_needs() throws Exception {
      start(ExampleSteps.ALL);
      start(ExampleSteps.FIRST, ExampleSteps.SECOND);
      start(ExampleSteps.FIRST, ExampleSteps.SECOND, ExampleSteps.BATCHES);
      assertThat(version()).isEqualTo(new SchemaVersion(4, 2));
    }

    @Test
    void is_refused_to_those_who_know_less() {
      start(ExampleSteps.ALL);
      DatabaseRefusedException refusal =
          catchThrowableOfType(DatabaseRefusedException.class, () -> start(ExampleSteps.FIRST));
      assertThat(refusal.reason()).isEqualTo(Reason.NEWER);
      assertThat(refusal)
          .hasMessageContaining("schema 4 is for programs that know 2, this one knows 1");
    }
  }

  @Nested
  class The_list {
    @Test
    void is_numbered_without_a_gap() {
      assertThat(Migrations.ALL.steps().stream().map(step -> step.name().substring(0, 5)))
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, Migrations.ALL.version())
                  .mapToObj("%04d-"::formatted)
                  .toList());
    }

    @Test
    void never_lets_programs_in_again_that_it_shut_out_and_shuts_out_none_of_the_version_before() {
      List<Integer> usableFrom = Migrations.ALL.steps().stream().map(Step::usableFrom).toList();
      assertThat(usableFrom).isSorted();
      List<Integer> allowed = new ArrayList<>();
      for (int number = 1; number <= usableFrom.size(); number++) {
        allowed.add(Math.max(1, number - 1));
      }
      for (int i = 0; i < allowed.size(); i++) {
        assertThat(usableFrom.get(i)).isBetween(1, allowed.get(i));
      }
    }

    @Test
    void makes_no_table_without_an_issuer() throws Exception {
      start(Migrations.ALL);
      assertThat(tables()).isNotEmpty();
      assertThat(
              ask(
                  engine == Engine.SQLITE
                      ? """
                      SELECT name FROM sqlite_master m WHERE type = 'table' AND NOT EXISTS
                        (SELECT 1 FROM pragma_table_info(m.name) c
                         WHERE c.name = 'issuer' AND c."notnull")
                      """
                      : """
                      SELECT relname FROM pg_class t WHERE relkind = 'r'
                        AND relnamespace = 'public'::regnamespace AND relname <> 'schema_version'
                        AND NOT EXISTS (SELECT 1 FROM pg_attribute
                         WHERE attrelid = t.oid AND attnotnull AND attname = 'issuer')
                      """))
          .isEmpty();
    }
  }
}
