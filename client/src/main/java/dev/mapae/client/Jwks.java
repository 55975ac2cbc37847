package dev.mapae.client;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import dev.mapae.protocol.VerificationKey;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The public keys of the authorization server: those by which it signs, and those to which
/// requests to it are encrypted. RFC 7517 §5, OIDC Core §10.1.1, §10.2.1.
///
/// Fetched when first needed, kept for ten minutes, and fetched again where none fits: at once,
/// since the server may just have replaced its keys, but no third time within a minute. Keys that
/// are there survive a server that is away, and of those who have a key that fits only the one who
/// asks waits for it. While there are none, one request goes out at a time and none for five
/// seconds after one that failed: whoever asks meanwhile gets the same failure.
final class Jwks {
  private static final Duration KEPT = Duration.ofMinutes(10);
  private static final Duration FOR_TWO_FETCHES = Duration.ofMinutes(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);
  private static final Duration AFTER_FAILURE_WITHOUT_KEYS = Duration.ofSeconds(5);
  private static final int MAX_KEYS = 100;

  /// What is known at one moment; replaced as a whole.
  ///
  /// @param keys empty until the first fetch that succeeds
  /// @param at when they came
  /// @param asked when they were last asked for
  /// @param pause for how long nobody asks again
  /// @param failure of the last fetch
  private record State(
      Optional<Published> keys,
      Instant at,
      Instant asked,
      Duration pause,
      Optional<ClientError> failure) {

    static final State EMPTY =
        new State(Optional.empty(), Instant.EPOCH, Instant.EPOCH, Duration.ZERO, Optional.empty());

    boolean mayFetch(Instant now) {
      return apart(asked, now).compareTo(pause) >= 0;
    }

    boolean isOld(Instant now) {
      return apart(at, now).compareTo(KEPT) > 0;
    }

    /// A clock that is set back must not keep us from asking.
    private static Duration apart(Instant one, Instant other) {
      return Duration.between(one, other).abs();
    }

    <K> List<K> matching(Function<Published, List<K>> choice) {
      return keys.map(choice).orElseGet(List::of);
    }
  }

  /// What the document has of each kind.
  private record Published(List<VerificationKey> signing, List<JWK> encrypting) {}

  private final Supplier<URI> location;
  private final Environment environment;
  private final Http http;
  private final ReentrantLock flight = new ReentrantLock();
  private final AtomicReference<State> state = new AtomicReference<>(State.EMPTY);

  Jwks(Supplier<URI> location, Environment environment) {
    this.location = location;
    this.environment = environment;
    this.http = new Http(environment);
  }

  /// The keys that may have made a signature with this header.
  ///
  /// @throws ClientException when there are no keys at all and none can be fetched
  List<VerificationKey> candidates(JWSHeader header) {
    return found(keys -> keys.signing().stream().filter(key -> key.fits(header)).toList());
  }

  /// The keys with `use: enc` to which requests may be encrypted.
  ///
  /// @param fits which of them are wanted
  /// @throws ClientException when there are no keys at all and none can be fetched
  List<JWK> encrypting(Predicate<JWK> fits) {
    return found(keys -> keys.encrypting().stream().filter(fits).toList());
  }

  private <K> List<K> found(Function<Published, List<K>> choice) {
    State seen = state.get();
    List<K> found = seen.matching(choice);
    if (found.isEmpty()) {
      flight.lock();
    } else if (!isDue(seen) || !flight.tryLock()) {
      return found;
    }
    try {
      State latest = state.get();
      // Somebody else's request may have ended while this thread waited.
      boolean needed = latest.matching(choice).isEmpty() || isDue(latest);
      if (needed && latest.mayFetch(environment.clock().instant())) {
        fetch(latest);
      }
      return fetched().matching(choice);
    } finally {
      flight.unlock();
    }
  }

  private boolean isDue(State seen) {
    Instant now = environment.clock().instant();
    return seen.isOld(now) && seen.mayFetch(now);
  }

  private State fetched() {
    State latest = state.get();
    if (latest.keys().isEmpty() && latest.failure().isPresent()) {
      throw latest.failure().get().exception();
    }
    return latest;
  }

  private void fetch(State before) {
    try {
      Published keys = request();
      Instant now = environment.clock().instant();
      Duration pause = FOR_TWO_FETCHES.minus(State.apart(before.at(), now));
      state.set(new State(Optional.of(keys), now, now, pause, Optional.empty()));
    } catch (ClientException e) {
      if (e.error() instanceof ClientError.Interrupted
          || e.error() instanceof ClientError.Unsupported) {
        throw e;
      }
      // The keys that are there go on serving.
      Duration pause = before.keys().isPresent() ? AFTER_FAILURE : AFTER_FAILURE_WITHOUT_KEYS;
      Instant now = environment.clock().instant();
      state.set(new State(before.keys(), before.at(), now, pause, Optional.of(e.error())));
    }
  }

  private Published request() {
    Answer answer = http.get(location.get(), Map.of());
    if (answer.status() != 200) {
      throw ErrorAnswer.of(answer, List.of()).exception();
    }
    if (!(answer.json().get("keys") instanceof List<?> list)) {
      throw answer.invalid("is not a JWK set").exception();
    }
    return parse(list.subList(0, Math.min(list.size(), MAX_KEYS)));
  }

  /// Keys that are not understood are passed over, RFC 7517 §5.
  private static Published parse(List<?> list) {
    List<VerificationKey> signing = new ArrayList<>();
    List<JWK> encrypting = new ArrayList<>();
    for (Object item : list) {
      VerificationKey.parse(item).ifPresent(signing::add);
      RequestEncryption.parse(item).ifPresent(encrypting::add);
    }
    return new Published(List.copyOf(signing), List.copyOf(encrypting));
  }
}
