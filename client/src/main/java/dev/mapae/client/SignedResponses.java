package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Authorization responses that the server signs. JARM §2.1, §2.4.
final class SignedResponses {
  private static final Duration LEEWAY = Duration.ofSeconds(30);

  private final String clientId;
  private final ServerJwts jwts;

  SignedResponses(String clientId, ServerJwts jwts) {
    this.clientId = clientId;
    this.jwts = jwts;
  }

  /// Verifies a response.
  ///
  /// @param algorithm the client's `authorization_signed_response_alg`, the only one accepted
  /// @return its parameters
  /// @throws ClientException `Untrusted`, saying which check failed
  Parameters verify(String response, String algorithm) {
    ServerJwt jwt =
        jwts.verify(
            response,
            new ServerJwts.Kind(
                "authorization response",
                algorithm,
                Set.of("jwt"),
                LEEWAY,
                "AuthorizationCode.signedResponses"));
    jwt.check(jwt.time("exp").isPresent(), "exp is missing");
    jwt.check(jwt.audiences().equals(Set.of(clientId)), "aud is not this client alone");
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    jwt.claims()
        .forEach((name, value) -> {
          if (value instanceof String text) {
            parameters.put(name, List.of(text));
          }
        });
    return Parameters.of(parameters);
  }
}
