package dev.mapae.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.SignedJWT;
import dev.mapae.protocol.VerificationKey;
import java.text.ParseException;
import java.util.Map;

/// A key of the client, and the JOSE library's opinion of what it signs.
final class Keys {
  static final ECKey EC = ec();

  private Keys() {}

  static SigningKey signing() {
    return SigningKey.ofJwk(EC.toJSONString());
  }

  /// Takes a JWT apart once its signature is verified.
  static SignedJWT verified(String jwt, Map<String, Object> publicJwk) {
    try {
      SignedJWT parsed = SignedJWT.parse(jwt);
      Map<String, Object> key = JSONObjectUtils.parse(JSONObjectUtils.toJSONString(publicJwk));
      if (!VerificationKey.parse(key).orElseThrow().verifies(parsed)) {
        throw new AssertionError("The signature is not of this key.");
      }
      return parsed;
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  private static ECKey ec() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("mine").generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }
}
