package dev.mapae.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/// Verifies a signature with a public key that fits its algorithm. RFC 7515 §5.2, RFC 7518 §3, RFC
/// 8037 §3.1.
final class Signatures {
  private static final int MIN_RSA_BITS = 2048;
  // RFC 8410 §4: what an Ed25519 public key begins with in X.509 form.
  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private Signatures() {}

  /// Whether this key made the signature of this token with the algorithm that the header names.
  static boolean verify(SignedJWT token, JWK key) {
    JWSHeader header = token.getHeader();
    try {
      if (key instanceof OctetKeyPair pair) {
        return isEd25519(header.getAlgorithm(), pair) && verifyEd25519(token, pair);
      }
      JWSVerifier verifier;
      if (key instanceof RSAKey rsa) {
        RSAPublicKey publicKey = rsa.toRSAPublicKey();
        if (publicKey.getModulus().bitLength() < MIN_RSA_BITS) {
          return false;
        }
        verifier = new RSASSAVerifier(publicKey);
      } else if (key instanceof ECKey ec) {
        verifier = new ECDSAVerifier(ec.toECPublicKey());
      } else {
        return false;
      }
      return verifier.supportedJWSAlgorithms().contains(header.getAlgorithm())
          && verifier.verify(header, token.getSigningInput(), token.getSignature());
    } catch (JOSEException | GeneralSecurityException e) {
      return false;
    }
  }

  private static boolean isEd25519(JWSAlgorithm algorithm, OctetKeyPair pair) {
    return pair.getCurve().equals(Curve.Ed25519)
        && (algorithm.equals(JWSAlgorithm.EdDSA) || algorithm.equals(JWSAlgorithm.Ed25519));
  }

  private static boolean verifyEd25519(SignedJWT token, OctetKeyPair pair)
      throws GeneralSecurityException {
    byte[] x = pair.getDecodedX();
    byte[] encoded = new byte[ED25519_PREFIX.length + x.length];
    System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
    System.arraycopy(x, 0, encoded, ED25519_PREFIX.length, x.length);
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
    signature.update(token.getSigningInput());
    return signature.verify(token.getSignature().decode());
  }
}
