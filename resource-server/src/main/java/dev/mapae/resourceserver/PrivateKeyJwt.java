package dev.mapae.resourceserver;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A client that authenticates by a JWT that it signs. RFC 7523 §2.2, §3.
final class PrivateKeyJwt implements Introspection.Credential {
  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final Duration LIFE = Duration.ofSeconds(60);

  private final String clientId;
  private final JWSHeader header;
  private final JWSSigner signer;

  private PrivateKeyJwt(String clientId, JWSHeader header, JWSSigner signer) {
    this.clientId = clientId;
    this.header = header;
    this.signer = signer;
  }

  static PrivateKeyJwt of(String clientId, String json) {
    try {
      JWK jwk = JWK.parse(json);
      if (jwk instanceof ECKey ec && ec.isPrivate()) {
        ECDSASigner signer = new ECDSASigner(ec);
        return of(clientId, jwk, signer.supportedECDSAAlgorithm(), signer);
      }
      if (jwk instanceof RSAKey rsa && rsa.isPrivate()) {
        return of(clientId, jwk, JWSAlgorithm.PS256, new RSASSASigner(rsa));
      }
    } catch (ParseException | JOSEException | IllegalArgumentException | IllegalStateException e) {
      // What they say may hold parts of the key.
    }
    throw unusable();
  }

  private static PrivateKeyJwt of(String clientId, JWK jwk, JWSAlgorithm preset, JWSSigner signer) {
    JWSAlgorithm algorithm =
        Optional.ofNullable(jwk.getAlgorithm())
            .map(alg -> JWSAlgorithm.parse(alg.getName()))
            .or(() -> Optional.of(preset))
            .filter(signer.supportedJWSAlgorithms()::contains)
            .orElseThrow(PrivateKeyJwt::unusable);
    return new PrivateKeyJwt(
        clientId, new JWSHeader.Builder(algorithm).keyID(jwk.getKeyID()).build(), signer);
  }

  private static IllegalArgumentException unusable() {
    return new IllegalArgumentException(
        "This is no private JWK of type EC or RSA with an alg that it can sign by.");
  }

  /// The audience is the issuer and nothing else, so that no other server can use the assertion.
  @Override
  public Introspection.Form authenticate(Parameters form, String issuer, Instant now) {
    Json claims =
        Json.object()
            .with("iss", clientId)
            .with("sub", clientId)
            .with("aud", issuer)
            .with("iat", now.getEpochSecond())
            .with("exp", now.plus(LIFE).getEpochSecond())
            .with("jti", UUID.randomUUID().toString());
    JWSObject jws = new JWSObject(header, new Payload(claims.toString()));
    try {
      jws.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("the key of " + clientId + " does not sign", e);
    }
    return new Introspection.Form(
        form.with("client_id", clientId)
            .with("client_assertion_type", TYPE)
            .with("client_assertion", jws.serialize()),
        Map.of());
  }
}
