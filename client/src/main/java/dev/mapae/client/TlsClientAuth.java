package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import java.util.Optional;

/// `tls_client_auth` and `self_signed_tls_client_auth`: the certificate of the connection says who
/// the client is. RFC 8705 §2.
///
/// The certificate and its key are in the HTTP client of the [Environment]:
///
/// ```java
/// HttpClient http = ClientCertificate.ofPem(certificateFile, keyFile).httpClient();
/// Client client =
///     Client.discover(issuer, new TlsClientAuth("reports"), Environment.standard().withHttp(http));
/// ```
public record TlsClientAuth(String clientId) implements ClientAuthentication {
  @Override
  public boolean isByCertificate() {
    return true;
  }

  @Override
  public AuthenticatedForm authenticate(
      Parameters form, AuthorizationServerMetadata server, Environment environment) {
    return new AuthenticatedForm(form.with("client_id", clientId), Optional.empty());
  }
}
