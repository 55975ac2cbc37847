package dev.mapae.authorizationserver;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import dev.mapae.protocol.Parameters;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/// A client assertion as a client makes it, right in everything that a test does not change.
final class TestAssertion {
  static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  private final Map<String, Object> claims = new LinkedHashMap<>();
  private JOSEObjectType typ = new JOSEObjectType("client-authentication+jwt");
  private boolean critical;

  TestAssertion(String clientId, Instant now) {
    claims.put("iss", clientId);
    claims.put("sub", clientId);
    claims.put("aud", TestServer.ISSUER.value());
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.getEpochSecond() + 60);
  }

  TestAssertion with(String claim, Object value) {
    claims.put(claim, value);
    return this;
  }

  TestAssertion without(String claim) {
    claims.remove(claim);
    return this;
  }

  TestAssertion typ(String value) {
    typ = new JOSEObjectType(value);
    return this;
  }

  /// With a header that has to be understood, RFC 7515 §4.1.11.
  TestAssertion critical() {
    critical = true;
    return this;
  }

  Map<String, Object> claims() {
    return claims;
  }

  String signed(JWSAlgorithm algorithm, JWSSigner signer) {
    Consumer<JWSHeader.Builder> crit =
        header -> header.criticalParams(Set.of("odd")).customParam("odd", true);
    JWSHeader.Builder header = new JWSHeader.Builder(algorithm).type(typ);
    if (critical) {
      crit.accept(header);
    }
    JWSObject jws = new JWSObject(header.build(), new Payload(claims));
    try {
      jws.sign(signer);
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
    return jws.serialize();
  }

  /// A form that authenticates with an assertion.
  static Parameters in(Parameters form, String assertion) {
    return form.with("client_assertion_type", TYPE).with("client_assertion", assertion);
  }
}
