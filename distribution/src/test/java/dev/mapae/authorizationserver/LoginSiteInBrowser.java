package dev.mapae.authorizationserver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// A whole site that signs people in: pages for a browser, and a back end that calls the server.
/// `/interaction` is where browsers are sent, `/signed-in` takes the form, `/callback` is a client.
final class LoginSiteInBrowser implements AutoCloseable {
  private final HttpServer http;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Supplier<String> issuer;

  /// @param issuer of the server, once that is known
  LoginSiteInBrowser(Supplier<String> issuer) throws IOException {
    this.issuer = issuer;
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/interaction", this::page);
    http.createContext("/signed-in", this::signedIn);
    http.createContext("/callback", exchange -> answer(exchange, "<p id=\"at-client\">Here.</p>"));
    http.start();
  }

  /// Another site than the server, as browsers see it.
  String url(String path) {
    return "http://localhost:" + http.getAddress().getPort() + path;
  }

  private void page(HttpExchange exchange) throws IOException {
    String handle =
        Parameters.parse(exchange.getRequestURI().getRawQuery()).required("interaction");
    Map<String, Object> asked = ask("/interaction", Parameters.empty().with("interaction", handle));
    answer(
        exchange,
        """
        <form method="post" action="/signed-in"><input type="hidden" name="handle" value="%s">
        <p id="for">%s</p><button id="own-sign-in">Sign in</button></form>
        """
            .formatted(handle, asked.get("for")));
  }

  private void signedIn(HttpExchange exchange) throws IOException {
    Parameters form =
        Parameters.parse(
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    Json outcome =
        Json.object()
            .with("sub", "4711")
            .with("amr", List.of("pwd"))
            .with("claims", Map.of("name", "Mina Kim"));
    Map<String, Object> answer =
        ask(
            "/interaction/outcome",
            Parameters.empty()
                .with("interaction", form.required("handle"))
                .with("outcome", outcome.toString()));
    exchange.getResponseHeaders().add("Location", (String) answer.get("redirect_to"));
    exchange.sendResponseHeaders(303, -1);
    exchange.close();
  }

  private Map<String, Object> ask(String path, Parameters form) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(issuer.get() + path))
            .header("Authorization", TestServer.basic("login"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form.encode()))
            .build();
    try {
      return TestServer.parse(client.send(request, BodyHandlers.ofString()).body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void answer(HttpExchange exchange, String html) throws IOException {
    byte[] body = ("<!doctype html><title>Login</title>" + html).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    http.stop(0);
    client.close();
  }
}
