package dev.mapae.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mapae.client.AuthorizedHttpClient;
import dev.mapae.client.Client;
import dev.mapae.client.TokenSource;
import dev.mapae.client.Tokens;
import dev.mapae.resourceserver.DpopNonces;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.VerifiedToken;
import dev.mapae.resourceserver.jdkhttpserver.ProtectedHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/// An API on this machine. It answers with whom the token speaks of, and what it is for.
final class ProtectedApi implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final HttpServer server;
  private final URI uri;

  private ProtectedApi(HttpServer server, URI uri) {
    this.server = server;
    this.uri = uri;
  }

  static ProtectedApi start(ResourceServerSettings settings) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    server.createContext(
        "/",
        ProtectedHandler.of(ResourceServer.of(settings.publishedAt(uri)), ProtectedApi::answer));
    server.start();
    return new ProtectedApi(server, uri);
  }

  /// Shows tokens that are bound to a key of the client, as they came and refreshed, to an API that
  /// takes no others, and one of them without its proof.
  static void assertTakesOnlyWithProof(
      ResourceServerSettings settings, Client client, Tokens tokens)
      throws IOException, InterruptedException {
    try (ProtectedApi api =
        start(settings.requireBoundTokens().requireDpopNonce(DpopNonces.own()))) {
      assertThat(api.get(client.refreshing(tokens)).statusCode()).isEqualTo(200);
      assertThat(api.get(client.refreshing(client.refresh(tokens))).statusCode()).isEqualTo(200);
      assertThat(api.get(tokens.accessToken()).statusCode()).isEqualTo(401);
    }
  }

  private static void answer(HttpExchange exchange, VerifiedToken token) throws IOException {
    try (exchange) {
      byte[] body = (token.subject() + ": " + token.scope()).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /// Calls it with whatever its source gives.
  HttpResponse<String> get(TokenSource tokens) throws IOException, InterruptedException {
    return new AuthorizedHttpClient(HTTP, tokens, uri)
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  /// Calls it as somebody who has nothing but the token.
  HttpResponse<String> get(String token) throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token).build(),
        BodyHandlers.ofString());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
