package dev.mapae.authorizationserver.logout;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.clientkey.UnavailableKeys;
import dev.mapae.authorizationserver.issue.Subjects;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.response.ClientJwts;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.LogoutDeliveries;
import dev.mapae.authorizationserver.store.LogoutDelivery;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells clients that sessions ended. OpenID Connect Back-Channel Logout §2.5, §2.8.
///
/// What ends a session leaves a row for each client; any node finds it, signs a logout token and
/// posts it. A client that does not answer, or answers that it cannot just now, is told again after
/// seconds, later after hours, and given up after a day, or when it refused three times. Each
/// attempt is that of one node: when it dies on the way, another one comes after a minute.
public final class BackChannelLogout {
  private static final Logger log = LoggerFactory.getLogger(BackChannelLogout.class);

  /// So many clients are told at once, which leaves most calls to others.
  private static final int CLIENTS_AT_ONCE = 8;

  private static final int MAX_OF_ONE_CLIENT = 50;

  /// Of one client, after which others have their turn: whoever is slow holds up nobody else.
  private static final Duration TURN = Duration.ofSeconds(5);

  /// Longer than an attempt can take.
  private static final Duration ATTEMPT = Duration.ofMinutes(1);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(4);

  /// All that a client is owed waits while it is away, but no longer than this: what it failed at
  /// may have been the one session.
  private static final Duration LONGEST_PAUSE_OF_THE_REST = Duration.ofMinutes(5);

  /// After so many attempts the pause is the longest one.
  private static final int LAST_STEP = 7;

  /// So often has a client to refuse, as it may have been in the middle of a change.
  private static final int REFUSALS = 3;

  private final LogoutTokens tokens;
  private final Function<String, Optional<Client>> clients;
  private final LogoutDeliveries deliveries;
  private final Fetcher fetcher;
  private final InstantSource clock;
  private final Audit audit;

  public BackChannelLogout(
      ClientJwts jwts,
      Subjects subjects,
      Ids ids,
      Function<String, Optional<Client>> clients,
      LogoutDeliveries deliveries,
      Fetcher fetcher,
      InstantSource clock,
      Audit audit) {
    this.tokens = new LogoutTokens(jwts, subjects, ids);
    this.clients = clients;
    this.deliveries = deliveries;
    this.fetcher = fetcher;
    this.clock = clock;
    this.audit = audit;
  }

  /// What became of an attempt.
  private sealed interface Outcome {
    /// The client knows.
    record Told() implements Outcome {}

    /// It may know when it is told again. Until then it would not hear of anything else either.
    record NotNow(String reason) implements Outcome {}

    /// It understood, and does not want to.
    record Refused(String reason) implements Outcome {}

    /// This server did not get as far as to ask.
    record NotAsked() implements Outcome {}

    /// This server failed over it, and perhaps over this one alone.
    record Failed() implements Outcome {}

    /// This server stops; another one goes on, when the time of the attempt is over.
    record Broken() implements Outcome {}
  }

