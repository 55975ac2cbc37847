package dev.mapae.authorizationserver.clientauth;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.authorizationserver.store.CertificateSubject;
import dev.mapae.authorizationserver.store.CertificateSubject.Name;
import dev.mapae.fuzz.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Certificates of clients, with those that came along: what they are for, who issued them, and the
/// names in them. RFC 8705 §2.1, RFC 5280 §4.2.1.6.
public final class TlsClientAuthFuzz implements FuzzTarget {
  private static final Instant NOW = Instant.ofEpochSecond(2_000_000_000);
  private static final Map<Name, String> REGISTERED =
      Map.of(
          Name.SUBJECT_DN, "CN=app,O=Example",
          Name.SAN_DNS, "app.example.com",
          Name.SAN_URI, "spiffe://example.com/app",
          Name.SAN_IP, "192.0.2.1",
          Name.SAN_EMAIL, "app@example.com");

  @Override
  public void eat(byte[] input) {
    List<X509Certificate> chain;
    try {
      chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(input))
              .stream()
              .map((Certificate c) -> (X509Certificate) c)
              .toList();
    } catch (CertificateException e) {
      return; // TLS, or the proxy, refused it
    }
    if (chain.isEmpty()) {
      return;
    }
    REGISTERED.forEach(
        (name, value) -> TlsClientAuth.has(chain.getFirst(), new CertificateSubject(name, value)));
    holds(
        new CertificateAuthorities(new MutualTls(List.of())).mistake(chain, NOW).isPresent(),
        "nobody is trusted, and it is taken");
    var _ = new CertificateAuthorities(new MutualTls(chain)).mistake(chain, NOW);
  }
}
