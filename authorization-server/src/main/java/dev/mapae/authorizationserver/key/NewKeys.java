package dev.mapae.authorizationserver.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.JWKGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.mapae.authorizationserver.store.SealedKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;

/// Makes keys and seals them.
public final class NewKeys {
  private final KeyEncryption encryption;
  private final SecureRandom random;

  public NewKeys(KeyEncryption encryption, SecureRandom random) {
    this.encryption = encryption;
    this.random = random;
  }

  KeyEncryption encryption() {
    return encryption;
  }

  SealedKey make(KeyKind kind, Instant usedFrom) {
    return switch (kind.purpose()) {
      case SIGNING -> pair(kind, usedFrom);
      case ENCRYPTION -> encryptionPair(kind, usedFrom);
      case ID_TOKEN_HINT -> throw new IllegalArgumentException("those are left of others");
      case MAC, SECRET, SEALING, PAIRWISE -> {
        byte[] key = new byte[32];
        random.nextBytes(key);
        yield sealed(kind, id(), key, usedFrom);
      }
    };
  }

  /// What is left for hints of a key that signed.
  ///
  /// @param usedUntil when it made room for the next
  SealedKey hint(SealedKey signing, Instant usedUntil) {
    byte[] opened =
        encryption.open(signing).orElseThrow(() -> KeyRing.UnusableKeys.closed(signing.id())).key();
    byte[] kept = HintKey.kept(SigningKey.parse(signing.algorithm(), opened));
    return sealed(KeyKind.hints(signing.algorithm()), signing.id(), kept, usedUntil);
  }

  private SealedKey pair(KeyKind kind, Instant usedFrom) {
    SigningAlgorithm algorithm =
        SigningAlgorithm.of(kind.algorithm())
            .orElseThrow(() -> new IllegalStateException("no such signature here: " + kind));
    String kid = kind.algorithm().substring(0, 2).toLowerCase(Locale.ROOT) + id();
    byte[] key =
        switch (algorithm) {
          case ES256 -> jwk(algorithm, kid, new ECKeyGenerator(Curve.P_256));
          case ES384 -> jwk(algorithm, kid, new ECKeyGenerator(Curve.P_384));
          case ES512 -> jwk(algorithm, kid, new ECKeyGenerator(Curve.P_521));
          case RS256, RS384, RS512, PS256, PS384, PS512 ->
              jwk(algorithm, kid, new RSAKeyGenerator(2048));
          case EDDSA, ML_DSA_44, ML_DSA_65, ML_DSA_87 ->
              EncodedPair.generate(algorithm, kid, random);
        };
    return sealed(kind, kid, key, usedFrom);
  }

  private SealedKey encryptionPair(KeyKind kind, Instant usedFrom) {
    String kid = "en" + id();
    // What is for ECDH-ES names no alg: it is for that with each way to wrap a key.
    JWKGenerator<? extends JWK> generator =
        kind.algorithm().equals(KeyKind.RSA_OAEP)
            ? new RSAKeyGenerator(2048).algorithm(JWEAlgorithm.RSA_OAEP_256)
            : new ECKeyGenerator(Curve.P_256);
    return sealed(kind, kid, jwk(generator.keyUse(KeyUse.ENCRYPTION), kid), usedFrom);
  }

  private byte[] jwk(
      SigningAlgorithm algorithm, String kid, JWKGenerator<? extends JWK> generator) {
    return jwk(
        generator.keyUse(KeyUse.SIGNATURE).algorithm(JWSAlgorithm.parse(algorithm.algorithm())),
        kid);
  }

  private byte[] jwk(JWKGenerator<? extends JWK> generator, String kid) {
    // Of the JDK alone an RSA key takes ten times as long.
    Crypto.provider().ifPresent(generator::provider);
    try {
      return generator
          .secureRandom(random)
          .keyID(kid)
          .generate()
          .toJSONString()
          .getBytes(StandardCharsets.UTF_8);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private SealedKey sealed(KeyKind kind, String id, byte[] key, Instant usedFrom) {
    return new SealedKey(
        id,
        kind.purpose(),
        kind.algorithm(),
        encryption.seal(kind.purpose(), kind.algorithm(), id, key),
        usedFrom);
  }

  private String id() {
    byte[] bytes = new byte[4];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
