package dev.mapae.distribution.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.TestAuthority;
import dev.mapae.authorizationserver.TestAuthority.Identity;
import dev.mapae.authorizationserver.TestAuthority.Order;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.distribution.http.Binding.CertificateFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// RFC 8705 §6, mutual TLS on the wire: who is asked for a certificate, and which ones pass.
@Tag("socket")
@Timeout(60)
class Rfc8705HandshakeTests {
  @TempDir private static Path folder;
  private static TestCertificate server;
  private static final Identity KNOWN = new Order("CN=known").from(TestAuthority.root("CN=root"));

  private Optional<JettyServer> running = Optional.empty();

  @BeforeAll
  static void certificate() throws Exception {
    server = TestCertificate.make(folder, "EC");
  }

  @AfterEach
  void stop() {
    running.ifPresent(JettyServer::close);
  }

  private URI serve(boolean asking, List<AddressRange> proxies, Optional<String> header)
      throws IOException {
    Binding binding =
        new Binding(
            new Listener("127.0.0.1", 0),
            Optional.of(new CertificateFiles(server.certificate(), server.key())),
            proxies,
            Optional.empty(),
            Limits.PRESET,
            asking,
            header);
    JettyServer started =
        JettyServer.start(
            binding,
            r ->
                Response.text(
                    200,
                    r.certificates()
                        .own()
                        .map(c -> c.getSubjectX500Principal().getName())
                        .orElse("none")),
            exchange -> {});
    running = Optional.of(started);
    return URI.create("https://localhost:" + started.port() + "/");
  }

  private URI asking() throws IOException {
    return serve(true, List.of(), Optional.empty());
  }

  private static SSLContext context(Optional<Identity> client, String protocol) throws Exception {
    KeyManager[] keys = {};
    if (client.isPresent()) {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(client.get().keyStore(), TestAuthority.PASSWORD);
      keys = factory.getKeyManagers();
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(server.keyStore());
    SSLContext context = SSLContext.getInstance(protocol);
    context.init(keys, trust.getTrustManagers(), null);
    return context;
  }

  private static String shown(
      URI uri, SSLContext context, HttpClient.Version version, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).version(version);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (HttpClient http = HttpClient.newBuilder().sslContext(context).build()) {
      var answer = http.send(request.build(), BodyHandlers.ofString());
      assertThat(answer.version()).isEqualTo(version);
      return answer.body();
    }
  }

  private static String shown(URI uri, Identity client, String... headers) throws Exception {
    return shown(
        uri, context(Optional.of(client), "TLSv1.3"), HttpClient.Version.HTTP_1_1, headers);
  }

  @Nested
  class Section_6_1_the_handshake {
    @Test
    void hands_over_the_certificate_of_the_client() throws Exception {
      URI uri = asking();
      for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
        for (HttpClient.Version version :
            List.of(HttpClient.Version.HTTP_1_1, HttpClient.Version.HTTP_2)) {
          assertThat(shown(uri, context(Optional.of(KNOWN), protocol), version))
              .isEqualTo("CN=known");
        }
      }
    }

    @Test
    void does_so_too_where_the_session_is_resumed() throws Exception {
      URI uri = asking();
      for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
        SSLContext context = context(Optional.of(KNOWN), protocol);
        for (int i = 0; i < 3; i++) {
          assertThat(shown(uri, context, HttpClient.Version.HTTP_1_1)).isEqualTo("CN=known");
        }
      }
    }

    @Test
    void goes_on_without_one() throws Exception {
      URI uri = asking();
      for (HttpClient.Version version :
          List.of(HttpClient.Version.HTTP_1_1, HttpClient.Version.HTTP_2)) {
        assertThat(shown(uri, context(Optional.empty(), "TLSv1.3"), version)).isEqualTo("none");
      }
    }

    @Test
    void goes_on_with_one_that_is_good_for_nothing() throws Exception {
      URI uri = asking();
      Instant past = Instant.parse("2001-01-01T00:00:00Z");
      assertThat(shown(uri, new Order("CN=self").selfSigned())).isEqualTo("CN=self");
      assertThat(shown(uri, new Order("CN=old").good(past, past.plusSeconds(60)).selfSigned()))
          .isEqualTo("CN=old");
    }

    @Test
    void asks_for_none_where_mutual_TLS_is_off() throws Exception {
      assertThat(shown(serve(false, List.of(), Optional.empty()), KNOWN)).isEqualTo("none");
    }
  }

  @Nested
  class Section_6_5_TLS_termination {
    private static final List<AddressRange> HERE =
        List.of(AddressRange.parse("127.0.0.1/32").orElseThrow());
    private static final List<AddressRange> ELSEWHERE =
        List.of(AddressRange.parse("192.0.2.0/24").orElseThrow());

    @Test
    void the_certificate_of_a_proxy_is_not_that_of_its_client() throws Exception {
      URI uri = serve(true, HERE, Optional.of("Client-Cert"));
      Identity proxy = new Order("CN=proxy").selfSigned();
      assertThat(shown(uri, proxy)).isEqualTo("none");
      assertThat(shown(uri, proxy, "Client-Cert", KNOWN.header())).isEqualTo("CN=known");
    }

    @Test
    void who_is_no_proxy_has_its_own_certificate_whatever_it_says() throws Exception {
      URI uri = serve(true, ELSEWHERE, Optional.of("Client-Cert"));
      Identity thief = new Order("CN=thief").selfSigned();
      assertThat(shown(uri, thief, "Client-Cert", KNOWN.header())).isEqualTo("CN=thief");
    }

    @Test
    void without_the_setting_a_proxy_is_a_client_like_any_other() throws Exception {
      URI uri = serve(true, HERE, Optional.empty());
      Identity proxy = new Order("CN=proxy").selfSigned();
      assertThat(shown(uri, proxy, "Client-Cert", KNOWN.header())).isEqualTo("CN=proxy");
    }
  }
}
