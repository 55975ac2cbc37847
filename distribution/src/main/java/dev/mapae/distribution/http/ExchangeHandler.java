package dev.mapae.distribution.http;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.Headers;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a request from Jetty within the limits, has it answered, and writes the answer.
final class ExchangeHandler extends Handler.Abstract {
  /// The attribute that holds the [Seen] for the access log.
  static final String SEEN = "mapae.seen";

  private static final HttpField NO_SNIFFING =
      new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
  private static final HttpField HTTPS_ALONE =
      new PreEncodedHttpField("Strict-Transport-Security", "max-age=31536000");

  private static final Logger LOG = LoggerFactory.getLogger(ExchangeHandler.class);

  private final Endpoint endpoint;
  private final Limits limits;
  private final TrustedProxies proxies;
  private final SlowPeers slowPeers;
  private final Executor threads;
  private final ShownCertificates certificates;
  private final Optional<Issuer> issuer;
  private final Duration linger;
  private final Semaphore handled;
  // Bounds nothing by itself; it is what `drain` waits for.
  private final Semaphore inFlight = new Semaphore(Integer.MAX_VALUE);
  private volatile boolean closing;
  private volatile boolean stopping;
  private final AtomicLong ids = new AtomicLong(System.nanoTime());

  /// What is known of a request from its beginning.
  ///
  /// @param id also sent to the client
  /// @param sender its address
  record Seen(String id, String sender) {}

  /// @param threads what takes long goes there
  ExchangeHandler(Endpoint endpoint, Binding binding, SlowPeers slowPeers, Executor threads) {
    super(InvocationType.BLOCKING);
    this.endpoint = endpoint;
    this.limits = binding.limits();
    this.proxies = new TrustedProxies(binding.trustedProxies());
    this.slowPeers = slowPeers;
    this.threads = threads;
    this.certificates = new ShownCertificates(binding, proxies);
    this.issuer = binding.issuer();
    this.linger = binding.trustedProxies().isEmpty() ? Duration.ZERO : limits.linger();
    this.handled = new Semaphore(limits.inFlight());
  }

  /// One request under way.
  ///
  /// @param admitted whether it is to be answered at all
  private record Turn(
      org.eclipse.jetty.server.Request request,
      org.eclipse.jetty.server.Response response,
      Callback end,
      Seen seen,
      SlowPeers.Step step,
      ArrivingBody body,
      boolean admitted) {
    /// Says who reads the next request of this connection.
    void keep(boolean stays) {
      connection().ifPresent(c -> c.keep(stays));
    }

    boolean isKept() {
      return connection().filter(KeptEndPoint::isKept).isPresent();
    }

    private Optional<KeptEndPoint> connection() {
      return isHttp1(request)
              && request.getConnectionMetaData().getConnection().getEndPoint()
                  instanceof KeptEndPoint endPoint
          ? Optional.of(endPoint)
          : Optional.empty();
    }
  }

  @Override
  public boolean handle(
      org.eclipse.jetty.server.Request request,
      org.eclipse.jetty.server.Response response,
      Callback callback) {
    Turn turn = begin(request, response, callback);
    boolean mayWait = Thread.currentThread().isVirtual();
    Optional<Response> answer = answer(turn, mayWait);
    if (answer.isPresent()) {
      write(turn, answer.get());
    } else {
      threads.execute(() -> answer(turn, true).ifPresent(late -> write(turn, late)));
    }
    // One that is to be kept has to find nothing more to read here.
    if (mayWait && !turn.isKept()) {
      letOthersBegin();
    }
    return true;
  }

  private Turn begin(
      org.eclipse.jetty.server.Request request,
      org.eclipse.jetty.server.Response response,
      Callback callback) {
    SlowPeers.Step step =
        slowPeers.begin(request.getConnectionMetaData().getConnection().getEndPoint());
    Seen seen = new Seen(HexFormat.of().toHexDigits(ids.incrementAndGet()), sender(request));
    request.setAttribute(SEEN, seen);
    addSecurityHeaders(response);
    response.getHeaders().add("X-Request-Id", seen.id());
    boolean admitted = !stopping && inFlight.tryAcquire();
    Callback end =
        Callback.from(
            callback,
            () -> {
              step.end();
              if (admitted) {
                inFlight.release();
              }
            });
    ArrivingBody body = new ArrivingBody(request, limits.body());
    return new Turn(request, response, end, seen, step, body, admitted);
  }

  /// The thread goes on with the next request of the same connection. Where that is always here
  /// already, it would hold its core while the threads of others wait to begin.
  @SuppressWarnings("ThreadPriorityCheck")
  private static void letOthersBegin() {
    Thread.yield();
  }

  /// Ends every HTTP/1.1 connection with its next answer. A proxy may have sent its next request
  /// already, and then cannot send it elsewhere.
  ///
  /// @return how long connections may go on
  Duration closeConnections() {
    closing = true;
    return linger;
  }

  /// Takes no more requests, and waits until those in flight have finished or their time is over.
  void drain() throws InterruptedException {
    stopping = true;
    boolean drained =
        inFlight.tryAcquire(Integer.MAX_VALUE, limits.stop().toMillis(), TimeUnit.MILLISECONDS);
    if (drained) {
      inFlight.release(Integer.MAX_VALUE);
    } else {
      LOG.warn("Some requests did not finish within {} s", limits.stop().toSeconds());
    }
  }

