package dev.mapae.distribution.outbound;

import dev.mapae.authorizationserver.outbound.NotFetched;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The turns of those who fetch: so many at once, and so few of them at one host that a host which
/// does not answer leaves turns for the others. Whoever waited longest has the next.
final class Turns {
  static final int AT_ONCE = 16;
  static final int AT_ONE_HOST = 2;

  /// Those who have a turn, and those who wait for one.
  static final int MAX_PRESENT = 128;

  private static final class Host {
    final Semaphore turns = new Semaphore(AT_ONE_HOST, true);
    int present;
  }

  private final Semaphore all = new Semaphore(AT_ONCE, true);

  // Guarded by this.
  private final Map<String, Host> hosts = new HashMap<>();
  private int present;

  /// Waits for a turn.
  ///
  /// @return gives it back
  /// @throws NotFetched when there is none in time
  Runnable take(String host, Deadline deadline) {
    String name = host.toLowerCase(Locale.ROOT);
    Semaphore here = enter(name);
    if (!isTaken(here, deadline)) {
      leave(name);
      throw tooMuch();
    }
    if (!isTaken(all, deadline)) {
      here.release();
      leave(name);
      throw tooMuch();
    }
    return () -> {
      all.release();
      here.release();
      leave(name);
    };
  }

  private static boolean isTaken(Semaphore turns, Deadline deadline) {
    try {
      return turns.tryAcquire(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private synchronized Semaphore enter(String name) {
    if (present == MAX_PRESENT) {
      throw tooMuch();
    }
    present++;
    Host host = hosts.computeIfAbsent(name, _ -> new Host());
    host.present++;
    return host.turns;
  }

  private synchronized void leave(String name) {
    present--;
    hosts.computeIfPresent(name, (_, host) -> --host.present == 0 ? null : host);
  }

  private static NotFetched tooMuch() {
    return new NotFetched(
        NotFetched.Cause.THIS_SERVER, "this server fetches too much at once; try again later");
  }
}
