package dev.mapae.distribution.http;

import dev.mapae.authorizationserver.Issuer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// How one listener is bound.
///
/// @param tls empty for plain HTTP
/// @param trustedProxies whose `X-Forwarded-For` is believed
/// @param issuer who answers there: browsers are told to stay with an https one (RFC 6797 §7.2),
///   and errors point to its pages; empty for a listener that is nobody's outside
/// @param asksForCertificates whether clients are asked for a certificate when the TLS connection
///   is made. They need not have one, and any will do: what it is worth is decided for each request
/// @param clientCertificateHeader where trusted proxies say what certificate they were shown (RFC
///   9440)
public record Binding(
    Listener listener,
    Optional<CertificateFiles> tls,
    List<AddressRange> trustedProxies,
    Optional<Issuer> issuer,
    Limits limits,
    boolean asksForCertificates,
    Optional<String> clientCertificateHeader) {
  public Binding {
    trustedProxies = List.copyOf(trustedProxies);
  }

  /// Without client certificates.
  public Binding(
      Listener listener,
      Optional<CertificateFiles> tls,
      List<AddressRange> trustedProxies,
      Optional<Issuer> issuer,
      Limits limits) {
    this(listener, tls, trustedProxies, issuer, limits, false, Optional.empty());
  }

  /// Plain HTTP, for everybody who reaches the listener.
  public static Binding plain(Listener listener) {
    return new Binding(listener, Optional.empty(), List.of(), Optional.empty(), Limits.PRESET);
  }

  /// PEM files of a certificate chain and its private key.
  public record CertificateFiles(Path certificate, Path key) {}
}
