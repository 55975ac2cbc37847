package dev.mapae.resourceserver.spring;

import com.nimbusds.jose.JOSEException;
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
import com.sun.net.httpserver.HttpServer;
import dev.mapae.protocol.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// An issuer on a loopback port, its tokens, and a client with a DPoP key.
final class TestIssuer implements AutoCloseable {
  static final String API = "https://api.example.com/";

  private final ECKey key = key("first");
  private final ECKey dpop = key("dpop");
  private final HttpServer server;

  TestIssuer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    publish(
        "/.well-known/oauth-authorization-server",
        Json.object().with("issuer", url()).with("jwks_uri", url() + "/keys").toString());
    publish("/keys", new JWKSet(key.toPublicJWK()).toString());
    server.start();
  }

  private void publish(String path, String json) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static ECKey key(String kid) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A token of alice.
  ///
  /// @param more claims besides, or others
  String token(String scope, Map<String, Object> more) {
    return token("at+jwt", scope, more);
  }

  String token(String typ, String scope, Map<String, Object> more) {
    Map<String, Object> claims = new HashMap<>();
    claims.put("iss", url());
    claims.put("aud", API);
    claims.put("sub", "alice");
    claims.put("client_id", "demo");
    claims.put("scope", scope);
    claims.put("exp", Instant.now().plusSeconds(600).getEpochSecond());
    claims.putAll(more);
    return signed(
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(new JOSEObjectType(typ))
            .keyID("first")
            .build(),
        claims,
        key);
  }

  String token(String scope) {
    return token(scope, Map.of());
  }

  /// A token that is bound to the DPoP key.
  String bound(String scope) throws JOSEException {
    return token(scope, Map.of("cnf", Map.of("jkt", dpop.computeThumbprint().toString())));
  }

  /// A proof for a GET of that path.
  String proof(String path, String token) throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
    return signed(
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(new JOSEObjectType("dpop+jwt"))
            .jwk(dpop.toPublicJWK())
            .build(),
        Map.of(
            "jti", UUID.randomUUID().toString(),
            "htm", "GET",
            "htu", "https://api.example.com" + path,
            "iat", Instant.now().getEpochSecond(),
            "ath", Base64URL.encode(hash).toString()),
        dpop);
  }

  private static String signed(JWSHeader header, Map<String, Object> claims, ECKey key) {
    try {
      JWSObject jws = new JWSObject(header, new Payload(claims));
      jws.sign(new ECDSASigner(key));
      return jws.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
