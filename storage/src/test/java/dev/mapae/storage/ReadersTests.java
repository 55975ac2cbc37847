package dev.mapae.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.store.StoreException;
import dev.mapae.authorizationserver.store.StoreOverloadedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The readers of a SQLite database.
@Timeout(60)
class ReadersTests {
  @TempDir Path folder;
  final AtomicInteger opened = new AtomicInteger();

  Readers readers(int size) {
    SqliteFile file = SqliteFile.prepare(folder.resolve("test.db"));
    return new Readers(
        () -> {
          opened.incrementAndGet();
          return file.connectToRead();
        },
        size,
        Duration.ZERO);
  }

  static int one(Sql sql) throws java.sql.SQLException {
    return sql.one("SELECT 1", Row::number).orElseThrow();
  }

  @Test
  void connections_are_opened_when_needed_and_used_again() {
    try (Readers readers = readers(2)) {
      assertThat(opened).hasValue(0);
      assertThat(readers.read(ReadersTests::one)).isEqualTo(1);
      assertThat(readers.read(ReadersTests::one)).isEqualTo(1);
      assertThat(opened).hasValue(1);
      readers.read(sql -> readers.read(ReadersTests::one));
      assertThat(opened).hasValue(2);
    }
  }

  @Test
  void more_than_there_are_connections_are_refused_in_the_end() {
    try (Readers readers = readers(1)) {
      assertThatThrownBy(() -> readers.read(sql -> readers.read(ReadersTests::one)))
          .isInstanceOf(StoreOverloadedException.class);
      assertThat(readers.read(ReadersTests::one)).isEqualTo(1);
    }
  }

  @Test
  void a_failed_read_gives_its_connection_back() {
    try (Readers readers = readers(1)) {
      assertThatThrownBy(() -> readers.read(sql -> sql.one("SELECT * FROM absent", Row::text)))
          .isInstanceOf(StoreException.class);
      assertThat(readers.read(ReadersTests::one)).isEqualTo(1);
      assertThat(opened).hasValue(1);
    }
  }

  @Test
  void a_reader_cannot_write() {
    try (Readers readers = readers(1)) {
      assertThatThrownBy(() -> readers.read(sql -> sql.update("CREATE TABLE t (id)")))
          .isInstanceOf(StoreException.class);
    }
  }
}
