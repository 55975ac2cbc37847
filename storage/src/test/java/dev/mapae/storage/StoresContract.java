package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Stores;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/// A fresh database for each test, and what tests of the contract have in common.
abstract class StoresContract {
  static final String ISSUER = "https://auth.example";

  @Parameter Engine engine;
  @TempDir Path folder;
  Stores stores;

  @BeforeEach
  void open() {
    stores = engine.open(folder, ISSUER);
  }

  @AfterEach
  void close() {
    stores.close();
  }

  /// Closes everything and opens it again: what is then there was really kept.
  void reopen() {
    stores.close();
    stores = engine.open(folder, ISSUER);
  }

  /// Lets this many threads do the same thing at the same moment.
  static <T> List<T> race(int threads, Callable<T> each)
      throws InterruptedException, ExecutionException {
    CyclicBarrier start = new CyclicBarrier(threads);
    try (var executor = Executors.newFixedThreadPool(threads)) {
      List<Future<T>> racers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        racers.add(
            executor.submit(() -> {
              start.await();
              return each.call();
            }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> racer : racers) {
        results.add(racer.get());
      }
      return results;
    }
  }
}
