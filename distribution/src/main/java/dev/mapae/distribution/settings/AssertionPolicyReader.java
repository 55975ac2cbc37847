package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.clientauth.ClientAuthentication;
import dev.mapae.authorizationserver.store.AssertionPolicy;
import java.util.List;
import java.util.Optional;

/// Reads what a client says of the JWTs that it authenticates with, and that it has keys for them.
final class AssertionPolicyReader {
  private static final String ALG = "token_endpoint_auth_signing_alg";
  private static final String AUDIENCE = "insecure_assertion_audience";

  private AssertionPolicyReader() {}

  static AssertionPolicy read(Section client, String authMethod) {
    List<String> algorithms = ClientAuthentication.signingAlgorithms(authMethod);
    for (String key : List.of(ALG, AUDIENCE)) {
      if (algorithms.isEmpty() && client.entry(key).isPresent()) {
        client.mistake(
            key,
            "'%s' is of no use, since the client does not authenticate with a JWT; remove it, or make 'token_endpoint_auth_method' private_key_jwt"
                .formatted(key));
      }
    }
    if (authMethod.equals("private_key_jwt")
        && client.entry("jwks").isEmpty()
        && client.entry("jwks_uri").isEmpty()) {
      client.mistake(
          "token_endpoint_auth_method",
          "a client with 'token_endpoint_auth_method: private_key_jwt' has no keys; add 'jwks' or 'jwks_uri'");
    }
    Optional<String> alg = algorithms.isEmpty() ? client.text(ALG) : client.word(ALG, algorithms);
    return new AssertionPolicy(alg, client.flag(AUDIENCE, false));
  }
}
