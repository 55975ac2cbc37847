package dev.mapae.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The steps to the schema of today.
class MigrationsTests {
  @TempDir Path folder;

  Sql connect() throws SQLException {
    return SqliteFile.prepare(folder.resolve("test.db")).connect();
  }

  static List<String> tables(Sql sql) throws SQLException {
    return sql.all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1", Row::text);
  }

  @Test
  void a_failed_step_leaves_no_trace_and_the_next_attempt_goes_on_from_there() throws Exception {
    SqliteDialect dialect = new SqliteDialect();
    try (Sql sql = connect()) {
      Migrations broken = new Migrations(List.of("example-1.sql", "example-2-broken.sql"));
      assertThatThrownBy(() -> broken.apply(sql, dialect)).isInstanceOf(SQLException.class);
      assertThat(tables(sql)).containsExactly("first");
      assertThat(dialect.version(sql)).isEqualTo(1);

      new Migrations(List.of("example-1.sql", "example-2.sql")).apply(sql, dialect);
      assertThat(tables(sql)).containsExactly("first", "second");
      assertThat(dialect.version(sql)).isEqualTo(2);
      assertThat(sql.all("SELECT id FROM first", Row::text)).containsExactly("a;b");
    }
  }

  @Test
  void many_processes_may_take_them_at_once() throws Exception {
    Migrations migrations = new Migrations(List.of("example-1.sql", "example-2.sql"));
    StoresContract.race(
        8,
        () -> {
          try (Sql sql = connect()) {
            migrations.apply(sql, new SqliteDialect());
          }
          return true;
        });
    try (Sql sql = connect()) {
      assertThat(sql.all("SELECT id FROM first", Row::text)).containsExactly("a;b");
      assertThat(new SqliteDialect().version(sql)).isEqualTo(2);
    }
  }

  @Test
  void every_table_has_an_issuer() throws Exception {
    try (Sql sql = connect()) {
      Migrations.ALL.apply(sql, new SqliteDialect());
      assertThat(tables(sql)).isNotEmpty();
      assertThat(
              sql.all(
                  """
                  SELECT name FROM sqlite_master m WHERE type = 'table' AND NOT EXISTS
                    (SELECT 1 FROM pragma_table_info(m.name) c
                     WHERE c.name = 'issuer' AND c.pk = 1 AND c."notnull")
                  """,
                  Row::text))
          .isEmpty();
    }
  }
}
