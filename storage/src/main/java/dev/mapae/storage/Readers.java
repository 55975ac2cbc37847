package dev.mapae.storage;

import dev.mapae.authorizationserver.store.StoreException;
import dev.mapae.authorizationserver.store.StoreOverloadedException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A few connections that read, opened when they are first needed; the one used last is used next.
final class Readers implements AutoCloseable {
  private final Opener opener;
  private final int size;
  private final Duration patience;
  private final Semaphore permits;
  private final ConcurrentLinkedDeque<Sql> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean open = true;

  /// Opens nothing yet.
  ///
  /// @param patience how long a read waits for a connection
  Readers(Opener opener, int size, Duration patience) {
    this.opener = opener;
    this.size = size;
    this.patience = patience;
    this.permits = new Semaphore(size);
  }

  <T> T read(Database.Work<T> work) {
    acquire();
    try {
      if (!open) {
        throw new StoreException("The database is closed.");
      }
      Sql sql = idle.pollFirst();
      if (sql == null) {
        sql = opener.open();
      }
      try {
        return work.on(sql);
      } finally {
        idle.addFirst(sql);
      }
    } catch (SQLException e) {
      throw new StoreException("The database failed to read.", e);
    } finally {
      permits.release();
    }
  }

  /// Waits for the reads under way, and closes all connections.
  @Override
  public void close() {
    open = false;
    permits.acquireUninterruptibly(size);
    try {
      for (Sql sql = idle.pollFirst(); sql != null; sql = idle.pollFirst()) {
        sql.close();
      }
    } catch (SQLException e) {
      throw new StoreException("The database could not be closed in order.", e);
    } finally {
      permits.release(size);
    }
  }

  private void acquire() {
    try {
      if (!permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoreOverloadedException("No connection came free to read.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("Interrupted while waiting to read.", e);
    }
  }

  @FunctionalInterface
  interface Opener {
    Sql open() throws SQLException;
  }
}
