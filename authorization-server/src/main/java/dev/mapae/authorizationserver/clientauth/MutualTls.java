package dev.mapae.authorizationserver.clientauth;

import java.security.cert.X509Certificate;
import java.util.List;

/// What a server that clients show certificates to thinks of them. RFC 8705 §2.
///
/// @param authorities whose certificates clients may authenticate with (§2.1); without any only
///   those that they registered themselves count (§2.2)
public record MutualTls(List<X509Certificate> authorities) {
  public MutualTls {
    authorities = List.copyOf(authorities);
  }
}
