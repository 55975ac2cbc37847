package dev.mapae.distribution.nodes;

import dev.mapae.resourceserver.ResourceServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// Many actors at once.
final class Crowd implements AutoCloseable {
  private final ExecutorService threads;
  private final List<Actor> actors;
  private final List<Future<?>> busy = new ArrayList<>();
  private volatile boolean stopping;

  @FunctionalInterface
  private interface Part {
    void play(Actor actor) throws IOException, InterruptedException;
  }

  Crowd(int size, Random random, Strike strike, Tally tally) {
    this.threads = Executors.newFixedThreadPool(size);
    this.actors =
        IntStream.range(0, size)
            .mapToObj(i -> new Actor(new Random(random.nextLong()), strike, tally))
            .toList();
  }

  /// Lets all act at this site, until they are stopped.
  void start(Site site) {
    start(site, Duration.ZERO);
  }

  /// The same, while each takes a breath after every request.
  void start(Site site, Duration breath) {
    stopping = false;
    each(actor -> {
      while (!stopping) {
        actor.act(site);
        Thread.sleep(breath);
      }
    });
  }

  /// Lets nobody send one more request; those that are under way go on.
  void stop() {
    stopping = true;
  }

  /// Whether somebody met what must not be.
  boolean hasFailed() {
    return busy.stream().anyMatch(future -> future.state() == Future.State.FAILED);
  }

  /// Checks what was acknowledged.
  ///
  /// @param newest how much of it, for each actor
  void check(Site site, int newest) throws InterruptedException {
    ResourceServer api = site.api();
    each(actor -> actor.check(site, api, newest));
    join();
  }

  private void each(Part part) {
    for (Actor actor : actors) {
      busy.add(
          threads.submit(() -> {
            part.play(actor);
            return actor;
          }));
    }
  }

  /// Waits until all have come to an end.
  void join() throws InterruptedException {
    for (Future<?> future : busy) {
      try {
        future.get();
      } catch (ExecutionException e) {
        throw new AssertionError(e.getCause());
      }
    }
    busy.clear();
  }

  @Override
  public void close() {
    stop();
    threads.close();
  }
}
