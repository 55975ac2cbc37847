package dev.mapae.benchmark;

import dev.mapae.storage.GrantStatements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/// One thread with one connection, whose every commit takes all that waits.
final class BareGroupCommit implements AutoCloseable {
  private final Connection connection;
  private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final Thread writer = new Thread(this::run, "bare-writer");

  private record Waiting(BareLoop.SpendValues values, CompletableFuture<Integer> spent) {}

  BareGroupCommit(Connection connection) {
    this.connection = connection;
    writer.setDaemon(true);
    writer.start();
  }

  int spend(BareLoop.SpendValues values) {
    Waiting waiting = new Waiting(values, new CompletableFuture<>());
    queue.add(waiting);
    return waiting.spent.join();
  }

  private void run() {
    try (connection;
        Statement statement = connection.createStatement();
        PreparedStatement update = connection.prepareStatement(GrantStatements.SPEND)) {
      while (true) {
        List<Waiting> batch = new ArrayList<>(List.of(queue.take()));
        queue.drainTo(batch);
        int[] spent = new int[batch.size()];
        statement.execute("BEGIN IMMEDIATE");
        for (int i = 0; i < spent.length; i++) {
          batch.get(i).values.set(update);
          spent[i] = update.executeUpdate();
        }
        statement.execute("COMMIT");
        for (int i = 0; i < spent.length; i++) {
          batch.get(i).spent.complete(spent[i]);
        }
      }
    } catch (InterruptedException e) {
      // It was closed.
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    writer.interrupt();
    try {
      writer.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
