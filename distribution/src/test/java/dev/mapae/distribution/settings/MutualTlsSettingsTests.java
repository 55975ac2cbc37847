package dev.mapae.distribution.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.Base64;
import dev.mapae.authorizationserver.TestAuthority;
import dev.mapae.authorizationserver.TestAuthority.Identity;
import dev.mapae.authorizationserver.TestAuthority.Order;
import dev.mapae.authorizationserver.clientauth.MutualTls;
import dev.mapae.authorizationserver.store.CertificateSubject;
import dev.mapae.authorizationserver.store.CertificateSubject.Name;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.distribution.http.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the file says of certificates of clients. RFC 8705, RFC 9440.
class MutualTlsSettingsTests {
  private static final TestAuthority ROOT = TestAuthority.root("CN=root");
  private static final TestAuthority OTHER = TestAuthority.root("CN=other");
  private static final Identity SELF = new Order("CN=self").selfSigned();

  private static final String PROXIED =
      """
      issuer: https://id.example.com
      trusted_proxies: [10.0.0.0/8]
      client_certificate_header: Client-Cert
      """;

  @TempDir Path folder;
  private ConfigurationFile file;

  @BeforeEach
  void file() throws Exception {
    file = new ConfigurationFile(folder);
    Files.writeString(
        folder.resolve("ca.pem"),
        TestAuthority.pem(ROOT.certificate()) + TestAuthority.pem(OTHER.certificate()));
  }

  private static String client(String... lines) {
    return "clients:\n  - client_id: a\n    grant_types: [client_credentials]\n    "
        + String.join("\n    ", lines)
        + "\n";
  }

  private String mistake(String text) {
    List<String> mistakes = file.mistakes(text);
    assertThat(mistakes).hasSize(1);
    return mistakes.getFirst();
  }

  @Nested
  class Tls_client_ca {
    @Test
    void opens_mutual_TLS_here() throws Exception {
      TestCertificate c = TestCertificate.make(folder, "EC");
      String tls = "certificate: %s, key: %s".formatted(c.certificate(), c.key());
      Settings open =
          file.settings("issuer: https://id.example.com\ntls: {" + tls + ", client_ca: ca.pem}\n");
      assertThat(open.asksForCertificates()).isTrue();
      assertThat(open.clientCertificateHeader()).isEmpty();
      assertThat(open.mutualTls())
          .contains(new MutualTls(List.of(ROOT.certificate(), OTHER.certificate())));
      Settings closed = file.settings("issuer: https://id.example.com\ntls: {" + tls + "}\n");
      assertThat(closed.asksForCertificates()).isFalse();
      assertThat(closed.mutualTls()).isEmpty();
      Settings proxied = file.settings(PROXIED + "tls: {" + tls + "}\n");
      assertThat(proxied.asksForCertificates()).isFalse();
      assertThat(proxied.mutualTls()).contains(new MutualTls(List.of()));
    }

    @Test
    void stands_alone_where_a_proxy_does_TLS_and_names_the_certificates() {
      Settings proxied = file.settings(PROXIED + "tls: {client_ca: ca.pem}\n");
      assertThat(proxied.tls()).isEmpty();
      assertThat(proxied.asksForCertificates()).isFalse();
      assertThat(proxied.mutualTls().orElseThrow().authorities()).hasSize(2);
      assertThat(proxied.clientCertificateHeader()).contains("Client-Cert");
    }

    @Test
    void alone_is_not_enough_elsewhere() {
      assertThat(file.mistakes("issuer: https://id.example.com\ntls: {client_ca: ca.pem}\n"))
          .hasSize(2)
          .anySatisfy(m -> assertThat(m).startsWith("2: 'tls' has no 'certificate'"))
          .anySatisfy(m -> assertThat(m).startsWith("2: 'tls' has no 'key'"));
      assertThat(mistake(PROXIED + "tls: {client_ca: ca.pem, key: key.pem}\n"))
          .startsWith("4: 'tls' has no 'certificate'");
    }

