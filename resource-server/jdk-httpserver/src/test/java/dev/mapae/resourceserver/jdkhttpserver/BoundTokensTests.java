package dev.mapae.resourceserver.jdkhttpserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.mapae.protocol.CertificateThumbprint;
import dev.mapae.protocol.Scope;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.VerifiedToken;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tokens that are bound to a key, at the JDK's own HTTP server, over TLS. RFC 9449 §7, RFC 8705
/// §3.
class BoundTokensTests {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String API = "https://api.example.com/";

  private final ECKey key = key();
  private HttpsServer server;

  @BeforeEach
  void start() throws Exception {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls("server.p12")) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters asking = getSSLContext().getDefaultSSLParameters();
            asking.setWantClientAuth(true);
            parameters.setSSLParameters(asking);
          }
        });
    ResourceServerSettings settings = ResourceServerSettings.of("https://id.example.com", API);
    serve("/v1/me", settings);
    serve("/proxied/me", settings.clientCertificateHeader("Client-Cert", "127.0.0.1", "::1"));
    serve("/direct/me", settings.clientCertificateHeader("Client-Cert", "192.0.2.1"));
    server.start();
  }

  private void serve(String path, ResourceServerSettings settings) {
    server.createContext(
        path,
        ProtectedHandler.of(
            ResourceServer.of(settings, this::verify),
            (exchange, token) -> {
              try (exchange) {
                byte[] body = token.subject().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
              }
            }));
  }

  @AfterEach
  void stop() throws Exception {
    server.stop(0);
  }

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).generate();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /// `dpop` is bound to the DPoP key, anything else to the certificate of `client.p12`.
  private VerifiedToken verify(String token) {
    try {
      Map<String, Object> cnf =
          token.equals("dpop")
              ? Map.of("jkt", key.computeThumbprint().toString())
              : Map.of("x5t#S256", CertificateThumbprint.of(certificate("client.p12")));
      return new VerifiedToken(
          "https://id.example.com",
          "alice",
          Optional.empty(),
          Scope.empty(),
          Set.of(),
          Instant.MAX,
          Map.of("cnf", cnf));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyStore store(String file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = BoundTokensTests.class.getResourceAsStream(file)) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private static X509Certificate certificate(String file) throws Exception {
    KeyStore store = store(file);
    return (X509Certificate) store.getCertificate(store.aliases().nextElement());
  }

  /// A side of a connection that shows what is in a file, and trusts all of them.
  private static SSLContext tls(String file) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store(file), PASSWORD);
    KeyStore all = KeyStore.getInstance("PKCS12");
    all.load(null, PASSWORD);
    for (String known : new String[] {"server.p12", "client.p12", "other.p12"}) {
      Certificate certificate = certificate(known);
      all.setCertificateEntry(known, certificate);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(all);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  /// @param file whose certificate the client shows
  private HttpResponse<String> get(String file, String... headers) throws Exception {
    return getAt("/v1/me?x=1", file, headers);
  }

  private HttpResponse<String> getAt(String path, String file, String... headers) throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(tls(file)).build();
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("https://localhost:" + server.getAddress().getPort() + path))
            .headers(headers)
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private String proof() throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest("dpop".getBytes(StandardCharsets.US_ASCII));
    JWSObject proof =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(key.toPublicJWK())
                .build(),
            new Payload(
                Map.of(
                    "jti",
                    UUID.randomUUID().toString(),
                    "htm",
                    "GET",
                    "htu",
                    "https://api.example.com/v1/me",
                    "iat",
                    Instant.now().getEpochSecond(),
                    "ath",
                    Base64URL.encode(hash).toString())));
    proof.sign(new ECDSASigner(key));
    return proof.serialize();
  }

  @Test
  void one_of_a_certificate_comes_in_over_its_connection_alone() throws Exception {
    assertThat(get("client.p12", "Authorization", "Bearer mtls").body()).isEqualTo("alice");
    for (String file : new String[] {"other.p12", "server.p12"}) {
      assertThat(get(file, "Authorization", "Bearer mtls").statusCode()).isEqualTo(401);
    }
    assertThat(get("other.p12", "Authorization", "Bearer mtls", "Client-Cert", "::").statusCode())
        .isEqualTo(401);
  }

  @Test
  void one_of_a_certificate_comes_in_by_the_header_of_a_proxy_alone() throws Exception {
    String header =
        ":" + Base64.getEncoder().encodeToString(certificate("client.p12").getEncoded()) + ":";

    for (String path : new String[] {"/proxied/me", "/direct/me"}) {
      boolean proxied = path.startsWith("/proxied");
      assertThat(
              getAt(path, "other.p12", "Authorization", "Bearer mtls", "Client-Cert", header)
                  .statusCode())
          .isEqualTo(proxied ? 200 : 401);
      // That of the proxy itself, or of a client that has none in front.
      assertThat(getAt(path, "client.p12", "Authorization", "Bearer mtls").statusCode())
          .isEqualTo(proxied ? 401 : 200);
    }
  }

  @Test
  void one_of_a_dpop_key_comes_in_with_a_proof_once() throws Exception {
    String proof = proof();

    assertThat(get("other.p12", "Authorization", "DPoP dpop", "DPoP", proof).body())
        .isEqualTo("alice");
    HttpResponse<String> again = get("other.p12", "Authorization", "DPoP dpop", "DPoP", proof);
    assertThat(again.statusCode()).isEqualTo(401);
    assertThat(again.headers().firstValue("WWW-Authenticate").orElseThrow())
        .startsWith("DPoP algs=\"")
        .contains("error=\"invalid_dpop_proof\"");
    assertThat(get("other.p12", "Authorization", "Bearer dpop", "DPoP", proof()).statusCode())
        .isEqualTo(401);
    assertThat(
            get("other.p12", "Authorization", "DPoP dpop", "DPoP", proof(), "DPoP", proof())
                .statusCode())
        .isEqualTo(401);
  }
}
