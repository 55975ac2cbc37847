package dev.mapae.distribution;

import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.http.Router;
import dev.mapae.distribution.health.Health;
import dev.mapae.protocol.ProtocolError;
import java.util.Optional;

/// Who answers on the two listeners.
///
/// @param paths knows the path of the route that answers a request
record Answers(Endpoint open, Endpoint managed, Router paths) {
  /// Everything, once the server is put together.
  static Answers of(Router open, Router managed) {
    return new Answers(open, managed, open);
  }

  /// That the server lives and is not ready, and to everything else that it is too early.
  static Answers beforeTheStart(ErrorBoundary errors) {
    Router health = new Router(Health.routes(() -> false), errors);
    Response tooEarly =
        errors.render(
            new ProtocolError.TemporarilyUnavailable(
                "The server is starting, or waits for its database; send the same request again in a moment."));
    Endpoint early =
        request -> health.template(request.path()).isPresent() ? health.handle(request) : tooEarly;
    return new Answers(early, early, health);
  }

  /// The path of the route that answers, for metrics: one of a fixed number of values.
  Optional<String> template(String path) {
    return paths.template(path);
  }
}
