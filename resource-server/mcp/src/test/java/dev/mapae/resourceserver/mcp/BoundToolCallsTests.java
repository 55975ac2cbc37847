package dev.mapae.resourceserver.mcp;

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
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import dev.mapae.resourceserver.DpopNonces;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.TrustedIssuer;
import jakarta.servlet.ServletContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tokens that are bound to a DPoP key at an MCP server that asks for nonces, in a real container
/// over a socket. RFC 9449 §8.2, §9.
class BoundToolCallsTests {
  private static final String ISSUER = "https://id.example.com";
  private static final String RESOURCE = "https://mcp.example.com/mcp";
  private static final String CALL =
      """
      {"jsonrpc": "2.0", "id": 7, "method": "tools/call",
       "params": {"name": "list_playlists", "arguments": {}}}
      """;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-01T00:00:00Z"));
  private final ECKey issuerKey = key("issuer");
  private final ECKey clientKey = key("client");
  private final Server server =
      new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

  @BeforeEach
  void start() throws Exception {
    byte[] keys = new JWKSet(issuerKey.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
    ResourceServer api =
        ResourceServer.of(
            ResourceServerSettings.of(
                    TrustedIssuer.of(ISSUER, RESOURCE).jwksUri(URI.create(ISSUER + "/keys")))
                .metadata(m -> m)
                .requireDpopNonce(DpopNonces.own()),
            uri -> keys,
            now::get);
    ServletContextHandler context = new ServletContextHandler("/");
    context.addServletContainerInitializer((Set<Class<?>> classes, ServletContext c) ->
        McpAuthorization.of(api)
            .require(scope("playlist.read"))
            .tool("list_playlists")
            .protect(c, PlaylistTransports.STATELESS.make()));
    server.setHandler(context);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  private static ECKey key(String kid) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String signed(JWSHeader header, ECKey key, Map<String, Object> claims)
      throws Exception {
    JWSObject jws = new JWSObject(header, new Payload(claims));
    jws.sign(new ECDSASigner(key));
    return jws.serialize();
  }

  private String token() throws Exception {
    return signed(
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(new JOSEObjectType("at+jwt"))
            .keyID("issuer")
            .build(),
        issuerKey,
        Map.of(
            "iss",
            ISSUER,
            "sub",
            "alice",
            "aud",
            RESOURCE,
            "client_id",
            "host",
            "iat",
            now.get().getEpochSecond(),
            "exp",
            now.get().plusSeconds(3600).getEpochSecond(),
            "jti",
            UUID.randomUUID().toString(),
            "scope",
            "playlist.read",
            "cnf",
            Map.of("jkt", clientKey.computeThumbprint().toString())));
  }

  private HttpResponse<String> call(String token, String nonce) throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
    String proof =
        signed(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(clientKey.toPublicJWK())
                .build(),
            clientKey,
            Map.of(
                "jti",
                UUID.randomUUID().toString(),
                "htm",
                "POST",
                "htu",
                RESOURCE,
                "iat",
                now.get().getEpochSecond(),
                "ath",
                Base64URL.encode(hash).toString(),
                "nonce",
                nonce));
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(server.getURI().resolve("/mcp"))
                .header("Accept", "application/json, text/event-stream")
                .header("Content-Type", "application/json")
                .header("Authorization", "DPoP " + token)
                .header("DPoP", proof)
                .POST(BodyPublishers.ofString(CALL))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void a_call_of_a_tool_is_told_the_next_nonce_once() throws Exception {
    String token = token();
    HttpResponse<String> first = call(token, "none");
    assertThat(first.statusCode()).isEqualTo(401);
    assertThat(first.headers().allValues("DPoP-Nonce")).hasSize(1);
    String nonce = first.headers().firstValue("DPoP-Nonce").orElseThrow();
    now.updateAndGet(then -> then.plus(Duration.ofMinutes(5)));

    HttpResponse<String> answer = call(token, nonce);

    assertThat(answer.body()).contains("list_playlists by alice");
    assertThat(answer.headers().allValues("DPoP-Nonce")).hasSize(1).doesNotContain(nonce);
    assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
  }
}
