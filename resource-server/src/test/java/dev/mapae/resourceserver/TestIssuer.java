package dev.mapae.resourceserver;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mapae.protocol.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// An issuer on a loopback port: metadata, keys, and tokens signed with any key.
final class TestIssuer implements AutoCloseable {
  static final String API = "https://api.example.com/";
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  final ECKey key = ecKey("first");

  /// What each path answers, the query left out; a test may put in others.
  final Map<String, Answer> answers = new ConcurrentHashMap<>();

  final AtomicInteger keyFetches = new AtomicInteger();
  private final Semaphore keysSent = new Semaphore(0);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  /// One HTTP answer.
  interface Answer {
    void send(HttpExchange exchange) throws IOException;
  }

  TestIssuer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    answers.put("/.well-known/oauth-authorization-server", json(metadata(url())));
    publish(key);
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  Map<String, Object> metadata(String issuer) {
    return Map.of("issuer", issuer, "jwks_uri", url() + "/keys");
  }

  /// Publishes these keys and no others.
  void publish(JWK... keys) {
    Answer set =
        json(
            Map.of(
                "keys",
                java.util.Arrays.stream(keys).map(k -> k.toPublicJWK().toJSONObject()).toList()));
    answers.put("/keys", set);
  }

  static Answer json(Map<String, Object> body) {
    return bytes(bytesOf(body));
  }

  static byte[] bytesOf(Map<String, Object> body) {
    return Json.write(body).getBytes(StandardCharsets.UTF_8);
  }

  static Answer bytes(byte[] body) {
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    };
  }

  static Answer status(int status) {
    return exchange -> exchange.sendResponseHeaders(status, -1);
  }

  /// Waits until the keys were sent that many times in all since the last call.
  boolean awaitKeysSent(int times) throws InterruptedException {
    return keysSent.tryAcquire(times, 10, TimeUnit.SECONDS);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      boolean forKeys = path.equals("/keys");
      if (forKeys) {
        keyFetches.incrementAndGet();
      }
      answers.getOrDefault(path, status(404)).send(exchange);
      if (forKeys) {
        keysSent.release();
      }
    }
  }

  /// The claims of a good token, to be changed by the test.
  Map<String, Object> claims() {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", url());
    claims.put("sub", "alice-sub");
    claims.put("aud", API);
    claims.put("client_id", "demo");
    claims.put("scope", "playlist.read playlist.write");
    claims.put("iat", NOW.getEpochSecond());
    claims.put("exp", NOW.plusSeconds(600).getEpochSecond());
    claims.put("jti", "1");
    return claims;
  }

  Map<String, Object> claims(String name, Object value) {
    Map<String, Object> claims = claims();
    claims.put(name, value);
    return claims;
  }

  String token() {
    return token(claims());
  }

  String token(Map<String, Object> claims) {
    return token(key, claims);
  }

  static String token(ECKey key, Map<String, Object> claims) {
    return token(header(JWSAlgorithm.ES256).keyID(key.getKeyID()), claims, signer(key));
  }

  static JWSHeader.Builder header(JWSAlgorithm algorithm) {
    return new JWSHeader.Builder(algorithm).type(new JOSEObjectType("at+jwt"));
  }

  static String token(JWSHeader.Builder header, Map<String, Object> claims, JWSSigner signer) {
    try {
      JWSObject jws = new JWSObject(header.build(), new Payload(claims));
      jws.sign(signer);
      return jws.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static JWSSigner signer(ECKey key) {
    try {
      return new ECDSASigner(key);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static JWSSigner signer(com.nimbusds.jose.jwk.RSAKey key) {
    try {
      return new RSASSASigner(key);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static ECKey ecKey(String kid) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The resource server of the tests, with a clock that stands still.
  ResourceServer resourceServer() {
    return resourceServer(new SetClock(NOW));
  }

  ResourceServer resourceServer(SetClock clock) {
    return resourceServer(ResourceServerSettings.of(url(), API), clock);
  }

  static ResourceServer resourceServer(ResourceServerSettings settings, SetClock clock) {
    return ResourceServer.of(settings, Fetcher.http(), clock);
  }

  static ResourceRequest bearer(String token) {
    return request("Bearer " + token);
  }

  static ResourceRequest request(String... authorization) {
    return new ResourceRequest(List.of(authorization), "GET", "/v1/playlists");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
