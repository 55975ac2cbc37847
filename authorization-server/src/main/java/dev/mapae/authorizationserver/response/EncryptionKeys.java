package dev.mapae.authorizationserver.response;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import dev.mapae.protocol.VerificationKey;
import java.text.ParseException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Finds the key of a client that something is encrypted to. RFC 7517 §4, OIDC Core §10.2.
public final class EncryptionKeys {
  /// RFC 7517 §4.3: what a key may do that something is encrypted to.
  private static final Set<KeyOperation> OPERATIONS =
      Set.of(
          KeyOperation.ENCRYPT,
          KeyOperation.WRAP_KEY,
          KeyOperation.DERIVE_KEY,
          KeyOperation.DERIVE_BITS);

  private static final Set<Curve> CURVES = Set.of(Curve.P_256, Curve.P_384, Curve.P_521);

  private EncryptionKeys() {}

  /// The first key for an algorithm; those that say they are for encryption come first.
  ///
  /// @param keys of a JWK Set, as they came
  public static Optional<JWK> find(List<Map<String, Object>> keys, String alg) {
    List<JWK> fitting =
        keys.stream().flatMap(EncryptionKeys::parse).filter(key -> fits(key, alg)).toList();
    return fitting.stream()
        .filter(key -> KeyUse.ENCRYPTION.equals(key.getKeyUse()))
        .findFirst()
        .or(() -> fitting.stream().findFirst());
  }

  private static Stream<JWK> parse(Map<String, Object> key) {
    try {
      return Stream.of(JWK.parse(key));
    } catch (ParseException | IllegalArgumentException e) {
      return Stream.empty(); // of a type that is not known here
    }
  }

  private static boolean fits(JWK key, String alg) {
    return isFor(key, alg)
        && (alg.startsWith("RSA")
            ? key instanceof RSAKey rsa && isSound(rsa)
            : key instanceof ECKey ec && CURVES.contains(ec.getCurve()));
  }

  private static boolean isFor(JWK key, String alg) {
    return (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.ENCRYPTION))
        && (key.getKeyOperations() == null
            || !Collections.disjoint(key.getKeyOperations(), OPERATIONS))
        && (key.getAlgorithm() == null || key.getAlgorithm().getName().equals(alg));
  }

  private static boolean isSound(RSAKey key) {
    try {
      return VerificationKey.isSound(key.toRSAPublicKey());
    } catch (JOSEException e) {
      return false;
    }
  }
}
