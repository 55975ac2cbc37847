package dev.mapae.resourceserver;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/// What this library needs to know of a request to a protected resource. RFC 6749 §7.
///
/// @param authorization the values of all `Authorization` headers, as they came
/// @param method the HTTP method
/// @param uri the target as it came, with its query; a string, since servers take targets that
///   [URI] does not
public record ResourceRequest(List<String> authorization, String method, String uri) {
  public ResourceRequest {
    authorization = List.copyOf(authorization);
  }

  /// A request with one `Authorization` header, or none.
  public static ResourceRequest of(Optional<String> authorization, String method, URI uri) {
    return new ResourceRequest(authorization.stream().toList(), method, uri.toString());
  }

  /// Tells nothing of the credentials.
  @Override
  public String toString() {
    return "ResourceRequest[" + method + "]";
  }
}
