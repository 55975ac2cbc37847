package dev.mapae.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Many threads that want the same thing at once.
final class Crowd {
  private Crowd() {}

  /// Starts the threads, opens the gate once every one of them waits for something, and collects
  /// what each got.
  static <T> List<T> ask(int size, Callable<T> question, CountDownLatch gate)
      throws InterruptedException, ExecutionException {
    List<FutureTask<T>> answers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      FutureTask<T> answer = new FutureTask<>(question);
      Thread thread = new Thread(answer);
      answers.add(answer);
      threads.add(thread);
      thread.start();
    }
    while (threads.stream().anyMatch(t -> isRunning(t.getState()))) {
      Thread.onSpinWait();
    }
    gate.countDown();
    List<T> got = new ArrayList<>();
    for (FutureTask<T> answer : answers) {
      got.add(answer.get());
    }
    return got;
  }

  /// Starts a thread, and answers once it waits for something.
  static Thread waiting(Runnable task) {
    Thread thread = new Thread(task);
    thread.start();
    while (isRunning(thread.getState())) {
      Thread.onSpinWait();
    }
    return thread;
  }

  private static boolean isRunning(Thread.State state) {
    return state == Thread.State.NEW || state == Thread.State.RUNNABLE;
  }

  static void await(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
