package dev.mapae.distribution.http;

import dev.mapae.authorizationserver.http.Endpoint;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.io.WindowRateControl;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;

/// One listener, on Jetty: HTTP/1.1 and HTTP/2, blocking code on virtual threads. Together with its
/// neighbours in this package the only place that knows Jetty.
public final class JettyServer implements AutoCloseable {
  private static final Duration SWEEP = Duration.ofSeconds(1);
  private static final Duration CERTIFICATE_CHECK = Duration.ofSeconds(5);

  private static final int MOST_WATCHING = 16;

  /// Of the fields that Jetty recognizes when they come again on a connection, in characters:
  /// longer ones are tokens, which come once (docs/decisions/0069).
  private static final int LONGEST_KEPT_HEADER = 256;

  private static final int STREAMS = 64;
  private static final int STREAM_WINDOW = 64 * 1024;
  private static final int SESSION_WINDOW = 128 * 1024;

  /// Resets, pings, settings and empty frames a second. CVE-2023-44487.
  private static final int FRAMES_OF_NO_USE = 128;

  private final Server server;
  private final ServerConnector connector;
  private final ExchangeHandler handler;
  private final Optional<CertificateRenewal> tls;

  /// Loads the slowest part of Jetty, which asks Java for all its locales.
  public static void load() {
    MimeTypes.DEFAULTS.getMimeByExtension("html");
  }

  private JettyServer(
      Server server,
      ServerConnector connector,
      ExchangeHandler handler,
      Optional<CertificateRenewal> tls) {
    this.server = server;
    this.connector = connector;
    this.handler = handler;
    this.tls = tls;
  }

  /// Binds the listener and answers on it.
  ///
  /// @param endpoint answers everything; what it throws becomes a 500
  /// @param observer sees every request once it is answered, refused ones too
  /// @throws IOException when the address cannot be bound
  /// @throws TlsIdentity.Unusable when the certificate cannot be used
  public static JettyServer start(Binding binding, Endpoint endpoint, Consumer<Exchange> observer)
      throws IOException {
    Limits limits = binding.limits();
    // With the queue of its own Jetty would start all of JMX, to ask how wide a reference is.
    QueuedThreadPool threads = new QueuedThreadPool(64, 4, new LinkedBlockingQueue<>());
    threads.setName("http");
    threads.setReservedThreads(0);
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request-", 0).factory()));
    Server server = new Server(threads);
    Optional<CertificateRenewal> tls =
        binding.tls().map(files -> new CertificateRenewal(files, binding.asksForCertificates()));
    ServerConnector connector =
        connector(server, binding.issuer().isPresent() ? MOST_WATCHING : 1, factories(limits, tls));
    connector.setHost(binding.listener().socketAddress().getAddress().getHostAddress());
    connector.setPort(binding.listener().port());
    connector.setIdleTimeout(limits.idle().toMillis());
    server.addConnector(connector);

    SlowPeers slowPeers = new SlowPeers(limits.wholeRequest(), limits.inFlight(), System::nanoTime);
    connector.addBean(slowPeers);
    server.addBean(new NetworkConnectionLimit(limits.connections(), connector));
    ExchangeHandler handler =
        new ExchangeHandler(endpoint, binding, slowPeers, threads.getVirtualThreadsExecutor());
    server.setHandler(handler);
    server.setErrorHandler(new RefusalHandler(handler));
    server.setRequestLog(new ExchangeLog(observer));
    JettyServer started = new JettyServer(server, connector, handler, tls);
    started.start();
    started.repeat(SWEEP, slowPeers::sweep);
    started.repeat(CERTIFICATE_CHECK, started::renewCertificate);
    return started;
  }

  private void start() throws IOException {
    try {
      connector.open();
      server.start();
    } catch (IOException e) {
      close();
      throw e;
    } catch (Exception e) {
      close();
      throw new IllegalStateException(e);
    }
  }

  /// Looks whether the files hold a renewed certificate.
  void renewCertificate() {
    tls.ifPresent(CertificateRenewal::check);
  }

  /// The port, also where the listener left it open.
  public int port() {
    return connector.getLocalPort();
  }

  /// Stops accepting, lets proxies end the connections that they have and requests in flight
  /// finish, each within its limit, and closes.
  ///
  /// Jetty's own way to do so can wait until its limit for an HTTP/2 session that closes at the
  /// same moment, though no request is left.
  @Override
  public void close() {
    try {
      Duration linger = handler.closeConnections();
      connector.close();
      awaitNoConnections(linger);
      handler.drain();
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitNoConnections(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (System.nanoTime() < end && !connector.getConnectedEndPoints().isEmpty()) {
      Thread.sleep(10);
    }
  }

  private void repeat(Duration every, Runnable task) {
    Scheduler scheduler = connector.getScheduler();
    scheduler.schedule(
        () -> {
          task.run();
          if (server.isRunning()) {
            repeat(every, task);
          }
        },
        every.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /// With as many threads that watch connections as can compute at once, since they also answer.
  private static ServerConnector connector(
      Server server, int most, List<ConnectionFactory> factories) {
    int watching = Math.min(Runtime.getRuntime().availableProcessors(), most);
    return new ServerConnector(server, 1, watching, factories.toArray(ConnectionFactory[]::new)) {
      @Override
      protected SocketChannelEndPoint newEndPoint(
          SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        KeptEndPoint endPoint = new KeptEndPoint(channel, selector, key, getScheduler());
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
      }
    };
  }

  private static List<ConnectionFactory> factories(
      Limits limits, Optional<CertificateRenewal> tls) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setRequestHeaderSize(limits.headers());
    http.setHeaderCacheSize(LONGEST_KEPT_HEADER);
    http.setIdleTimeout(limits.idle().toMillis());
    HttpConnectionFactory http1 = new HttpConnectionFactory(http);
    List<ConnectionFactory> factories = new ArrayList<>();
    if (tls.isEmpty()) {
      factories.add(http1);
      factories.add(bounded(new PriorKnowledgeHttp2(http), limits));
      return factories;
    }
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory("h2", "http/1.1");
    alpn.setDefaultProtocol("http/1.1");
    factories.add(new SslConnectionFactory(tls.get().tls(), alpn.getProtocol()));
    factories.add(alpn);
    factories.add(bounded(new HTTP2ServerConnectionFactory(http), limits));
    factories.add(http1);
    return factories;
  }

  private static ConnectionFactory bounded(
      AbstractHTTP2ServerConnectionFactory http2, Limits limits) {
    http2.setMaxConcurrentStreams(STREAMS);
    http2.setInitialStreamRecvWindow(STREAM_WINDOW);
    http2.setInitialSessionRecvWindow(SESSION_WINDOW);
    http2.setStreamIdleTimeout(limits.idle().toMillis());
    http2.setRateControlFactory(new WindowRateControl.Factory(FRAMES_OF_NO_USE));
    return http2;
  }
}
