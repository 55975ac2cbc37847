package dev.mapae.authorizationserver.clientkey;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.authorizationserver.response.EncryptionKeys;
import dev.mapae.fuzz.FuzzTarget;
import java.util.List;

/// JWK Sets of clients: keys to verify with, to encrypt to, and of certificates. RFC 7517 §5.
public final class ClientKeySetFuzz implements FuzzTarget {
  private static final List<String> ENCRYPTION =
      List.of("RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW");

  @Override
  public void eat(byte[] input) {
    try {
      ClientKeySet keys = ClientKeySet.parse(FuzzTarget.text(input));
      holds(keys.keys().stream().noneMatch(key -> key.containsKey("d")), "a key is private");
      var _ = keys.canVerify();
      var _ = keys.certificates();
      var _ = keys.verificationKeys();
      ENCRYPTION.forEach(alg -> EncryptionKeys.find(keys.keys(), alg));
    } catch (ClientKeySet.Unusable e) {
      holds(!e.reason().isBlank(), "it does not say why");
    }
  }
}
