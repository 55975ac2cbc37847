package dev.mapae.authorizationserver.store;

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
}
