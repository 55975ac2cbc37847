package dev.mapae.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A closed loop: each of some workers does one thing, and when it is done the next.
final class Loop {
  private Loop() {}

  /// One who does the same thing again and again, on a thread of its own.
  interface Worker {
    /// Does it once.
    ///
    /// @return whether it succeeded
    boolean work() throws Exception;
  }

  /// What came of it. Times are those of what succeeded.
  record Result(
      long done,
      long failed,
      double perSecond,
      double p50Millis,
      double p99Millis,
      double p999Millis) {}

  /// Lets all of them work for some time.
  static Result run(List<? extends Worker> workers, Duration lasting) {
    long start = System.nanoTime();
    long end = start + lasting.toNanos();
    List<Callable<long[]>> loops = new ArrayList<>();
    workers.forEach(worker -> loops.add(() -> nanoseconds(worker, end)));
    long[] all = inThreads(loops).stream().flatMapToLong(Arrays::stream).toArray();
    double seconds = (System.nanoTime() - start) / 1e9;
    long[] good = Arrays.stream(all).filter(n -> n > 0).sorted().toArray();
    return new Result(
        good.length,
        all.length - good.length,
        good.length / seconds,
        percentile(good, 0.50),
        percentile(good, 0.99),
        percentile(good, 0.999));
  }

  private static List<long[]> inThreads(List<Callable<long[]>> loops) {
    try (var threads = Executors.newFixedThreadPool(loops.size())) {
      List<long[]> results = new ArrayList<>();
      for (Future<long[]> loop : threads.invokeAll(loops)) {
        results.add(loop.get());
      }
      return results;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// How long each time took; 0 for one that failed.
  private static long[] nanoseconds(Worker worker, long end) throws Exception {
    long[] taken = new long[1024];
    int times = 0;
    for (long start = System.nanoTime(); start < end; ) {
      boolean good = worker.work();
      long now = System.nanoTime();
      if (times == taken.length) {
        taken = Arrays.copyOf(taken, 2 * times);
      }
      taken[times++] = good ? now - start : 0;
      start = now;
    }
    return Arrays.copyOf(taken, times);
  }

  private static double percentile(long[] sorted, double p) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.min(sorted.length - 1, (int) (sorted.length * p))] / 1e6;
  }
}
