package dev.mapae.resourceserver;

import static dev.mapae.resourceserver.Claims.invalid;

import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Recent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/// Verifies access tokens by asking their issuer. RFC 7662 §2.
///
/// An answer is believed for a short while, and never after the `exp` that it names. All that a
/// check depends on is the token, which the answer is kept for as a whole, or the settings, which
/// this object has for its own like the answers that it knows. However many requests bring the same
/// token at once, it is asked about once.
final class IntrospectedTokens implements TokenVerifier {
  private static final System.Logger LOG = System.getLogger(IntrospectedTokens.class.getName());

  /// Ten thousand tokens with what is said of them in 400 characters each, and up to as many again
  /// that came before them: some 40 MB.
  private static final int RECENT_TOKENS = 4 * 1024 * 1024;

  /// What is longer is asked for each time, though not among those that can be made up.
  private static final int MAX_KEPT_LENGTH = 16 * 1024;

  /// Tokens that are not active can be made up without end: they crowd out only each other.
  private static final int RECENT_REFUSED = 64 * 1024;

  /// Of tokens that are known to have been good, and as many of others, which can be made up.
  private static final int MAX_FLIGHTS = 100;

  private static final Duration MAX_WAIT = Duration.ofSeconds(10);
  private static final Duration BETWEEN_WARNINGS = Duration.ofSeconds(1);

  /// What the issuer said of a token.
  ///
  /// @param token empty for one that is no good here
  /// @param otherwise why it is none
  /// @param length of what was said
  private record Answer(
      Optional<VerifiedToken> token, ProtocolError otherwise, Instant askedAt, int length) {}

  private static final ProtocolError INACTIVE =
      new ProtocolError.InvalidToken(
          "The token is not active, or not for this API; get a new one.");

  private final TrustedIssuer issuer;
  private final Introspection settings;
  private final IntrospectionEndpoint endpoint;
  private final Duration leeway;
  private final InstantSource clock;
  private final Recent<Answer> recent = new Recent<>(RECENT_TOKENS, Answer::length);
  private final Recent<Boolean> goodAndLong = new Recent<>(RECENT_REFUSED);
  private final Recent<Answer> refused = new Recent<>(RECENT_REFUSED);
  private final Map<String, CompletableFuture<Answer>> flights = new ConcurrentHashMap<>();
  private final Semaphore forGood = new Semaphore(MAX_FLIGHTS);
  private final Semaphore forUnknown = new Semaphore(MAX_FLIGHTS);
  private final AtomicReference<Instant> lastWarning = new AtomicReference<>(Instant.EPOCH);

  IntrospectedTokens(
      TrustedIssuer issuer,
      Introspection settings,
      IntrospectionEndpoint endpoint,
      Duration leeway,
      InstantSource clock) {
    this.issuer = issuer;
    this.settings = settings;
    this.endpoint = endpoint;
    this.leeway = leeway;
    this.clock = clock;
  }

  @Override
  public VerifiedToken verify(String token) {
    Answer answer = known(token).orElseGet(() -> ask(token));
    return answer.token().orElseThrow(answer.otherwise()::exception);
  }

  private Optional<Answer> known(String token) {
    return recent
        .find(token)
        .filter(this::isFresh)
        .or(() -> refused.find(token).filter(this::isFresh));
  }

  /// A clock that is set back must not make an answer good for longer.
  private boolean isFresh(Answer answer) {
    Instant now = clock.instant();
    return Duration.between(answer.askedAt(), now).abs().compareTo(settings.cacheFor()) < 0
        && answer.token().filter(token -> !now.isBefore(token.expiresAt())).isEmpty();
  }

  /// Joins those who ask about the same token, or asks.
  private Answer ask(String token) {
    CompletableFuture<Answer> flight = new CompletableFuture<>();
    CompletableFuture<Answer> others = flights.putIfAbsent(token, flight);
    if (others != null) {
      return await(others).orElseGet(() -> ask(token));
    }
    try {
      // Others may have asked while this thread came here.
      Answer answer = known(token).orElseGet(() -> askAnew(token));
      flight.complete(answer);
      return answer;
    } catch (RuntimeException e) {
      // Before those who joined hear of it and ask themselves.
      flights.remove(token, flight);
      if (Thread.currentThread().isInterrupted()) {
        flight.cancel(false); // an interrupt is for one thread alone
      }
      flight.completeExceptionally(e);
      throw e;
    } finally {
      flights.remove(token, flight);
      // Nothing, unless it ended by an Error.
      flight.completeExceptionally(unavailable());
    }
  }

  private Answer askAnew(String token) {
    Optional<Answer> before = recent.find(token);
    boolean wasGood =
        before.flatMap(Answer::token).isPresent() || goodAndLong.find(token).isPresent();
    Answer answer = ask(token, wasGood ? forGood : forUnknown);
    keep(token, answer, before.isPresent());
    return answer;
  }

