package dev.mapae.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Signs authorization requests with a private key of the client, whose public half the server
/// knows. RFC 9101 §4.
///
/// It may be shared between threads.
public final class RequestSigner {
  private static final String TYPE = "oauth-authz-req+jwt";

  /// For a redirect that is slow; on the server's pages the person may take longer.
  private static final Duration LIFE = Duration.ofMinutes(5);

  private static final Map<Curve, JWSAlgorithm> EC =
      Map.of(
          Curve.P_256, JWSAlgorithm.ES256,
          Curve.P_384, JWSAlgorithm.ES384,
          Curve.P_521, JWSAlgorithm.ES512);

  private final JWSHeader header;
  private final JWSSigner signer;

  private RequestSigner(JWSHeader header, JWSSigner signer) {
    this.header = header;
    this.signer = signer;
  }

  /// Signs with a private JWK (RFC 7517) of type EC or RSA.
  ///
  /// @param json the key; its `alg` is the algorithm (`PS256` for an RSA key that has none), and
  ///   its `kid` goes into the header
  /// @throws IllegalArgumentException for what is no such key; the message tells nothing of it
  public static RequestSigner ofJwk(String json) {
    try {
      JWK jwk = JWK.parse(Json.parseObject(json).orElseThrow(RequestSigner::unusable));
      if (jwk instanceof ECKey ec && ec.isPrivate()) {
        return of(jwk, Optional.ofNullable(EC.get(ec.getCurve())), new ECDSASigner(ec));
      }
      if (jwk instanceof RSAKey rsa && rsa.isPrivate()) {
        return of(jwk, Optional.of(JWSAlgorithm.PS256), new RSASSASigner(rsa));
      }
    } catch (ParseException | JOSEException | IllegalArgumentException | IllegalStateException e) {
      // What they say may hold parts of the key.
    }
    throw unusable();
  }

  private static RequestSigner of(JWK jwk, Optional<JWSAlgorithm> preset, JWSSigner signer) {
    JWSAlgorithm algorithm =
        Optional.ofNullable(jwk.getAlgorithm())
            .map(alg -> JWSAlgorithm.parse(alg.getName()))
            .or(() -> preset)
            .filter(signer.supportedJWSAlgorithms()::contains)
            .orElseThrow(RequestSigner::unusable);
    return new RequestSigner(
        new JWSHeader.Builder(algorithm)
            .type(new JOSEObjectType(TYPE))
            .keyID(jwk.getKeyID())
            .build(),
        signer);
  }

  private static IllegalArgumentException unusable() {
    return new IllegalArgumentException(
        "This is no private JWK of type EC or RSA with an alg that it can sign by.");
  }

  /// The `alg`.
  public String algorithm() {
    return header.getAlgorithm().getName();
  }

  /// Makes a request object.
  ///
  /// @param asked the parameters of the request, `client_id` among them
  String sign(Parameters asked, String issuer, Instant now, String jti) {
    Json claims =
        Json.object()
            .with("iss", asked.required("client_id"))
            .with("aud", issuer)
            .with("iat", now.getEpochSecond())
            .with("nbf", now.getEpochSecond())
            .with("exp", now.plus(LIFE).getEpochSecond())
            .with("jti", jti);
    asked.stream()
        .forEach(parameter ->
            claims.with(parameter.getKey(), value(parameter.getKey(), parameter.getValue())));
    JWSObject jws = new JWSObject(header, new Payload(claims.toString()));
    try {
      jws.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("the key of the RequestSigner does not sign", e);
    }
    return jws.serialize();
  }

  /// RFC 9101 §4: numbers are numbers; OIDC Core §6.1: `claims` is an object.
  private static Object value(String name, List<String> values) {
    String first = values.get(0);
    if (name.equals("max_age")) {
      return Long.parseLong(first);
    }
    if (name.equals("claims")) {
      return Json.parseObject(first)
          .<Object>map(object -> object)
          .orElseThrow(
              () -> new IllegalArgumentException("The parameter claims is not a JSON object."));
    }
    return values.size() == 1 ? first : values;
  }

  /// Tells nothing of the key.
  @Override
  public String toString() {
    return "RequestSigner[" + algorithm() + "]";
  }
}
