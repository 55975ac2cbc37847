package dev.mapae.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// A real HTTP server that plays whatever role a test needs: it answers as it is told and keeps
/// what it received.
final class PlayedServer implements AutoCloseable {
  /// A request as it arrived.
  record Received(
      String method, URI uri, Map<String, List<String>> headers, Parameters form, String body) {
    Optional<String> header(String name) {
      return headers.entrySet().stream()
          .filter(e -> e.getKey().equalsIgnoreCase(name))
          .map(e -> e.getValue().get(0))
          .findFirst();
    }
  }

  /// An answer to be sent.
  record Reply(int status, Map<String, String> headers, String body) {
    static Reply json(int status, Map<String, ?> members) {
      return json(status, Json.object().withAll(members).toString());
    }

    static Reply json(int status, String body) {
      return new Reply(status, Map.of("Content-Type", "application/json"), body);
    }

    Reply with(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Reply(status, more, body);
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Function<Received, Reply>> routes = new ConcurrentHashMap<>();
  private final List<Received> received = new CopyOnWriteArrayList<>();

  PlayedServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /// Scheme, host and port.
  String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  URI uri(String path) {
    return URI.create(origin() + path);
  }

  void on(String path, Function<Received, Reply> answer) {
    routes.put(path, answer);
  }

  /// What came to a path so far.
  List<Received> received(String path) {
    return received.stream().filter(r -> r.uri().getPath().equals(path)).toList();
  }

  Received last(String path) {
    List<Received> all = received(path);
    return all.get(all.size() - 1);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      Received request =
          new Received(
              exchange.getRequestMethod(),
              exchange.getRequestURI(),
              Map.copyOf(exchange.getRequestHeaders()),
              "application/x-www-form-urlencoded".equals(type)
                  ? Parameters.parse(body)
                  : Parameters.empty(),
              body);
      received.add(request);
      Reply reply =
          routes
              .getOrDefault(request.uri().getPath(), r -> new Reply(404, Map.of(), "nothing here"))
              .apply(request);
      byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
      reply.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
