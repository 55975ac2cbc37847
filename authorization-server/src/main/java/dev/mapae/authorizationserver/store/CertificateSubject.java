package dev.mapae.authorizationserver.store;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/// The one name by which the certificate of a client is known, as the client registered it. RFC
/// 8705 §2.1.2.
public record CertificateSubject(Name name, String value) {
  /// Where in the certificate it stands.
  public enum Name {
    /// The subject itself, written as in RFC 4514.
    SUBJECT_DN("tls_client_auth_subject_dn"),
    SAN_DNS("tls_client_auth_san_dns"),
    SAN_URI("tls_client_auth_san_uri"),
    SAN_IP("tls_client_auth_san_ip"),
    SAN_EMAIL("tls_client_auth_san_email");

    private final String member;

    Name(String member) {
      this.member = member;
    }

    /// The client metadata that registers it.
    public String member() {
      return member;
    }
  }

  /// What certificates of open banking have (ETSI EN 319 412-1 §5.1.4), and Java has no name for.
  private static final Map<String, String> KEYWORDS = Map.of("ORGANIZATIONIDENTIFIER", "2.5.4.97");

  private static final Map<String, String> NAMES = Map.of("2.5.4.97", "organizationIdentifier");

  /// Reads a distinguished name. RFC 4514.
  ///
  /// @return empty for what is none, for one without parts, and for one that no certificate is read
  ///   as: Java writes some names of line breaks so that it cannot read them itself
  public static Optional<X500Principal> distinguishedName(String text) {
    return parsed(text).filter(name -> distinguishedName(name).filter(name::equals).isPresent());
  }

  private static Optional<X500Principal> parsed(String text) {
    try {
      return Optional.of(new X500Principal(text, KEYWORDS))
          .filter(name -> !name.getName().isEmpty());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// The subject of a certificate as the text of it would be read: Java would tell texts of an
  /// attribute that it has no name for apart by their ASN.1 type, which nobody can register.
  public static Optional<X500Principal> distinguishedName(X500Principal subject) {
    return parsed(subject.getName(X500Principal.RFC2253, NAMES));
  }

  /// Reads an address, which has many spellings. RFC 5952 §8.
  ///
  /// @return empty for what is none
  public static Optional<InetAddress> address(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
