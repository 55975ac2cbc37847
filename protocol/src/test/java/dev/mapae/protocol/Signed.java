package dev.mapae.protocol;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;

/// JWTs whose header may say anything; the library would not write most of it.
final class Signed {
  private Signed() {}

  static String jwt(String header, String claims, ECKey key) {
    try {
      return jwt(header, claims, new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String jwt(String header, String claims, JWSSigner signer) {
    String input = Base64URL.encode(header) + "." + Base64URL.encode(claims);
    // The signer looks only at the algorithm, and signs by the first that it has.
    JWSAlgorithm alg =
        signer.supportedJWSAlgorithms().contains(JWSAlgorithm.PS256)
            ? JWSAlgorithm.PS256
            : signer.supportedJWSAlgorithms().iterator().next();
    try {
      return input
          + "."
          + signer.sign(new JWSHeader(alg), input.getBytes(StandardCharsets.US_ASCII));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
