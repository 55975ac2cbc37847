package dev.mapae.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.testpostgres.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Rows come, expire and are swept: a database stays as large as what lives in it.
///
/// In each round as many rows are added as lived at the start, each moves once, as a refresh moves
/// it, and those of the round before are swept by two nodes.
@Timeout(1800)
class TurnoverTests {
  private static final int NODES = 2;
  private static final int BATCH = 100;
  private static final Duration ROUND = Duration.ofDays(30);

  @TempDir Path folder;

  @Nested
  class A_SQLite_file {
    @Test
    void stays_flat_over_sixty_thousand_rows() throws Exception {
      turnOver(3_000);
    }

    @Test
    @Tag("long")
    void stays_flat_over_a_million_rows() throws Exception {
      turnOver(50_000);
    }

    private void turnOver(int perRound) throws Exception {
      SqliteDatabase database = SqliteDatabase.openAlone(folder.resolve("a.db"), Migrations.ALL);
      try (Stores stores = new SqlStores(database, StoresContract.ISSUER)) {
        assertFlat(
            rounds(
                database,
                List.of(stores, stores),
                perRound,
                () ->
                    database.read(
                        sql -> sql.one("PRAGMA page_count", Row::longNumber).orElseThrow())));
      }
    }
  }

  @Nested
  class PostgreSQL_tables {
    @Test
    void stay_flat_over_sixty_thousand_rows() throws Exception {
      turnOver(3_000);
    }

    @Test
    @Tag("long")
    void stay_flat_over_a_million_rows() throws Exception {
      turnOver(50_000);
    }

    /// A month is a second here, and so autovacuum looks once a second and not once a minute. Its
    /// thresholds are the preset ones.
    private void turnOver(int perRound) throws Exception {
      try (TestPostgres postgres = TestPostgres.alone()) {
        PostgresUrl url = PostgresUrl.parse(postgres.freshDatabase());
        PostgresDatabase first = PostgresDatabase.open(url, 1);
        PostgresDatabase second = PostgresDatabase.open(url, 1);
        first.read(sql -> sql.update("ALTER SYSTEM SET autovacuum_naptime = 1"));
        first.read(sql -> sql.one("SELECT pg_reload_conf()", Row::flag));
        try (Stores a = new SqlStores(first, StoresContract.ISSUER);
            Stores b = new SqlStores(second, StoresContract.ISSUER)) {
          assertFlat(rounds(first, List.of(a, b), perRound, () -> sizeOnceVacuumed(first, second)));
        }
      }
    }

    private long sizeOnceVacuumed(PostgresDatabase database, PostgresDatabase other)
        throws InterruptedException {
      // Each of them has one connection, which says now and not in a while what it did.
      for (PostgresDatabase each : List.of(database, other)) {
        each.read(sql -> sql.one("SELECT pg_stat_force_next_flush()", row -> true));
      }
      while (database.read(
          sql ->
              sql.one(
                      """
                      SELECT EXISTS (SELECT 1 FROM pg_stat_user_tables JOIN pg_class ON oid = relid
                        WHERE n_dead_tup > 50 + 0.2 * greatest(reltuples, 0))
                      """,
                      Row::flag)
                  .orElseThrow())) {
        Thread.sleep(50);
      }
      return database.read(sql ->
          sql.one(
                  """
                  SELECT sum(pg_total_relation_size(relid))::bigint / 8192 FROM pg_stat_user_tables
                  """,
                  Row::longNumber)
              .orElseThrow());
    }
  }

  private interface Size {
    long pages() throws InterruptedException;
  }

  /// Twenty rounds, and how large the database is after each.
  private static List<Long> rounds(Database database, List<Stores> nodes, int perRound, Size size)
      throws Exception {
    Stores stores = nodes.getFirst();
    stores.people().declare(Examples.person("person-1", "alice"), "f");
    List<Long> sizes = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      Instant now = Examples.NOW.plus(ROUND.multipliedBy(round));
      fill(database, round, perRound, now);
      int swept = sweep(nodes, now);
      assertThat(swept).isEqualTo(round == 0 ? 0 : perRound);
      sizes.add(size.pages());
    }
    System.out.println("pages after each round of " + perRound + " rows: " + sizes);
    return sizes;
  }

  private static void assertFlat(List<Long> sizes) {
    // What is swept is vacuumed now and then; without either, it would be five times as much.
    assertThat(max(sizes.subList(10, 20))).isLessThanOrEqualTo(max(sizes.subList(0, 4)) * 3 / 2);
  }

  private static long max(List<Long> sizes) {
    return Collections.max(sizes);
  }

  /// Two fifths of the rows are grants and two fifths denied tokens; the rest is sessions.
  private static void fill(Database database, int round, int rows, Instant now) {
    int fifth = rows / 5;
    long end = now.plus(ROUND).toEpochMilli();
    database.write(sql -> {
      insert(sql, "denied_tokens", "'%d ' || n, %d".formatted(round, end), 2 * fifth);
      insert(
          sql,
          "sessions",
          "'%d ' || n, 'person-1', 0, 'acr', '[\"pwd\"]', 0, %d, NULL".formatted(round, end),
          fifth);
      insert(
          sql,
          "grants",
          """
          '%d ' || n, 0, 'person-1', 'demo', 's1', FALSE, 'openid playlist.read',
          '["https://api.example.com/"]', FALSE, NULL, 'https://app.example.com/callback',
          'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', NULL, 0, 'acr', '["pwd"]', 0, 0, %d,
          NULL, NULL, NULL
          """
              .formatted(round, end),
          2 * fifth);
      return sql.update(
          "UPDATE grants SET generation = 1, used_at = 1 WHERE id LIKE '%d %%'".formatted(round));
    });
  }

  private static void insert(Sql sql, String table, String values, int rows) throws SQLException {
    sql.update(
        """
        INSERT INTO %s
        WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < %d)
        SELECT '%s', %s FROM counted
        """
            .formatted(table, rows, StoresContract.ISSUER, values));
  }

  private static int sweep(List<Stores> nodes, Instant now) throws Exception {
    AtomicInteger swept = new AtomicInteger();
    AtomicInteger names = new AtomicInteger();
    AtomicBoolean more = new AtomicBoolean(true);
    while (more.getAndSet(false)) {
      StoresContract.race(
          NODES,
          () -> {
            Stores node = nodes.get(names.getAndIncrement() % NODES);
            int deleted;
            do {
              deleted =
                  node.grants().sweep(now, BATCH)
                      + node.sessions().sweep(now, BATCH)
                      + node.deniedTokens().sweep(now, BATCH);
              swept.addAndGet(deleted);
              if (deleted > 0) {
                more.set(true);
              }
            } while (deleted > 0);
            return true;
          });
    }
    return swept.get();
  }
}
