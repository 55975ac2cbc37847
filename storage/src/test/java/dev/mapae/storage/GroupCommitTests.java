package dev.mapae.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.store.StoreException;
import dev.mapae.authorizationserver.store.StoreOverloadedException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteCommitListener;
import org.sqlite.SQLiteConnection;

/// The writer of a SQLite database. Transactions that must meet in one commit are gathered behind
/// one that waits for the test.
@Timeout(60)
class GroupCommitTests {
  static final int CAPACITY = 40;

  @TempDir Path folder;
  final AtomicInteger commits = new AtomicInteger();
  final CountDownLatch gate = new CountDownLatch(1);
  final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  SQLiteConnection connection;
  GroupCommit writer;
  Future<Integer> blocking;

  @BeforeEach
  void start() throws SQLException {
    Path file = folder.resolve("test.db");
    Sqlite.execute(file, "PRAGMA journal_mode = WAL", "CREATE TABLE t (id INTEGER PRIMARY KEY)");
    connection = Sqlite.connect(file);
    connection.addCommitListener(
        new SQLiteCommitListener() {
          @Override
          public void onCommit() {
            commits.incrementAndGet();
          }

          @Override
          public void onRollback() {}
        });
    writer = new GroupCommit(new Sql(connection), CAPACITY, () -> {});
  }

  @AfterEach
  void end() {
    gate.countDown();
    callers.close();
    writer.close();
  }

