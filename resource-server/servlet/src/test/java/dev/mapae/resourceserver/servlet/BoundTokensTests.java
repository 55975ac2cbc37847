package dev.mapae.resourceserver.servlet;

import static dev.mapae.resourceserver.Requirement.scope;
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
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
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
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
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
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
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
    ResourceServerSettings settings = ResourceServerSettings.of("https://id.example.com", API);
    server.setHandler(
        new ContextHandlerCollection(
            context("/v1", settings),
            context(
                "/proxied", settings.clientCertificateHeader("Client-Cert", "127.0.0.1", "::1")),
            context("/direct", settings.clientCertificateHeader("Client-Cert", "192.0.2.1")),
            part(ResourceServer.of(settings, this::verify))));
    server.start();
  }

  /// An API with a filter for all of it and one for a part.
  private ServletContextHandler context(String path, ResourceServerSettings settings) {
    ResourceServer api = ResourceServer.of(settings, this::verify);
    ServletContextHandler context = new ServletContextHandler(path);
    filter(context, "/*", AuthenticationFilter.of(api));
    filter(context, "/playlists/*", AuthenticationFilter.of(api.require(scope("playlist.write"))));
    filter(context, "/admin/*", AuthenticationFilter.of(api.require(scope("admin"))));
    context.addServlet(new ServletHolder(new Me()), "/*");
    context.addServlet(new ServletHolder(new Forward()), "/forward");
    return context;
  }

  /// One with a filter for a part alone.
  private static ServletContextHandler part(ResourceServer api) {
    ServletContextHandler context = new ServletContextHandler("/part");
    context.addServletContainerInitializer((Set<Class<?>> classes, ServletContext c) ->
        AuthenticationFilter.of(api).addTo(c, "/playlists/*"));
    context.addServlet(new ServletHolder(new Me()), "/playlists/*");
    context.addServlet(new ServletHolder(new Forward()), "/forward");
    ServletHolder later = new ServletHolder(new Later());
    later.setAsyncSupported(true);
    context.addServlet(later, "/later");
    return context;
  }

  private static void filter(
      ServletContextHandler context, String path, AuthenticationFilter filter) {
    context.addFilter(
        new FilterHolder(filter), path, EnumSet.of(DispatcherType.REQUEST, DispatcherType.FORWARD));
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

  /// Leaves the answer to another servlet.
  private static final class Forward extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      request.getRequestDispatcher("/playlists/forwarded").forward(request, response);
    }
  }

  /// Does so in a while.
  private static final class Later extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
      request.startAsync().dispatch("/playlists/later");
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
          Scope.of("playlist.write"),
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
        HttpRequest.newBuilder(server.getURI().resolve(path)).headers(headers).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private String proof() throws Exception {
    return proof("/v1/me");
  }

  private String proof(String path) throws Exception {
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
                    "https://api.example.com" + path,
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
  void one_of_a_dpop_key_passes_several_filters_with_one_proof() throws Exception {
    for (String path :
        List.of("/v1/playlists/1", "/v1/forward", "/part/forward?x", "/part/later?x")) {
      String proof = proof(path.replace("?x", ""));
      HttpResponse<String> answer =
          getAt(path, "other.p12", "Authorization", "DPoP dpop", "DPoP", proof);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("alice");
      assertThat(getAt(path, "other.p12", "Authorization", "DPoP dpop", "DPoP", proof).statusCode())
          .isEqualTo(401);
    }
    assertThat(
            getAt(
                    "/v1/admin/1",
                    "other.p12",
                    "Authorization",
                    "DPoP dpop",
                    "DPoP",
                    proof("/v1/admin/1"))
                .statusCode())
        .isEqualTo(403);
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
