package dev.mapae.authorizationserver.logout;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.response.ClientJwts;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.LogoutDeliveries;
import dev.mapae.authorizationserver.store.LogoutDelivery;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Tells clients that sessions ended. OpenID Connect Back-Channel Logout §2.5, §2.8.
///
/// What ends a session leaves a row for each client; any node finds it, signs a logout token and
/// posts it. A client that does not answer, or answers that it cannot just now, is told again after
/// seconds, later after hours, and given up after a day. Each attempt is that of one node: when it
/// dies on the way, another one comes after a minute.
public final class BackChannelLogout {
  /// So many clients are told at once, which leaves most calls to others.
  private static final int CLIENTS_AT_ONCE = 8;

  private static final int MAX_OF_ONE_CLIENT = 50;
  private static final int MAX_DUE = CLIENTS_AT_ONCE * MAX_OF_ONE_CLIENT;

  /// Longer than an attempt can take.
  private static final Duration ATTEMPT = Duration.ofMinutes(1);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(4);

  /// After so many attempts the pause is the longest one.
  private static final int LAST_STEP = 7;

  private final LogoutTokens tokens;
  private final Function<String, Optional<Client>> clients;
  private final LogoutDeliveries deliveries;
  private final Fetcher fetcher;
  private final InstantSource clock;
  private final Audit audit;

  public BackChannelLogout(
      ClientJwts jwts,
      Ids ids,
      Function<String, Optional<Client>> clients,
      LogoutDeliveries deliveries,
      Fetcher fetcher,
      InstantSource clock,
      Audit audit) {
    this.tokens = new LogoutTokens(jwts, ids);
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

    /// It may know when it is told again.
    ///
    /// @param answered whether there is anybody at all
    record NotNow(String reason, boolean answered) implements Outcome {}

    /// It understood, and will answer the same again.
    record Refused(String reason) implements Outcome {}

    /// This server stops; another one goes on, when the time of the attempt is over.
    record Broken() implements Outcome {}
  }

  /// Tells everybody who is due, once; returns when all of them answered, or did not.
  public void deliver() {
    Map<String, List<LogoutDelivery>> byClient =
        deliveries.due(clock.instant(), MAX_DUE).stream()
            .collect(
                Collectors.groupingBy(
                    LogoutDelivery::clientId, LinkedHashMap::new, Collectors.toList()));
    if (byClient.isEmpty()) {
      return;
    }
    List<Future<?>> all;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      all =
          byClient.entrySet().stream()
              .limit(CLIENTS_AT_ONCE)
              .<Future<?>>map(of -> threads.submit(() -> deliver(of.getKey(), of.getValue())))
              .toList();
    }
    for (Future<?> one : all) {
      if (one.state() == Future.State.FAILED && one.exceptionNow() instanceof RuntimeException e) {
        throw e;
      }
    }
  }

  /// Tells one client, one thing after the other. When it does not answer, the rest waits too.
  private void deliver(String clientId, List<LogoutDelivery> due) {
    Optional<Client> client = clients.apply(clientId).filter(Client::enabled);
    Optional<String> uri = client.flatMap(c -> c.logout().backchannelUri());
    boolean answering = true;
    for (LogoutDelivery delivery : due.stream().limit(MAX_OF_ONE_CLIENT).toList()) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      if (uri.isEmpty()) {
        deliveries.remove(delivery);
      } else if (!answering) {
        deliveries.postpone(delivery, clock.instant().plus(FIRST_PAUSE));
      } else {
        answering = attempt(client.get(), uri.get(), delivery);
      }
    }
  }

  /// @return false when nobody answered
  private boolean attempt(Client client, String uri, LogoutDelivery delivery) {
    if (!deliveries.take(delivery, clock.instant().plus(ATTEMPT))) {
      return true;
    }
    LogoutDelivery taken = delivery.attempted();
    return switch (post(client, uri, taken)) {
      case Outcome.Told() -> {
        deliveries.remove(taken);
        yield true;
      }
      case Outcome.NotNow(String reason, boolean answered) -> {
        later(taken, reason);
        yield answered;
      }
      case Outcome.Refused(String reason) -> {
        giveUp(taken, reason);
        yield true;
      }
      case Outcome.Broken() -> false;
    };
  }

  private Outcome post(Client client, String uri, LogoutDelivery delivery) {
    String token = tokens.write(client, delivery, clock.instant());
    int status;
    try {
      status = fetcher.post(uri, Parameters.empty().with("logout_token", token), client.origin());
    } catch (NotFetched e) {
      return Thread.currentThread().isInterrupted()
          ? new Outcome.Broken()
          : new Outcome.NotNow(e.reason(), false);
    }
    String reason = "it was answered with status " + status;
    if (status >= 200 && status < 300) {
      return new Outcome.Told();
    }
    // §2.8: the request was invalid, or the logout failed. All else is that of a server which is
    // not itself just now, or of somebody before it.
    return status == 400 ? new Outcome.Refused(reason) : new Outcome.NotNow(reason, true);
  }

  private void later(LogoutDelivery delivery, String reason) {
    Instant next = clock.instant().plus(pauseAfter(delivery.attempts()));
    if (next.isBefore(delivery.expiresAt())) {
      deliveries.postpone(delivery, next);
    } else {
      giveUp(delivery, reason);
    }
  }

  private static Duration pauseAfter(int attempts) {
    if (attempts >= LAST_STEP) {
      return LONGEST_PAUSE;
    }
    return FIRST_PAUSE.multipliedBy((long) Math.pow(3, attempts - 1.0));
  }

  private void giveUp(LogoutDelivery delivery, String reason) {
    deliveries.remove(delivery);
    audit.record(
        AuditEvent.ofServer(AuditEvent.Type.LOGOUT_UNDELIVERED)
            .with("client_id", delivery.clientId())
            .with("sub", delivery.subject())
            .with("attempts", String.valueOf(delivery.attempts()))
            .with("reason", reason));
  }
}
