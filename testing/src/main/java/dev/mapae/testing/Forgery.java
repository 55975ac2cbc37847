package dev.mapae.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.JWKGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.mapae.authorizationserver.key.SigningKey;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;

/// A way to fake the signature of a token, which an API must not fall for. RFC 8725 §2.1, §2.2.
public enum Forgery {
  /// Signed by somebody else, who names one of the server's keys as theirs.
  ANOTHER_KEY {
    @Override
    String sign(SigningKey key, String typ, byte[] claims) throws JOSEException, ParseException {
      JWSAlgorithm algorithm = JWSAlgorithm.parse(key.algorithm().algorithm());
      JWKGenerator<? extends JWK> generator =
          JWSAlgorithm.Family.EC.contains(algorithm)
              ? new ECKeyGenerator(Curve.forJWSAlgorithm(algorithm).iterator().next())
              : new RSAKeyGenerator(2048);
      return signed(
          new DefaultJWSSignerFactory().createJWSSigner(generator.generate(), algorithm),
          new JWSHeader.Builder(algorithm),
          key,
          typ,
          claims);
    }
  },

  /// Not signed at all: `alg` is `none`.
  NO_SIGNATURE {
    @Override
    String sign(SigningKey key, String typ, byte[] claims) {
      Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
      String header = "{\"alg\":\"none\",\"typ\":\"" + typ + "\"}";
      return encoder.encodeToString(header.getBytes(StandardCharsets.UTF_8))
          + "."
          + encoder.encodeToString(claims)
          + ".";
    }
  },

  /// An HMAC, whose key is the server's public key: good for whoever lets the header choose how its
  /// keys are used.
  PUBLIC_KEY_AS_SECRET {
    @Override
    String sign(SigningKey key, String typ, byte[] claims) throws JOSEException, ParseException {
      byte[] known = ((AsymmetricJWK) JWK.parse(key.publicJwk())).toPublicKey().getEncoded();
      return signed(
          new MACSigner(known), new JWSHeader.Builder(JWSAlgorithm.HS256), key, typ, claims);
    }
  };

  /// Writes a JWS that only looks like one of a key.
  ///
  /// @param key whose `kid` it names
  abstract String sign(SigningKey key, String typ, byte[] claims)
      throws JOSEException, ParseException;

  private static String signed(
      JWSSigner signer, JWSHeader.Builder header, SigningKey key, String typ, byte[] claims)
      throws JOSEException {
    JWSObject jws =
        new JWSObject(
            header.type(new JOSEObjectType(typ)).keyID(key.id()).build(), new Payload(claims));
    jws.sign(signer);
    return jws.serialize();
  }
}
