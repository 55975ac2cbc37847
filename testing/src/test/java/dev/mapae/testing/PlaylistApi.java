package dev.mapae.testing;

import static dev.mapae.resourceserver.Requirement.scope;

import com.sun.net.httpserver.HttpServer;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.jdkhttpserver.ProtectedHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/// What is tested in these tests: an API as a user of the library would write it, and a caller.
final class PlaylistApi implements AutoCloseable {
  static final String RESOURCE = "https://api.example.com/";

  private final HttpServer server;
  private final HttpClient http = HttpClient.newHttpClient();

  private PlaylistApi(HttpServer server) {
    this.server = server;
  }

  static PlaylistApi start(String issuer) {
    ResourceServer api = ResourceServer.of(issuer, RESOURCE);
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/playlists",
          ProtectedHandler.of(
              api.require(scope("playlist.read")),
              (exchange, token) -> {
                try (exchange) {
                  byte[] body = token.subject().getBytes(StandardCharsets.UTF_8);
                  exchange.sendResponseHeaders(200, body.length);
                  exchange.getResponseBody().write(body);
                }
              }));
      server.start();
      return new PlaylistApi(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The status of the answer.
  int get(String token) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/playlists");
    return http.send(
            HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token).build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  @Override
  public void close() {
    server.stop(0);
    http.close();
  }
}
