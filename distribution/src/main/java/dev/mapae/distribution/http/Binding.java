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
public record Binding(
    Listener listener,
    Optional<CertificateFiles> tls,
    List<AddressRange> trustedProxies,
    Optional<Issuer> issuer,
    Limits limits) {
  public Binding {
    trustedProxies = List.copyOf(trustedProxies);
  }

  /// Plain HTTP, for everybody who reaches the listener.
  public static Binding plain(Listener listener) {
    return new Binding(listener, Optional.empty(), List.of(), Optional.empty(), Limits.PRESET);
  }

  /// PEM files of a certificate chain and its private key.
  public record CertificateFiles(Path certificate, Path key) {}
}
