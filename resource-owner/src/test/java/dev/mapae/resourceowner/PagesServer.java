package dev.mapae.resourceowner;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.BiFunction;

/// The pages on a loopback port, for a browser.
final class PagesServer implements AutoCloseable {
  private final HttpServer server;

  /// Starts it.
  ///
  /// @param answers to a request, given the issuer
  PagesServer(BiFunction<Issuer, Request, Response> answers) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          Request bare =
              Site.request(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().toString(),
                  String.valueOf(exchange.getRequestHeaders().getFirst("Accept-Language")));
          Request request =
              new Request(
                  bare.method(),
                  bare.path(),
                  bare.query(),
                  bare.headers(),
                  exchange.getRequestBody().readAllBytes(),
                  bare.remoteAddress());
          send(exchange, answers.apply(issuer(), request));
        });
    server.start();
  }

  Issuer issuer() {
    return new Issuer("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static void send(HttpExchange exchange, Response response) throws IOException {
    try (exchange) {
      response.headers().forEach(h -> exchange.getResponseHeaders().add(h.getKey(), h.getValue()));
      int length = response.body().length;
      exchange.sendResponseHeaders(response.status(), length == 0 ? -1 : length);
      exchange.getResponseBody().write(response.body());
    }
  }
}
