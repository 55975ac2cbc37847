package dev.mapae.authorizationserver.clientkey;

import com.nimbusds.jose.JWSObject;
import dev.mapae.protocol.VerificationKey;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a client's JWK Set says, made ready.
///
/// @param all as they are published
/// @param verifying those of them that verify signatures
/// @param certificates the thumbprints of the certificates of its keys
record KnownKeys(
    List<Map<String, Object>> all, List<VerificationKey> verifying, Set<String> certificates) {
  static final KnownKeys NONE = new KnownKeys(List.of(), List.of(), Set.of());

  static KnownKeys of(ClientKeySet set) {
    return new KnownKeys(set.keys(), set.verificationKeys(), set.certificates());
  }

  boolean verifies(JWSObject jws) {
    return verifying.stream().anyMatch(key -> key.verifies(jws));
  }

  boolean hasCertificate(String thumbprint) {
    return certificates.contains(thumbprint);
  }
}
