package dev.mapae.distribution.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.distribution.http.TestCertificate;
import dev.mapae.distribution.tutorial.Block;
import dev.mapae.distribution.tutorial.Pages;
import dev.mapae.testpostgres.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// What `docs/how-to/scale-out.md` sets up, on one machine: nginx, two nodes and PostgreSQL, from
/// the very files of the page but for names, addresses and paths.
final class ScaledOut implements AutoCloseable {
  private static final Path PAGE = Pages.ROOT.resolve("docs/how-to/scale-out.md");
  private static final List<String> ADDRESSES = List.of("10.0.0.11:9000", "10.0.0.12:9000");

  private final Path folder;
  private final String database = TestPostgres.shared().freshDatabase();
  private final String issuer;
  private final List<Integer> ports = List.of(Node.freePort(), Node.freePort());
  private final List<Node> nodes = new ArrayList<>();
  private final List<Nginx> proxies = new ArrayList<>();
  private final TestCertificate certificate;
  private final SSLContext tls;
  private final HttpClient http;
  private final Site site;

  /// Starts everything.
  ScaledOut(Path folder) throws Exception {
    this.folder = folder;
    this.certificate = TestCertificate.make(folder, "EC");
    this.tls = trusting(certificate.certificate());
    this.http = client().build();
    Files.writeString(folder.resolve("kek"), Base64.getEncoder().encodeToString(new byte[32]));
    Files.writeString(folder.resolve("database-password"), "nobody asks for it");
    int port = Node.freePort();
    this.issuer = "https://localhost:" + port;
    // Here everybody has the same address.
    this.site = startNginx(port, ports, Map.of("rate=10r/m", "rate=1000r/s"));
    for (int i = 0; i < ports.size(); i++) {
      nodes.add(startNode(i));
    }
  }

  private static SSLContext trusting(Path certificate)
      throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(certificate)) {
      trusted.setCertificateEntry(
          "nginx", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return tls;
  }

  private Node startNode(int index) throws IOException {
    int port = ports.get(index);
    Map<String, String> here =
        Map.of(
            "https://id.example.com",
            issuer,
            "0.0.0.0:9000",
            "127.0.0.1:" + port,
            "[10.0.0.10/32]",
            "[127.0.0.1/32]\nmanagement: 127.0.0.1:0",
            "postgresql://mapae@db.example.com:5432/mapae",
            database,
            "/etc/mapae",
            folder.toString());
    return Node.start(folder, port, file("mapae.yaml", here) + App.declarations());
  }

  private Site startNginx(int port, List<Integer> nodes, Map<String, String> more)
      throws Exception {
    Map<String, String> here = new LinkedHashMap<>(more);
    for (int i = 0; i < ADDRESSES.size(); i++) {
      here.put(ADDRESSES.get(i), "127.0.0.1:" + nodes.get(i));
    }
    here.put("listen 443", "listen 127.0.0.1:" + port);
    here.put("server_name id.example.com", "server_name localhost");
    here.put("/etc/nginx/id.example.com.pem", certificate.certificate().toString());
    here.put("/etc/nginx/id.example.com.key", certificate.key().toString());
    proxies.add(Nginx.start(folder.resolve("nginx-" + port), file("mapae.conf", here)));
    return new Site(http, URI.create("https://localhost:" + port), issuer);
  }

  /// A file of the page, with what is different here.
  private static String file(String name, Map<String, String> here) {
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

  /// What clients see, who may sign in as often as they like.
  Site site() {
    return site;
  }

  /// What clients see through another nginx, which is just like that of the page, with these two
  /// behind it.
  Site siteOf(List<Integer> nodes) throws Exception {
    return startNginx(Node.freePort(), nodes, Map.of());
  }

  /// A client that knows the certificate.
  HttpClient.Builder client() {
    return HttpClient.newBuilder().sslContext(tls);
  }

  Node node(int index) {
    return nodes.get(index);
  }

  /// Starts a node that was stopped or killed once more.
  void restart(int index) throws IOException {
    nodes.set(index, startNode(index));
  }

  @Override
  public void close() {
    proxies.forEach(Nginx::close);
    nodes.forEach(Node::close);
    http.close();
  }
}
