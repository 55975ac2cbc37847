package dev.mapae.playground;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A token as a curious reader sees it: decoded, and its signature checked. RFC 7515, RFC 9068.
///
/// A client has no business with the inside of an access token; the page looks at it so that people
/// learn what the API looks at.
///
/// @param kind `access_token` or `id_token`
/// @param contents empty when the token is opaque
record ReadToken(String kind, String serialized, Optional<Contents> contents) {
  /// What a JWT says.
  record Contents(Map<String, Object> header, Map<String, Object> claims, Signature signature) {
    Contents {
      header = Collections.unmodifiableMap(new LinkedHashMap<>(header));
      claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
    }
  }

  /// What the check of a signature came to.
  enum Signature {
    /// The key of the issuer made it.
    GOOD,
    /// The key of the issuer did not make it: somebody changed the token.
    BAD,
    /// The issuer publishes no key of this name and kind.
    NO_KEY
  }

  /// Decodes a token.
  ///
  /// @param jwks the key set as the issuer published it; empty text when it could not be had
  static ReadToken of(String kind, String serialized, String jwks) {
    try {
      JWSObject jws = JWSObject.parse(serialized);
      Map<String, Object> claims = jws.getPayload().toJSONObject();
      if (claims == null) {
        return new ReadToken(kind, serialized, Optional.empty());
      }
      return new ReadToken(
          kind,
          serialized,
          Optional.of(new Contents(jws.getHeader().toJSONObject(), claims, signature(jws, jwks))));
    } catch (ParseException | RuntimeException e) {
      // Some texts, a header of `null` for one, surprise the library.
      return new ReadToken(kind, serialized, Optional.empty());
    }
  }

  private static Signature signature(JWSObject jws, String jwks) {
    try {
      JWK key = JWKSet.parse(jwks).getKeyByKeyId(jws.getHeader().getKeyID());
      if (!(key instanceof AsymmetricJWK asymmetric)) {
        return Signature.NO_KEY;
      }
      JWSVerifier verifier =
          new DefaultJWSVerifierFactory()
              .createJWSVerifier(jws.getHeader(), asymmetric.toPublicKey());
      return jws.verify(verifier) ? Signature.GOOD : Signature.BAD;
    } catch (ParseException | JOSEException | RuntimeException e) {
      return Signature.NO_KEY;
    }
  }
}
