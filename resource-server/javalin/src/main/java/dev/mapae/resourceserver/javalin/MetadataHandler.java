package dev.mapae.resourceserver.javalin;

import dev.mapae.resourceserver.ProtectedResourceMetadata;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.servlet.MetadataServlet;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;

/// Publishes what an API tells clients about itself. RFC 9728 §3.
public final class MetadataHandler {
  private final MetadataServlet servlet;
  private final String json;

  MetadataHandler(ProtectedResourceMetadata metadata) {
    this.servlet = MetadataServlet.of(metadata);
    this.json = metadata.json();
  }

  /// Publishes the metadata of an API on the server that it is on, where its challenges point to.
  /// Where a [ProtectedHandler] is `before` everything that answers them already.
  ///
  /// @throws IllegalArgumentException when its settings have no metadata
  public static void publish(JavalinConfig config, ResourceServer api) {
    ProtectedResourceMetadata metadata =
        api.metadata()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "The settings of this API have no metadata; see ResourceServerSettings."));
    config.routes.get(metadata.path(), new MetadataHandler(metadata)::answer);
  }

  boolean isAskedFor(Context context) {
    return servlet.isAskedFor(context.req());
  }

  void answer(Context context) {
    context
        .contentType("application/json")
        // Clients in browsers read it too.
        .header("Access-Control-Allow-Origin", "*")
        .result(json);
  }
}