  private Answer ask(String token, Semaphore places) {
    if (!places.tryAcquire()) {
      throw unavailable();
    }
    try {
      return answer(token);
    } finally {
      places.release();
    }
  }

  /// @param wasGood a refusal takes the place of an answer that accepted the token
  private void keep(String token, Answer answer, boolean wasGood) {
    if (answer.token().isEmpty()) {
      (wasGood ? recent : refused).keep(token, answer);
    } else if (answer.length() <= MAX_KEPT_LENGTH) {
      recent.keep(token, answer);
    } else {
      goodAndLong.keep(token, true);
    }
  }

  /// @return empty when the thread that asked was interrupted
  private static Optional<Answer> await(CompletableFuture<Answer> flight) {
    try {
      return Optional.of(flight.get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS));
    } catch (CancellationException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ProtocolException error ? error : unavailable();
    } catch (TimeoutException e) {
      throw unavailable();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable();
    }
  }

  private Answer answer(String token) {
    Instant now = clock.instant();
    IntrospectionEndpoint.Said answer;
    try {
      answer = endpoint.ask(token, clock);
    } catch (IOException | RuntimeException e) {
      // A fetcher may be the application's own, and fail as it likes.
      warn(e, now);
      throw unavailable();
    }
    Claims said = new Claims(answer.members());
    if (!Boolean.TRUE.equals(said.members().get("active"))) {
      return new Answer(Optional.empty(), INACTIVE, now, 0);
    }
    try {
      return new Answer(Optional.of(verified(said, now)), INACTIVE, now, answer.length());
    } catch (ProtocolException e) {
      return new Answer(Optional.empty(), e.error(), now, 0);
    }
  }

  /// Strangers choose how many tokens cannot be checked.
  private void warn(Exception failure, Instant now) {
    Instant last = lastWarning.get();
    boolean isDue =
        Duration.between(last, now).abs().compareTo(BETWEEN_WARNINGS) >= 0
            && lastWarning.compareAndSet(last, now);
    LOG.log(
        isDue ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
        "tokens of " + issuer.issuer() + " cannot be checked",
        failure);
  }

  /// Issuers tell about all their tokens, refresh tokens with their longer life among them, and
  /// `token_type_hint` binds none (RFC 7662 §2.1), and some name the audience of those too. What is
  /// not an access token is told by `token_use`, or by a `token_type` (RFC 6749 §5.1) that no
  /// request has for a scheme.
  private void verifyKind(Claims said) {
    Optional<String> use = said.text("token_use");
    Optional<String> type = said.text("token_type");
    if (said.haveAnotherUse()
        || type.filter(value -> !isScheme(value)).isPresent()
        || (settings.isTypeRequired() && use.isEmpty() && type.isEmpty())) {
      throw invalid("The token is no access token, or its issuer does not say that it is one.");
    }
  }

  private static boolean isScheme(String type) {
    return type.equalsIgnoreCase("Bearer") || type.equalsIgnoreCase("DPoP");
  }

  /// RFC 7662 §2.2: the issuer has checked the token, and not for whom it is.
  private VerifiedToken verified(Claims said, Instant now) {
    if (said.members().get("iss") != null
        && !said.text("iss").equals(Optional.of(issuer.issuer()))) {
      throw invalid("The token comes from another issuer; ask " + issuer.issuer() + " for one.");
    }
    verifyKind(said);
    boolean says = said.members().get("aud") != null;
    if (says || settings.isAudienceRequired()) {
      issuer.requireAudience(said.texts("aud"));
    }
    if (said.date("nbf").filter(t -> t.minus(leeway).isAfter(now)).isPresent()) {
      throw invalid("The token is not valid yet.");
    }
    Optional<Instant> end = said.date("exp");
    if (end.filter(t -> !now.isBefore(t.plus(leeway))).isPresent()) {
      throw invalid("The token has expired; get a new one.");
    }
    // One that is bound to a key that nobody names could not be checked. RFC 9449 §6.2.
    if (said.text("token_type").filter("DPoP"::equalsIgnoreCase).isPresent()
        && said.members().get("cnf") == null) {
      throw invalid("The token is bound to a key, and its issuer does not say to which.");
    }
    return new VerifiedToken(
        issuer.issuer(),
        said.text("sub")
            .or(() -> said.text("client_id"))
            .orElseThrow(() -> invalid("The token names no subject.")),
        said.client(),
        said.scope(),
        Set.copyOf(said.roles(issuer.rolesClaim())),
        end.orElse(now.plus(settings.cacheFor())),
        said.members());
  }

  private static ProtocolException unavailable() {
    return new ProtocolError.TemporarilyUnavailable(
            "The issuer of the token cannot be asked just now; send the request again later.")
        .exception();
  }
}
