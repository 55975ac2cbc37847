package dev.mapae.authorizationserver.life;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Plays actors as they are in life: each in a thread of its own, so that all their requests are
/// under way on the nodes at once, and only the order of their steps is given.
final class InThreads implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Running> all = new ArrayList<>();

  /// Brings every actor to its first step.
  InThreads(List<Course> courses) throws InterruptedException {
    for (Course course : courses) {
      Running running = new Running(course);
      all.add(running);
      running.dealings = threads.submit(running::play);
      running.waits.acquire();
    }
  }

  /// Lets an actor take its step, and waits until it comes to the next one, or to its end.
  void step(int actor) throws InterruptedException {
    all.get(actor).goes.release();
    all.get(actor).waits.acquire();
  }

  /// What each actor did, in the end.
  List<List<Exchange>> exchanges() throws Exception {
    List<List<Exchange>> exchanges = new ArrayList<>();
    for (Running running : all) {
      exchanges.add(running.dealings.get().exchanges());
    }
    return exchanges;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private static final class Running implements Turn {
    private final Course course;
    private final Random random;
    private final Semaphore goes = new Semaphore(0);
    private final Semaphore waits = new Semaphore(0);
    private Future<Dealings> dealings;

    Running(Course course) {
      this.course = course;
      this.random = course.actor().random();
    }

    private Dealings play() {
      try {
        return course.play(this);
      } finally {
        waits.release();
      }
    }

    @Override
    public Object take(Step step) {
      if (course.isNoStep(step)) {
        return step.take();
      }
      waits.release();
      goes.acquireUninterruptibly();
      return step.take();
    }

    @Override
    public Random random() {
      return random;
    }
  }
}
