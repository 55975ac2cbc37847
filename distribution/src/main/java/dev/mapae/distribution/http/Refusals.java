package dev.mapae.distribution.http;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.http.Response;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/// What the binding itself says to requests that nobody behind it hears of.
///
/// @param issuer whose pages explain errors; empty where there are none
record Refusals(Limits limits, Optional<Issuer> issuer) {
  /// What can be said by the headers alone.
  Optional<Response> ofHeaders(Request request) {
    String target = request.getHttpURI().getPathQuery();
    String path = request.getHttpURI().getPath();
    if (target == null || path == null || !path.startsWith("/")) {
      return Optional.of(invalid(400, "The request target has to begin with '/'."));
    }
    if (target.length() > limits.uri()) {
      return Optional.of(
          invalid(
              414,
              "The URL has more than "
                  + limits.uri()
                  + " bytes; an authorization request that is so long can be pushed (RFC 9126)."));
    }
    if (request.getHeaders().size() > limits.headerFields()) {
      return Optional.of(
          invalid(431, "There are more than " + limits.headerFields() + " headers."));
    }
    return request.getLength() > limits.body() ? Optional.of(tooLarge()) : Optional.empty();
  }

  Response tooLarge() {
    return invalid(413, "The body has more than " + limits.body() + " bytes.");
  }

  Response notArrived() {
    return invalid(408, "The body did not arrive whole or in time.");
  }

  Response failure(String id) {
    return error(
        500, "server_error", "The server failed; its log says why under request " + id + ".");
  }

  Response busy() {
    return error(503, "temporarily_unavailable", "Too many requests are being answered; try again.")
        .with("Retry-After", "1");
  }

  Response error(int status, String error, String description) {
    return Answer.error(issuer, status, error, description);
  }

  private Response invalid(int status, String description) {
    return error(status, "invalid_request", description);
  }
}
