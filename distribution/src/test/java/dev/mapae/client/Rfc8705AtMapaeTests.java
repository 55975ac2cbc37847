package dev.mapae.client;

import static dev.mapae.resourceserver.Requirement.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mapae.authorizationserver.TestAuthority;
import dev.mapae.authorizationserver.TestAuthority.Identity;
import dev.mapae.authorizationserver.TestAuthority.Order;
import dev.mapae.distribution.LocalServer;
import dev.mapae.distribution.http.TestCertificate;
import dev.mapae.protocol.CertificateThumbprint;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Scope;
import dev.mapae.protocol.UnverifiedJwt;
import dev.mapae.resourceserver.Connection;
import dev.mapae.resourceserver.Fetcher;
import dev.mapae.resourceserver.Introspection;
import dev.mapae.resourceserver.Refusal;
import dev.mapae.resourceserver.ResourceRequest;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.TrustedIssuer;
import dev.mapae.resourceserver.VerifiedToken;
import dev.mapae.resourceserver.servlet.AuthenticationFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// RFC 8705, the client library with a certificate of its own between the server, which lets it in
/// by that, and an API that our resource server library protects; all of them over TLS.
@Tag("socket")
@Timeout(60)
class Rfc8705AtMapaeTests {
  private static final String API = "https://api.example.com/";
  private static final TestAuthority ROOT = TestAuthority.root("CN=root");
  private static final Identity REPORTS =
      new Order("CN=reports").dns("reports.example.com").from(ROOT);
  private static final Identity SELF = new Order("CN=self").selfSigned();
  private static final Identity THIEF = new Order("CN=thief").selfSigned();

  @TempDir static Path folder;
  private static TestCertificate certificate;
  private static LocalServer server;
  private static Server api;
  private static URI apiUri;

  @BeforeAll
  static void start() throws Exception {
    certificate = TestCertificate.make(folder, "EC");
    Files.writeString(folder.resolve("ca.pem"), TestAuthority.pem(ROOT.certificate()));
    server = LocalServer.startWithTls(folder, settings());
    api = new Server();
    ServerConnector connector = connector();
    api.addConnector(connector);
    api.setHandler(protectedPages());
    api.start();
    apiUri = URI.create("https://localhost:" + connector.getLocalPort() + "/v1/me");
  }

  @AfterAll
  static void stop() throws Exception {
    api.stop();
    server.close();
  }

  private static String settings() {
    return """
    tls: {certificate: %s, key: %s, client_ca: ca.pem}
    clients:
      - client_id: reports
        token_endpoint_auth_method: tls_client_auth
        tls_client_auth_san_dns: reports.example.com
        tls_client_certificate_bound_access_tokens: true
        grant_types: [client_credentials]
        scope: playlist.read
      - client_id: self
        token_endpoint_auth_method: self_signed_tls_client_auth
        jwks: %s
        tls_client_certificate_bound_access_tokens: true
        grant_types: [client_credentials]
        scope: playlist.read
    resources:
      - resource: %s
        introspection_clients: [reports]
        scopes: {playlist.read: {description: Read your playlists}}
    """
        .formatted(
            certificate.certificate(),
            certificate.key(),
            Json.write(Map.of("keys", List.of(shown(SELF).publicJwk()))),
            API);
  }

  /// What a program has, out of the files that it has.
  private static ClientCertificate shown(Identity identity) {
    try {
      Path chain = Files.createTempFile(folder, "client", ".pem");
      Path key = Files.createTempFile(folder, "client", ".key");
      Files.writeString(chain, TestAuthority.pem(identity.certificate()));
      Files.writeString(key, pem(identity));
      return ClientCertificate.ofPem(chain, key).trusting(certificate.certificate());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String pem(Identity identity) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(identity.key().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  /// One that accepts whatever is shown, as an API does to which clients come with certificates
  /// that they made themselves. It names an authority that issued none of them.
  private static ServerConnector connector() throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(certificate.keyStore(), TestCertificate.PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), new TrustManager[] {new Anybody()}, null);
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(context);
    tls.setWantClientAuth(true);
    HttpConfiguration http = new HttpConfiguration();
    http.addCustomizer(new SecureRequestCustomizer());
    ServerConnector connector = new ServerConnector(api, tls, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    return connector;
  }

  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[] {TestAuthority.root("CN=another").certificate()};
    }
  }

  private static ServletContextHandler protectedPages() {
    ResourceServer resourceServer =
        ResourceServer.of(
            ResourceServerSettings.of(server.issuer(), API).requireBoundTokens(),
            Fetcher.http(shown(THIEF).httpClient()),
            InstantSource.system());
    ServletContextHandler pages = new ServletContextHandler();
    pages.addFilter(
        new FilterHolder(AuthenticationFilter.of(resourceServer.require(scope("playlist.read")))),
        "/*",
        EnumSet.of(DispatcherType.REQUEST));
    pages.addServlet(new ServletHolder(new Me()), "/v1/me");
    return pages;
  }

