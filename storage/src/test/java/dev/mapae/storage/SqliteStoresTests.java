package dev.mapae.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.storage.DatabaseRefusedException.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The SQLite file: whose it is, who may use it, and what is refused.
@Timeout(120)
class SqliteStoresTests {
  @TempDir Path temporary;
  Path file;

  @BeforeEach
  void name() {
    file = temporary.resolve("data/mapae.db");
  }

  Stores open() {
    return new DatabaseAddress.Sqlite(file).open(StoresContract.ISSUER);
  }

  /// The refusal of a server; a command gets the same unless a server is in its way.
  DatabaseRefusedException refused(Reason reason) {
    DatabaseRefusedException refusal =
        catchThrowableOfType(DatabaseRefusedException.class, this::open);
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal).hasMessageContaining(file.toString()).message().doesNotContain("\n");
    if (reason != Reason.HELD) {
      assertThat(
              catchThrowableOfType(
                      DatabaseRefusedException.class,
                      () -> new DatabaseAddress.Sqlite(file).openBeside(StoresContract.ISSUER))
                  .reason())
          .isEqualTo(reason);
    }
    return refusal;
  }

  void write(byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Nested
  class A_new_database {
    @Test
    void is_for_its_owner_alone() throws Exception {
      try (Stores stores = open()) {
        StoresTests.fill(stores);
        assertThat(mode(file.getParent())).isEqualTo("rwx------");
        for (String suffix : new String[] {"", "-wal", "-shm", ".lock"}) {
          assertThat(mode(Path.of(file + suffix))).isEqualTo("rw-------");
        }
      }
    }

    @Test
    void keeps_the_mode_of_a_folder_that_was_there() throws Exception {
      Files.createDirectory(
          file.getParent(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      open().close();
      assertThat(mode(file.getParent())).isEqualTo("rwxr-xr-x");
    }

    @Test
    void leaves_one_file_and_the_lock_when_it_is_closed() throws Exception {
      try (Stores stores = open()) {
        StoresTests.fill(stores);
        StoresTests.assertFilled(stores);
      }
      try (var files = Files.list(file.getParent())) {
        assertThat(files)
            .extracting(path -> path.getFileName().toString())
            .containsExactlyInAnyOrder("mapae.db", "mapae.db.lock");
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"데이터", "a b", "what?mode=memory", "100%41", "a#b", "a&b;c"})
    void may_be_in_a_folder_of_any_name(String name) {
      file = temporary.resolve(name).resolve("mapae.db");
      try (Stores stores = open()) {
        StoresTests.fill(stores);
      }
      assertThat(file).isRegularFile();
      try (Stores stores = open()) {
        StoresTests.assertFilled(stores);
      }
    }

    @Test
    void may_be_an_empty_file() throws Exception {
      write(new byte[0]);
      try (Stores stores = open()) {
        StoresTests.fill(stores);
        StoresTests.assertFilled(stores);
      }
    }
  }

  @Nested
  class A_second_server {
    @Test
    void is_refused_in_the_same_process_until_the_first_closes() {
      Stores first = open();
      assertThat(refused(Reason.HELD)).hasMessageContaining("in use by another Mapae server");
      refused(Reason.HELD);
      first.close();
      open().close();
    }

    @Test
    void is_refused_from_another_process_even_after_this_one_tried_twice() throws Exception {
      try (Stores first = open()) {
        refused(Reason.HELD);
        Process second = ServerProcess.start(file);
        try (BufferedReader out = second.inputReader()) {
          assertThat(out.readLine()).isEqualTo("HELD");
        } finally {
          second.destroyForcibly().waitFor();
        }
        assertThat(first.isReady()).isTrue();
      }
    }

    @Test
    void is_refused_while_another_process_serves_and_not_once_that_was_killed() throws Exception {
      Process first = ServerProcess.start(file);
      try (BufferedReader out = first.inputReader()) {
        assertThat(out.readLine()).isEqualTo("open");
        refused(Reason.HELD);
      } finally {
        first.destroyForcibly().waitFor();
      }
      open().close();
    }

    @Test
    void is_refused_under_another_name_of_the_same_file() throws Exception {
      try (Stores first = open()) {
        Path real = file;
        file = Files.createSymbolicLink(temporary.resolve("link.db"), file);
        DatabaseRefusedException refusal =
            catchThrowableOfType(DatabaseRefusedException.class, SqliteStoresTests.this::open);
        assertThat(refusal.reason()).isEqualTo(Reason.HELD);
        assertThat(refusal).hasMessageContaining(real.toRealPath().toString());
        assertThat(first.isReady()).isTrue();
      }
    }
  }

  @Nested
  class A_foreign_file {
    @Test
    void that_is_no_database_is_refused_and_left_alone() throws Exception {
      for (String content : new String[] {"hello", "x".repeat(10_000), "SQLite format 2\0"}) {
        write(content.getBytes(UTF_8));
        assertThat(refused(Reason.FOREIGN)).hasMessageContaining("is not a Mapae database");
        assertThat(Files.readAllBytes(file)).isEqualTo(content.getBytes(UTF_8));
      }
    }

    @Test
    void that_another_program_made_is_refused_and_left_alone() throws Exception {
      write(new byte[0]);
      Sqlite.execute(file, "CREATE TABLE t (id)", "INSERT INTO t VALUES (1)");
      byte[] content = Files.readAllBytes(file);
      refused(Reason.FOREIGN);
      assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }

    @Test
    void that_bears_the_mark_of_another_program_is_refused() throws Exception {
      write(new byte[0]);
      Sqlite.execute(file, "PRAGMA application_id = 252006674", "PRAGMA user_version = 1");
      refused(Reason.FOREIGN);
    }

    @Test
    void that_is_a_folder_or_beneath_a_file_is_refused() throws Exception {
      Files.createDirectories(file);
      refused(Reason.UNREACHABLE);
      Path plain = Files.writeString(temporary.resolve("plain"), "hello");
      file = plain.resolve("mapae.db");
      assertThat(catchThrowableOfType(DatabaseRefusedException.class, () -> open()).reason())
          .isEqualTo(Reason.UNREACHABLE);
    }
  }

  @Nested
  class A_newer_database {
    @Test
    void is_refused_with_both_versions() throws Exception {
      open().close();
      Sqlite.execute(file, "PRAGMA user_version = 999998");
      assertThat(refused(Reason.NEWER))
          .hasMessageContaining(
              "schema 999 is for programs that know 998, this one knows "
                  + Migrations.ALL.version());
    }
  }

  @Nested
  class A_damaged_database {
    @BeforeEach
    void fill() throws Exception {
      try (Stores stores = open()) {
        StoresTests.fill(stores);
        AtomicInteger ids = new AtomicInteger();
        StoresContract.race(
            30,
            () -> {
              for (int i = 0; i < 10; i++) {
                stores.grants().open(Examples.grant("more-" + ids.incrementAndGet()), false);
              }
              return true;
            });
      }
    }

    @Test
    void is_refused_when_pages_were_overwritten() throws Exception {
      byte[] noise = new byte[4096];
      new Random(1).nextBytes(noise);
      byte[] content = Files.readAllBytes(file);
      assertThat(content.length).isGreaterThan(20 * 4096);
      for (int page : new int[] {1, 5, 10, 15, content.length / 4096 - 1}) {
        byte[] damaged = content.clone();
        System.arraycopy(noise, 0, damaged, page * 4096, noise.length);
        Files.write(file, damaged);
        assertThat(refused(Reason.DAMAGED)).hasMessageContaining("is damaged");
      }
    }

    @Test
    void is_refused_when_its_schema_cannot_be_read() throws Exception {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(new byte[1000]), 100);
      }
      refused(Reason.DAMAGED);
    }

    @Test
    void is_refused_when_its_end_is_missing() throws Exception {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(channel.size() / 2);
      }
      refused(Reason.DAMAGED);
    }

    @Test
    void can_be_replaced_by_its_backup_without_further_ado() throws Exception {
      byte[] backup = Files.readAllBytes(file);
      Files.write(file, new byte[] {1, 2, 3});
      refused(Reason.FOREIGN);
      Files.write(file, backup);
      try (Stores stores = open()) {
        StoresTests.assertFilled(stores);
      }
    }
  }
}
