package dev.mapae.authorizationserver;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// Many who do the same at the same moment.
final class Race {
  private Race() {}

  /// Lets threads start together.
  ///
  /// @return what each of them got
  static <T> List<T> of(int runners, Callable<T> step) {
    var ready = new CountDownLatch(runners);
    try (var threads = Executors.newFixedThreadPool(runners)) {
      List<Future<T>> running =
          IntStream.range(0, runners)
              .mapToObj(i ->
                  threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return step.call();
                  }))
              .toList();
      return running.stream().map(Race::result).toList();
    }
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}