  /// Tells everybody who is due, each for a few seconds at most; returns when that is done.
  public void deliver() {
    List<String> due = deliveries.clientsDue(clock.instant(), CLIENTS_AT_ONCE);
    if (due.isEmpty()) {
      return;
    }
    List<Future<?>> all;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      all = due.stream().<Future<?>>map(id -> threads.submit(() -> deliver(id))).toList();
    }
    for (Future<?> one : all) {
      if (one.state() == Future.State.FAILED) {
        rethrow(one.exceptionNow());
      }
    }
  }

  private static void rethrow(Throwable failure) {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }

  /// Tells one client, one thing after the other, until it is away or its turn is over. What is
  /// left stays due, behind all that waits for others.
  private void deliver(String clientId) {
    Instant now = clock.instant();
    Instant end = now.plus(TURN);
    List<LogoutDelivery> due = deliveries.due(clientId, now, MAX_OF_ONE_CLIENT);
    int reached = 0;
    for (LogoutDelivery delivery : due) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      if (!clock.instant().isBefore(end)) {
        break;
      }
      reached++;
      if (!clock.instant().isBefore(delivery.expiresAt())) {
        giveUp(delivery, "it could not be told in time");
      } else if (!told(delivery)) {
        return;
      }
    }
    if (reached < due.size() || reached == MAX_OF_ONE_CLIENT) {
      deliveries.postponeAll(clientId, clock.instant());
    }
  }

  /// @return false when there is no use in telling this client anything else just now
  private boolean told(LogoutDelivery delivery) {
    Optional<Client> client = clients.apply(delivery.clientId()).filter(Client::enabled);
    Optional<String> uri = client.flatMap(c -> c.logout().backchannelUri());
    if (uri.isEmpty()) {
      // Or this node has yet to hear of it.
      deliveries.postponeAll(delivery.clientId(), clock.instant().plus(ATTEMPT));
      return false;
    }
    return !deliveries.take(delivery, clock.instant().plus(ATTEMPT))
        || settled(delivery.attempted(), post(client.get(), uri.get(), delivery));
  }

  /// @return false when there is no use in telling this client anything else just now
  private boolean settled(LogoutDelivery taken, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Told() -> {
        var _ = deliveries.remove(taken);
        yield true;
      }
      case Outcome.NotNow(String reason) -> {
        Duration pause = pauseAfter(taken.attempts());
        later(taken, pause, reason);
        restLater(taken, pause);
        yield false;
      }
      case Outcome.Refused(String reason) -> {
        LogoutDelivery refused = taken.refused();
        if (refused.refusals() < REFUSALS) {
          later(refused, pauseAfter(refused.refusals()), reason);
        } else {
          giveUp(refused, reason);
        }
        yield true;
      }
      case Outcome.NotAsked() -> {
        deliveries.giveBack(taken, clock.instant().plus(FIRST_PAUSE));
        restLater(taken, FIRST_PAUSE);
        yield false;
      }
      case Outcome.Failed() -> {
        deliveries.giveBack(taken, clock.instant().plus(ATTEMPT));
        yield true;
      }
      case Outcome.Broken() -> false;
    };
  }

  private Outcome post(Client client, String uri, LogoutDelivery delivery) {
    int status;
    try {
      String token = tokens.write(client, delivery, clock.instant());
      status = fetcher.post(uri, Parameters.empty().with("logout_token", token), client.origin());
    } catch (NotFetched e) {
      return notThere(!e.liesIn(NotFetched.Cause.THIS_SERVER), e.reason());
    } catch (UnavailableKeys e) {
      return notThere(e.wereAsked(), "its keys cannot be had: " + e.reason());
    } catch (ProtocolException e) {
      // There is no key of the client to encrypt to.
      return new Outcome.NotNow(e.error().description());
    } catch (RuntimeException e) {
      log.warn("A logout token for {} was not sent and will be tried again", client.id(), e);
      return new Outcome.Failed();
    }
    String reason = "it was answered with status " + status;
    if (status >= 200 && status < 300) {
      return new Outcome.Told();
    }
    // §2.8: the request was invalid, or the logout failed. All else is that of a server which is
    // not itself just now, or of somebody before it.
    return status == 400 ? new Outcome.Refused(reason) : new Outcome.NotNow(reason);
  }

  private static Outcome notThere(boolean asked, String reason) {
    if (Thread.currentThread().isInterrupted()) {
      return new Outcome.Broken();
    }
    return asked ? new Outcome.NotNow(reason) : new Outcome.NotAsked();
  }

  private void later(LogoutDelivery delivery, Duration pause, String reason) {
    Instant next = clock.instant().plus(pause);
    if (next.isBefore(delivery.expiresAt())) {
      deliveries.postpone(delivery, next);
    } else {
      giveUp(delivery, reason);
    }
  }

  private void restLater(LogoutDelivery tried, Duration pause) {
    Duration rest =
        pause.compareTo(LONGEST_PAUSE_OF_THE_REST) < 0 ? pause : LONGEST_PAUSE_OF_THE_REST;
    deliveries.postponeAll(tried.clientId(), clock.instant().plus(rest));
  }

  private static Duration pauseAfter(int attempts) {
    if (attempts >= LAST_STEP) {
      return LONGEST_PAUSE;
    }
    return FIRST_PAUSE.multipliedBy((long) Math.pow(3, attempts - 1.0));
  }

  private void giveUp(LogoutDelivery delivery, String reason) {
    if (!deliveries.remove(delivery)) {
      return; // another node tells it meanwhile
    }
    audit.record(
        AuditEvent.ofServer(AuditEvent.Type.LOGOUT_UNDELIVERED)
            .with("client_id", delivery.clientId())
            .with("sub", delivery.subject())
            .with("attempts", String.valueOf(delivery.attempts()))
            .with("reason", reason));
  }
}
