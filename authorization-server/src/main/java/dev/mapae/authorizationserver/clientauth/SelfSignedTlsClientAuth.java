package dev.mapae.authorizationserver.clientauth;

import dev.mapae.authorizationserver.clientkey.ClientKeys;
import dev.mapae.authorizationserver.clientkey.UnavailableKeys;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.CertificateThumbprint;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// `self_signed_tls_client_auth`: one of the certificates that the client registered, by value or
/// at its `jwks_uri`. Nobody has to have issued it. RFC 8705 §2.2.
record SelfSignedTlsClientAuth(ClientKeys keys) implements ClientAuthenticationMethod {
  static final String NAME = "self_signed_tls_client_auth";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Presented> presented(Request request, Parameters form) {
    return None.clientIdAlone(request, form)
        .map(id ->
            new Presented(
                NAME,
                id,
                ClientSecrets.UNKNOWN,
                client -> {
                  check(
                      client,
                      request.certificates().own().orElseThrow(() -> TlsClientAuth.missing(NAME)));
                  return List.of();
                }));
  }

  private void check(Client client, X509Certificate certificate) {
    try {
      if (keys.hasCertificate(client, CertificateThumbprint.of(certificate))) {
        return;
      }
    } catch (UnavailableKeys e) {
      throw e.forTheClient(ProtocolError.InvalidClient::new);
    }
    throw new ProtocolError.InvalidClient(
            "The client's certificate is none of those that it registered: the first of an x5c in"
                + " its jwks, or at its jwks_uri.")
        .exception();
  }
}