    @Test
    void does_not_hide_that_all_goes_in_clear() {
      String text = "tls: {client_ca: ca.pem}\nlisten: 0.0.0.0:9000\n";
      assertThat(file.warnings(PROXIED + text)).isEmpty();
      assertThat(
              file.mistakes(
                  PROXIED.replace("https://id.example.com", "http://localhost:9000") + text))
          .anySatisfy(m -> assertThat(m).startsWith("5: 'listen' is open to other machines"));
    }

    @Test
    void is_a_file_with_authorities() throws Exception {
      String text = PROXIED + "tls: {client_ca: file.pem}\n";
      assertThat(mistake(text)).startsWith("4: ").contains("cannot be read");
      for (String content : List.of("", "x", "-----BEGIN CERTIFICATE-----\nAAAA\n")) {
        Files.writeString(folder.resolve("file.pem"), content);
        assertThat(mistake(text)).startsWith("4: ").contains("holds no certificates in PEM");
      }
    }

    private void write(Identity... certificates) throws Exception {
      Files.writeString(
          folder.resolve("file.pem"),
          Stream.of(certificates)
              .map(c -> TestAuthority.pem(c.certificate()))
              .collect(Collectors.joining()));
    }

    private static Order authority(String name) {
      return new Order(name).authority();
    }

    @Test
    void has_nothing_but_authorities_for_clients() throws Exception {
      String text = PROXIED + "tls: {client_ca: file.pem}\n";
      write(authority("CN=good").selfSigned(), SELF);
      assertThat(mistake(text)).startsWith("4: ").contains("'CN=self', which is no authority");
      for (Order none :
          List.of(
              authority("CN=bad").usage(0x02),
              authority("CN=bad").ofVersion1(),
              new Order("CN=bad").usage(0x06))) {
        write(none.selfSigned());
        assertThat(mistake(text)).startsWith("4: ").contains("'CN=bad', which is no authority");
      }
      write(authority("CN=bad").forServers().selfSigned());
      assertThat(mistake(text)).contains("which issues no certificates for clients");
      write(authority("CN=bad").rsa(1024).from(ROOT));
      assertThat(mistake(text)).contains("a key that is too short");
      write(authority("CN=good").forAnyUsage().selfSigned());
      assertThat(file.warnings(text)).isEmpty();
    }

    /// Nothing checks them where it stands alone.
    @Test
    void has_none_with_name_constraints_at_the_top() throws Exception {
      String text = PROXIED + "tls: {client_ca: file.pem}\n";
      Identity limited = authority("CN=limited").onlyFor("b.example").from(ROOT);
      write(limited);
      assertThat(mistake(text)).startsWith("4: ").contains("'CN=limited', which has name");
      write(limited, new Identity(ROOT.chain(), ROOT.key()));
      assertThat(file.settings(text).mutualTls().orElseThrow().anchors())
          .containsExactly(ROOT.certificate());
    }

    @Test
    void is_warned_of_when_it_has_expired() throws Exception {
      Instant past = Instant.parse("2001-01-01T00:00:00Z");
      write(authority("CN=old").good(past, past.plusSeconds(1)).selfSigned());
      assertThat(file.warnings(PROXIED + "tls: {client_ca: file.pem}\n"))
          .singleElement()
          .asString()
          .startsWith("4: ")
          .contains("'CN=old', which has expired");
    }

    @Test
    void has_256_KiB_at_most() throws Exception {
      String pem = TestAuthority.pem(ROOT.certificate());
      String text = PROXIED + "tls: {client_ca: file.pem}\n";
      Files.writeString(folder.resolve("file.pem"), pem + "\n".repeat(256 * 1024 - pem.length()));
      assertThat(file.warnings(text)).isEmpty();
      Files.writeString(
          folder.resolve("file.pem"), pem + "\n".repeat(256 * 1024 - pem.length() + 1));
      assertThat(mistake(text)).contains("more than 256 KiB");
    }
  }

  @Nested
  class The_client_certificate_header {
    @Test
    void is_believed_from_somebody() {
      assertThat(mistake(PROXIED.replace("trusted_proxies: [10.0.0.0/8]\n", "")))
          .startsWith("2: 'client_certificate_header' would be believed from nobody");
    }

