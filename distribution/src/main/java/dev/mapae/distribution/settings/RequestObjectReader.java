package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.grant.DeviceCode;
import dev.mapae.authorizationserver.jar.RequestObjects;
import dev.mapae.authorizationserver.outbound.OutboundUrls;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads what a client says of its request objects. RFC 9101 §10.5, OpenID Connect Dynamic Client
/// Registration §2.
final class RequestObjectReader {
  private static final String REQUIRED = "require_signed_request_object";
  private static final String EXP = "require_request_object_exp";
  private static final String URIS = "request_uris";
  private static final String ALG = "request_object_signing_alg";

  private static final String ENCRYPTION_ALG = "request_object_encryption_alg";
  private static final String ENCRYPTION_ENC = "request_object_encryption_enc";

  private RequestObjectReader() {}

  static RequestObjectPolicy read(
      Section client, Optional<ClientKeySource> keys, Set<String> grantTypes) {
    RequestObjectPolicy policy =
        new RequestObjectPolicy(
            client.flag(REQUIRED, false),
            uris(client),
            client.word(ALG, RequestObjects.signingAlgorithms()),
            client.word(ENCRYPTION_ALG, RequestObjects.encryptionAlgorithms()),
            client.word(ENCRYPTION_ENC, RequestObjects.encryptionMethods()),
            client.flag(EXP, true));
    if (policy.encryptionEnc().isPresent() && client.entry(ENCRYPTION_ALG).isEmpty()) {
      client.mistake(
          ENCRYPTION_ENC,
          "'%s' stands without '%s'; add that, or remove it"
              .formatted(ENCRYPTION_ENC, ENCRYPTION_ALG));
    }
    if (!policy.isPreset()) {
      List.of(REQUIRED, URIS, ALG, ENCRYPTION_ALG, EXP).stream()
          .filter(key -> client.entry(key).isPresent())
          .findFirst()
          .ifPresent(key -> KeySourceReader.requireToVerify(client, keys, key));
    }
    if (policy.required() && grantTypes.contains(DeviceCode.NAME)) {
      client.mistake(
          REQUIRED,
          "'%s' is not for a client with the grant type %s, whose requests cannot be signed (RFC 8628 §3.1); remove one of both"
              .formatted(REQUIRED, DeviceCode.NAME));
    }
    return policy;
  }

  /// Notes what a client has or lacks in vain where every client of the server has to sign.
  static void judge(Section file, Section section, Client client) {
    if (file.text(REQUIRED).filter("true"::equals).isEmpty()) {
      return;
    }
    if (client.grantTypes().contains(DeviceCode.NAME)) {
      section.mistake(
          "grant_types",
          "there is no grant type %s at a server with '%s: true': requests of devices cannot be signed (RFC 8628 §3.1); remove one of both"
              .formatted(DeviceCode.NAME, REQUIRED));
    }
    // Of one that says something of its request objects it is said already.
    if (client.grantTypes().contains("authorization_code") && client.requestObjects().isPreset()) {
      KeySourceReader.requireToVerify(
          section,
          client.keySource(),
          "client_id",
          "a client of a server with '%s: true' has no keys to sign its requests with"
              .formatted(REQUIRED));
    }
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
