package dev.mapae.distribution.settings;

import dev.mapae.distribution.http.Binding.CertificateFiles;
import dev.mapae.distribution.http.TlsIdentity;
import dev.mapae.distribution.http.TlsIdentity.Unusable;
import java.util.Optional;

/// Checks that certificate and key can be used, before anything is bound.
final class TlsFiles {
  private TlsFiles() {}

  static Optional<CertificateFiles> check(CertificateFiles tls, Section section) {
    try {
      TlsIdentity.load(tls.certificate(), tls.key());
      return Optional.of(tls);
    } catch (Unusable e) {
      section.mistake(e.isAboutKey() ? "key" : "certificate", e.getMessage());
      return Optional.empty();
    }
  }
}
