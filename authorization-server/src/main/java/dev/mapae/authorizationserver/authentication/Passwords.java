package dev.mapae.authorizationserver.authentication;

import de.mkammerer.argon2.Argon2;
import de.mkammerer.argon2.Argon2Factory;
import de.mkammerer.argon2.Argon2Factory.Argon2Types;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Hashes passwords with Argon2id (RFC 9106), and verifies them against every [PasswordHash], at
/// most one per core at a time, with a bounded queue in front: memory and processors are spent on
/// purpose here, and must not be spent by strangers without limit.
public final class Passwords {
  private static final int MAX_WAITING = 64;
  private static final int MAX_WAIT_SECONDS = 5;
  private static final int MAX_LENGTH = 1024;

  private final Cost cost;

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
  }

  public Passwords(Cost cost) {
    this.cost = cost;
    int cores = Runtime.getRuntime().availableProcessors();
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
    return bounded(() ->
        argon2
            .get()
            .hash(cost.iterations(), cost.memoryKib(), cost.parallelism(), bytes(password)));
  }

  /// Whether this is the password; it takes as long when there is none to compare with.
  ///
  /// @param hash of the person; empty when there is no such person, or one without password
  /// @throws Busy when too many are waiting
  public boolean verify(Optional<String> hash, String password) {
    if (password.length() > MAX_LENGTH) {
      return false;
    }
    Optional<PasswordHash> usable = hash.flatMap(Passwords::read);
    PasswordHash compared = usable.orElseGet(this::decoy);
    return bounded(() -> isOf(compared, password)) && usable.isPresent();
  }

  /// Whether a hash of another server, or of other settings, is easier to guess than one of ours.
  public boolean isOutdated(String hash) {
    return read(hash).filter(h -> h.isAsGoodAs(cost)).isEmpty();
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

  private <T> T bounded(Callable<T> work) {
    Future<T> result;
    try {
      result = hashing.submit(work);
    } catch (RejectedExecutionException e) {
      throw new Busy();
    }
    try {
      return result.get(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      result.cancel(false);
      throw new Busy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Busy();
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

    Busy() {
      super("too many passwords at once", null, false, false);
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
