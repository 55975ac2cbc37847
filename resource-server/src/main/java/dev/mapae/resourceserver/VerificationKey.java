package dev.mapae.resourceserver;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One public key of the issuer and the algorithms that it verifies, which are asymmetric ones
/// always. RFC 7517 §4, RFC 8725 §3.1.
///
/// @param kid empty when the key has no name
/// @param algorithms those that the key allows: its `alg`, or else what its `kty` and `crv` can do
record VerificationKey(Optional<String> kid, Set<JWSAlgorithm> algorithms, Check check) {
  private static final Set<JWSAlgorithm> RSA =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512);
  private static final Map<Curve, JWSAlgorithm> EC =
      Map.of(
          Curve.P_256, JWSAlgorithm.ES256,
          Curve.P_384, JWSAlgorithm.ES384,
          Curve.P_521, JWSAlgorithm.ES512);

  /// Two names of the same, RFC 8037 §3.1 and RFC 9864 §2.2.
  private static final Set<JWSAlgorithm> ED25519 = Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);

  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;

  /// The head of a SubjectPublicKeyInfo of Ed25519, RFC 8410 §4.
  private static final byte[] ED25519_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

  /// Compares a signature with what was signed.
  interface Check {
    boolean verify(JWSHeader header, byte[] input, Base64URL signature)
        throws JOSEException, GeneralSecurityException;
  }

  /// Takes a key out of a JWK Set.
  ///
  /// @return empty for a key that verifies nothing here: for encryption, symmetric, too small or
  ///   too large, or of an algorithm that its type does not have
  static Optional<VerificationKey> of(JWK jwk) {
    boolean forOtherUse =
        (jwk.getKeyUse() != null && !jwk.getKeyUse().equals(KeyUse.SIGNATURE))
            || (jwk.getKeyOperations() != null
                && !jwk.getKeyOperations().contains(KeyOperation.VERIFY));
    if (forOtherUse) {
      return Optional.empty();
    }
    try {
      if (jwk instanceof RSAKey rsa && rsa.size() >= MIN_RSA_BITS && rsa.size() <= MAX_RSA_BITS) {
        return of(jwk, RSA, check(new RSASSAVerifier(rsa.toRSAPublicKey())));
      }
      if (jwk instanceof ECKey ec && EC.containsKey(ec.getCurve())) {
        return of(jwk, Set.of(EC.get(ec.getCurve())), check(new ECDSAVerifier(ec.toECPublicKey())));
      }
      if (jwk instanceof OctetKeyPair okp && okp.getCurve().equals(Curve.Ed25519)) {
        return of(jwk, ED25519, ed25519(okp));
      }
      return Optional.empty();
    } catch (JOSEException | GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static Optional<VerificationKey> of(JWK jwk, Set<JWSAlgorithm> able, Check check) {
    if (jwk.getAlgorithm() == null) {
      return Optional.of(new VerificationKey(Optional.ofNullable(jwk.getKeyID()), able, check));
    }
    JWSAlgorithm only = JWSAlgorithm.parse(jwk.getAlgorithm().getName());
    if (!able.contains(only)) {
      return Optional.empty();
    }
    Set<JWSAlgorithm> allowed = able.equals(ED25519) ? ED25519 : Set.of(only);
    return Optional.of(new VerificationKey(Optional.ofNullable(jwk.getKeyID()), allowed, check));
  }

  /// Whether this key may have signed under that header: the same `kid`, if the header names one,
  /// and an algorithm of this key.
  boolean fits(JWSHeader header) {
    return (header.getKeyID() == null || kid.filter(header.getKeyID()::equals).isPresent())
        && algorithms.contains(header.getAlgorithm());
  }

  /// Whether this key made this signature.
  boolean verifies(JWSHeader header, byte[] input, Base64URL signature) {
    try {
      return algorithms.contains(header.getAlgorithm()) && check.verify(header, input, signature);
    } catch (JOSEException | GeneralSecurityException e) {
      return false;
    }
  }

  private static Check check(JWSVerifier verifier) {
    return verifier::verify;
  }

  /// The JDK has Ed25519; the JOSE library would need yet another one for it.
  private static Check ed25519(OctetKeyPair okp) throws GeneralSecurityException {
    ByteArrayOutputStream spki = new ByteArrayOutputStream();
    spki.writeBytes(ED25519_HEAD);
    spki.writeBytes(okp.getDecodedX());
    PublicKey key =
        KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(spki.toByteArray()));
    return (header, input, signature) -> {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(key);
      ed25519.update(input);
      return ed25519.verify(signature.decode());
    };
  }
}
