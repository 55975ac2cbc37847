package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.clientauth.ClientAuthentication;
import dev.mapae.authorizationserver.store.AssertionPolicy;
import dev.mapae.authorizationserver.store.ClientKeySource;
import java.util.List;
import java.util.Optional;

/// Reads what a client says of the JWTs that it authenticates with, and that it has keys for them.
final class AssertionPolicyReader {
  private static final String PRIVATE_KEY_JWT = "private_key_jwt";
  private static final String ALG = "token_endpoint_auth_signing_alg";
  private static final String AUDIENCE = "insecure_assertion_audience";

  private AssertionPolicyReader() {}

  static AssertionPolicy read(Section client, String authMethod, Optional<ClientKeySource> keys) {
    List<String> algorithms = ClientAuthentication.signingAlgorithms(authMethod);
    for (String key : List.of(ALG, AUDIENCE)) {
      if (algorithms.isEmpty() && client.entry(key).isPresent()) {
        client.mistake(
            key,
            "'%s' is of no use, since the client does not authenticate with a JWT; remove it, or make 'token_endpoint_auth_method' private_key_jwt"
                .formatted(key));
      }
    }
    if (authMethod.equals(PRIVATE_KEY_JWT)) {
      KeySourceReader.requireToVerify(client, keys, "token_endpoint_auth_method");
    }
    Optional<String> alg = algorithms.isEmpty() ? client.text(ALG) : client.word(ALG, algorithms);
    return new AssertionPolicy(alg, client.flag(AUDIENCE, false));
  }
}
