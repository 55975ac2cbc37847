package dev.mapae.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/// Workers who do the same thing again and again: in a closed loop as soon as it is done, in an
/// open one when it is due.
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
      double p999Millis) {
    double p99ToMedian() {
      return p99Millis / p50Millis;
    }
  }

  /// Lets all of them work for some time.
  static Result run(List<? extends Worker> workers, Duration lasting) {
    long start = System.nanoTime();
    long end = start + lasting.toNanos();
    List<Callable<long[]>> loops = new ArrayList<>();
    workers.forEach(worker -> loops.add(() -> nanoseconds(worker, end)));
    List<long[]> times = inThreads(loops);
    return result(times, (System.nanoTime() - start) / 1e9);
  }

  private static Result result(List<long[]> times, double seconds) {
    long[] all = times.stream().flatMapToLong(Arrays::stream).toArray();
    long[] good = Arrays.stream(all).filter(n -> n > 0).sorted().toArray();
    return new Result(
        good.length,
        all.length - good.length,
        good.length / seconds,
        percentile(good, 0.50),
        percentile(good, 0.99),
        percentile(good, 0.999));
  }

  /// Lets them work at a rate that they have together, each at its own turn of it. What is due
  /// while a worker is still busy is done late, and how long it took counts from when it was due.
  /// Whoever is behind by the whole time gives up, and what was left to do has failed. At a rate of
  /// 0 nothing is ever due.
  static Result atRate(List<? extends Worker> workers, double perSecond, Duration lasting) {
    if (perSecond == 0) {
      return result(List.of(), lasting.toNanos() / 1e9);
    }
    long start = System.nanoTime() + 10_000_000;
    long pause = (long) (1e9 * workers.size() / perSecond);
    List<Callable<long[]>> loops = new ArrayList<>();
    for (int i = 0; i < workers.size(); i++) {
      Worker worker = workers.get(i);
      long first = start + pause * i / workers.size();
      loops.add(() -> whenDue(worker, first, pause, start + lasting.toNanos()));
    }
    return result(inThreads(loops), lasting.toNanos() / 1e9);
  }

  private static long[] whenDue(Worker worker, long first, long pause, long end) throws Exception {
    long[] taken = new long[(int) Math.max(0, Math.ceilDiv(end - first, pause))];
    long late = end + (end - first);
    int times = 0;
    for (long due = first; due < end && System.nanoTime() < late; due += pause) {
      for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
        LockSupport.parkNanos(early);
      }
      taken[times++] = worker.work() ? System.nanoTime() - due : 0;
    }
    return taken;
  }

  /// Runs each of these on a thread of its own.
  static <T> List<T> inThreads(List<Callable<T>> loops) {
    try (var threads = Executors.newFixedThreadPool(loops.size())) {
      List<T> results = new ArrayList<>();
      for (Future<T> loop : threads.invokeAll(loops)) {
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