  /// What every answer carries, those of Jetty itself as well.
  void addSecurityHeaders(org.eclipse.jetty.server.Response response) {
    response.getHeaders().put(NO_SNIFFING);
    if (issuer.filter(i -> !i.isPlainHttp()).isPresent()) {
      response.getHeaders().put(HTTPS_ALONE);
    }
  }

  private void write(Turn turn, Response answer) {
    turn.step().leaves();
    boolean isHead = turn.request().getMethod().equals("HEAD");
    // There the rest of the body is of no interest; here nobody will answer the next request.
    if ((answer.status() == 413 || closing) && isHttp1(turn.request())) {
      turn.response().getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    try {
      Answer.write(answer, isHead, turn.response(), turn.end());
    } catch (IllegalArgumentException e) {
      String id = turn.seen().id();
      LOG.error("Request {} was answered with a header that cannot be sent", id, e);
      Answer.write(failure(id), isHead, turn.response(), turn.end());
    }
  }

  /// @param mayWait whether this thread may wait for a body and for what the answer takes
  /// @return empty where it may not and would have to
  private Optional<Response> answer(Turn turn, boolean mayWait) {
    Optional<Response> refusal = turn.admitted() ? refusal(turn.request()) : Optional.of(busy());
    if (refusal.isPresent()) {
      return refusal;
    }
    try {
      if (!mayWait && !turn.body().isHere()) {
        return Optional.empty();
      }
      byte[] body = turn.body().await();
      turn.step().arrived();
      if (body.length > limits.body()) {
        return Optional.of(tooLarge());
      }
      Request request = request(turn, body);
      boolean isComputed = endpoint.isComputed(request);
      turn.keep(isComputed);
      return isComputed || mayWait ? Optional.of(handle(request)) : Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          error(408, "invalid_request", "The body did not arrive whole or in time."));
    } catch (RuntimeException e) {
      LOG.error("Request {} failed", turn.seen().id(), e);
      return Optional.of(failure(turn.seen().id()));
    }
  }

  /// What can be said by the headers alone.
  private Optional<Response> refusal(org.eclipse.jetty.server.Request request) {
    String target = request.getHttpURI().getPathQuery();
    String path = request.getHttpURI().getPath();
    if (target == null || path == null || !path.startsWith("/")) {
      return Optional.of(
          error(400, "invalid_request", "The request target has to begin with '/'."));
    }
    if (target.length() > limits.uri()) {
      return Optional.of(
          error(
              414,
              "invalid_request",
              "The URL has more than "
                  + limits.uri()
                  + " bytes; an authorization request that is so long can be pushed (RFC 9126)."));
    }
    if (request.getHeaders().size() > limits.headerFields()) {
      return Optional.of(
          error(
              431,
              "invalid_request",
              "There are more than " + limits.headerFields() + " headers."));
    }
    return request.getLength() > limits.body() ? Optional.of(tooLarge()) : Optional.empty();
  }

  private Response tooLarge() {
    return error(413, "invalid_request", "The body has more than " + limits.body() + " bytes.");
  }

  private Request request(Turn turn, byte[] body) {
    Headers headers = headers(turn.request());
    return new Request(
        turn.request().getMethod(),
        turn.request().getHttpURI().getPath(),
        query(turn.request()),
        headers,
        body,
        turn.seen().sender(),
        certificates.of(turn.request(), peer(turn.request()), headers));
  }

  /// Only requests that are here whole count, and only until they are answered: peers that send or
  /// read slowly take nobody's place.
  private Response handle(Request request) {
    if (!handled.tryAcquire()) {
      return busy();
    }
    try {
      return endpoint.handle(request);
    } finally {
      handled.release();
    }
  }

  /// An error of the binding itself.
  Response error(int status, String error, String description) {
    return Answer.error(issuer, status, error, description);
  }

  private Response failure(String id) {
    return error(
        500, "server_error", "The server failed; its log says why under request " + id + ".");
  }

  private Response busy() {
    return error(503, "temporarily_unavailable", "Too many requests are being answered; try again.")
        .with("Retry-After", "1");
  }

  private static String query(org.eclipse.jetty.server.Request request) {
    String query = request.getHttpURI().getQuery();
    return query == null ? "" : query;
  }

  private static Headers headers(org.eclipse.jetty.server.Request request) {
    List<Map.Entry<String, String>> fields = new ArrayList<>(request.getHeaders().size());
    for (HttpField field : request.getHeaders()) {
      String value = field.getValue();
      fields.add(Map.entry(field.getName(), value == null ? "" : value));
    }
    return Headers.of(fields);
  }

  private String sender(org.eclipse.jetty.server.Request request) {
    InetAddress peer = peer(request);
    if (proxies.areNone()) {
      return peer.getHostAddress();
    }
    return proxies
        .sender(peer, request.getHeaders().getValuesList(HttpHeader.X_FORWARDED_FOR))
        .getHostAddress();
  }

  private static InetAddress peer(org.eclipse.jetty.server.Request request) {
    return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress a
            && a.getAddress() != null
        ? a.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  private static boolean isHttp1(org.eclipse.jetty.server.Request request) {
    return request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2;
  }
}
