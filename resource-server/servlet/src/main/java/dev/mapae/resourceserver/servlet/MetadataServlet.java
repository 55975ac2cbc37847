package dev.mapae.resourceserver.servlet;

import dev.mapae.protocol.Json;
import dev.mapae.resourceserver.ProtectedResourceMetadata;
import dev.mapae.resourceserver.ResourceServer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Publishes what an API tells clients about itself. RFC 9728 §3.
public final class MetadataServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final String SERVERS = "authorization_servers";

  private final String path;
  private final byte[] json;

  private MetadataServlet(ProtectedResourceMetadata metadata) {
    this.path = metadata.path();
    this.json = metadata.json().getBytes(StandardCharsets.UTF_8);
  }

  /// Publishes the metadata of an API on the server that it is on, where its challenges point to:
  /// that is at the root of the server, so an application with a context path needs a proxy that
  /// leads from there to the same path below it. [AuthenticationFilter#addTo] does it by itself.
  ///
  /// @param context which is being initialized
  /// @throws IllegalArgumentException when its settings have no metadata
  /// @throws IllegalStateException when metadata of this path are published already, or another
  ///   servlet has the path
  public static void publish(ServletContext context, ResourceServer api) {
    publish(
        context,
        api.metadata()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "The settings of this API have no metadata; see ResourceServerSettings.")));
  }

  /// Publishes metadata that say more than those of the API; do so before a filter is added, which
  /// would publish those, and does not start where these are of another API. An
  /// [AuthenticationFilter] that is mapped to `/*` answers those of its API there instead: with
  /// one, say more by
  /// [dev.mapae.resourceserver.ResourceServerSettings#metadata(ProtectedResourceMetadata)].
  ///
  /// @param context which is being initialized
  /// @throws IllegalStateException when metadata of this path are published already, or another
  ///   servlet has the path
  public static void publish(ServletContext context, ProtectedResourceMetadata metadata) {
    ServletRegistration.Dynamic servlet = context.addServlet(name(metadata), of(metadata));
    if (servlet == null) {
      throw new IllegalStateException(
          "There is such a document already: "
              + metadata.path()
              + "; publish one that says more before AuthenticationFilter.addTo.");
    }
    // Containers compare it decoded.
    if (!servlet.addMapping(URI.create(metadata.path()).getPath()).isEmpty()) {
      throw new IllegalStateException(
          "Another servlet has the path of the metadata, "
              + metadata.path()
              + "; leave it to MetadataServlet.publish or AuthenticationFilter.addTo.");
    }
    context.setAttribute(published(metadata), metadata.json());
  }

  private static String name(ProtectedResourceMetadata metadata) {
    return MetadataServlet.class.getName() + metadata.path();
  }

  /// For the filters of an API, of which the first one does it, unless the application has. It is
  /// remembered what that one had to say: another document has no other place.
  static void publishOnce(ServletContext context, ProtectedResourceMetadata metadata) {
    Object before = context.getAttribute(name(metadata));
    if (before != null && !before.equals(metadata.json())) {
      throw new IllegalStateException(
          "Filters have different metadata for one path, "
              + metadata.path()
              + "; make them of one ResourceServer, or of audiences with different paths.");
    }
    if (context.getServletRegistration(name(metadata)) == null) {
      publish(context, metadata);
    } else if (!(context.getAttribute(published(metadata)) instanceof String document
        && says(document, metadata))) {
      throw new IllegalStateException(
          "What is published at "
              + metadata.path()
              + " is of another API, or names other authorization servers, than the filter;"
              + " publish the metadata of its ResourceServer, with what is to be said besides.");
    }
    context.setAttribute(name(metadata), metadata.json());
  }

  /// Whether a document says of the same API as this one where clients get tokens: no less, and no
  /// server whose tokens are refused.
  private static boolean says(String document, ProtectedResourceMetadata metadata) {
    Map<String, Object> published = Json.parseObject(document).orElseThrow();
    Map<String, Object> own = Json.parseObject(metadata.json()).orElseThrow();
    return Objects.equals(published.get("resource"), own.get("resource"))
        && servers(published).equals(servers(own));
  }

  private static Set<?> servers(Map<String, Object> document) {
    return document.get(SERVERS) instanceof List<?> servers ? new HashSet<>(servers) : Set.of();
  }

  private static String published(ProtectedResourceMetadata metadata) {
    return name(metadata) + ".published";
  }

  /// A servlet for the path of this metadata, where an application registers it itself.
  public static MetadataServlet of(ProtectedResourceMetadata metadata) {
    return new MetadataServlet(metadata);
  }

  /// Whether a request reads this document, for adapters that stand in front of it: where the
  /// challenges point to, and, in an application with a context path, below that. RFC 9728 §3.1.
  public boolean isAskedFor(HttpServletRequest request) {
    String uri = request.getRequestURI();
    return uri.endsWith(path)
        && READING.contains(request.getMethod())
        && (uri.length() == path.length() || uri.equals(request.getContextPath() + path));
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("application/json");
    response.setContentLength(json.length);
    // Clients in browsers read it too.
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.getOutputStream().write(json);
  }
}
