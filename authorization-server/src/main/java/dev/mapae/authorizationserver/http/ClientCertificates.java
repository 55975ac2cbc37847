package dev.mapae.authorizationserver.http;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// The certificates that the client of a request showed when its TLS connection was made. RFC 8705
/// §1.2.
///
/// They are read when somebody asks for them: most requests have none, and of those that have some
/// only a few are about them.
@FunctionalInterface
public interface ClientCertificates {
  /// Those of a client that showed none.
  ClientCertificates NONE = List::of;

  /// The client's own certificate, the key of which it has, and behind it those that it sent along.
  /// Nothing else is known about them: who issued them, and until when they are good, is for the
  /// caller to find out.
  ///
  /// @return empty when it showed none
  /// @throws dev.mapae.protocol.ProtocolException `invalid_request` when what a proxy says they are
  ///   cannot be read
  List<X509Certificate> chain();

  /// The client's own certificate, as [#chain] has it.
  default Optional<X509Certificate> own() {
    return chain().stream().findFirst();
  }
}
