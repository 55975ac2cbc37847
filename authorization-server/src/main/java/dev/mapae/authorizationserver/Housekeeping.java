package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.store.StoreOverloadedException;
import dev.mapae.authorizationserver.store.StoreUnavailableException;
import dev.mapae.authorizationserver.store.Stores;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What goes on beside requests: once a second it asks whether anything changed in the database and
/// tells the caches; once a minute it deletes rows that have expired; and now and then it does what
/// else there is.
///
/// Rows are deleted in batches that take milliseconds, with a rest after each that is as long, so
/// that requests do not notice, even when millions wait to be deleted. Any number of nodes share
/// the work, and each begins at a moment of its own.
final class Housekeeping implements AutoCloseable {
  /// @param inFull the same, but waits for what it begins
  private record Chore(
      Duration pause, Runnable work, Runnable inFull, ScheduledExecutorService thread) {}

  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
  private static final int BATCH = 100;
  private static final Duration SWEEP = Duration.ofMinutes(1);

  /// A database may be away for so long before what is known of it counts as old.
  private static final Duration ABREAST = Duration.ofSeconds(30);

  /// How long devices hear of a code that it expired, RFC 8628 §3.5.
  private static final Duration TOLD = Duration.ofMinutes(10);

  /// The clocks of nodes differ: what one took for expired, another must not take for good.
  private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);

  private final Stores stores;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final List<Runnable> caches;
  private final List<Chore> chores = new ArrayList<>();
  private final ScheduledExecutorService following = thread("following");

  /// For what may last: nobody who follows waits for it.
  private final ScheduledExecutorService work = thread("housekeeping");

  private final List<ScheduledExecutorService> apart = new ArrayList<>();
  private final List<Runnable> ends = new ArrayList<>();

  // No counter is negative: what was read while the server was put together is read once more, as
  // it may have changed meanwhile.
  private long seen = -1;

  private volatile boolean started;
  private volatile long followedAt;

  /// @param nanoTime any time that goes on evenly, in nanoseconds
  Housekeeping(Stores stores, InstantSource clock, LongSupplier nanoTime, List<Runnable> caches) {
    this.stores = stores;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.caches = List.copyOf(caches);
  }

  /// Adds what is to be done now and then, before the start.
  void also(Duration pause, Runnable chore) {
    chores.add(new Chore(pause, chore, chore, work));
  }

  /// The same for what waits for others, who may take their time: nothing else waits for it.
  void apart(Duration pause, Runnable chore) {
    apart(pause, chore, chore);
  }

  private void apart(Duration pause, Runnable chore, Runnable inFull) {
    ScheduledExecutorService thread = thread("deliveries-" + apart.size());
    apart.add(thread);
    chores.add(new Chore(pause, chore, inFull, thread));
  }

  /// The same for what goes on by itself once it was begun.
  ///
  /// @param inFull begins it and waits until it is done
  /// @param end at the end, before the database is closed
  void begun(Duration pause, Runnable begin, Runnable inFull, Runnable end) {
    apart(pause, begin, inFull);
    ends.add(end);
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name(name).factory());
  }

  void start() {
    followedAt = nanoTime.getAsLong();
    started = true;
    Duration second = Duration.ofSeconds(1);
    every(following, second, second, this::follow);
    // Nodes that were started together do not sweep together.
    Duration first = Duration.ofMillis(ThreadLocalRandom.current().nextLong(SWEEP.toMillis()));
    every(work, first, SWEEP, this::sweep);
    chores.forEach(chore -> every(chore.thread(), chore.pause(), chore.pause(), chore.work()));
  }

  /// Does everything once that was added, and waits until it is done.
  void doChores() {
    chores.forEach(chore -> succeeds(chore.inFull()));
  }

  private static void every(
      ScheduledExecutorService on, Duration first, Duration pause, Runnable task) {
    var _ =
        on.scheduleWithFixedDelay(
            () -> succeeds(task), first.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Whether this server knows what was changed half a minute ago. Before the start everything has
  /// just been read.
  boolean isAbreast() {
    return !started || nanoTime.getAsLong() - followedAt < ABREAST.toNanos();
  }

  void follow() {
    long began = nanoTime.getAsLong();
    long counter = stores.changes().counter();
    if (counter == seen) {
      followedAt = began;
      return;
    }
    // One that fails keeps no other from following, and all are asked again.
    boolean all = true;
    for (Runnable cache : caches) {
      all &= succeeds(cache);
    }
    if (all) {
      seen = counter;
      followedAt = began;
    }
  }

  void sweep() {
    Instant now = clock.instant();
    // Of a device that did not come for it in time, too.
    untilEmpty(() -> stores.grants().sweep(now.minus(TOLD), BATCH));
    untilEmpty(() -> stores.sessions().sweep(now, BATCH));
    untilEmpty(() -> stores.deniedTokens().sweep(now.minus(CLOCKS_DIFFER), BATCH));
    untilEmpty(() -> stores.spentIds().sweep(now, BATCH));
    untilEmpty(() -> stores.pendingRequests().sweep(now.minus(TOLD), BATCH));
    // Who delivers has seen them before, if there is anybody.
    untilEmpty(() -> stores.logoutDeliveries().sweep(now.minus(CLOCKS_DIFFER), BATCH));
    untilEmpty(() -> stores.outgoingMails().sweep(now.minus(CLOCKS_DIFFER), BATCH));
    untilEmpty(() -> stores.mailLinks().sweep(now, BATCH));
    untilEmpty(() -> stores.registrations().sweep(now, BATCH));
    untilEmpty(() -> stores.initialAccessTokens().sweep(now, BATCH));
    untilEmpty(() -> stores.activities().sweep(now, BATCH));
  }

  private static void untilEmpty(IntSupplier batch) {
    boolean more = true;
    while (more && !Thread.currentThread().isInterrupted()) {
      long began = System.nanoTime();
      more = batch.getAsInt() >= BATCH;
      if (more) {
        LockSupport.parkNanos(System.nanoTime() - began);
      }
    }
  }

  /// A database that is away for a moment must not end the schedule.
  private static boolean succeeds(Runnable work) {
    try {
      work.run();
      return true;
    } catch (StoreUnavailableException | StoreOverloadedException e) {
      // Requests meet the same, and the log has it from the store, or from them.
      return false;
    } catch (RuntimeException | Error e) {
      // An error, of memory for example, that ended the schedule would do so for good.
      log.warn("Housekeeping failed and will be tried again: {}", e.toString());
      return false;
    }
  }

  @Override
  public void close() {
    following.shutdownNow();
    work.shutdownNow();
    apart.forEach(ScheduledExecutorService::shutdownNow);
    ends.forEach(Housekeeping::succeeds);
  }
}
