package dev.mapae.authorizationserver.registration;

import dev.mapae.authorizationserver.binding.PresentedToken;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Challenge;
import dev.mapae.protocol.ProtocolError;
import java.util.Optional;

/// Answers refused requests of endpoints that take a bearer token. RFC 6750 §3, RFC 7591 §3.2.2.
record BearerRefusal(ErrorBoundary errors) {
  /// The bearer token of a request.
  static Optional<String> token(Request request) {
    return PresentedToken.of(request)
        .filter(presented -> presented.scheme() == PresentedToken.Scheme.BEARER)
        .map(PresentedToken::token);
  }

  Response of(Request request, ProtocolError error) {
    Response response = errors.render(error);
    if (response.status() != 401) {
      return response;
    }
    Challenge challenge = Challenge.of("Bearer").with("realm", "registration");
    // RFC 6750 §3.1: to one who brought nothing, no error code.
    return request.headers().first("Authorization").isEmpty()
        ? response.with("WWW-Authenticate", challenge.header())
        : response.with(
            "WWW-Authenticate",
            challenge
                .with("error", error.code())
                .with("error_description", ErrorBoundary.ascii(error.description()))
                .header());
  }
}
