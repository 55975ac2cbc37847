package dev.mapae.authorizationserver.clientauth;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.store.CertificateSubject;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.net.InetAddress;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/// `tls_client_auth`: a certificate from an authority that the server trusts, with the one name in
/// it that the client registered. RFC 8705 §2.1.
record TlsClientAuth(CertificateAuthorities authorities, InstantSource clock)
    implements ClientAuthenticationMethod {
  static final String NAME = "tls_client_auth";

  /// The kinds of names, RFC 5280 §4.2.1.6.
  private static final int EMAIL = 1;

  private static final int DNS = 2;
  private static final int URI = 6;
  private static final int IP = 7;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Presented> presented(Request request, Parameters form) {
    return None.clientIdAlone(request, form)
        .map(id ->
            new Presented(
                NAME,
                id,
                ClientSecrets.UNKNOWN,
                client -> {
                  check(client, request.certificates().chain());
                  return List.of();
                }));
  }

  private void check(Client client, List<X509Certificate> chain) {
    if (chain.isEmpty()) {
      throw missing(NAME);
    }
    authorities
        .mistake(chain, clock.instant())
        .ifPresent(mistake -> {
          throw refused("The client's certificate " + mistake + ".");
        });
    Optional<CertificateSubject> registered = client.credentials().certificateSubject();
    if (registered.filter(subject -> has(chain.getFirst(), subject)).isEmpty()) {
      throw refused(
          "The client's certificate is good, and not this client's: it has not the name that the"
              + " client registered"
              + registered.map(subject -> " as " + subject.name().member()).orElse("")
              + ".");
    }
  }

  static boolean has(X509Certificate certificate, CertificateSubject subject) {
    String value = subject.value();
    return switch (subject.name()) {
      case SUBJECT_DN -> {
        Optional<X500Principal> name = CertificateSubject.distinguishedName(value);
        yield name.isPresent()
            && name.equals(
                CertificateSubject.distinguishedName(certificate.getSubjectX500Principal()));
      }
      case SAN_DNS -> hasName(certificate, DNS, value::equals);
      case SAN_URI -> hasName(certificate, URI, value::equals);
      case SAN_EMAIL -> hasName(certificate, EMAIL, value::equals);
      case SAN_IP -> {
        Optional<InetAddress> address = CertificateSubject.address(value);
        yield address.isPresent()
            && hasName(certificate, IP, name -> address.equals(CertificateSubject.address(name)));
      }
    };
  }

  private static boolean hasName(
      X509Certificate certificate, int kind, Predicate<String> registered) {
    try {
      @Nullable Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names != null
          && names.stream()
              .filter(name -> Integer.valueOf(kind).equals(name.get(0)))
              .anyMatch(name -> name.get(1) instanceof String text && registered.test(text));
    } catch (CertificateException e) {
      return false;
    }
  }

  static ProtocolException missing(String method) {
    return refused(
        "This client authenticates by "
            + method
            + ", and this request did not come over mutual TLS with a certificate.");
  }

  private static ProtocolException refused(String description) {
    return new ProtocolError.InvalidClient(description).exception();
  }
}
