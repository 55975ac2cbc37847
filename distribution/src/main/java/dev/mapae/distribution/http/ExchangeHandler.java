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
  private final Refusals refusals;
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
    this.refusals = new Refusals(limits, issuer);
    this.linger = binding.trustedProxies().isEmpty() ? Duration.ZERO : limits.linger();
    this.handled = new Semaphore(limits.inFlight());
  }

  @Override
  public boolean handle(
      org.eclipse.jetty.server.Request request,
      org.eclipse.jetty.server.Response response,
      Callback callback) {
    Turn turn = begin(request, response, callback);
    boolean mayWait = Thread.currentThread().isVirtual();
    boolean hadItsShare = turn.countedBeyondItsShare();
    if (mayWait) {
      take(turn, true);
    } else if (hadItsShare || !take(turn, false)) {
      handOver(turn);
    }
    // A connection that the watching thread is to have goes there when nothing more is here to
    // read.
    if (mayWait && (hadItsShare || !turn.isKept())) {
      letOthersBegin();
    }
    return true;
  }

  private void handOver(Turn turn) {
    try {
      threads.execute(() -> take(turn, true));
    } catch (RuntimeException e) {
      turn.fail(e);
    }
  }

  /// Answers a request.
  ///
  /// @param mayWait whether this thread may wait for the body and for what the answer takes
  /// @return false where it may not and would have to
  private boolean take(Turn turn, boolean mayWait) {
    try {
      Optional<Response> answer = answer(turn, mayWait);
      answer.ifPresent(response -> write(turn, response));
      return answer.isPresent();
    } catch (Throwable e) {
      // Nobody above would end the request of a thread of its own.
      LOG.error("Request {} failed", turn.seen().id(), e);
      turn.fail(e);
      return true;
    }
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
    if ((answer.status() == 413 || closing) && turn.isHttp1()) {
      turn.response().getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    try {
      Answer.write(answer, isHead, turn.response(), turn.end());
    } catch (IllegalArgumentException e) {
      String id = turn.seen().id();
      LOG.error("Request {} was answered with a header that cannot be sent", id, e);
      Answer.write(refusals.failure(id), isHead, turn.response(), turn.end());
    }
  }

  /// @return empty where this thread may not wait and would have to
  private Optional<Response> answer(Turn turn, boolean mayWait) {
    Optional<Response> refused =
        turn.admitted() ? refusals.ofHeaders(turn.request()) : Optional.of(refusals.busy());
    if (refused.isPresent()) {
      return refused;
    }
    try {
      if (!mayWait && !turn.body().isHere()) {
        return Optional.empty();
      }
      byte[] body = turn.body().await();
      turn.step().arrived();
      if (body.length > limits.body()) {
        return Optional.of(refusals.tooLarge());
      }
      Request request = request(turn, body);
      boolean isComputed = endpoint.isComputed(request);
      turn.keep(isComputed);
      return isComputed || mayWait ? Optional.of(handle(request)) : Optional.empty();
    } catch (IOException e) {
      return Optional.of(refusals.notArrived());
    } catch (RuntimeException e) {
      LOG.error("Request {} failed", turn.seen().id(), e);
      return Optional.of(refusals.failure(turn.seen().id()));
    }
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
      return refusals.busy();
    }
    try {
      return endpoint.handle(request);
    } finally {
      handled.release();
    }
  }

  Refusals refusals() {
    return refusals;
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
}
