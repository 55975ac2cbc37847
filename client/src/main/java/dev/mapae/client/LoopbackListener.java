package dev.mapae.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Waits on this very machine for the answer to an authorization request. RFC 8252 §7.3.
///
/// Bound to 127.0.0.1, on a free port as a rule, for one answer. Requests that do not carry the
/// `state` of the request (other programs and pages can reach the port too) are turned away and
/// change nothing.
public final class LoopbackListener implements AutoCloseable {
  private static final int MAX_QUERY = 16 * 1024;
  private static final int THREADS = 4;
  private static final Pattern REGISTERED =
      Pattern.compile("http://(?:127\\.0\\.0\\.1|localhost)(?::[0-9]{1,5})?(?:/[\\w./~-]*)?");

  private final HttpServer server;
  private final ExecutorService threads;
  private final URI redirectUri;
  private final CompletableFuture<Predicate<Parameters>> expected = new CompletableFuture<>();
  private final CompletableFuture<URI> callback = new CompletableFuture<>();

  private LoopbackListener(HttpServer server, ExecutorService threads, URI registered) {
    this.server = server;
    this.threads = threads;
    this.redirectUri =
        URI.create(
            "http://"
                + registered.getHost()
                + ":"
                + server.getAddress().getPort()
                + registered.getRawPath());
  }

  /// Opens the listener at `http://127.0.0.1` and any free port.
  ///
  /// @param path the path of the registered redirect URI, like `/callback`
  /// @throws IOException when no port can be had
  /// @throws IllegalArgumentException for a path without `/` in front, or with other characters
  ///   than letters, digits and `._~-/`
  public static LoopbackListener open(String path) throws IOException {
    return open(registered(path));
  }

  /// @throws IllegalArgumentException for what [#open(String)] throws it for
  static URI registered(String path) {
    if (!path.startsWith("/") || !path.matches("[\\w./~-]+")) {
      throw new IllegalArgumentException("The path of a redirect URI is like /callback.");
    }
    return URI.create("http://127.0.0.1" + path);
  }

  /// Opens the listener at a redirect URI as it is registered, for servers that want the port to be
  /// the registered one, or know `http://localhost` alone.
  ///
  /// It is bound to 127.0.0.1 in any case. Where the host is `localhost`, the browser may ask ::1
  /// first, where another program may listen: the code is of no use to it without the verifier of
  /// PKCE. So `127.0.0.1` is better where the server takes it (RFC 8252 §8.3).
  ///
  /// @param registered like `http://localhost` or `http://127.0.0.1:8400/callback`; without a port
  ///   it is any free one
  /// @throws IOException when the port is taken, or none can be had
  /// @throws IllegalArgumentException for another scheme than `http`, another host than `127.0.0.1`
  ///   and `localhost`, and other characters in the path than letters, digits and `._~-/`
  public static LoopbackListener open(URI registered) throws IOException {
    if (!REGISTERED.matcher(registered.toString()).matches()) {
      throw new IllegalArgumentException(
          "The redirect URI of a program is like http://127.0.0.1/callback: " + registered);
    }
    int port = Math.max(registered.getPort(), 0);
    InetAddress loopback = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), 16);
    // A connection that sends nothing must not keep the browser's from being read.
    ExecutorService threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "mapae-loopback");
              thread.setDaemon(true);
              return thread;
            });
    LoopbackListener listener = new LoopbackListener(server, threads, registered);
    server.setExecutor(threads);
    server.createContext("/", listener::handle);
    server.start();
    return listener;
  }

  /// Where the authorization server has to send the browser back to.
  public URI redirectUri() {
    return redirectUri;
  }

  /// Says which request the answer will belong to. Until then nothing is an answer, so this comes
  /// before the browser.
  ///
  /// @param flow which made the request
  /// @throws IllegalArgumentException for a second request, and one with another redirect URI
  public void expect(AuthorizationRequest request, AuthorizationCode flow) {
    if (!request.redirectUri().equals(redirectUri)
        || !expected.complete(answer -> flow.isAnswer(request, answer))) {
      throw new IllegalArgumentException("A listener is for one request, to its redirect URI.");
    }
  }

  /// Waits for the answer to the request that is expected.
  ///
  /// @return the URL that the browser was sent to, for
  ///   [AuthorizationCode#finish(AuthorizationRequest, URI)]
  /// @throws ClientException `TimedOut` when the person took longer, `Interrupted` when the thread
  ///   was
  /// @throws IllegalStateException before [#expect]
  public URI await(Duration limit) {
    if (!expected.isDone()) {
      throw new IllegalStateException("Nothing is expected yet.");
    }
    try {
      return callback.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new ClientException(
          new ClientError.TimedOut("Nobody signed in within " + limit.toSeconds() + " seconds."),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientException(
          new ClientError.Interrupted("Interrupted while waiting for the sign-in."), e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Gives the port back.
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String language = exchange.getRequestHeaders().getFirst("Accept-Language");
      int status = status(exchange);
      boolean denied = status == 200 && parameters(exchange).has("error");
      LoopbackPage page = LoopbackPage.of(status == 200, denied, language == null ? "" : language);
      byte[] body = page.bytes();
      exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'none'");
      exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      exchange.getResponseHeaders().set("Connection", "close");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
      exchange.getResponseBody().close();
      if (status == 200) {
        // Only now: whoever waits closes the listener, and the page has to be out by then.
        // A redirect URI without a path is asked for as one of a slash.
        callback.complete(URI.create(redirectUri + "?" + exchange.getRequestURI().getRawQuery()));
      }
    }
  }

  private int status(HttpExchange exchange) {
    String host = exchange.getRequestHeaders().getFirst("Host");
    // Another name for this address is a page that had its own name point here (DNS rebinding).
    if (host == null || !isAt(redirectUri, host)) {
      return 400;
    }
    String path = redirectUri.getRawPath().isEmpty() ? "/" : redirectUri.getRawPath();
    if (!path.equals(exchange.getRequestURI().getRawPath())) {
      return 404;
    }
    if (!exchange.getRequestMethod().equals("GET")) {
      return 405;
    }
    Predicate<Parameters> isAnswer = expected.getNow(null);
    return isAnswer != null && isAnswer.test(parameters(exchange)) ? 200 : 400;
  }

  /// Whether a `Host` is that of a URI. Browsers leave out the port of the scheme (RFC 9110
  /// §4.2.3).
  static boolean isAt(URI uri, String host) {
    return withoutDefaultPort(uri.getRawAuthority()).equals(withoutDefaultPort(host));
  }

  private static String withoutDefaultPort(String authority) {
    return authority.replaceFirst(":80$", "");
  }

  private static Parameters parameters(HttpExchange exchange) {
    String query = exchange.getRequestURI().getRawQuery();
    try {
      return query == null || query.length() > MAX_QUERY
          ? Parameters.empty()
          : Parameters.parse(query);
    } catch (ProtocolException e) {
      return Parameters.empty();
    }
  }
}
