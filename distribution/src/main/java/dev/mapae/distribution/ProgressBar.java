package dev.mapae.distribution;

import dev.mapae.storage.Progress;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/// Shows how far a command is: a bar that moves on a terminal, a line now and then elsewhere.
final class ProgressBar implements Progress, AutoCloseable {
  private static final int WIDTH = 30;
  private static final long OFTEN = Duration.ofMillis(100).toNanos();
  private static final long NOW_AND_THEN = Duration.ofSeconds(10).toNanos();
  private static final String WIPE = "\r\u001b[K";

  private final Console console;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private String what = "";
  private long all;
  private long done;
  private long doneWhenShown;
  private long shown;
  private double rate;

  ProgressBar(Console console, boolean terminal, LongSupplier nanoTime) {
    this.console = console;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  @Override
  public void begins(String step, long rows) {
    what = step;
    all = rows;
    done = 0;
    doneWhenShown = 0;
    rate = 0;
    shown = nanoTime.getAsLong();
  }

  @Override
  public void done(long rows) {
    done += rows;
    long elapsed = nanoTime.getAsLong() - shown;
    if (elapsed >= (terminal ? OFTEN : NOW_AND_THEN)) {
      double latest = (done - doneWhenShown) * 1e9 / elapsed;
      // A tenth of a second says little by itself.
      rate = terminal && rate > 0 ? 0.9 * rate + 0.1 * latest : latest;
      shown += elapsed;
      doneWhenShown = done;
      show();
    }
  }

  private void show() {
    String figures = String.format(Locale.ROOT, "%,d rows, %,.0f/s", done, rate);
    if (all > 0) {
      // How many there are is known about, and so the end is near for a while.
      int percent = (int) Math.min(99, done * 100 / all);
      int filled = WIDTH * percent / 100;
      figures =
          String.format(
              Locale.ROOT,
              "%s%3d %%, %s, %,.0f s left",
              terminal ? "[" + "#".repeat(filled) + " ".repeat(WIDTH - filled) + "] " : "",
              percent,
              figures,
              Math.max(0, all - done) / Math.max(rate, 1));
    }
    if (terminal) {
      console.err().print(WIPE + what + " " + figures);
      console.err().flush();
    } else {
      console.say(what + ": " + figures.strip());
    }
  }

  @Override
  public void says(String line) {
    close();
    console.say(line);
  }

  /// Wipes the bar away.
  @Override
  public void close() {
    if (terminal) {
      console.err().print(WIPE);
      console.err().flush();
    }
  }
}
