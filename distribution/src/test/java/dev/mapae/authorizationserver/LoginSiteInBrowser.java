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
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A whole site that signs people in: pages for a browser, and a back end that calls the server.
/// `/interaction` is where browsers are sent, `/page` is what they see then, `/signed-in` takes the
/// form, `/callback` is a client. A handle is of the browser that brought it first, and of no
/// other.
final class LoginSiteInBrowser implements AutoCloseable {
  private static final String COOKIE = "login_site";

  private final HttpServer http;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Supplier<String> issuer;

  /// The handle of each browser, by its cookie.
  private final Map<String, String> handles = new ConcurrentHashMap<>();

  /// @param issuer of the server, once that is known
  LoginSiteInBrowser(Supplier<String> issuer) throws IOException {
    this.issuer = issuer;
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/interaction", this::arrived);
    http.createContext("/page", this::page);
    http.createContext("/signed-in", this::signedIn);
    http.createContext("/callback", exchange -> answer(exchange, "<p id=\"at-client\">Here.</p>"));
    http.start();
  }

  /// Another site than the server, as browsers see it.
  String url(String path) {
    return "http://localhost:" + http.getAddress().getPort() + path;
  }

  /// Keeps the handle with the browser, and has it go on without.
  private void arrived(HttpExchange exchange) throws IOException {
    String handle =
        Parameters.parse(exchange.getRequestURI().getRawQuery()).required("interaction");
    if (handles.containsValue(handle)) {
      exchange.sendResponseHeaders(403, -1);
      exchange.close();
      return;
    }
    String browser = UUID.randomUUID().toString();
    handles.put(browser, handle);
    exchange
        .getResponseHeaders()
        .add("Set-Cookie", COOKIE + "=" + browser + "; HttpOnly; SameSite=Lax; Path=/");
    goTo(exchange, "/page");
  }

  private String handle(HttpExchange exchange) {
    return Stream.of(exchange.getRequestHeaders().getFirst("Cookie").split("; ", -1))
        .filter(cookie -> cookie.startsWith(COOKIE + "="))
        .map(cookie -> handles.get(cookie.substring(COOKIE.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static void goTo(HttpExchange exchange, String url) throws IOException {
    exchange.getResponseHeaders().add("Referrer-Policy", "no-referrer");
    exchange.getResponseHeaders().add("Location", url);
    exchange.sendResponseHeaders(303, -1);
    exchange.close();
  }

  private void page(HttpExchange exchange) throws IOException {
    Map<String, Object> asked =
        ask("/interaction", Parameters.empty().with("interaction", handle(exchange)));
    answer(
        exchange,
        """
        <form method="post" action="/signed-in">
        <p id="for">%s</p><button id="own-sign-in">Sign in</button></form>
        """
            .formatted(asked.get("for")));
  }

  private void signedIn(HttpExchange exchange) throws IOException {
    Json outcome =
        Json.object()
            .with("sub", "4711")
            .with("amr", List.of("pwd"))
            .with("claims", Map.of("name", "Mina Kim"));
    Map<String, Object> answer =
        ask(
            "/interaction/outcome",
            Parameters.empty()
                .with("interaction", handle(exchange))
                .with("outcome", outcome.toString()));
    goTo(exchange, (String) answer.get("redirect_to"));
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
