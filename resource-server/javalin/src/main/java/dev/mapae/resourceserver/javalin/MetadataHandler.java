package dev.mapae.resourceserver.javalin;

import dev.mapae.resourceserver.ProtectedResourceMetadata;
import dev.mapae.resourceserver.ResourceServer;
import io.javalin.config.JavalinConfig;

/// Publishes what an API tells clients about itself. RFC 9728 §3.
public final class MetadataHandler {
  private MetadataHandler() {}

  /// Publishes the metadata of an API on the server that it is on, where its challenges point to.
  ///
  /// @throws IllegalArgumentException when its settings have no metadata
  public static void publish(JavalinConfig config, ResourceServer api) {
    ProtectedResourceMetadata metadata =
        api.metadata()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "The settings of this API have no metadata; see ResourceServerSettings."));
    config.routes.get(
        metadata.path(),
        context ->
            context
                .contentType("application/json")
                // Clients in browsers read it too.
                .header("Access-Control-Allow-Origin", "*")
                .result(metadata.json()));
  }
}
