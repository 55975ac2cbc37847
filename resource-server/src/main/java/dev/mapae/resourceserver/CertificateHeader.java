package dev.mapae.resourceserver;

import dev.mapae.protocol.ForwardedCertificate;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The header in which a proxy names the certificate of the client, and whom it is believed from.
/// RFC 9440.
///
/// @param name `Client-Cert`, or whatever the proxy calls it
/// @param proxies their addresses; empty to believe whoever connects
record CertificateHeader(String name, List<String> proxies) {
  private static final Pattern ADDRESS =
      Pattern.compile(
          "((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\\.(?!$)|$)){4}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  CertificateHeader {
    proxies = List.copyOf(proxies);
    if (name.isBlank() || proxies.stream().anyMatch(proxy -> address(proxy).isEmpty())) {
      throw new IllegalArgumentException(
          "A header has a name, and a proxy an address such as 10.0.0.7, and no name: "
              + name
              + " "
              + proxies);
    }
  }

  /// The certificate of a client: what a proxy says, or what the connection itself showed. That of
  /// the proxy is never taken for one of a client.
  ///
  /// @throws dev.mapae.protocol.ProtocolException `invalid_request` when a proxy says something
  ///   else
  Optional<X509Certificate> of(ResourceRequest request) {
    return isBelieved(request.connection())
        ? ForwardedCertificate.parse(name, request.headers().all(name))
        : request.connection().certificate();
  }

  private boolean isBelieved(Connection connection) {
    return proxies.isEmpty()
        || connection
            .address()
            .flatMap(CertificateHeader::address)
            .filter(peer -> proxies.stream().anyMatch(p -> address(p).equals(Optional.of(peer))))
            .isPresent();
  }

  /// An address that is written as one; names are not looked up.
  private static Optional<InetAddress> address(String literal) {
    String bare = literal.replaceFirst("%.*", "");
    try {
      return ADDRESS.matcher(bare).matches()
          ? Optional.of(InetAddress.getByName(bare))
          : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
