package dev.mapae.distribution;

import dev.mapae.authorizationserver.AuthorizationServer;
import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.declaration.Reconciliation;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.Headers;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Route;
import dev.mapae.authorizationserver.http.Router;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.store.DeclarationRefusedException;
import dev.mapae.authorizationserver.store.StoreException;
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
import dev.mapae.distribution.settings.Settings;
import dev.mapae.resourceowner.ResourceOwnerPages;
import dev.mapae.storage.DatabaseRefusedException;
import dev.mapae.storage.SqliteStores;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The authorization server with everything around it, put together by hand: database, pages, logs,
/// metrics and the two listeners.
final class RunningServer implements AutoCloseable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  private RunningServer() {}

  /// Starts everything; when this returns, the server answers.
  ///
  /// @throws CannotStart when something is in the way
  static RunningServer start(Settings settings) {
    RunningServer server = new RunningServer();
    try {
      server.open(settings);
      return server;
    } catch (DatabaseRefusedException
        | DeclarationRefusedException
        | KeyRing.UnusableKeys
        | Reconciliation.SharedSubject
        | StoreException
        | TlsIdentity.Unusable e) {
      server.close();
      throw new CannotStart(String.valueOf(e.getMessage()));
    } catch (CannotStart e) {
      server.close();
      throw e;
    }
  }

  private void open(Settings settings) {
    InstantSource clock = InstantSource.system();
    SecureRandom random = new SecureRandom();
    LogFormat format = LogFormat.ofStandardError();
    LogOutput output = opened(new LogOutput(System.err));
    AccessLog accessLog = new AccessLog(output, format, clock);
    AuditLog auditLog = new AuditLog(output, format, clock);
    Metrics metrics = opened(new Metrics());
    Audit audit =
        event -> {
          auditLog.record(event);
          metrics.record(event);
        };

    Stores stores = opened(SqliteStores.open(settings.database(), settings.issuer().value()));
    ResourceOwnerPages pages = new ResourceOwnerPages(settings.issuer());
    AuthorizationServer authorizationServer =
        opened(
            new AuthorizationServer(
                new AuthorizationServer.Parts(
                    settings.issuer(),
                    stores,
                    keyEncryptionKeys(settings, stores, random),
                    settings.lifetimes(),
                    settings.passwordHashing(),
                    pages,
                    audit,
                    clock,
                    random)));
    authorizationServer.reconcile(settings.declarations());
    authorizationServer.start();
    authorizationServer.warmUp();

    List<Route> health = Health.routes(new Readiness(stores::isReady, System::nanoTime));
    List<Route> open = new ArrayList<>(authorizationServer.routes());
    open.addAll(pages.routes(authorizationServer.interaction()));
    open.addAll(health);
    List<Route> managed = new ArrayList<>(health);
    managed.add(metrics.route());
    Router management = new Router(managed, authorizationServer.errors());
    Router router = new Router(open, authorizationServer.errors());
    Consumer<Exchange> counted = metrics.requests(path -> router.template(get(path)));
    Binding binding =
        new Binding(
            settings.listen(),
            settings.tls(),
            settings.trustedProxies(),
            Optional.of(settings.issuer()),
            Limits.PRESET);
    listen(binding, "listen", router::handle, accessLog.andThen(counted));
    listen(Binding.plain(settings.management()), "management", management::handle, accessLog);
  }

  private void listen(Binding binding, String key, Endpoint endpoint, Consumer<Exchange> observer) {
    try {
      opened(JettyServer.start(binding, endpoint, observer));
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

  private static List<byte[]> keyEncryptionKeys(
      Settings settings, Stores stores, SecureRandom random) {
    return settings.keyEncryptionKeys().isEmpty()
        ? List.of(
            new KeyEncryptionKeyFile(settings.database())
                .open(!stores.keys().all().isEmpty(), random))
        : settings.keyEncryptionKeys();
  }

  private static Request get(String path) {
    return new Request("GET", path, "", Headers.empty(), new byte[0], "");
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  /// Lets requests in flight finish and closes everything, last opened first.
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        System.err.println("mapae: while stopping: " + e);
      }
    }
  }
}
