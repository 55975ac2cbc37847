package dev.mapae.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// Keeps tokens and renews them shortly before they expire, by one request at a time however many
/// threads ask.
///
/// While the old token is good, one thread renews it and the others go on with it. When it is not,
/// all wait for that one request and share its outcome. After a failure nobody asks again until the
/// pause is over: doubled each time, never shorter than `Retry-After`, of which an hour counts at
/// most ([Answer#retryAfter]).
final class Renewal {
  private static final Duration UNKNOWN_LIFETIME = Duration.ofMinutes(5);
  private static final Duration MAX_MARGIN = Duration.ofSeconds(30);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration MAX_PAUSE = Duration.ofMinutes(1);
  private static final Duration BETWEEN_DROPS = Duration.ofSeconds(10);

  /// What is known at one moment; replaced as a whole.
  ///
  /// @param arrived whether the last thing that happened was that tokens came
  private record State(
      Optional<Tokens> tokens,
      Instant renewAt,
      Instant endsAt,
      boolean arrived,
      Optional<ClientError> failure,
      int failures,
      Instant retryAt,
      Instant droppedAt) {

    static final State EMPTY =
        new State(
            Optional.empty(),
            Instant.MIN,
            Instant.MIN,
            false,
            Optional.empty(),
            0,
            Instant.MIN,
            Instant.MIN);

    State got(Tokens fresh, Instant renew, Instant end) {
      return new State(
          Optional.of(fresh), renew, end, true, Optional.empty(), 0, Instant.MIN, droppedAt);
    }

    /// Nothing came for whoever waits for these.
    State spent(Optional<String> refreshToken) {
      return new State(
          tokens.map(t -> t.withRefreshToken(refreshToken)),
          renewAt,
          endsAt,
          false,
          failure,
          failures,
          retryAt,
          droppedAt);
    }

    State failed(ClientError error, Instant retry) {
      return new State(
          tokens, renewAt, endsAt, false, Optional.of(error), failures + 1, retry, droppedAt);
    }

    State dropped(Instant now) {
      return new State(tokens, Instant.MIN, Instant.MIN, false, failure, failures, retryAt, now);
    }

    /// Whether nobody is to ask for anything: a refusal may be about one API, unless it names a
    /// pause.
    boolean isPausedForAll(Instant now) {
      return now.isBefore(retryAt)
          && failure
              .filter(error ->
                  retryAt.equals(Instant.MAX)
                      || error.retryAfter().isPresent()
                      || !(error instanceof ClientError.Refused))
              .isPresent();
    }

    boolean fresh(Instant now) {
      return tokens.isPresent() && now.isBefore(renewAt);
    }

    boolean usable(Instant now) {
      return tokens.isPresent() && now.isBefore(endsAt);
    }
  }

  private final Environment environment;
  private final Function<Optional<Tokens>, Tokens> request;
  private final Predicate<ClientException> hopeless;
  private final Consumer<Tokens> store;
  private final ReentrantLock flight = new ReentrantLock();
  private final AtomicReference<State> state = new AtomicReference<>(State.EMPTY);

  /// @param request gets new tokens; is given those there are
  /// @param hopeless which failures asking again cannot mend
  /// @param store is shown new tokens before the thread that got them goes on
  Renewal(
      Environment environment,
      Function<Optional<Tokens>, Tokens> request,
      Predicate<ClientException> hopeless,
      Consumer<Tokens> store) {
    this.environment = environment;
    this.request = request;
    this.hopeless = hopeless;
    this.store = store;
  }

  /// Starts from tokens that were issued elsewhere.
  void keep(Tokens tokens) {
    state.set(arrival(tokens, environment.clock().instant()));
  }

  Tokens current() {
    State seen = state.get();
    Instant now = environment.clock().instant();
    if (seen.fresh(now)) {
      return seen.tokens().orElseThrow();
    }
    if (!seen.usable(now)) {
      takeTurn();
    } else if (!flight.tryLock()) {
      return seen.tokens().orElseThrow();
    }
    try {
      State latest = state.get();
      // Somebody else's request ended while this thread waited: its outcome is ours, even if the
      // token lives so shortly that it has to be renewed again.
      if (!latest.equals(seen) && latest.arrived()) {
        return latest.tokens().orElseThrow();
      }
      // They may have come before something else happened.
      if (latest.fresh(environment.clock().instant())) {
        return latest.tokens().orElseThrow();
      }
      if (latest.failure().isPresent() && now.isBefore(latest.retryAt())) {
        return latest
            .tokens()
            .filter(tokens -> latest.usable(now))
            .orElseThrow(() -> latest.failure().orElseThrow().exception());
      }
      return renew(latest);
    } finally {
      flight.unlock();
    }
  }

