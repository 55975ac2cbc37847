package dev.mapae.resourceserver.servlet;

import dev.mapae.resourceserver.ProtectedResourceMetadata;
import dev.mapae.resourceserver.ResourceServer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Publishes what an API tells clients about itself. RFC 9728 §3.
public final class MetadataServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final String json;

  private MetadataServlet(ProtectedResourceMetadata metadata) {
    this.json = metadata.json();
  }

  /// Publishes the metadata of an API on the server that it is on, where its challenges point to:
  /// that is at the root of the server, so an application with a context path needs a proxy that
  /// leads there. It is for everybody: an [AuthenticationFilter] must not be mapped to it, as one
  /// for `/*` is.
  ///
  /// @param context which is being initialized
  /// @throws IllegalArgumentException when its settings have no metadata
  public static void publish(ServletContext context, ResourceServer api) {
    ProtectedResourceMetadata metadata =
        api.metadata()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "The settings of this API have no metadata; see ResourceServerSettings."));
    context
        .addServlet(MetadataServlet.class.getName() + metadata.path(), of(metadata))
        .addMapping(metadata.path());
  }

  /// A servlet for the path of this metadata, where an application registers it itself.
  public static MetadataServlet of(ProtectedResourceMetadata metadata) {
    return new MetadataServlet(metadata);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    response.setContentType("application/json");
    response.setContentLength(body.length);
    // Clients in browsers read it too.
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.getOutputStream().write(body);
  }
}
