package dev.mapae.distribution;

import dev.mapae.authorizationserver.AuthorizationServer;
import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.declaration.Reconciliation;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.http.Route;
import dev.mapae.authorizationserver.http.Router;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.mail.Mailing;
import dev.mapae.authorizationserver.store.DeclarationRefusedException;
import dev.mapae.authorizationserver.store.StoreException;
import dev.mapae.authorizationserver.store.StoreUnavailableException;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.distribution.health.Health;
import dev.mapae.distribution.health.Metrics;
import dev.mapae.distribution.health.Readiness;
import dev.mapae.distribution.http.Binding;
import dev.mapae.distribution.http.Exchange;
import dev.mapae.distribution.http.JettyServer;
import dev.mapae.distribution.http.Limits;
import dev.mapae.distribution.http.Listener;
import dev.mapae.distribution.http.TlsIdentity;
import dev.mapae.distribution.log.AccessLog;
import dev.mapae.distribution.log.AuditLog;
import dev.mapae.distribution.log.LogFormat;
import dev.mapae.distribution.log.LogOutput;
import dev.mapae.distribution.mail.SmtpTransport;
import dev.mapae.distribution.outbound.GuardedFetcher;
import dev.mapae.distribution.settings.Settings;
import dev.mapae.resourceowner.ResourceOwnerPages;
import dev.mapae.storage.DatabaseAddress;
import dev.mapae.storage.DatabaseRefusedException;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The authorization server with everything around it, put together by hand: database, pages, logs,
/// metrics and the two listeners.
///
/// The public listener comes last: a proxy that finds nobody there sends the request to another
/// node. Only a server that has to wait for its database listens before, so that whoever watches it
/// sees that it lives and is not ready.
public final class RunningServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunningServer.class);
  private static final Duration RETRY = Duration.ofMillis(500);

  private final Settings settings;
  private final Surroundings surroundings;
  private final SecureRandom random = new SecureRandom();
  private final Metrics metrics = new Metrics();
  private final Deque<AutoCloseable> listeners = new ArrayDeque<>();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private volatile Answers answers;
  private volatile Runnable catchingUp = () -> {};
  private String waitingFor = "";

  private RunningServer(Settings settings, Surroundings surroundings) {
    this.settings = settings;
    this.surroundings = surroundings;
    this.answers = Answers.beforeTheStart(new ErrorBoundary(settings.issuer().url(Paths.ERRORS)));
  }

  /// Starts everything; when this returns, the server answers. A PostgreSQL server that is not
  /// there yet is waited for.
  ///
  /// @throws CannotStart when something is in the way
  static RunningServer start(Settings settings) {
    return start(settings, Surroundings.ofProcess());
  }

  /// The same with another clock, another way for mails, or another place for its log.
  ///
  /// @throws CannotStart when something is in the way
  public static RunningServer start(Settings settings, Surroundings surroundings) {
    RunningServer server = new RunningServer(settings, surroundings);
    try {
      server.open();
      return server;
    } catch (DatabaseRefusedException
        | DeclarationRefusedException
        | KeyRing.UnusableKeys
        | Reconciliation.SharedSubject
        | TlsIdentity.Unusable e) {
      server.close();
      throw new CannotStart(String.valueOf(e.getMessage()));
    } catch (StoreException e) {
      server.close();
      throw CannotStart.of(e);
    } catch (RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  private void open() {
    LogFormat format = LogFormat.ofStandardError();
    InstantSource clock = surroundings.clock();
    LogOutput output = opened(new LogOutput(surroundings.log()));
    AccessLog accessLog = new AccessLog(output, format, clock);
    AuditLog auditLog = new AuditLog(output, format, clock);
    opened(metrics);
    Audit audit =
        event -> {
          auditLog.record(event);
          metrics.record(event);
        };
    Binding binding =
        new Binding(
            settings.listen(),
            settings.tls(),
            settings.trustedProxies(),
            Optional.of(settings.issuer()),
            Limits.PRESET,
            settings.asksForCertificates(),
            settings.clientCertificateHeader());
    Consumer<Exchange> counted = metrics.requests(path -> answers.template(path));
    listen(
        Binding.plain(settings.management()),
        "management",
        new Latest(() -> answers.managed()),
        accessLog);
    boolean complete = assemble(audit);
    listen(binding, "listen", new Latest(() -> answers.open()), accessLog.andThen(counted));
    while (!complete) {
      pause();
      complete = assemble(audit);
    }
  }

  /// Whoever answers at the moment.
  private record Latest(Supplier<Endpoint> endpoint) implements Endpoint {
    @Override
    public Response handle(Request request) {
      return endpoint.get().handle(request);
    }

    @Override
    public boolean isComputed(Request request) {
      return endpoint.get().isComputed(request);
    }
  }

  /// Puts everything behind the listeners together.
  ///
  /// @return false when the database is not there yet
  private boolean assemble(Audit audit) {
    int before = parts.size();
    String why;
    try {
      answers = answers(audit);
      return true;
    } catch (StoreUnavailableException e) {
      if (!(settings.database() instanceof DatabaseAddress.Postgres)) {
        throw e;
      }
      why = String.valueOf(e.getMessage());
    } catch (DatabaseRefusedException e) {
      if (e.reason() != DatabaseRefusedException.Reason.AWAY) {
        throw e;
      }
      why = String.valueOf(e.getMessage());
    }
    closeDownTo(parts, before);
    if (!why.equals(waitingFor)) {
      log.warn("Waiting for the database. {}", why);
      waitingFor = why;
    }
    return false;
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted while waiting for the database");
    }
  }

  private Answers answers(Audit audit) {
    Stores stores = opened(settings.database().open(settings.issuer().value()));
    ResourceOwnerPages pages =
        new ResourceOwnerPages(
            settings.issuer(),
            settings.looks(),
            (request, error) -> audit.record(AuditEvent.pageRefused(request, error)));
    Predicate<String> breached =
        password -> settings.breachedPasswords().filter(file -> file.test(password)).isPresent();
    AuthorizationServer authorizationServer =
        opened(
            new AuthorizationServer(
                new AuthorizationServer.Parts(
                    settings.issuer(),
                    settings.profile(),
                    stores,
                    KeyEncryptionKeyFile.keys(settings, !stores.keys().all().isEmpty(), random),
                    settings.keyRotation(),
                    settings.lifetimes(),
                    settings.passwordHashing(),
                    breached,
                    settings.trustedIssuers(),
                    settings.requirePushedAuthorizationRequests(),
                    settings.requireSignedRequestObject(),
                    settings.requireDpopNonce(),
                    settings.mutualTls(),
                    settings.registration(),
                    settings.openIdScopes(),
                    settings.peopleMayRegister(),
                    settings.secondFactor(),
                    settings.upstreamProviders(),
                    settings.signIn(),
                    surroundings.signIn().or(settings::interaction),
                    mailing(),
                    pages,
                    opened(new GuardedFetcher(settings.outboundAllowed())),
                    audit,
                    surroundings.clock(),
                    random)));
    authorizationServer.reconcile(settings.declarations());
    authorizationServer.start();
    catchingUp = authorizationServer::catchUp;
    authorizationServer.warmUp();

    List<Route> health =
        Health.routes(new Readiness(authorizationServer::isReady, System::nanoTime));
    List<Route> open = new ArrayList<>(authorizationServer.routes());
    open.addAll(pages.routes(authorizationServer.interaction()));
    open.addAll(health);
    open.addAll(surroundings.routes());
    List<Route> managed = new ArrayList<>(health);
    managed.add(metrics.route());
    return Answers.of(
        new Router(open, authorizationServer.errors()),
        new Router(managed, authorizationServer.errors()));
  }

  private Optional<Mailing> mailing() {
    return surroundings
        .mailing()
        .or(() ->
            settings
                .mail()
                .map(mail ->
                    new Mailing(
                        new SmtpTransport(mail, surroundings.clock()),
                        mail.requireVerifiedAddress(),
                        mail.noticeOfNewBrowser())));
  }

  private void listen(Binding binding, String key, Endpoint endpoint, Consumer<Exchange> observer) {
    try {
      listeners.push(JettyServer.start(binding, endpoint, observer));
    } catch (IOException e) {
      throw cannotListen(binding.listener(), key);
    }
  }

  /// The line for a port that somebody else has.
  static CannotStart cannotListen(Listener listener, String key) {
    return new CannotStart(
        "cannot listen on %s: the port is in use, or the address is not this machine's; stop what uses it, or change '%s'"
            .formatted(listener, key));
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  /// Does at once what the server does now and then: delivers what waits, lets keys follow one
  /// another, deletes what has expired. For whoever moves its clock.
  public void catchUp() {
    catchingUp.run();
  }

  /// Lets requests in flight finish and closes everything, last opened first.
  @Override
  public void close() {
    closeDownTo(listeners, 0);
    closeDownTo(parts, 0);
  }

  private static void closeDownTo(Deque<AutoCloseable> opened, int left) {
    while (opened.size() > left) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        System.err.println("mapae: while stopping: " + e);
      }
    }
  }
}
