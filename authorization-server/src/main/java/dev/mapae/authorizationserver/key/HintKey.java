package dev.mapae.authorizationserver.key;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// What is left of a signing key when it is no longer published: its public half, by which an ID
/// token that expired is still known as a hint. OIDC Core §3.1.2.1, RP-Initiated Logout §2.
///
/// @param jwk read when it is needed, which is seldom
record HintKey(String id, SigningAlgorithm algorithm, Map<String, Object> jwk)
    implements OpenedKey, VerifyingKey {

  /// Opens what [#kept] made.
  static HintKey parse(String id, String alg, byte[] kept) {
    Map<String, Object> jwk =
        Json.parseObject(new String(kept, StandardCharsets.UTF_8))
            .orElseThrow(() -> new IllegalStateException("a key of hints in the database is none"));
    return new HintKey(id, SigningAlgorithm.of(alg).orElseThrow(), jwk);
  }

  /// What is kept of a signing key, before it is sealed: so that nobody with the database alone can
  /// add one.
  static byte[] kept(SigningKey key) {
    return Json.write(key.publicJwk()).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public KeyKind kind() {
    return KeyKind.hints(algorithm.algorithm());
  }

  @Override
  public boolean verifies(String input, byte[] signed) {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.parse(algorithm.algorithm())).keyID(id).build();
    return VerificationKey.parse(jwk)
        .filter(key -> key.verifies(header, input.getBytes(StandardCharsets.US_ASCII), signed))
        .isPresent();
  }
}
