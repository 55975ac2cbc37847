package dev.mapae.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.store.StoreUnavailableException;
import dev.mapae.authorizationserver.store.Stores;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What goes wrong with a SQLite file while a server works on it.
@Timeout(60)
class SqliteTroubleTests {
  @TempDir Path folder;
  Path file;
  SqliteDatabase database;
  Stores stores;

  @BeforeEach
  void open() {
    file = folder.resolve("mapae.db");
    database = SqliteDatabase.openAlone(file, Migrations.ALL);
    stores = new SqlStores(database, StoresContract.ISSUER);
    StoresTests.fill(stores);
  }

  @AfterEach
  void close() {
    stores.close();
  }

  void assertRefusesToWrite() {
    assertThatThrownBy(() -> stores.grants().open(Examples.grant("refused"), false))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(stores.isReady()).isFalse();
  }

  @Nested
  class A_full_disk {
    void limit(long pages) {
      database.write(sql -> sql.one("PRAGMA max_page_count = " + pages, Row::number));
    }

    @Test
    void loses_nothing_that_was_acknowledged_and_is_over_when_there_is_space() {
      limit(database.read(sql -> sql.one("PRAGMA page_count", Row::number).orElseThrow()) + 5);
      List<String> acknowledged = new ArrayList<>();
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  stores.grants().open(Examples.grant("id " + i), false);
                  acknowledged.add("id " + i);
                }
              })
          .isInstanceOf(StoreUnavailableException.class);
      assertThat(stores.isReady()).as("a small write may still fit").isIn(true, false);
      assertThat(acknowledged).isNotEmpty().allMatch(id -> stores.grants().find(id).isPresent());
      assertThat(stores.grants().find("id " + acknowledged.size())).isEmpty();
      limit(100_000);
      assertThat(stores.isReady()).isTrue();
      assertThat(stores.grants().open(Examples.grant("later"), false)).isTrue();
    }

    /// Each of them is told why, not only the one that met the end of the disk.
    @Test
    void refuses_all_that_shared_a_commit() throws Exception {
      limit(database.read(sql -> sql.one("PRAGMA page_count", Row::number).orElseThrow()));
      List<Boolean> refused =
          StoresContract.race(
              8,
              () -> {
                try {
                  for (int i = 0; i < 100; i++) {
                    stores
                        .grants()
                        .open(Examples.grant(Thread.currentThread().getName() + i), false);
                  }
                  return false;
                } catch (StoreUnavailableException e) {
                  return true;
                }
              });
      assertThat(refused).containsOnly(true);
    }
  }

  @Nested
  class A_file_that_was_taken_away {
    @Test
    void is_written_no_more_until_it_is_back() throws IOException {
      Path elsewhere = folder.resolve("elsewhere.db");
      Files.move(file, elsewhere);
      assertRefusesToWrite();
      assertThatThrownBy(() -> stores.grants().find("g1"))
          .isInstanceOf(StoreUnavailableException.class);
      Files.move(elsewhere, file);
      assertThat(stores.isReady()).isTrue();
      assertThat(stores.grants().open(Examples.grant("again"), false)).isTrue();
      assertThat(stores.grants().find("refused")).isEmpty();
    }

    @Test
    void is_not_mixed_up_with_another_one_in_its_place() throws IOException {
      byte[] copy = Files.readAllBytes(file);
      Files.delete(file);
      Files.write(file, copy);
      assertRefusesToWrite();
    }
  }

  @Nested
  class A_file_that_is_damaged_meanwhile {
    @Test
    void is_not_ready_any_more() throws Exception {
      for (int i = 0; i < 500; i++) {
        stores.grants().open(Examples.grant("id " + i), false);
      }
      Sqlite.execute(file, "PRAGMA wal_checkpoint(TRUNCATE)");
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        for (long page = 1; page < channel.size() / 4096; page++) {
          channel.write(ByteBuffer.allocate(4096), page * 4096);
        }
      }
      // What a connection has read it remembers, until somebody has written.
      Sqlite.execute(file, "PRAGMA user_version = 1001");
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 500; i++) {
                  stores.grants().find("id " + i);
                  stores.grants().open(Examples.grant("more " + i), false);
                }
              })
          .isInstanceOf(StoreUnavailableException.class);
      assertThat(stores.isReady()).isFalse();
    }
  }
}
