package dev.mapae.distribution.http;

import dev.mapae.distribution.http.Binding.CertificateFiles;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Speaks TLS with the certificate that the files hold, and with a renewed one as soon as they hold
/// that. TLS 1.3, and 1.2 with the suites that BCP 195 recommends (RFC 9325 §3.1, §4.2).
final class CertificateRenewal {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateRenewal.class);
  private static final String IN_MEMORY = "in-memory";

  private final CertificateFiles files;
  private final SslContextFactory.Server tls;
  private TlsIdentity current;
  private String lastWarning = "";

  /// @param asksForCertificates whether clients are asked for one, of which they may have any
  /// @throws TlsIdentity.Unusable when the files cannot be used
  CertificateRenewal(CertificateFiles files, boolean asksForCertificates) {
    this.files = files;
    this.tls = asksForCertificates ? new AnyClientCertificate() : new SslContextFactory.Server();
    this.current = TlsIdentity.load(files.certificate(), files.key());
    tls.setKeyStore(current.keyStore(IN_MEMORY));
    tls.setKeyStorePassword(IN_MEMORY);
    tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    tls.setExcludeProtocols();
    tls.setIncludeCipherSuites(
        "TLS_AES_256_GCM_SHA384",
        "TLS_AES_128_GCM_SHA256",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    tls.setExcludeCipherSuites();
    tls.setRenegotiationAllowed(false);
    tls.setSniRequired(false);
  }

  SslContextFactory.Server tls() {
    return tls;
  }

  /// Takes up renewed files; what cannot be used leaves the old certificate in place.
  synchronized void check() {
    try {
      if (current.isStillIn(files.certificate(), files.key())) {
        return;
      }
      TlsIdentity renewed = TlsIdentity.load(files.certificate(), files.key());
      tls.reload(f -> f.setKeyStore(renewed.keyStore(IN_MEMORY)));
      current = renewed;
      lastWarning = "";
    } catch (TlsIdentity.Unusable e) {
      warn(e.getMessage());
    } catch (Exception e) {
      warn(e.toString());
    }
  }

  private void warn(String reason) {
    // The same reason comes back at each look until somebody mends it.
    if (!reason.equals(lastWarning)) {
      LOG.warn("The old certificate stays in use: {}", reason);
      lastWarning = reason;
    }
  }
}
