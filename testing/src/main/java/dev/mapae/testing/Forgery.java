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
import dev.mapae.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.text.ParseException;
import java.util.Base64;

/// A way to fake the signature of a token, which an API must not fall for. RFC 8725 §2.1, §2.2.
public enum Forgery {
  /// Signed by somebody else, who names one of the server's keys as theirs.
  ANOTHER_KEY {
    @Override
    String sign(SigningKey key, String typ, byte[] claims)
        throws JOSEException, GeneralSecurityException {
      JWSAlgorithm algorithm = JWSAlgorithm.parse(key.algorithm().algorithm());
      return switch (key.algorithm()) {
        case ES256, ES384, ES512 ->
            signed(
                new ECKeyGenerator(Curve.forJWSAlgorithm(algorithm).iterator().next()),
                algorithm,
                key,
                typ,
                claims);
        case RS256, RS384, RS512, PS256, PS384, PS512 ->
            signed(new RSAKeyGenerator(2048), algorithm, key, typ, claims);
        case EDDSA -> signed("Ed25519", key, typ, claims);
        case ML_DSA_44, ML_DSA_65, ML_DSA_87 -> signed(algorithm.getName(), key, typ, claims);
      };
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
      byte[] known =
          switch (key.algorithm()) {
            case ES256, ES384, ES512, RS256, RS384, RS512, PS256, PS384, PS512 ->
                ((AsymmetricJWK) JWK.parse(key.publicJwk())).toPublicKey().getEncoded();
            case EDDSA -> member(key, "x");
            case ML_DSA_44, ML_DSA_65, ML_DSA_87 -> member(key, "pub");
          };
      return signed(
          new MACSigner(known), new JWSHeader.Builder(JWSAlgorithm.HS256), key, typ, claims);
    }
  };

  /// Writes a JWS that only looks like one of a key.
  ///
  /// @param key whose `kid` it names
  abstract String sign(SigningKey key, String typ, byte[] claims)
      throws JOSEException, ParseException, GeneralSecurityException;

  private static byte[] member(SigningKey key, String name) {
    return Base64.getUrlDecoder().decode(String.valueOf(key.publicJwk().get(name)));
  }

  private static String signed(
      JWKGenerator<? extends JWK> another,
      JWSAlgorithm algorithm,
      SigningKey key,
      String typ,
      byte[] claims)
      throws JOSEException {
    return signed(
        new DefaultJWSSignerFactory().createJWSSigner(another.generate(), algorithm),
        new JWSHeader.Builder(algorithm),
        key,
        typ,
        claims);
  }

  /// Of what the JOSE library cannot sign.
  private static String signed(String jcaName, SigningKey key, String typ, byte[] claims)
      throws GeneralSecurityException {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    Json header =
        Json.object()
            .with("alg", key.algorithm().algorithm())
            .with("typ", typ)
            .with("kid", key.id());
    String input = encoder.encodeToString(header.bytes()) + "." + encoder.encodeToString(claims);
    Signature signature = Signature.getInstance(jcaName);
    signature.initSign(KeyPairGenerator.getInstance(jcaName).generateKeyPair().getPrivate());
    signature.update(input.getBytes(StandardCharsets.US_ASCII));
    return input + "." + encoder.encodeToString(signature.sign());
  }

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
