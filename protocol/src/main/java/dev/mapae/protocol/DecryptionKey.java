package dev.mapae.protocol;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEDecrypter;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.text.ParseException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A private key of the client that opens what the server encrypts for it, and the algorithm by
/// which that is done. RFC 7516, RFC 7518 §4.3, §4.6.
///
/// It may be shared between threads.
public final class DecryptionKey {
  /// By `kty`. The first is used where the key does not say.
  private static final Map<String, List<String>> OF_TYPE =
      Map.of(
          "RSA", List.of("RSA-OAEP-256"),
          "EC", List.of("ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"));

  private static final Set<Curve> CURVES = Set.of(Curve.P_256, Curve.P_384, Curve.P_521);
  private static final int MIN_RSA_BITS = 2048;

  /// RFC 7517 §4.3.
  private static final Set<KeyOperation> OPENS =
      Set.of(
          KeyOperation.DECRYPT,
          KeyOperation.UNWRAP_KEY,
          KeyOperation.DERIVE_KEY,
          KeyOperation.DERIVE_BITS);

  private final JWK pair;
  private final String algorithm;
  private final Optional<String> kid;

  private DecryptionKey(JWK pair, String algorithm, Optional<String> kid) {
    this.pair = pair;
    this.algorithm = algorithm;
    this.kid = kid;
  }

  /// Reads a private JWK (RFC 7517) of type RSA or EC.
  ///
  /// @param json the key; its `alg` is the algorithm (`RSA-OAEP-256` or `ECDH-ES` for one that has
  ///   none), and its `kid` the name by which the server knows it
  /// @throws IllegalArgumentException for what is no such key; the message tells nothing of it
  public static DecryptionKey ofJwk(String json) {
    try {
      JWK jwk = JWK.parse(Json.parseObject(json).orElseThrow(DecryptionKey::unusable));
      if (isUsable(jwk)) {
        Optional<String> alg =
            Optional.ofNullable(jwk.getAlgorithm()).map(com.nimbusds.jose.Algorithm::getName);
        return new DecryptionKey(jwk, algorithm(jwk, alg), Optional.ofNullable(jwk.getKeyID()));
      }
    } catch (ParseException | IllegalArgumentException | IllegalStateException e) {
      // What they say may hold parts of the key.
    }
    throw unusable();
  }

  private static boolean isUsable(JWK jwk) {
    boolean sound =
        jwk instanceof RSAKey rsa
            ? rsa.size() >= MIN_RSA_BITS
            : jwk instanceof ECKey ec && CURVES.contains(ec.getCurve());
    return sound
        && jwk.isPrivate()
        && (jwk.getKeyUse() == null || KeyUse.ENCRYPTION.equals(jwk.getKeyUse()))
        && (jwk.getKeyOperations() == null
            || jwk.getKeyOperations().stream().anyMatch(OPENS::contains));
  }

  private static String algorithm(JWK jwk, Optional<String> alg) {
    List<String> able = OF_TYPE.getOrDefault(jwk.getKeyType().getValue(), List.of());
    return alg.or(() -> able.stream().findFirst())
        .filter(able::contains)
        .orElseThrow(DecryptionKey::unusable);
  }

  /// Makes a new key for `ECDH-ES`, which lives as long as the program.
  public static DecryptionKey generate() {
    try {
      return new DecryptionKey(
          new ECKeyGenerator(Curve.P_256).generate(), "ECDH-ES", Optional.empty());
    } catch (JOSEException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /// The same key for another algorithm of its type, `ECDH-ES+A256KW` instead of `ECDH-ES` for
  /// example.
  ///
  /// @throws IllegalArgumentException for one that is not for such a key
  public DecryptionKey withAlgorithm(String alg) {
    return new DecryptionKey(pair, algorithm(pair, Optional.of(alg)), kid);
  }

  /// The same key under a name, by which the headers of what is encrypted tell it from others. RFC
  /// 7516 §4.1.6.
  public DecryptionKey withKid(String other) {
    return new DecryptionKey(pair, algorithm, Optional.of(other));
  }

  /// The `alg`, which the client registers: `id_token_encrypted_response_alg` and others. RFC 7518
  /// §4.1.
  public String algorithm() {
    return algorithm;
  }

  /// The public half as a JWK with `alg`, `use` and, where it has one, `kid`: what a server is
  /// given in `jwks`. RFC 7517 §4.
  public Map<String, Object> publicJwk() {
    Map<String, Object> jwk = new LinkedHashMap<>(pair.toPublicJWK().getRequiredParams());
    jwk.put("use", "enc");
    jwk.put("alg", algorithm);
    kid.ifPresent(name -> jwk.put("kid", name));
    return Collections.unmodifiableMap(jwk);
  }

  /// Whether this may be the key that a header means.
  boolean isNamed(Optional<String> other) {
    return other.isEmpty() || kid.isEmpty() || kid.equals(other);
  }

  /// Opens a JWE. Its header has been checked: nothing else of it chooses an algorithm.
  ///
  /// @return empty when it was not made for this key, or was changed
  Optional<String> open(JWEObject jwe) {
    try {
      jwe.decrypt(decrypter());
      return Optional.of(jwe.getPayload().toString());
    } catch (JOSEException | RuntimeException e) {
      // Strangers choose these bytes, and some of them surprise the library.
      return Optional.empty();
    }
  }

  private JWEDecrypter decrypter() throws JOSEException {
    return pair instanceof RSAKey rsa ? new RSADecrypter(rsa) : new ECDHDecrypter(pair.toECKey());
  }

  private static IllegalArgumentException unusable() {
    return new IllegalArgumentException(
        "This is no private key of type RSA (2048 bits or more) or EC (P-256, P-384, P-521) for an"
            + " alg among RSA-OAEP-256, ECDH-ES, ECDH-ES+A128KW and ECDH-ES+A256KW.");
  }

  /// Tells nothing of the key.
  @Override
  public String toString() {
    return "DecryptionKey[" + algorithm + "]";
  }
}