  private static final class Me extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      VerifiedToken token =
          AuthenticationFilter.principal(request, VerifiedToken.class).orElseThrow();
      response.getWriter().print(token.clientId().orElse("nobody"));
    }
  }

  private static TokenSource tokens(String id, HttpClient http) {
    return Client.discover(
            server.issuer(), new TlsClientAuth(id), Environment.standard().withHttp(http))
        .clientCredentials(Scope.of("playlist.read"));
  }

  private static HttpResponse<String> me(TokenSource tokens, HttpClient http) throws Exception {
    return new AuthorizedHttpClient(http, tokens, apiUri)
        .send(HttpRequest.newBuilder(apiUri).build(), BodyHandlers.ofString());
  }

  private static void assertGood(String id, Identity identity) throws Exception {
    try (HttpClient http = shown(identity).httpClient()) {
      TokenSource tokens = tokens(id, http);
      HttpResponse<String> answer = me(tokens, http);
      assertThat(answer.statusCode()).as(answer.headers().toString()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(id);
      assertThat(cnf(tokens))
          .isEqualTo(Map.of("x5t#S256", CertificateThumbprint.of(identity.certificate())));
    }
  }

  private static Object cnf(TokenSource tokens) {
    return UnverifiedJwt.parse(tokens.tokens().accessToken(), 10_000)
        .orElseThrow()
        .claims()
        .getOrDefault("cnf", Map.of());
  }

  @Nested
  class Section_2_1_the_PKI_method {
    @Test
    void is_a_certificate_of_an_authority_and_nothing_else() throws Exception {
      assertGood("reports", REPORTS);
    }

    @Test
    void lets_in_nobody_whose_certificate_is_of_another_one() {
      try (HttpClient http = shown(THIEF).httpClient()) {
        assertThatExceptionOfType(ClientException.class)
            .isThrownBy(() -> tokens("reports", http).tokens())
            .withMessageContaining("invalid_client");
      }
    }
  }

  @Nested
  class Section_2_2_the_self_signed_method {
    @Test
    void is_a_certificate_that_was_registered_by_its_publicJwk() throws Exception {
      assertGood("self", SELF);
    }

    @Test
    void lets_in_nobody_with_another_certificate() {
      try (HttpClient http = shown(REPORTS).httpClient()) {
        assertThatExceptionOfType(ClientException.class)
            .isThrownBy(() -> tokens("self", http).tokens())
            .withMessageContaining("invalid_client");
      }
    }
  }

  @Nested
  class Section_3_bound_tokens {
    @Test
    void are_of_no_use_to_whoever_took_them() throws Exception {
      try (HttpClient own = shown(SELF).httpClient();
          HttpClient other = shown(THIEF).httpClient()) {
        HttpResponse<String> refused = me(tokens("self", own), other);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
            .contains("invalid_token", "another certificate");
      }
    }
  }

  @Nested
  class Section_2_an_api_that_asks_about_tokens {
    @Test
    void says_who_it_is_by_its_certificate() throws Exception {
      try (HttpClient own = shown(SELF).httpClient();
          HttpClient ofApi = shown(REPORTS).httpClient();
          HttpClient thief = shown(THIEF).httpClient()) {
        String token = tokens("self", own).tokens().accessToken();

        assertThat(status(ofApi, token)).isEqualTo(200);
        assertThat(status(thief, token)).isEqualTo(503);
      }
    }

    private static int status(HttpClient http, String token) {
      ResourceServer asking =
          ResourceServer.of(
              ResourceServerSettings.of(
                  TrustedIssuer.of(server.issuer(), API)
                      .introspection(Introspection.tlsClientAuth("reports"))),
              Fetcher.http(http),
              InstantSource.system());
      ResourceRequest request =
          new ResourceRequest(
              "GET",
              "/v1/me",
              name -> name.equals("Authorization") ? List.of("Bearer " + token) : List.of(),
              Connection.unknown().showing(List.of(SELF.certificate())));
      return asking.authenticate(request).fold(accepted -> 200, Refusal::status);
    }
  }

  @Nested
  class Section_2_what_is_no_certificate_of_the_client {
    @Test
    void is_told_before_a_connection_is_made() throws Exception {
      Path chain = folder.resolve("self.pem");
      Files.writeString(chain, TestAuthority.pem(SELF.certificate()));
      Path key = folder.resolve("thief.key");
      Files.writeString(key, pem(THIEF));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ClientCertificate.ofPem(chain, key))
          .withMessageContaining("not the one of the certificate");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ClientCertificate.ofPem(chain, chain))
          .withMessageContaining("openssl pkcs8 -topk8 -nocrypt -in");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ClientCertificate.ofPem(key, key))
          .withMessageContaining("no certificate in");
    }
  }
}
