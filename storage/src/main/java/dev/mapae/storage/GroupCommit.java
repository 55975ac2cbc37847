package dev.mapae.storage;

import dev.mapae.authorizationserver.store.StoreException;
import dev.mapae.authorizationserver.store.StoreOverloadedException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The one thread that writes. What waits while it commits goes into its next commit, so that many
/// transactions share one wait for the disk.
///
/// Each transaction has a savepoint of its own and fails alone. When the commit fails, all that
/// shared it fail. All of them hear after it, also those that failed: why they did may be a row of
/// their neighbour's. Nobody waits for a thread that has ended.
final class GroupCommit implements AutoCloseable {
  /// Transactions in one commit: none waits for a commit that others make long.
  private static final int BATCH = 256;

  private final Sql sql;
  private final int capacity;
  private final Check beforeCommit;
  private final Thread writer;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Pending<?>> waiting = new ArrayDeque<>();
  private boolean open = true;

  /// Starts the thread.
  ///
  /// @param sql the connection that only it uses, and that it closes
  /// @param capacity how many transactions may wait
  /// @param beforeCommit fails a commit that would not be kept
  GroupCommit(Sql sql, int capacity, Check beforeCommit) {
    this.sql = sql;
    this.capacity = capacity;
    this.beforeCommit = beforeCommit;
    this.writer = Thread.ofPlatform().name("mapae-writer").daemon().unstarted(this::run);
    writer.start();
  }

  /// Runs one transaction and waits until it is durable.
  <T> T write(Database.Work<T> work) {
    try {
      return submit(work).join();
    } catch (CompletionException e) {
      throw failure(e);
    }
  }

  /// Whether a transaction gets through in this time. It goes before all that waits: a database
  /// with much to do is not one that is away.
  boolean answers(Duration time, Database.Work<?> transaction) {
    Pending<?> probe = new Pending<>(transaction);
    try {
      submitFirst(probe);
      probe.outcome.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (StoreException | ExecutionException | TimeoutException e) {
      return false;
    } finally {
      withdraw(probe);
    }
  }

  /// How many transactions wait for the next commit.
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /// Commits what was accepted, and ends the thread.
  @Override
  public void close() {
    lock.lock();
    try {
      open = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private <T> CompletableFuture<T> submit(Database.Work<T> work) {
    Pending<T> pending = new Pending<>(work);
    lock.lock();
    try {
      if (!open) {
        throw new StoreException("The database is closed.");
      }
      if (waiting.size() >= capacity) {
        throw new StoreOverloadedException(capacity + " transactions wait already.");
      }
      waiting.add(pending);
      changed.signal();
    } finally {
      lock.unlock();
    }
    return pending.outcome;
  }

  private void submitFirst(Pending<?> pending) {
    lock.lock();
    try {
      if (!open) {
        throw new StoreException("The database is closed.");
      }
      waiting.addFirst(pending);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void withdraw(Pending<?> pending) {
    lock.lock();
    try {
      waiting.remove(pending);
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try (sql) {
      for (List<Pending<?>> batch = next(); !batch.isEmpty(); batch = next()) {
        commit(batch);
      }
    } catch (SQLException e) {
      throw new StoreException("The database could not be closed in order.", e);
    } finally {
      end();
    }
  }

  /// Waits for transactions; none when there will be no more.
  private List<Pending<?>> next() {
    lock.lock();
    try {
      while (waiting.isEmpty() && open) {
        changed.awaitUninterruptibly();
      }
      List<Pending<?>> batch = new ArrayList<>();
      while (batch.size() < BATCH && !waiting.isEmpty()) {
        batch.add(waiting.remove());
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void commit(List<Pending<?>> batch) {
    try {
      sql.update("BEGIN IMMEDIATE");
      for (Pending<?> pending : batch) {
        perform(pending);
      }
      beforeCommit.check();
      sql.update("COMMIT");
    } catch (SQLException | RuntimeException | Error e) {
      rollBack(e);
      batch.forEach(pending -> pending.outcome.completeExceptionally(e));
      return;
    }
    batch.forEach(Pending::committed);
  }

  private void perform(Pending<?> pending) throws SQLException {
    sql.update("SAVEPOINT own");
    try {
      pending.perform(sql);
      sql.update("RELEASE own");
    } catch (SQLException | RuntimeException | Error e) {
      undo(e);
      pending.failure = e;
    }
  }

  /// Takes one transaction back. Where SQLite has taken back all of them by itself (disk full),
  /// this fails, and the commit with it.
  private void undo(Throwable cause) throws SQLException {
    try {
      sql.update("ROLLBACK TO own");
      sql.update("RELEASE own");
    } catch (SQLException e) {
      // What they all hear is why.
      throw cause instanceof SQLException why ? why : e;
    }
  }

  private void rollBack(Throwable cause) {
    try {
      sql.update("ROLLBACK");
    } catch (SQLException e) {
      cause.addSuppressed(e); // usually: no transaction is active
    }
  }

  private void end() {
    lock.lock();
    try {
      open = false;
      waiting.forEach(pending ->
          pending.outcome.completeExceptionally(new StoreException("The database is closed.")));
      waiting.clear();
    } finally {
      lock.unlock();
    }
  }

  private static RuntimeException failure(CompletionException e) {
    Throwable cause = e.getCause();
    return cause instanceof RuntimeException unchecked
        ? unchecked
        : new StoreException("The database failed to write.", cause == null ? e : cause);
  }

  @FunctionalInterface
  interface Check {
    void check() throws SQLException;
  }

  private static final class Pending<T> {
    private final Database.Work<T> work;
    private final CompletableFuture<T> outcome = new CompletableFuture<>();
    private @Nullable T result;
    private @Nullable Throwable failure;

    Pending(Database.Work<T> work) {
      this.work = work;
    }

    void perform(Sql sql) throws SQLException {
      result = work.on(sql);
    }

    void committed() {
      if (failure == null) {
        outcome.complete(result);
      } else {
        outcome.completeExceptionally(failure);
      }
    }
  }
}
