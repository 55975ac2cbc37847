package dev.mapae.authorizationserver.binding;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Confirmation;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.protocol.CertificateThumbprint;
import dev.mapae.protocol.ProtocolError;
import java.util.Optional;

/// What is bound to the certificate of the TLS connection: the tokens of clients that registered
/// `tls_client_certificate_bound_access_tokens`. RFC 8705 §3, §4.
///
/// Such a client has its certificate and nothing else: a token is bound to one key, so that a DPoP
/// proof would ask for what it cannot get, and is refused instead of passed over.
public final class CertificateBinding {
  private static final String REGISTERED =
      "This client is registered with " + Requirements.CERTIFICATE_BOUND + ": ";

  private CertificateBinding() {}

  /// What the tokens of a request are to be bound to.
  ///
  /// @return empty for a client that registered nothing of the kind
  /// @throws dev.mapae.protocol.ProtocolException `invalid_request` when there is no certificate,
  ///   or a DPoP proof besides
  public static Optional<Binding> ofTokenRequest(Request request, Client client) {
    if (!client.requirements().certificateBoundAccessTokens()) {
      return Optional.empty();
    }
    refuseProof(request);
    Confirmation shown =
        shown(request)
            .orElseThrow(() ->
                new ProtocolError.InvalidRequest(
                        REGISTERED
                            + "send each of its token requests over mutual TLS, with the"
                            + " certificate that its tokens are to be bound to (RFC 8705 3).")
                    .exception());
    return Optional.of(new Binding.Certificate(shown));
  }

  /// What the code of a pushed authorization request is to be bound to: nothing. RFC 8705 binds
  /// tokens; the code has its PKCE challenge.
  ///
  /// @return empty for a client that registered nothing of the kind
  /// @throws dev.mapae.protocol.ProtocolException `invalid_request` when there is a DPoP proof
  public static Optional<Binding> ofPushedRequest(Request request, Client client) {
    if (!client.requirements().certificateBoundAccessTokens()) {
      return Optional.empty();
    }
    refuseProof(request);
    return Optional.of(new Binding.Bearer());
  }

  /// The certificate that a request was made with.
  ///
  /// @throws dev.mapae.protocol.ProtocolException `invalid_request` when a proxy says something
  ///   else of it than that
  public static Optional<Confirmation> shown(Request request) {
    return request
        .certificates()
        .own()
        .map(CertificateThumbprint::of)
        .map(Confirmation::ofCertificate);
  }

  /// RFC 9449 §10: a code that is bound to a DPoP key could never be redeemed.
  ///
  /// @throws dev.mapae.protocol.ProtocolException `invalid_request` for a client whose tokens are
  ///   bound to its certificate
  public static void refuseKey(Client client) {
    if (client.requirements().certificateBoundAccessTokens()) {
      throw new ProtocolError.InvalidRequest(
              REGISTERED + "its codes cannot be bound to a DPoP key; leave dpop_jkt out.")
          .exception();
    }
  }

  private static void refuseProof(Request request) {
    if (request.headers().first("DPoP").isPresent()) {
      throw new ProtocolError.InvalidRequest(
              REGISTERED + "its tokens are bound to its certificate; leave the DPoP proof out.")
          .exception();
    }
  }
}