    @Test
    void is_the_name_of_a_header() {
      for (String bad : List.of("Client Cert", "'Client-Cert:'", "é", "x".repeat(65))) {
        assertThat(mistake(PROXIED.replace("Client-Cert", bad)))
            .startsWith("3: 'client_certificate_header' is no name of a header");
      }
      file.settings(PROXIED.replace("Client-Cert", "x".repeat(64)));
    }

    @Test
    void is_not_one_that_means_something_else() {
      for (String bad :
          List.of("Authorization", "cookie", "DPoP", "Host", "X-Forwarded-For", "Forwarded")) {
        assertThat(mistake(PROXIED.replace("Client-Cert", bad)))
            .startsWith("3: 'client_certificate_header' is '" + bad + "', which means something");
      }
    }

    @Test
    void is_warned_of_where_anybody_is_believed() {
      for (String wide : List.of("0.0.0.0/0", "'::/0'", "8.0.0.0/7", "10.0.0.1, 0.0.0.0/1")) {
        String text = PROXIED.replace("10.0.0.0/8", wide);
        assertThat(file.warnings(text))
            .singleElement()
            .asString()
            .startsWith("3: 'client_certificate_header' is believed from all");
        assertThat(file.warnings(text.replace("client_certificate_header: Client-Cert\n", "")))
            .isEmpty();
      }
      assertThat(file.warnings(PROXIED)).isEmpty();
    }
  }

  @Nested
  class A_client_with_tls_client_auth {
    private static final String METHOD = "token_endpoint_auth_method: tls_client_auth";
    private static final String CA = PROXIED + "tls: {client_ca: ca.pem}\n";

    private Client read(String line) {
      return file.settings(CA + client(METHOD, line)).declarations().clients().getFirst().client();
    }

    @Test
    void is_known_by_one_name() {
      assertThat(
              read("tls_client_auth_subject_dn: 'CN=a,O=Example'")
                  .credentials()
                  .certificateSubject())
          .contains(new CertificateSubject(Name.SUBJECT_DN, "CN=a,O=Example"));
      read("tls_client_auth_subject_dn: 'organizationIdentifier=PSDGB-1,CN=a'");
      assertThat(read("tls_client_auth_san_ip: '::1'").credentials().certificateSubject())
          .contains(new CertificateSubject(Name.SAN_IP, "::1"));
      for (Name name : List.of(Name.SAN_DNS, Name.SAN_URI, Name.SAN_EMAIL)) {
        assertThat(read(name.member() + ": x").credentials().certificateSubject())
            .contains(new CertificateSubject(name, "x"));
      }
    }

    @Test
    void has_exactly_one() {
      assertThat(mistake(CA + client(METHOD)))
          .startsWith("8: a client with 'token_endpoint_auth_method: tls_client_auth' has exactly");
      assertThat(
              mistake(
                  CA
                      + client(
                          METHOD, "tls_client_auth_san_dns: a", "tls_client_auth_san_email: a@b")))
          .startsWith("10: a client with")
          .contains("keep one");
    }

    @Test
    void has_one_that_can_be_in_a_certificate() {
      assertThat(mistake(CA + client(METHOD, "tls_client_auth_subject_dn: app")))
          .startsWith("9: 'tls_client_auth_subject_dn' is 'app', which is no distinguished name");
      assertThat(mistake(CA + client(METHOD, "tls_client_auth_subject_dn: \"C=\\r\\r\"")))
          .startsWith("9: 'tls_client_auth_subject_dn'");
      assertThat(mistake(CA + client(METHOD, "tls_client_auth_san_ip: app.example.com")))
          .startsWith("9: 'tls_client_auth_san_ip'")
          .contains("no address");
      for (String member : List.of("subject_dn", "san_dns", "san_uri", "san_email")) {
        assertThat(mistake(CA + client(METHOD, "tls_client_auth_" + member + ": ' '")))
            .startsWith("9: 'tls_client_auth_" + member + "'");
      }
    }

