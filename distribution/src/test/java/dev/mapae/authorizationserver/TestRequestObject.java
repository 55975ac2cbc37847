package dev.mapae.authorizationserver;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// A request object as a client makes it, right in everything that a test does not change. RFC 9101
/// §4.
final class TestRequestObject {
  private final Map<String, Object> claims = new LinkedHashMap<>();
  private JWSHeader.Builder header =
      new JWSHeader.Builder(JWSAlgorithm.ES256).type(new JOSEObjectType("oauth-authz-req+jwt"));

  /// With the parameters of a request, made when the tests begin.
  TestRequestObject(Ask ask) {
    String clientId = ask.parameters().required("client_id");
    ask.parameters().stream()
        .forEach(p ->
            claims.put(
                p.getKey(), p.getValue().size() == 1 ? p.getValue().getFirst() : p.getValue()));
    claims.put("iss", clientId);
    claims.put("aud", TestServer.ISSUER.value());
    claims.put("exp", new TestClock().instant().plus(Duration.ofHours(1)).getEpochSecond());
  }

  TestRequestObject with(String claim, Object value) {
    claims.put(claim, value);
    return this;
  }

  /// With a claim that has no value.
  TestRequestObject withNull(String claim) {
    claims.put(claim, null);
    return this;
  }

  TestRequestObject without(String claim) {
    claims.remove(claim);
    return this;
  }

  TestRequestObject typ(String value) {
    header.type(new JOSEObjectType(value));
    return this;
  }

  TestRequestObject untyped() {
    header.type(null);
    return this;
  }

  TestRequestObject kid(String value) {
    header.keyID(value);
    return this;
  }

  /// With a header that has to be understood, RFC 7515 §4.1.11.
  TestRequestObject critical() {
    header.criticalParams(Set.of("odd")).customParam("odd", true);
    return this;
  }

  String signed(ECKey key) {
    try {
      return signed(JWSAlgorithm.ES256, new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  String signed(JWSAlgorithm algorithm, JWSSigner signer) {
    JWSHeader typed = header.build();
    JWSHeader.Builder same = new JWSHeader.Builder(algorithm);
    same.type(typed.getType()).keyID(typed.getKeyID());
    same.criticalParams(typed.getCriticalParams()).customParams(typed.getCustomParams());
    JWSObject jws = new JWSObject(same.build(), new Payload(claims));
    try {
      jws.sign(signer);
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
    return jws.serialize();
  }

  /// What the browser carries. RFC 9101 §5.1.
  static Parameters in(String clientId, String object) {
    return TestClients.form("client_id", clientId, "request", object);
  }

  static String url(Parameters parameters) {
    return "/authorize?" + parameters.encode();
  }
}
