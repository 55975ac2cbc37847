package dev.mapae.resourceserver;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.ECKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A client's key, and proofs that it has it. RFC 9449 §4.2.
final class DpopKey {
  private final ECKey key = TestIssuer.ecKey("dpop");

  /// `cnf` of a token that is bound to it.
  Map<String, Object> cnf() {
    try {
      return Map.of("jkt", key.computeThumbprint().toString());
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The claims of a good proof for the request of [#request(String, String...)].
  static Map<String, Object> claims(String token) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("htm", "GET");
    claims.put("htu", "https://api.example.com/v1/playlists");
    claims.put("iat", TestIssuer.NOW.getEpochSecond());
    claims.put("ath", hash(token));
    return claims;
  }

  static Map<String, Object> claims(String token, String name, Object value) {
    Map<String, Object> claims = claims(token);
    claims.put(name, value);
    return claims;
  }

  String proof(String token) {
    return proof(claims(token));
  }

  String proof(Map<String, Object> claims) {
    return TestIssuer.token(
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(new JOSEObjectType("dpop+jwt"))
            .jwk(key.toPublicJWK()),
        claims,
        TestIssuer.signer(key));
  }

  /// A request of the host that the tests have, with any number of proofs.
  static ResourceRequest request(String authorization, String... proofs) {
    return of("/v1/playlists?limit=2", authorization, proofs);
  }

  static ResourceRequest requestOf(String uri, String authorization, String proof) {
    return of(uri, authorization, proof);
  }

  private static ResourceRequest of(String uri, String authorization, String... proofs) {
    Map<String, List<String>> headers =
        Map.of("Authorization", List.of(authorization), "DPoP", List.of(proofs));
    return new ResourceRequest(
        "GET", uri, name -> headers.getOrDefault(name, List.of()), Connection.unknown());
  }

  private static String hash(String token) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(token.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
