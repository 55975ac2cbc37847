package dev.mapae.distribution.http;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// How one listener is bound.
///
/// @param tls empty for plain HTTP
/// @param trustedProxies whose `X-Forwarded-For` is believed
/// @param strictTransport whether browsers are told to stay with https. RFC 6797 §7.2
public record Binding(
    Listener listener,
    Optional<CertificateFiles> tls,
    List<AddressRange> trustedProxies,
    boolean strictTransport,
    Limits limits) {
  public Binding {
    trustedProxies = List.copyOf(trustedProxies);
  }

  /// Plain HTTP, for everybody who reaches the listener.
  public static Binding plain(Listener listener) {
    return new Binding(listener, Optional.empty(), List.of(), false, Limits.PRESET);
  }

  /// PEM files of a certificate chain and its private key.
  public record CertificateFiles(Path certificate, Path key) {}
}
