package dev.mapae.client.okhttp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// An API that takes one token, and notes what it was shown.
final class PlayedApi implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /// The token that it takes.
  volatile String good = "token-1";

  /// The `Authorization` headers that came, in order; empty text for none.
  final List<String> shown = new CopyOnWriteArrayList<>();

  /// Its `DPoP` headers, all of them.
  final List<String> proofs = new CopyOnWriteArrayList<>();

  PlayedApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /// `/to/URL` is a redirect there, `/guarded/to/URL` one for who has the token, `/403` a refusal
  /// of another kind, all else says what was sent.
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String token = exchange.getRequestHeaders().getFirst("Authorization");
      shown.add(token == null ? "" : token);
      proofs.addAll(exchange.getRequestHeaders().getOrDefault("DPoP", List.of()));
      String path = exchange.getRequestURI().toString();
      int status = 200;
      if (path.equals("/cacheable")) {
        exchange.getResponseHeaders().set("Cache-Control", "private, max-age=60");
      }
      if (path.startsWith("/to/") || (path.startsWith("/guarded/to/") && isGood(token))) {
        exchange
            .getResponseHeaders()
            .set("Location", path.substring(path.indexOf("/to/") + "/to/".length()));
        status = 307;
      } else if (path.equals("/403")) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer error=\"invalid_token\"");
        status = 403;
      } else if (!isGood(token)) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer error=\"invalid_token\"");
        status = 401;
      }
      byte[] said =
          (exchange.getRequestMethod() + " " + new String(body, StandardCharsets.UTF_8))
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, said.length);
      exchange.getResponseBody().write(said);
    }
  }

  private boolean isGood(String token) {
    return ("Bearer " + good).equals(token);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
