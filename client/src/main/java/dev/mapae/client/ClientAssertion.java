package dev.mapae.client;

import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// An assertion by which a client authenticates, good for one request. RFC 7523 §2.2 and §3.
///
/// @param audience for whom it is: the issuer and nobody else, so that no other server can use it
///   there (draft-ietf-oauth-rfc7523bis)
/// @param typ the `typ` of the header
record ClientAssertion(String clientId, String audience, String typ) {
  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  /// For clocks that differ and networks that are slow.
  private static final Duration LIFE = Duration.ofMinutes(2);

  /// As the specifications have it.
  static ClientAssertion strict(String clientId, AuthorizationServerMetadata server) {
    return new ClientAssertion(clientId, server.issuer(), "client-authentication+jwt");
  }

  /// As RFC 7523 §3 had it before, for servers that know no other.
  static ClientAssertion forTokenEndpoint(String clientId, AuthorizationServerMetadata server) {
    return new ClientAssertion(clientId, server.required("token_endpoint").toString(), "JWT");
  }

  Json claims(Environment environment) {
    Instant now = environment.clock().instant();
    return Json.object()
        .with("iss", clientId)
        .with("sub", clientId)
        .with("aud", audience)
        .with("iat", now.getEpochSecond())
        .with("exp", now.plus(LIFE).getEpochSecond())
        .with("jti", environment.randomValue());
  }

  /// RFC 7521 §4.2.
  ClientAuthentication.AuthenticatedForm sent(Parameters form, String assertion) {
    return new ClientAuthentication.AuthenticatedForm(
        form.with("client_id", clientId)
            .with("client_assertion_type", TYPE)
            .with("client_assertion", assertion),
        Optional.empty());
  }
}
