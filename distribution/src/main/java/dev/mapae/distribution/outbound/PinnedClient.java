package dev.mapae.distribution.outbound;

import dev.mapae.authorizationserver.outbound.DocumentType;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.outbound.Question;
import dev.mapae.protocol.Parameters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// Jetty's client, for requests that go to addresses which are given with them. HTTP/1.1.
final class PinnedClient implements AutoCloseable {
  private static final int MAX_THREADS = 8;
  private static final int MAX_HEADERS = 16 * 1024;
  private static final int IDLE_MILLIS = 10_000;

  /// Of a connection, longer than anybody waits for its answer. The limit on idling does not end
  /// one whose peer sends a byte now and then.
  private static final Duration LIFETIME = Duration.ofSeconds(10);

  /// Leaves time to try the next address.
  private static final int CONNECT_MILLIS = 2_000;

  /// Of the addresses of a name, the first of which are called: Jetty tries one after the other,
  /// and goes on when nobody waits any longer.
  static final int MAX_ADDRESSES = 4;

  /// The addresses of a request. Jetty keeps connections of requests with different tags apart, so
  /// that none is answered over a connection to an address that was not checked for it.
  private record Pin(List<InetAddress> addresses) {}

  private static final class Connector extends ClientConnector {
    private final Duration lifetime;

    Connector(Duration lifetime) {
      this.lifetime = lifetime;
    }

    @Override
    protected EndPoint newEndPoint(
        SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
      EndPoint connection = super.newEndPoint(channel, selector, key);
      getScheduler().schedule(connection::close, lifetime.toMillis(), TimeUnit.MILLISECONDS);
      return connection;
    }
  }

  private final HttpClient client;

  /// A client that trusts the authorities that Java trusts.
  PinnedClient() {
    this(Optional.empty(), LIFETIME);
  }

  /// @param trusted certificates to trust instead
  /// @param lifetime of a connection, whatever happens on it
  PinnedClient(Optional<KeyStore> trusted, Duration lifetime) {
    SslContextFactory.Client tls = new SslContextFactory.Client();
    trusted.ifPresent(tls::setTrustStore);
    Connector connector = new Connector(lifetime);
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
    client.getProtocolHandlers().put(new InterimAnswers());
  }

  private static void resolve(
      String host,
      int port,
      Map<String, Object> context,
      Promise<List<InetSocketAddress>> addresses) {
    if (context.get(Destination.CONTEXT_KEY) instanceof Destination destination
        && destination.getOrigin().getTag() instanceof Pin pin) {
      addresses.succeeded(
          pin.addresses().stream()
              .limit(MAX_ADDRESSES)
              .map(a -> new InetSocketAddress(a, port))
              .toList());
    } else {
      addresses.failed(new IllegalStateException("a request without addresses"));
    }
  }

  /// Sends a request, and waits for the answer.
  ///
  /// @param addresses to connect to, one after the other until one answers; the name that each has
  ///   is the one that the certificate has to be for
  Fetched get(URI uri, DocumentType type, List<InetAddress> addresses, Deadline deadline) {
    CompletableFuture<Fetched> answer = new CompletableFuture<>();
    Request request =
        request(uri, addresses)
            .headers(
                headers -> headers.put(HttpHeader.ACCEPT, String.join(", ", type.mediaTypes())));
    request.send(new BoundedAnswer(type, answer));
    return await(request, answer, deadline);
  }

  /// The same with a form, of which only the status of the answer counts.
  int post(URI uri, Parameters form, List<InetAddress> addresses, Deadline deadline) {
    CompletableFuture<Integer> status = new CompletableFuture<>();
    Request request =
        request(uri, addresses)
            .method(HttpMethod.POST)
            .body(new StringRequestContent("application/x-www-form-urlencoded", form.encode()));
    request.send(new BoundedStatus(status));
    return await(request, status, deadline);
  }

  /// The same with credentials, and a form where there is one.
  Fetched ask(URI uri, Question question, List<InetAddress> addresses, Deadline deadline) {
    CompletableFuture<Fetched> answer = new CompletableFuture<>();
    Request request =
        request(uri, addresses)
            .headers(headers -> {
              headers.put(HttpHeader.ACCEPT, String.join(", ", DocumentType.JSON.mediaTypes()));
              question.authorization().ifPresent(a -> headers.put(HttpHeader.AUTHORIZATION, a));
            });
    question
        .form()
        .ifPresent(form ->
            request
                .method(HttpMethod.POST)
                .body(
                    new StringRequestContent("application/x-www-form-urlencoded", form.encode())));
    request.send(new BoundedAnswer(DocumentType.JSON, answer));
    return await(request, answer, deadline);
  }

  private Request request(URI uri, List<InetAddress> addresses) {
    return client
        .newRequest(uri)
        .tag(new Pin(List.copyOf(addresses)))
        .headers(headers -> headers.put(HttpHeader.CONNECTION, "close"));
  }

  private static <T> T await(Request request, CompletableFuture<T> answer, Deadline deadline) {
    try {
      return deadline.await(answer);
    } catch (NotFetched e) {
      var _ = request.abort(e);
      throw e;
    }
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