    @Test
    void needs_authorities() {
      for (String text : List.of(PROXIED, "issuer: https://id.example.com\n")) {
        assertThat(mistake(text + client(METHOD, "tls_client_auth_san_dns: a")))
            .contains("'token_endpoint_auth_method' is 'tls_client_auth', and no certificate")
            .endsWith("add 'tls: {client_ca: ca.pem}'");
      }
    }

    @Test
    void has_no_secret() {
      assertThat(
              mistake(
                  CA
                      + client(
                          METHOD,
                          "tls_client_auth_san_dns: a",
                          "client_secret: bench-secret-0123456789abcdef0123456789abcdef")))
          .startsWith("10: ")
          .contains("has no secret");
    }

    @Test
    void is_the_only_one_with_such_a_name() {
      assertThat(
              mistake(
                  CA
                      + client(
                          "client_secret: bench-secret-0123456789abcdef0123456789abcdef",
                          "tls_client_auth_san_dns: a")))
          .startsWith("9: 'tls_client_auth_san_dns' is of no use");
    }
  }

  @Nested
  class A_client_with_self_signed_tls_client_auth {
    private static final String METHOD = "token_endpoint_auth_method: self_signed_tls_client_auth";

    private static String jwks(String more) {
      return "jwks: {keys: [{kty: EC, crv: P-256, x: a, y: b%s}]}".formatted(more);
    }

    @Test
    void has_a_certificate_in_its_keys() throws Exception {
      String x5c = ", x5c: ['" + Base64.encode(SELF.certificate().getEncoded()) + "']";
      assertThat(file.settings(PROXIED + client(METHOD, jwks(x5c))).mutualTls()).isPresent();
      assertThat(
              file.settings(PROXIED + client(METHOD, "jwks_uri: https://app.example.com/jwks"))
                  .mutualTls())
          .isPresent();
      for (String bad : List.of("", ", x5c: []", ", x5c: [AAAA]", ", x5c: ['%']", ", x5c: [1]")) {
        assertThat(mistake(PROXIED + client(METHOD, jwks(bad))))
            .startsWith("8: 'jwks' has no certificate");
      }
      assertThat(mistake(PROXIED + client(METHOD, jwks(x5c), "tls_client_auth_san_dns: a")))
          .startsWith("9: 'tls_client_auth_san_dns' is of no use");
      assertThat(mistake(PROXIED + client(METHOD)))
          .startsWith("7: a client with")
          .contains("has no certificate; add 'jwks' with an 'x5c', or 'jwks_uri'");
    }

    @Test
    void needs_a_way_for_certificates_to_come_in() {
      assertThat(
              mistake(
                  "issuer: https://id.example.com\n"
                      + client(METHOD, "jwks_uri: https://app.example.com/jwks")))
          .contains("and no certificate of it could be checked")
          .contains("'client_certificate_header'");
    }
  }

  @Nested
  class Certificate_bound_access_tokens {
    private static final String BOUND = "tls_client_certificate_bound_access_tokens: true";
    private static final String SECRET =
        "client_secret: bench-secret-0123456789abcdef0123456789abcdef";

    @Test
    void are_for_any_client() {
      Client client =
          file.settings(PROXIED + client(SECRET, BOUND))
              .declarations()
              .clients()
              .getFirst()
              .client();
      assertThat(client.requirements().certificateBoundAccessTokens()).isTrue();
      assertThat(Optional.of(client.credentials().method())).contains("client_secret_basic");
    }

    @Test
    void need_a_way_for_certificates_to_come_in() {
      assertThat(mistake("issuer: https://id.example.com\n" + client(SECRET, BOUND)))
          .startsWith(
              "6: 'tls_client_certificate_bound_access_tokens' is true, and no certificate");
    }

    @Test
    void are_not_DPoP_bound_as_well() {
      assertThat(mistake(PROXIED + client(SECRET, BOUND, "dpop_bound_access_tokens: true")))
          .startsWith("8: 'tls_client_certificate_bound_access_tokens' stands beside");
    }
  }
}
