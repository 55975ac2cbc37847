package dev.mapae.resourceserver;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// What an HTTP server knows of the connection that a request came over.
///
/// @param address of who is at the other end, a client or a proxy, as `127.0.0.1` or `::1`; never
///   what a header says of it
/// @param certificate that the other end showed when the TLS connection was made. RFC 8705 §3
public record Connection(Optional<String> address, Optional<X509Certificate> certificate) {
  /// A connection of which nothing is known.
  public static Connection unknown() {
    return new Connection(Optional.empty(), Optional.empty());
  }

  /// A connection without TLS, or over which no certificate was shown.
  public static Connection from(String address) {
    return new Connection(Optional.of(address), Optional.empty());
  }

  /// The same, over which these certificates were shown.
  ///
  /// @param chain as TLS has it, the own one of the other end first
  public Connection showing(List<? extends Certificate> chain) {
    return new Connection(
        address,
        chain.stream()
            .findFirst()
            .filter(X509Certificate.class::isInstance)
            .map(X509Certificate.class::cast));
  }
}
