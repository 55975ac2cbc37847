package dev.mapae.distribution.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.TestAuthority;
import dev.mapae.authorizationserver.TestAuthority.Identity;
import dev.mapae.authorizationserver.TestAuthority.Order;
import dev.mapae.distribution.Unanswered;
import dev.mapae.distribution.http.TestCertificate;
import dev.mapae.distribution.tutorial.Block;
import dev.mapae.distribution.tutorial.Pages;
import dev.mapae.protocol.CertificateThumbprint;
import dev.mapae.protocol.Parameters;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A server to which clients show certificates, as `docs/how-to/use-client-certificates.md` sets it
/// up: directly, and behind nginx.
@Tag("socket")
@Timeout(120)
class ClientCertificateTests {
  private static final Path PAGE = Pages.ROOT.resolve("docs/how-to/use-client-certificates.md");
  private static final TestAuthority ROOT = TestAuthority.root("CN=root");
  private static final Identity REPORTS =
      new Order("CN=reports").dns("reports.example.com").from(ROOT);
  private static final Identity FORGED =
      new Order("CN=reports").dns("reports.example.com").selfSigned();

  @TempDir private static Path folder;
  private static TestCertificate server;

  @BeforeAll
  static void files() throws Exception {
    server = TestCertificate.make(folder, "EC");
    Files.writeString(folder.resolve("ca.pem"), TestAuthority.pem(ROOT.certificate()));
  }

  private static String clients() {
    return """
    management: 127.0.0.1:0
    database: sqlite:%s
    clients:
      - client_id: reports
        token_endpoint_auth_method: tls_client_auth
        tls_client_auth_san_dns: reports.example.com
        tls_client_certificate_bound_access_tokens: true
        grant_types: [client_credentials]
        scope: playlist.read
    resources:
      - resource: https://api.example.com/
        scopes:
          playlist.read: {description: Read your playlists}
    """
        .formatted(folder.resolve("mapae-" + System.nanoTime() + ".db"));
  }

  /// A file of the page, with what is different here.
  private static String file(String name, Map<String, String> here) throws Exception {
    String text =
        Block.of(PAGE).stream()
            .filter(block -> block.file().equals(Optional.of(name)))
            .findFirst()
            .orElseThrow()
            .text();
    for (Map.Entry<String, String> entry : here.entrySet()) {
      assertThat(text).contains(entry.getKey());
      text = text.replace(entry.getKey(), entry.getValue());
    }
    return text;
  }

  private static HttpClient http(Optional<Identity> client) throws Exception {
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
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(tls).build();
  }

  private static HttpResponse<String> post(
      Optional<Identity> client, String url, Parameters form, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form.with("client_id", "reports").encode()));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (HttpClient http = http(client)) {
      return Unanswered.send(http, request.build());
    }
  }

  private static HttpResponse<String> token(
      Optional<Identity> client, String issuer, String... headers) throws Exception {
    return post(
        client,
        issuer + "/token",
        Parameters.empty().with("grant_type", "client_credentials"),
        headers);
  }

  private static void assertGood(String issuer, String... headers) throws Exception {
    HttpResponse<String> answer = token(Optional.of(REPORTS), issuer, headers);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    String token = answer.body().replaceAll(".*\"access_token\":\"([^\"]*)\".*", "$1");
    assertThat(
            post(
                    Optional.of(REPORTS),
                    issuer + "/introspect",
                    Parameters.empty().with("token", token))
                .body())
        .contains("\"active\":true")
        .contains("\"x5t#S256\":\"" + CertificateThumbprint.of(REPORTS.certificate()) + "\"");
  }

  private static void assertRefused(
      Optional<Identity> client, String issuer, String why, String... headers) throws Exception {
    HttpResponse<String> answer = token(client, issuer, headers);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
    assertThat(answer.body()).contains("invalid_client", why);
  }

  @Test
  void directly() throws Exception {
    int port = Node.freePort();
    String issuer = "https://localhost:" + port;
    String configuration =
        "issuer: %s\nlisten: 127.0.0.1:%d\ntls: {certificate: %s, key: %s, client_ca: ca.pem}\n"
            .formatted(issuer, port, server.certificate(), server.key());
    try (Node node = Node.start(folder, port, configuration + clients())) {
      assertThat(node.log()).isNotNull();
      assertGood(issuer);
      assertRefused(Optional.empty(), issuer, "did not come over mutual TLS");
      assertRefused(Optional.empty(), issuer, "did not come over", "Client-Cert", REPORTS.header());
      assertRefused(Optional.of(FORGED), issuer, "not from an authority");
    }
  }

  @Test
  void behind_nginx() throws Exception {
    Nginx.assume();
    int port = Node.freePort();
    int behind = Node.freePort();
    String issuer = "https://localhost:" + port;
    Map<String, String> here = new LinkedHashMap<>();
    here.put("listen 443", "listen 127.0.0.1:" + port);
    here.put("server_name id.example.com", "server_name localhost");
    here.put("/etc/nginx/id.example.com.pem", server.certificate().toString());
    here.put("/etc/nginx/id.example.com.key", server.key().toString());
    here.put("127.0.0.1:9000", "127.0.0.1:" + behind);
    String configuration =
        file(
            "mapae.yaml",
            Map.of("https://id.example.com", issuer, "127.0.0.1:9000", "127.0.0.1:" + behind));
    try (Node node = Node.start(folder, behind, configuration + clients());
        Nginx nginx = Nginx.start(folder.resolve("nginx"), file("mapae.conf", here))) {
      assertThat(node.log()).isNotNull();
      assertThat(nginx).isNotNull();
      assertGood(issuer);
      // It overwrites what a client says of itself, in either form.
      assertGood(issuer, "Client-Cert", FORGED.header(), "Client-Cert-Chain", ":x:");
      for (String header : new String[] {REPORTS.header(), REPORTS.escapedPem()}) {
        assertRefused(Optional.empty(), issuer, "did not come over", "Client-Cert", header);
        assertRefused(Optional.of(FORGED), issuer, "not from an authority", "Client-Cert", header);
      }
    }
  }
}