  /// A transaction that keeps the writer busy until the gate opens.
  void block() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    blocking =
        callers.submit(() ->
            writer.write(sql -> {
              busy.countDown();
              awaitGate();
              return sql.update("INSERT INTO t VALUES (0)");
            }));
    busy.await();
  }

  void awaitGate() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A transaction that stands in the queue when this returns.
  <T> Future<T> enqueue(Database.Work<T> work) {
    int before = writer.waiting();
    Future<T> future = callers.submit(() -> writer.write(work));
    while (writer.waiting() == before) {
      Thread.onSpinWait();
    }
    return future;
  }

  static Database.Work<Integer> insert(int id) {
    return sql -> sql.update("INSERT INTO t VALUES (?)", id);
  }

  List<Integer> rows() throws SQLException {
    try (Sql sql = new Sql(Sqlite.connect(folder.resolve("test.db")))) {
      return sql.all("SELECT id FROM t ORDER BY id", Row::number);
    }
  }

  @Nested
  class Sharing_commits {
    @Test
    void what_waits_during_a_commit_shares_the_next_one() throws Exception {
      block();
      List<Future<Integer>> waiting = new ArrayList<>();
      for (int i = 1; i <= 32; i++) {
        waiting.add(enqueue(insert(i)));
      }
      gate.countDown();
      blocking.get();
      for (Future<Integer> future : waiting) {
        assertThat(future.get()).isEqualTo(1);
      }
      assertThat(commits).hasValue(2);
      assertThat(rows()).hasSize(33);
    }

    @Test
    void under_32_threads_there_are_fewer_commits_than_transactions() throws Exception {
      AtomicInteger ids = new AtomicInteger();
      StoresContract.race(
          32,
          () -> {
            for (int i = 0; i < 50; i++) {
              writer.write(insert(ids.incrementAndGet()));
            }
            return true;
          });
      assertThat(rows()).hasSize(1600);
      assertThat(commits.get()).isPositive().isLessThan(1600);
    }

    @Test
    void nobody_hears_of_success_before_the_commit() throws Exception {
      block();
      Future<Integer> second = enqueue(insert(1));
      assertThat(blocking.isDone()).isFalse();
      assertThat(second.isDone()).isFalse();
      assertThat(rows()).isEmpty();
      gate.countDown();
      second.get();
      assertThat(rows()).containsExactly(0, 1);
    }

    /// It may have failed on a row of its neighbour's, which is not there before the commit.
    @Test
    void nobody_hears_of_failure_before_the_commit() throws Exception {
      block();
      CountDownLatch committing = new CountDownLatch(1);
      Future<Integer> first = enqueue(insert(1));
      Future<Integer> same = enqueue(insert(1));
      Future<Boolean> last =
          enqueue(sql -> {
            try {
              return committing.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
      gate.countDown();
      blocking.get();
      assertThatThrownBy(() -> same.get(200, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      committing.countDown();
      assertThat(last.get()).isTrue();
      assertThat(first.get()).isEqualTo(1);
      assertThatThrownBy(same::get).hasCauseInstanceOf(StoreException.class);
    }
  }

  @Nested
  class Failing {
    @Test
    void one_transaction_fails_alone_and_leaves_no_trace() throws Exception {
      block();
      Future<Integer> before = enqueue(insert(1));
      Future<Integer> failing =
          enqueue(sql -> {
            sql.update("INSERT INTO t VALUES (2)");
            return sql.update("INSERT INTO t VALUES (1)");
          });
      Future<Integer> throwing =
          enqueue(sql -> {
            sql.update("INSERT INTO t VALUES (3)");
            throw new IllegalStateException("on purpose");
          });
      Future<Integer> after = enqueue(insert(4));
      gate.countDown();
      assertThat(before.get()).isEqualTo(1);
      assertThat(after.get()).isEqualTo(1);
      assertThatThrownBy(failing::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(StoreException.class);
      assertThatThrownBy(throwing::get)
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasRootCauseMessage("on purpose");
      assertThat(rows()).containsExactly(0, 1, 4);
      assertThat(commits).hasValue(2);
    }

    @Test
    void a_full_disk_fails_who_meets_it_and_the_writer_goes_on() throws Exception {
      writer.write(sql -> sql.one("PRAGMA max_page_count = 20", Row::number));
      int acknowledged = 0;
      StoreException refused = null;
      while (refused == null) {
        try {
          int first = 1000 * acknowledged;
          writer.write(sql -> {
            for (int i = 0; i < 1000; i++) {
              sql.update("INSERT INTO t VALUES (?)", first + i);
            }
            return true;
          });
          acknowledged++;
        } catch (StoreException e) {
          refused = e;
        }
      }
      assertThat(acknowledged).isPositive();
      assertThat(rows()).hasSize(1000 * acknowledged);
      writer.write(sql -> sql.one("PRAGMA max_page_count = 1000", Row::number));
      writer.write(insert(-1));
      assertThat(rows()).hasSize(1000 * acknowledged + 1);
    }

    @Test
    void when_the_whole_commit_is_lost_nobody_in_it_hears_of_success() throws Exception {
      block();
      List<Future<Integer>> lost = new ArrayList<>();
      lost.add(enqueue(insert(1)));
      // What SQLite does by itself when it cannot go on.
      lost.add(enqueue(sql -> sql.update("ROLLBACK")));
      lost.add(enqueue(insert(2)));
      gate.countDown();
      assertThat(blocking.get()).isEqualTo(1);
      for (Future<Integer> future : lost) {
        assertThatThrownBy(future::get).hasCauseInstanceOf(StoreException.class);
      }
      assertThat(rows()).containsExactly(0);
      writer.write(insert(3));
      assertThat(rows()).containsExactly(0, 3);
    }

    @Test
    void a_broken_connection_fails_callers_and_never_hangs_them() throws Exception {
      connection.close();
      assertThatThrownBy(() -> writer.write(insert(1))).isInstanceOf(StoreException.class);
      assertThat(writer.answers(Duration.ofSeconds(30), sql -> true)).isFalse();
    }
  }

  @Nested
  class Bounds {
    @Test
    void more_than_may_wait_are_refused_at_once() throws Exception {
      block();
      List<Future<Integer>> accepted = new ArrayList<>();
      for (int i = 1; i <= CAPACITY; i++) {
        accepted.add(enqueue(insert(i)));
      }
      assertThatThrownBy(() -> writer.write(insert(99)))
          .isInstanceOf(StoreOverloadedException.class);
      assertThat(writer.answers(Duration.ZERO, sql -> true)).isFalse();
      gate.countDown();
      for (Future<Integer> future : accepted) {
        future.get();
      }
      assertThat(rows()).hasSize(CAPACITY + 1);
    }

    @Test
    void a_writer_that_is_stuck_does_not_answer_and_keeps_no_question() throws Exception {
      block();
      assertThat(writer.answers(Duration.ZERO, sql -> true)).isFalse();
      assertThat(writer.waiting()).isZero();
    }

    @Test
    void a_writer_whose_queue_is_full_answers() throws Exception {
      block();
      List<Future<Integer>> accepted = new ArrayList<>();
      for (int i = 1; i <= CAPACITY; i++) {
        accepted.add(enqueue(insert(i)));
      }
      Future<Boolean> answers =
          callers.submit(() -> writer.answers(Duration.ofSeconds(30), sql -> true));
      while (writer.waiting() == CAPACITY) {
        Thread.onSpinWait();
      }
      gate.countDown();
      assertThat(answers.get()).isTrue();
      for (Future<Integer> future : accepted) {
        assertThat(future.get()).isEqualTo(1);
      }
    }
  }

  @Nested
  class Closing {
    @Test
    void finishes_what_was_accepted_and_refuses_the_rest() throws Exception {
      block();
      List<Future<Integer>> accepted = new ArrayList<>();
      for (int i = 1; i <= 5; i++) {
        accepted.add(enqueue(insert(i)));
      }
      Thread closing = Thread.ofPlatform().start(writer::close);
      while (closing.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      assertThatThrownBy(() -> writer.write(insert(6))).isInstanceOf(StoreException.class);
      gate.countDown();
      closing.join();
      for (Future<Integer> future : accepted) {
        assertThat(future.get()).isEqualTo(1);
      }
      assertThat(rows()).containsExactly(0, 1, 2, 3, 4, 5);
    }
  }
}
