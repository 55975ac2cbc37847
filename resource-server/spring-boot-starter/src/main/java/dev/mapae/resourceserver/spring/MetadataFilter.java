package dev.mapae.resourceserver.spring;

import dev.mapae.resourceserver.ProtectedResourceMetadata;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.servlet.MetadataServlet;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.web.filter.OncePerRequestFilter;

/// Answers the metadata of APIs (RFC 9728 §3), which are for everybody. It stands in front of
/// Spring Security: of several chains none need be for their paths.
final class MetadataFilter extends OncePerRequestFilter {
  private final List<MetadataServlet> documents;

  /// @throws IllegalStateException for two documents that would have one place
  MetadataFilter(Stream<ResourceServer> apis) {
    Map<String, ProtectedResourceMetadata> byPath = new LinkedHashMap<>();
    apis.flatMap(api -> api.metadata().stream())
        .forEach(metadata -> {
          ProtectedResourceMetadata other = byPath.putIfAbsent(metadata.path(), metadata);
          if (other != null && !other.json().equals(metadata.json())) {
            throw new IllegalStateException(
                "Beans of ResourceServer have different metadata for one path, "
                    + metadata.path()
                    + ": of "
                    + other.resource()
                    + " and "
                    + metadata.resource()
                    + ". Make them one bean, or give them audiences with different paths.");
          }
        });
    this.documents = byPath.values().stream().map(MetadataServlet::of).toList();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<MetadataServlet> asked =
        documents.stream().filter(document -> document.isAskedFor(request)).findFirst();
    if (asked.isPresent()) {
      asked.get().service(request, response);
    } else {
      chain.doFilter(request, response);
    }
  }
}
