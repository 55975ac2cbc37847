package dev.mapae.client;

import java.time.Duration;

/// How the thread waits between two requests, so that a test need not.
@FunctionalInterface
interface Pause {
  Pause SLEEP = duration -> Thread.sleep(duration.toMillis());

  void last(Duration duration) throws InterruptedException;
}
