package dev.mapae.authorizationserver.authentication;

import de.mkammerer.argon2.Argon2;
import de.mkammerer.argon2.Argon2Factory;
import de.mkammerer.argon2.Argon2Factory.Argon2Types;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// Hashes passwords with Argon2id (RFC 9106), and verifies them against every [PasswordHash], at
/// most one per core at a time and within some memory, with a bounded queue in front: memory and
/// processors are spent on purpose here, and must not be spent by strangers without limit.
public final class Passwords {
  private static final int MAX_WAITING = 64;
  private static final Duration MAX_WAIT = Duration.ofSeconds(5);
  private static final int MAX_LENGTH = 1024;

  /// For all that are computed at once; those of ours are never too many.
  private static final int MEBIBYTES = 512;

  private static final int MEBIBYTE = 1 << 20;

  private final Cost cost;
  private final Duration wait;

  // Hashes of others may take more than one of ours; a permit for each MiB.
  private final Semaphore memory;
  private final int permits;

  // Threads of their own: native code holds its thread, and must not hold those that answer
  // requests.
  private final ExecutorService hashing;

  // Loaded with the first password: the native library is not needed to issue tokens to machines.
  private final Supplier<Argon2> argon2 = new OnFirstUse();
  private volatile Optional<PasswordHash> decoy = Optional.empty();

  /// What one hash costs.
  ///
  /// @param memoryKib in KiB
  public record Cost(int memoryKib, int iterations, int parallelism) {
    public static final Cost PRESET = new Cost(19 * 1024, 2, 1);

    /// Memory in KiB times iterations; as much takes about a second.
    public static final int MOST_KIB = 1 << 20;

    long memory() {
      return memoryKib() * 1024L;
    }
  }

  public Passwords(Cost cost) {
    this(cost, MAX_WAIT);
  }

  /// @param wait for as long as a password is waited for
  Passwords(Cost cost, Duration wait) {
    this.cost = cost;
    this.wait = wait;
    int cores = Runtime.getRuntime().availableProcessors();
    this.permits = Math.max(MEBIBYTES, cores * mebibytes(cost.memory()));
    this.memory = new Semaphore(permits);
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            cores,
            cores,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().daemon().name("hashing-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    this.hashing = pool;
  }

  /// Hashes a password.
  ///
  /// @return in PHC form: `$argon2id$…`
  /// @throws Busy when too many are waiting
  public String hash(String password) {
    return bounded(
        cost.memory(),
        () ->
            argon2
                .get()
                .hash(cost.iterations(), cost.memoryKib(), cost.parallelism(), bytes(password)));
  }

  /// Whether this is the password. Where there is none to compare with, it takes as long as with a
  /// hash of ours; one of another server, or of other settings, takes longer or shorter, until it
  /// is replaced.
  ///
  /// @param hash of the person; empty when there is no such person, or one without password
  /// @throws Busy when too many are waiting
  public boolean verify(Optional<String> hash, String password) {
    if (password.length() > MAX_LENGTH) {
      return false;
    }
    Optional<PasswordHash> usable = hash.flatMap(Passwords::read);
    PasswordHash compared = usable.orElseGet(this::decoy);
    return bounded(compared.memory(), () -> isOf(compared, password)) && usable.isPresent();
  }

  /// Whether a hash was made of this whole password. One of ours in its place would otherwise be of
  /// what was mistyped where nobody looked.
  boolean isAllSeen(String hash, String password) {
    byte[] typed = password.getBytes(StandardCharsets.UTF_8);
    return read(hash).filter(h -> h.isOfAllOf(typed) && h.isOfAllOf(bytes(password))).isPresent();
  }

  /// Whether a hash is of another server, or of other settings. One that is dearer is replaced too:
  /// the time that it takes would tell for good that there is somebody.
  public boolean isOutdated(String hash) {
    return read(hash).filter(h -> h.isLikeOurs(cost)).isEmpty();
  }

  private static Optional<PasswordHash> read(String hash) {
    try {
      return Optional.of(PasswordHash.parse(hash));
    } catch (PasswordHash.Unusable e) {
      return Optional.empty();
    }
  }

  /// Other servers took the letters as the keyboard composed them.
  private static boolean isOf(PasswordHash hash, String password) {
    byte[] typed = password.getBytes(StandardCharsets.UTF_8);
    byte[] composed = bytes(password);
    return hash.isOf(composed) || (!Arrays.equals(typed, composed) && hash.isOf(typed));
  }

  private PasswordHash decoy() {
    if (decoy.isEmpty()) {
      decoy = Optional.of(PasswordHash.parse(hash("nobody has this password")));
    }
    return decoy.get();
  }

  private static int mebibytes(long bytes) {
    return (int) Math.ceilDiv(bytes, MEBIBYTE);
  }

  private <T> T within(int mebibytes, Callable<T> work) throws Exception {
    int taken = Math.min(mebibytes, permits);
    memory.acquire(taken);
    try {
      return work.call();
    } finally {
      memory.release(taken);
    }
  }

  /// @param bytes of memory that it takes
  private <T> T bounded(long bytes, Callable<T> work) {
    AtomicBoolean begun = new AtomicBoolean();
    Future<T> result;
    try {
      result =
          hashing.submit(() -> {
            begun.set(true);
            return within(mebibytes(bytes), work);
          });
    } catch (RejectedExecutionException e) {
      throw new Busy(false);
    }
    try {
      return result.get(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      result.cancel(false);
      throw new Busy(begun.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Busy(begun.get());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static byte[] bytes(String password) {
    // The same letters, whichever way a keyboard composes them. RFC 8265 §4.2.1.
    return Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
  }

  /// Too many passwords are being verified just now.
  public static final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean begun;

    Busy(boolean begun) {
      super("too many passwords at once", null, false, false);
      this.begun = begun;
    }

    /// Whether this one cost something all the same.
    boolean isBegun() {
      return begun;
    }
  }

  private static final class OnFirstUse implements Supplier<Argon2> {
    private volatile Optional<Argon2> loaded = Optional.empty();

    @Override
    public synchronized Argon2 get() {
      if (loaded.isEmpty()) {
        loaded = Optional.of(Argon2Factory.create(Argon2Types.ARGON2id));
      }
      return loaded.get();
    }
  }
}
