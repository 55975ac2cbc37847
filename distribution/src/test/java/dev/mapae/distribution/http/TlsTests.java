package dev.mapae.distribution.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.distribution.http.Binding.CertificateFiles;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9325 (BCP 195), Recommendations for Secure Use of TLS.
@Tag("socket")
@Timeout(60)
class TlsTests {
  @TempDir private static Path folder;
  private static TestCertificate ec;
  private static TestCertificate rsa;

  private Optional<JettyServer> running = Optional.empty();

  @BeforeAll
  static void certificates() throws Exception {
    ec = TestCertificate.make(folder, "EC");
    rsa = TestCertificate.make(folder, "RSA");
  }

  @AfterEach
  void stop() {
    running.ifPresent(JettyServer::close);
  }

  private JettyServer serve(TestCertificate certificate) throws IOException {
    Binding binding =
        new Binding(
            new Listener("127.0.0.1", 0),
            Optional.of(new CertificateFiles(certificate.certificate(), certificate.key())),
            List.of(),
            Optional.of(new Issuer("https://id.example.com")),
            Limits.PRESET);
    JettyServer server =
        JettyServer.start(binding, r -> Response.text(200, "fine"), exchange -> {});
    running = Optional.of(server);
    return server;
  }

  private static Certificate read(Path pem) throws Exception {
    try (InputStream in = Files.newInputStream(pem)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static SSLContext trusting(Path... pems) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (Path pem : pems) {
      trusted.setCertificateEntry(pem.toString(), read(pem));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  private static SSLSession handshake(
      SSLContext context, int port, List<String> protocols, List<String> suites)
      throws IOException {
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.setEnabledProtocols(protocols.toArray(String[]::new));
      if (!suites.isEmpty()) {
        socket.setEnabledCipherSuites(suites.toArray(String[]::new));
      }
      socket.startHandshake();
      return socket.getSession();
    }
  }

  @Nested
  class Section_3_1_protocol_versions {
    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void TLS_1_3_and_1_2_are_spoken(String algorithm) throws Exception {
      TestCertificate certificate = algorithm.equals("EC") ? ec : rsa;
      int port = serve(certificate).port();
      SSLContext context = trusting(certificate.certificate());
      assertThat(handshake(context, port, List.of("TLSv1.3", "TLSv1.2"), List.of()).getProtocol())
          .isEqualTo("TLSv1.3");
      assertThat(handshake(context, port, List.of("TLSv1.2"), List.of()).getProtocol())
          .isEqualTo("TLSv1.2");
    }

    @Test
    void TLS_1_1_is_refused_with_protocol_version() throws Exception {
      int port = serve(ec).port();
      assertThat(alertTo(port, "0302")).isEqualTo("protocol_version");
    }

    @Test
    void SSL_3_0_is_refused_with_protocol_version() throws Exception {
      int port = serve(ec).port();
      assertThat(alertTo(port, "0300")).isEqualTo("protocol_version");
    }

    /// Says hello by hand, since the JDK's own client would refuse to. RFC 4346 §7.4.1.2.
    private String alertTo(int port, String version) throws IOException {
      String suites = "c009c013c02bc02f";
      String body =
          version
              + "00".repeat(32)
              + "00"
              + "%04x".formatted(suites.length() / 2)
              + suites
              + "0100";
      String handshake = "01" + "%06x".formatted(body.length() / 2) + body;
      String record = "16" + "0301" + "%04x".formatted(handshake.length() / 2) + handshake;
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write(HexFormat.of().parseHex(record));
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] alert = in.readNBytes(7);
        assertThat(alert[0]).as("an alert").isEqualTo((byte) 21);
        return alert[6] == 70 ? "protocol_version" : "alert " + alert[6];
      }
    }
  }

  @Nested
  class Section_4_2_cipher_suites {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"
        })
    void the_recommended_ones_are_spoken_with_TLS_1_2(String suite) throws Exception {
      int port = serve(ec).port();
      assertThat(
              handshake(trusting(ec.certificate()), port, List.of("TLSv1.2"), List.of(suite))
                  .getCipherSuite())
          .isEqualTo(suite);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
        })
    void weaker_ones_are_refused(String suite) throws Exception {
      int port = serve(ec).port();
      SSLContext context = trusting(ec.certificate());
      assertThatThrownBy(() -> handshake(context, port, List.of("TLSv1.2"), List.of(suite)))
          .isInstanceOf(SSLException.class);
    }
  }

  @Nested
  class HTTP {
    @Test
    void is_version_2_or_1_1_as_the_client_likes() throws Exception {
      URI uri = URI.create("https://localhost:" + serve(ec).port() + "/");
      for (HttpClient.Version version : HttpClient.Version.values()) {
        if (version.name().equals("HTTP_3")) {
          continue;
        }
        try (HttpClient client =
            HttpClient.newBuilder()
                .version(version)
                .sslContext(trusting(ec.certificate()))
                .build()) {
          var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
          assertThat(answer.version()).isEqualTo(version);
          assertThat(answer.body()).isEqualTo("fine");
          assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
        }
      }
    }
  }

  @Nested
  class A_renewed_certificate {
    @Test
    void is_taken_up_without_a_restart() throws Exception {
      TestCertificate old = copy(ec);
      TestCertificate renewed = rsa;
      Certificate expected = read(renewed.certificate());
      SSLContext context = trusting(old.certificate(), renewed.certificate());
      JettyServer server = serve(old);
      assertThat(presented(context, server.port())).isEqualTo(read(old.certificate()));
      replace(old, renewed);
      server.renewCertificate();
      assertThat(presented(context, server.port())).isEqualTo(expected);
    }

    @Test
    void that_is_broken_or_has_no_key_yet_leaves_the_old_one_in_use() throws Exception {
      TestCertificate certificate = copy(ec);
      Certificate old = read(certificate.certificate());
      TestCertificate other = rsa;
      SSLContext context = trusting(certificate.certificate(), other.certificate());
      JettyServer server = serve(certificate);

      Files.copy(
          other.certificate(), certificate.certificate(), StandardCopyOption.REPLACE_EXISTING);
      server.renewCertificate();
      assertThat(presented(context, server.port())).isEqualTo(old);

      Files.writeString(certificate.certificate(), "-----BEGIN CERTIFICATE-----\nbroken");
      server.renewCertificate();
      assertThat(presented(context, server.port())).isEqualTo(old);

      Files.delete(certificate.certificate());
      server.renewCertificate();
      assertThat(presented(context, server.port())).isEqualTo(old);

      replace(certificate, other);
      server.renewCertificate();
      assertThat(presented(context, server.port())).isEqualTo(read(other.certificate()));
    }

    private TestCertificate copy(TestCertificate of) throws IOException {
      Path directory = Files.createTempDirectory(folder, "copy");
      return new TestCertificate(
          Files.copy(of.certificate(), directory.resolve("cert.pem")),
          Files.copy(of.key(), directory.resolve("key.pem")));
    }

    private void replace(TestCertificate old, TestCertificate renewed) throws IOException {
      Files.copy(renewed.certificate(), old.certificate(), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(renewed.key(), old.key(), StandardCopyOption.REPLACE_EXISTING);
    }

    private Certificate presented(SSLContext context, int port) throws Exception {
      return handshake(context, port, List.of("TLSv1.2"), List.of()).getPeerCertificates()[0];
    }
  }
}
