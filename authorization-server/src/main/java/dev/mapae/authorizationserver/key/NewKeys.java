package dev.mapae.authorizationserver.key;

import com.nimbusds.jose.JOSEException;
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
      case MAC, SECRET, SEALING -> {
        byte[] key = new byte[32];
        random.nextBytes(key);
        yield sealed(kind, id(), key, usedFrom);
      }
    };
  }

  private SealedKey pair(KeyKind kind, Instant usedFrom) {
    try {
      JWKGenerator<? extends JWK> generator =
          switch (kind.algorithm()) {
            case "ES256" -> new ECKeyGenerator(Curve.P_256);
            case "RS256" -> new RSAKeyGenerator(2048);
            default -> throw new IllegalStateException("no such signature here: " + kind);
          };
      // Of the JDK alone an RSA key takes ten times as long.
      Crypto.provider().ifPresent(generator::provider);
      JWK jwk =
          generator
              .secureRandom(random)
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.parse(kind.algorithm()))
              .keyID(kind.algorithm().substring(0, 2).toLowerCase(Locale.ROOT) + id())
              .generate();
      byte[] key = jwk.toJSONString().getBytes(StandardCharsets.UTF_8);
      return sealed(kind, jwk.getKeyID(), key, usedFrom);
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
