package dev.mapae.authorizationserver.clientkey;

import com.nimbusds.jose.JWSObject;
import dev.mapae.protocol.VerificationKey;
import java.util.List;
import java.util.Set;

/// What a client's JWK Set says, made ready.
///
/// @param keys that verify signatures
/// @param certificates the thumbprints of the certificates of its keys
record KnownKeys(List<VerificationKey> keys, Set<String> certificates) {
  static final KnownKeys NONE = new KnownKeys(List.of(), Set.of());

  static KnownKeys of(ClientKeySet set) {
    return new KnownKeys(set.verificationKeys(), set.certificates());
  }

  boolean verifies(JWSObject jws) {
    return keys.stream().anyMatch(key -> key.verifies(jws));
  }

  boolean hasCertificate(String thumbprint) {
    return certificates.contains(thumbprint);
  }
}
