package dev.mapae.distribution.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.mapae.distribution.ServerProcess;
import dev.mapae.distribution.http.TestCertificate;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The program as users run it, with a client whose keys are at a `jwks_uri` on this machine.
@Tag("socket")
@Timeout(120)
class FetchingServerTests {
  @TempDir Path folder;
  private AnsweringServer published;
  private ECKey key;
  private int port;

  @BeforeEach
  void publish() throws Exception {
    key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    published = AnsweringServer.overHttp();
    published.answers(AnsweringServer.json(new JWKSet(key).toPublicJWKSet().toString()));
  }

  @AfterEach
  void close() {
    published.close();
  }

  private ServerProcess serve(String more) throws Exception {
    return serve("http://127.0.0.1:" + published.port() + "/jwks", more, List.of());
  }

  private ServerProcess serve(String jwksUri, String more, List<String> options) throws Exception {
    try (ServerSocket listen = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket management = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = listen.getLocalPort();
      Files.writeString(
          folder.resolve("mapae.yaml"),
          """
          issuer: %s
          management: 127.0.0.1:%d
          resources:
            - {resource: https://api.example.com/, scopes: {read: {description: Read}}}
          clients:
            - client_id: keyed
              token_endpoint_auth_method: private_key_jwt
              grant_types: [client_credentials]
              scope: read
              jwks_uri: %s
          %s
          """
              .formatted(issuer(), management.getLocalPort(), jwksUri, more));
    }
    ServerProcess server =
        ServerProcess.start(
            folder, options, "serve", "--config", folder.resolve("mapae.yaml").toString());
    assertThat(server.line()).startsWith("mapae ready ");
    return server;
  }

  private String issuer() {
    return "http://127.0.0.1:" + port;
  }

  private HttpResponse<String> token() throws Exception {
    Map<String, Object> claims =
        Map.of(
            "iss",
            "keyed",
            "sub",
            "keyed",
            "aud",
            issuer(),
            "jti",
            UUID.randomUUID().toString(),
            "exp",
            Instant.now().getEpochSecond() + 60);
    JWSObject assertion =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(), new Payload(claims));
    assertion.sign(new ECDSASigner(key));
    String form =
        "grant_type=client_credentials&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion="
            + assertion.serialize();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(issuer() + "/token"))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(BodyPublishers.ofString(form))
              .build(),
          BodyHandlers.ofString());
    }
  }

  @Test
  void takes_its_signature_where_outbound_allowed_has_this_machine() throws Exception {
    try (ServerProcess server = serve("outbound_allowed: [127.0.0.0/8]")) {
      assertThat(token().statusCode()).isEqualTo(200);
      assertThat(token().statusCode()).isEqualTo(200);
      assertThat(published.requests()).hasSize(1);
      server.terminate();
      assertThat(server.status()).isZero();
    }
  }

  @Test
  void calls_nobody_on_this_machine_without_it() throws Exception {
    try (ServerProcess server = serve("")) {
      HttpResponse<String> response = token();
      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(response.body())
          .contains("invalid_client", "has an address that this server may not call");
      assertThat(published.requests()).isEmpty();
      server.terminate();
      assertThat(server.status()).isZero();
    }
  }

  @Test
  void trusts_the_authorities_that_Java_trusts() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "EC");
    try (AnsweringServer overTls = AnsweringServer.overTls(certificate)) {
      overTls.answers(AnsweringServer.json(new JWKSet(key).toPublicJWKSet().toString()));
      List<String> trust =
          List.of(
              "-Djavax.net.ssl.trustStore=" + certificate.certificate().resolveSibling("store.p12"),
              "-Djavax.net.ssl.trustStorePassword=" + new String(TestCertificate.PASSWORD));
      String url = "https://127.0.0.1:" + overTls.port() + "/jwks";
      for (List<String> options : List.of(trust, List.<String>of())) {
        try (ServerProcess server = serve(url, "outbound_allowed: [127.0.0.1/32]", options)) {
          HttpResponse<String> response = token();
          if (options.isEmpty()) {
            assertThat(response.body()).contains("TLS with its host failed");
          } else {
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
          }
          server.terminate();
        }
      }
    }
  }
}
