package dev.mapae.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.mapae.distribution.LocalServer;
import dev.mapae.distribution.PlainBrowser;
import dev.mapae.distribution.http.TestCertificate;
import dev.mapae.protocol.Json;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// RFC 9101, a request of the client library that the server fetches from the application.
@Tag("socket")
@Timeout(60)
class Rfc9101ByReferenceTests {
  private static final URI CALLBACK = URI.create("https://app.example.com/callback");
  private static final SigningKey KEY = SigningKey.generate().withKid("2026");
  private static final List<String> TRUST =
      List.of("javax.net.ssl.trustStore", "javax.net.ssl.trustStorePassword");

  @TempDir private Path folder;
  private final AtomicReference<String> published = new AtomicReference<>("");
  private HttpsServer application;
  private LocalServer server;

  @BeforeEach
  void start() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "EC");
    System.setProperty(
        TRUST.get(0), certificate.certificate().resolveSibling("store.p12").toString());
    System.setProperty(TRUST.get(1), new String(TestCertificate.PASSWORD));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(certificate.keyStore(), TestCertificate.PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), null, null);
    application = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    application.setHttpsConfigurator(new HttpsConfigurator(tls));
    application.createContext(
        "/request.jwt",
        exchange -> {
          try (exchange) {
            byte[] body = published.get().getBytes(StandardCharsets.US_ASCII);
            exchange.getResponseHeaders().set("Content-Type", "application/oauth-authz-req+jwt");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    application.start();
    server = LocalServer.start(folder, settings());
  }

  @AfterEach
  void stop() {
    server.close();
    application.stop(0);
    TRUST.forEach(System::clearProperty);
  }

  private URI place() {
    return URI.create("https://localhost:" + application.getAddress().getPort() + "/request.jwt");
  }

  private String settings() {
    return """
    password_hashing: {memory: 7MiB, iterations: 1}
    outbound_allowed: [127.0.0.0/8, "::1/128"]
    users:
      - {username: alice, password: wonderland-42}
    clients:
      - client_id: app
        token_endpoint_auth_method: private_key_jwt
        jwks: %s
        request_uris: ["%s"]
        require_signed_request_object: true
        request_object_encryption_alg: ECDH-ES
        grant_types: [authorization_code]
        redirect_uris: ["%s"]
        scope: openid
    """
        .formatted(Json.write(Map.of("keys", List.of(KEY.publicJwk()))), place(), CALLBACK);
  }

  @Nested
  class Section_5_2_by_reference {
    @Test
    void is_fetched_opened_and_answered() throws Exception {
      AuthorizationCode flow =
          Client.discover(server.issuer(), new PrivateKeyJwt("app", KEY))
              .authorizationCode(CALLBACK)
              .signed(KEY)
              .encrypted("ECDH-ES")
              .byReference(object -> {
                published.set(object);
                return place();
              });
      AuthorizationRequest request = flow.start(AuthorizationOptions.scope("openid"));
      assertThat(request.url().toString())
          .contains("request_uri=")
          .doesNotContain("code_challenge");
      try (HttpClient http = HttpClient.newHttpClient()) {
        Tokens tokens =
            flow.finish(
                request, new PlainBrowser(http, "alice", "wonderland-42").follow(request.url()));
        assertThat(tokens.idToken()).isPresent();
      }
    }
  }
}