  /// Whoever waits for another thread has spent nothing yet, so an interrupt lets them go; whoever
  /// need not wait sends what has to be sent.
  private void takeTurn() {
    if (flight.tryLock()) {
      return;
    }
    try {
      flight.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientException(
          new ClientError.Interrupted("Interrupted while another thread got the tokens."), e);
    }
  }

  /// Gets other tokens with what these hold, while nobody renews them, and goes on with what came
  /// for the refresh token that was spent. Whoever is not to be asked for those is not asked for
  /// these, unless it is about them alone.
  ///
  /// @param other gets tokens for something else; is given those there are
  Tokens spend(UnaryOperator<Tokens> other) {
    takeTurn();
    try {
      State before = state.get();
      if (before.isPausedForAll(environment.clock().instant())) {
        throw before.failure().orElseThrow().exception();
      }
      Tokens fresh = other.apply(before.tokens().orElseThrow());
      State after = state.updateAndGet(s -> s.spent(fresh.refreshToken()));
      store.accept(after.tokens().orElseThrow());
      return fresh;
    } catch (ClientException e) {
      if (RefreshingTokens.isSpent(e)) {
        state.updateAndGet(s -> s.failed(e.error(), Instant.MAX));
      }
      throw e;
    } finally {
      flight.unlock();
    }
  }

  /// Whether nobody is to ask again, and there is nothing to go on with.
  boolean isOver() {
    State seen = state.get();
    return seen.retryAt().equals(Instant.MAX) && !seen.usable(environment.clock().instant());
  }

  void drop(Tokens refused) {
    Instant now = environment.clock().instant();
    state.updateAndGet(seen -> {
      boolean ours =
          seen.tokens().filter(t -> t.accessToken().equals(refused.accessToken())).isPresent();
      boolean again = seen.droppedAt().isAfter(now.minus(BETWEEN_DROPS));
      return ours && !again ? seen.dropped(now) : seen;
    });
  }

  private Tokens renew(State before) {
    Instant asked = environment.clock().instant();
    try {
      Tokens tokens = request.apply(before.tokens());
      state.set(arrival(tokens, asked));
      store.accept(tokens);
      return tokens;
    } catch (ClientException e) {
      Instant now = environment.clock().instant();
      // An interrupt is for one thread alone: the next one asks by itself, and at once.
      State after =
          e.error() instanceof ClientError.Interrupted
              ? state.get()
              : state.updateAndGet(s -> s.failed(e.error(), retryAt(e, s, now)));
      if (after.usable(now)) {
        return after.tokens().orElseThrow();
      }
      throw e;
    }
  }

  private State arrival(Tokens tokens, Instant asked) {
    if (tokens.expiresAt().isEmpty()) {
      // Nobody said when it ends: renewed now and then, used for as long as that fails.
      return state.get().got(tokens, asked.plus(UNKNOWN_LIFETIME), Instant.MAX);
    }
    Instant end = tokens.expiresAt().get();
    Duration life = Duration.between(asked, end);
    Duration margin = life.isNegative() ? Duration.ZERO : least(MAX_MARGIN, life.dividedBy(5));
    // Many nodes that started together should not ask together for ever.
    return state.get().got(tokens, end.minus(margin).minus(random(margin)), end);
  }

  private Instant retryAt(ClientException failure, State before, Instant now) {
    if (hopeless.test(failure)) {
      return Instant.MAX;
    }
    Duration pause =
        least(MAX_PAUSE, FIRST_PAUSE.multipliedBy(1L << Math.min(before.failures(), 10)));
    Duration asked = failure.error().retryAfter().orElse(Duration.ZERO);
    Duration longer = asked.compareTo(pause) > 0 ? asked : pause;
    return now.plus(longer).plus(random(FIRST_PAUSE));
  }

  private Duration random(Duration most) {
    return Duration.ofMillis(environment.random().nextLong(most.toMillis() + 1));
  }

  private static Duration least(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
