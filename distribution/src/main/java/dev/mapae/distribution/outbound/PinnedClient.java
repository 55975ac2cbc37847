package dev.mapae.distribution.outbound;

import dev.mapae.authorizationserver.outbound.Fetched;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// Jetty's client, for requests that go to addresses which are given with them. HTTP/1.1.
final class PinnedClient implements AutoCloseable {
  private static final int MAX_THREADS = 8;
  private static final int MAX_HEADERS = 16 * 1024;
  private static final int IDLE_MILLIS = 10_000;

  /// Leaves time to try the next address.
  private static final int CONNECT_MILLIS = 2_000;

  /// The addresses of a request. Jetty keeps connections of requests with different tags apart, so
  /// that none is answered over a connection to an address that was not checked for it.
  private record Pin(List<InetAddress> addresses) {}

  private final HttpClient client;

  /// A client that trusts the authorities that Java trusts.
  PinnedClient() {
    this(Optional.empty());
  }

  /// @param trusted certificates to trust instead
  PinnedClient(Optional<KeyStore> trusted) {
    SslContextFactory.Client tls = new SslContextFactory.Client();
    trusted.ifPresent(tls::setTrustStore);
    ClientConnector connector = new ClientConnector();
    connector.setSslContextFactory(tls);
    connector.setSelectors(1);
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 1, IDLE_MILLIS);
    threads.setName("mapae-outbound");
    threads.setDaemon(true);
    client = new HttpClient(new HttpClientTransportOverHTTP(connector));
    client.setExecutor(threads);
    client.setSocketAddressResolver(PinnedClient::resolve);
    client.setHttpCookieStore(new HttpCookieStore.Empty());
    client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "Mapae"));
    client.setFollowRedirects(false);
    client.setConnectTimeout(CONNECT_MILLIS);
    client.setIdleTimeout(IDLE_MILLIS);
    client.setDestinationIdleTimeout(IDLE_MILLIS);
    client.setMaxResponseHeadersSize(MAX_HEADERS);
    start();
  }

  private void start() {
    try {
      client.start();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP client does not start", e);
    }
    // What would answer by itself: redirects, authentication. What would unpack.
    client.getProtocolHandlers().clear();
    client.getContentDecoderFactories().clear();
  }

  private static void resolve(
      String host,
      int port,
      Map<String, Object> context,
      Promise<List<InetSocketAddress>> addresses) {
    if (context.get(Destination.CONTEXT_KEY) instanceof Destination destination
        && destination.getOrigin().getTag() instanceof Pin pin) {
      addresses.succeeded(
          pin.addresses().stream().map(a -> new InetSocketAddress(a, port)).toList());
    } else {
      addresses.failed(new IllegalStateException("a request without addresses"));
    }
  }

  /// Sends a request. Whoever does not wait any longer cancels it.
  ///
  /// @param addresses to connect to, one after the other until one answers; the name that each has
  ///   is the one that the certificate has to be for
  /// @return fails with [dev.mapae.authorizationserver.outbound.NotFetched]
  CompletableFuture<Fetched> get(URI uri, List<InetAddress> addresses) {
    CompletableFuture<Fetched> answer = new CompletableFuture<>();
    Request request =
        client
            .newRequest(uri)
            .tag(new Pin(List.copyOf(addresses)))
            .headers(headers ->
                headers
                    .put(HttpHeader.ACCEPT, "application/json")
                    .put(HttpHeader.CONNECTION, "close"));
    var _ =
        answer.whenComplete((_, failure) -> {
          if (failure != null) {
            var _ = request.abort(failure);
          }
        });
    request.send(new BoundedAnswer(answer));
    return answer;
  }

  @Override
  public void close() {
    try {
      client.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP client does not stop", e);
    }
  }
}
