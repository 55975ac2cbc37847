package dev.mapae.client;

import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The assertions by which a client authenticates, each good for one request. RFC 7523 §2.2 and §3.
///
/// @param forTokenEndpoint as RFC 7523 §3 had it before, for servers that know no other; else each
///   is for the issuer and nobody else, so that no other server can use it there
///   (draft-ietf-oauth-rfc7523bis)
record ClientAssertion(String clientId, boolean forTokenEndpoint) {
  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  /// For clocks that differ and networks that are slow.
  private static final Duration LIFE = Duration.ofMinutes(2);

  /// Makes a JWT.
  interface Signer {
    String sign(String typ, Json claims);
  }

  static ClientAssertion strict(String clientId) {
    return new ClientAssertion(clientId, false);
  }

  ClientAssertion withTokenEndpointAsAudience() {
    return new ClientAssertion(clientId, true);
  }

  /// Adds one to a form. RFC 7521 §4.2.
  ClientAuthentication.AuthenticatedForm authenticate(
      Parameters form, AuthorizationServerMetadata server, Environment environment, Signer signer) {
    String typ = forTokenEndpoint ? "JWT" : "client-authentication+jwt";
    String audience =
        forTokenEndpoint ? server.required("token_endpoint").toString() : server.issuer();
    return new ClientAuthentication.AuthenticatedForm(
        form.with("client_id", clientId)
            .with("client_assertion_type", TYPE)
            .with("client_assertion", signer.sign(typ, claims(audience, environment))),
        Optional.empty());
  }

  private Json claims(String audience, Environment environment) {
    Instant now = environment.clock().instant();
    return Json.object()
        .with("iss", clientId)
        .with("sub", clientId)
        .with("aud", audience)
        .with("iat", now.getEpochSecond())
        .with("exp", now.plus(LIFE).getEpochSecond())
        .with("jti", environment.randomValue());
  }
}
