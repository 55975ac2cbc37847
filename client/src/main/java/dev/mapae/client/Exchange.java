package dev.mapae.client;

import java.net.URI;
import java.util.List;
import java.util.Map;

/// One request to the authorization server and its answer, as they really were. The headers and
/// bodies hold secrets, codes and tokens.
///
/// @param requestHeaders the headers that this library set
/// @param requestBody empty for GET
public record Exchange(
    String method,
    URI uri,
    Map<String, List<String>> requestHeaders,
    String requestBody,
    int status,
    Map<String, List<String>> responseHeaders,
    String responseBody) {

  /// Tells nothing of headers and bodies.
  @Override
  public String toString() {
    return method + " " + uri.getHost() + uri.getPath() + " " + status;
  }
}
