package dev.mapae.distribution.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Writes lines behind the backs of those who have them, so that a slow reader of the log slows no
/// request for long: when the queue stays full, lines are dropped, and their number is written.
public final class LogOutput implements AutoCloseable {
  private static final int QUEUE = 8192;
  private static final int BATCH = 256;
  private static final long PATIENCE = 200;
  private static final long FLUSH = 2000;

  /// Lines that come within this time are written together: to wake the writer for each costs those
  /// who have them more than the line itself.
  private static final long GATHERED = Duration.ofMillis(5).toNanos();

  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicLong dropped = new AtomicLong();
  private final OutputStream out;
  private final Thread writer;
  private volatile boolean closed;

  /// Whether somebody has waited in vain already; until there is room again, nobody else has to.
  private volatile boolean stalled;

  /// Begins to write.
  ///
  /// @param out whose writes are whole: lines of others do not get between
  public LogOutput(OutputStream out) {
    this.out = out;
    this.writer = Thread.ofPlatform().daemon().name("log").start(this::write);
  }

  /// Takes a line, without its end.
  void line(String line) {
    try {
      if (lines.offer(line) || (!stalled && lines.offer(line, PATIENCE, TimeUnit.MILLISECONDS))) {
        stalled = false;
      } else {
        stalled = true;
        dropped.incrementAndGet();
      }
    } catch (InterruptedException e) {
      dropped.incrementAndGet();
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    List<String> batch = new ArrayList<>(BATCH);
    while (!closed || !lines.isEmpty()) {
      try {
        String first = lines.poll(1, TimeUnit.SECONDS);
        if (first != null) {
          batch.add(first);
          lines.drainTo(batch, BATCH - 1);
          write(batch);
          if (batch.size() < BATCH && !closed) {
            LockSupport.parkNanos(GATHERED);
          }
          batch.clear();
        }
      } catch (InterruptedException e) {
        // Closed: what is left is written, then the loop ends.
      }
    }
  }

  private void write(List<String> batch) {
    long lost = dropped.getAndSet(0);
    if (lost > 0) {
      batch.add(
          "{\"log\":\"WARN\",\"message\":\"the log could not keep up\",\"dropped\":" + lost + "}");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String line : batch) {
      bytes.writeBytes(line.getBytes(StandardCharsets.UTF_8));
      bytes.write('\n');
    }
    try {
      out.write(bytes.toByteArray());
      out.flush();
    } catch (IOException e) {
      // There is nowhere left to say so.
    }
  }

  /// Writes what was taken, and ends.
  @Override
  public void close() {
    closed = true;
    writer.interrupt();
    try {
      writer.join(FLUSH);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
