package dev.mapae.authorizationserver.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.mapae.authorizationserver.store.SealedKey;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Makes the keys of an issuer that has none: one pair for ES256 (access tokens), one for RS256 (ID
/// tokens, which every OpenID Connect client understands), and one secret for each other purpose.
final class FirstKeys {
  private final KeyEncryption encryption;
  private final SecureRandom random;
  private final Instant now;

  FirstKeys(KeyEncryption encryption, SecureRandom random, Instant now) {
    this.encryption = encryption;
    this.random = random;
    this.now = now;
  }

  List<SealedKey> make() {
    try {
      return List.of(
          pair(
              new ECKeyGenerator(Curve.P_256)
                  .secureRandom(random)
                  .keyUse(KeyUse.SIGNATURE)
                  .algorithm(JWSAlgorithm.ES256)
                  .keyID(id("es"))
                  .generate()),
          pair(
              new RSAKeyGenerator(2048)
                  .secureRandom(random)
                  .keyUse(KeyUse.SIGNATURE)
                  .algorithm(JWSAlgorithm.RS256)
                  .keyID(id("rs"))
                  .generate()),
          secret(Purpose.MAC, "HS256"),
          secret(Purpose.SECRET, "HS256"),
          secret(Purpose.SEALING, "A256GCM"));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private SealedKey pair(JWK jwk) {
    byte[] key = jwk.toJSONString().getBytes(StandardCharsets.UTF_8);
    return sealed(Purpose.SIGNING, jwk.getAlgorithm().getName(), jwk.getKeyID(), key);
  }

  private SealedKey secret(Purpose purpose, String algorithm) {
    byte[] key = new byte[32];
    random.nextBytes(key);
    return sealed(purpose, algorithm, id(""), key);
  }

  private SealedKey sealed(Purpose purpose, String algorithm, String id, byte[] key) {
    return new SealedKey(
        id,
        purpose,
        algorithm,
        encryption.seal(purpose, algorithm, id, key),
        now,
        Optional.empty());
  }

  private String id(String prefix) {
    byte[] bytes = new byte[4];
    random.nextBytes(bytes);
    return prefix + HexFormat.of().formatHex(bytes);
  }
}
