package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.clientkey.ClientKeySet;
import dev.mapae.authorizationserver.key.SigningAlgorithm;
import dev.mapae.authorizationserver.response.EncryptionKeys;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.authorizationserver.store.ResponseEncryption;
import dev.mapae.authorizationserver.store.ResponseJwt;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// Reads names of algorithms. RFC 7518 §3.1.
final class Algorithms {
  private Algorithms() {}

  /// What a client wants its responses to be signed and encrypted with.
  static ResponseAlgorithms responses(Section client, Optional<ClientKeySource> keys) {
    Map<ResponseJwt, String> signing = new EnumMap<>(ResponseJwt.class);
    Map<ResponseJwt, ResponseEncryption> encryption = new EnumMap<>(ResponseJwt.class);
    for (ResponseJwt jwt : ResponseJwt.values()) {
      signing(client, jwt.signedResponseAlg()).ifPresent(alg -> signing.put(jwt, alg));
      encryption(client, jwt, keys).ifPresent(how -> encryption.put(jwt, how));
    }
    return new ResponseAlgorithms(signing, encryption);
  }

  private static Optional<ResponseEncryption> encryption(
      Section client, ResponseJwt jwt, Optional<ClientKeySource> keys) {
    String key = jwt.encryptedResponseAlg();
    String encKey = jwt.encryptedResponseEnc();
    boolean isAsked = client.entry(key).isPresent();
    Optional<String> alg = client.word(key, ResponseEncryption.ALGORITHMS);
    Optional<String> enc = client.word(encKey, ResponseEncryption.METHODS);
    if (enc.isPresent() && !isAsked) {
      client.mistake(encKey, "'%s' stands without '%s'; add one".formatted(encKey, key));
    }
    if (alg.isPresent() && !isKeyFor(alg.get(), keys)) {
      client.mistake(
          key,
          "'%s' is '%s', and the client has no key for that; give it a 'jwks' with one for 'use: enc', or a 'jwks_uri'"
              .formatted(key, alg.get()));
    }
    return alg.map(
        a -> new ResponseEncryption(a, enc.orElse(ResponseEncryption.METHODS.getFirst())));
  }

  private static boolean isKeyFor(String alg, Optional<ClientKeySource> keys) {
    if (keys.isEmpty()) {
      return false;
    }
    return switch (keys.get()) {
      case ClientKeySource.JwksUri(var uri) -> !uri.isEmpty();
      case ClientKeySource.Jwks(var json) -> {
        try {
          yield EncryptionKeys.find(ClientKeySet.parse(json).keys(), alg).isPresent();
        } catch (ClientKeySet.Unusable e) {
          yield true; // said where the keys are read
        }
      }
    };
  }

  /// What the server is to sign with.
  ///
  /// @return empty where nothing is said, and after a mistake
  static Optional<String> signing(Section section, String key) {
    Optional<String> alg = section.text(key);
    if (alg.isEmpty() || SigningAlgorithm.ALL.contains(alg.get())) {
      return alg;
    }
    section.mistake(
        key,
        "'%s' is '%s', %sone of %s"
            .formatted(
                key, alg.get(), instead(alg.get()), String.join(", ", SigningAlgorithm.ALL)));
    return Optional.empty();
  }

  private static String instead(String alg) {
    if (alg.equals("none")) {
      return "which does not exist here, since what nobody signed proves nothing; choose ";
    }
    if (alg.startsWith("HS")) {
      return "which does not exist here, since whoever verifies that can sign it as well; choose ";
    }
    return "but has to be ";
  }
}
