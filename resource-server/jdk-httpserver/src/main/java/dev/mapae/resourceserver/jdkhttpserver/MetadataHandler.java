package dev.mapae.resourceserver.jdkhttpserver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.mapae.resourceserver.ProtectedResourceMetadata;
import dev.mapae.resourceserver.ResourceRequest;
import dev.mapae.resourceserver.ResourceServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// Publishes what an API tells clients about itself. RFC 9728 §3.
public final class MetadataHandler implements HttpHandler {
  private final ProtectedResourceMetadata metadata;
  private final byte[] json;

  MetadataHandler(ProtectedResourceMetadata metadata) {
    this.metadata = metadata;
    this.json = metadata.json().getBytes(StandardCharsets.UTF_8);
  }

  /// Publishes the metadata of an API on the server that it is on, where its challenges point to.
  /// Where a [ProtectedHandler] has the context `/` that answers them already.
  ///
  /// @throws IllegalArgumentException when its settings have no metadata, or something else is
  ///   published there
  public static void publish(HttpServer server, ResourceServer api) {
    ProtectedResourceMetadata metadata =
        api.metadata()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "The settings of this API have no metadata; see ResourceServerSettings."));
    // The server compares it decoded.
    server.createContext(URI.create(metadata.path()).getPath(), new MetadataHandler(metadata));
  }

  boolean isAskedFor(ResourceRequest request) {
    return metadata.isAskedFor(request);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      // A context of this server is also for what begins with its path.
      if (!exchange.getRequestURI().getRawPath().equals(metadata.path())) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      boolean bodiless = exchange.getRequestMethod().equals("HEAD");
      if (!bodiless && !exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      // Clients in browsers read it too.
      exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
      exchange.sendResponseHeaders(200, bodiless ? -1 : json.length);
      if (!bodiless) {
        exchange.getResponseBody().write(json);
      }
    }
  }
}
