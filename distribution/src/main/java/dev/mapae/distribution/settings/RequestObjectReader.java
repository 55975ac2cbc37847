package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.jar.RequestObjects;
import dev.mapae.authorizationserver.outbound.OutboundUrls;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads what a client says of its request objects. RFC 9101 §10.5, OpenID Connect Dynamic Client
/// Registration §2.
final class RequestObjectReader {
  private static final String REQUIRED = "require_signed_request_object";
  private static final String URIS = "request_uris";
  private static final String ALG = "request_object_signing_alg";

  private static final String ENCRYPTION_ALG = "request_object_encryption_alg";
  private static final String ENCRYPTION_ENC = "request_object_encryption_enc";

  private RequestObjectReader() {}

  static RequestObjectPolicy read(Section client, Optional<ClientKeySource> keys) {
    RequestObjectPolicy policy =
        new RequestObjectPolicy(
            client.flag(REQUIRED, false),
            uris(client),
            client.word(ALG, RequestObjects.signingAlgorithms()),
            client.word(ENCRYPTION_ALG, RequestObjects.encryptionAlgorithms()),
            client.word(ENCRYPTION_ENC, RequestObjects.encryptionMethods()));
    if (policy.encryptionEnc().isPresent() && client.entry(ENCRYPTION_ALG).isEmpty()) {
      client.mistake(
          ENCRYPTION_ENC,
          "'%s' stands without '%s'; add that, or remove it"
              .formatted(ENCRYPTION_ENC, ENCRYPTION_ALG));
    }
    if (!policy.isPreset()) {
      List.of(REQUIRED, URIS, ALG, ENCRYPTION_ALG).stream()
          .filter(key -> client.entry(key).isPresent())
          .findFirst()
          .ifPresent(key -> KeySourceReader.requireToVerify(client, keys, key));
    }
    return policy;
  }

  /// What is behind '#' tells one version of an object from the next (OIDC Core §6.2); the server
  /// fetches what is before it.
  private static List<String> uris(Section client) {
    List<String> uris = new ArrayList<>();
    for (Yaml.Scalar uri : client.list(URIS)) {
      OutboundUrls.mistake(uri.value().split("#", 2)[0])
          .ifPresent(m ->
              client.mistakes().add(uri.line(), "'" + URIS + "' has '" + uri.value() + "': " + m));
      uris.add(uri.value());
    }
    return uris;
  }
}
