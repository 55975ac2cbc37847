package dev.mapae.authorizationserver.clientauth;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Challenge;

/// The challenge to a client that tried HTTP authentication and failed. RFC 6749 §5.2.
public final class ClientChallenge {
  private ClientChallenge() {}

  /// Adds `WWW-Authenticate` to a 401 for a request that came with an `Authorization` header.
  /// Without that header there is none: a browser would ask its user for a password.
  public static Response add(Request request, Response response) {
    return response.status() == 401 && request.headers().first("Authorization").isPresent()
        ? response.with(
            "WWW-Authenticate",
            Challenge.of("Basic").with("realm", "client").with("charset", "UTF-8").header())
        : response;
  }
}
