package dev.mapae.resourceserver.servlet;

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
import dev.mapae.protocol.CertificateThumbprint;
import dev.mapae.protocol.Scope;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.VerifiedToken;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tokens that are bound to a key, behind the filter in a real container, over TLS. RFC 9449 §7,
/// RFC 8705 §3.
class BoundTokensTests {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String API = "https://api.example.com/";

  private final ECKey key = key();
  private final Server server = new Server();

  @BeforeEach
  void start() throws Exception {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(tls("server.p12"));
    tls.setWantClientAuth(true);
    HttpConfiguration http = new HttpConfiguration();
    http.addCustomizer(new SecureRequestCustomizer());
    ServerConnector connector =
        new ServerConnector(
            server, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(http));
    connector.setHost("localhost");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/v1");
    context.addFilter(
        new FilterHolder(
            AuthenticationFilter.of(
                ResourceServer.of(
                    ResourceServerSettings.of("https://id.example.com", API), this::verify))),
        "/*",
        EnumSet.of(DispatcherType.REQUEST));
    context.addServlet(new ServletHolder(new Me()), "/*");
    server.setHandler(context);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).generate();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Answers with whoever came in.
  private static final class Me extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response
          .getWriter()
          .print(
              AuthenticationFilter.principal(request, VerifiedToken.class).orElseThrow().subject());
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
    HttpClient client = HttpClient.newBuilder().sslContext(tls(file)).build();
    HttpRequest request =
        HttpRequest.newBuilder(server.getURI().resolve("/v1/me?x=1")).headers(headers).build();
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
