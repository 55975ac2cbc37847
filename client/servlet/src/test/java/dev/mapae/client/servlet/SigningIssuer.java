package dev.mapae.client.servlet;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/// An authorization server that signs in whomever a test names, and alice if it names nobody.
final class SigningIssuer implements AutoCloseable {
  private static final RSAKey KEY = key();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile String nonce = "";
  private volatile String client = "";

  /// Who signs in.
  volatile String subject = "alice";

  /// How they sign in, as the server says; nothing says it.
  volatile String acr = "";

  /// The session that people sign in to; the server names none.
  volatile String sid = "";

  /// What was revoked.
  final BlockingQueue<String> revoked = new LinkedBlockingQueue<>();

  /// What the token endpoint was asked.
  final List<Parameters> asked = new CopyOnWriteArrayList<>();

  /// What the token endpoint answers with: not 200 for a server that is away.
  volatile int status = 200;

  /// For how many seconds access tokens are good.
  volatile int lifetime = 600;

  /// What happens while the token endpoint is asked.
  volatile Runnable meanwhile = () -> {};

  /// Whether refresh tokens come.
  volatile boolean refreshable = true;

  /// Whether refreshing says that the grant is gone.
  volatile boolean ended;

  SigningIssuer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    answer("/.well-known/oauth-authorization-server", this::metadata);
    answer("/jwks", () -> new JWKSet(KEY).toString(true));
    server.createContext("/token", this::tokens);
    server.createContext("/revoke", this::revoke);
    server.start();
  }

  String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// The callback of an authorization request, approved.
  URI approve(URI request) {
    Parameters asked = Parameters.parse(request.getRawQuery());
    nonce = asked.required("nonce");
    client = asked.required("client_id");
    Parameters answer =
        Parameters.empty()
            .with("code", "a-code")
            .with("state", asked.required("state"))
            .with("iss", issuer());
    return URI.create(asked.required("redirect_uri") + "?" + answer.encode());
  }

  private String metadata() {
    return Json.object()
        .with("issuer", issuer())
        .with("authorization_endpoint", issuer() + "/authorize")
        .with("token_endpoint", issuer() + "/token")
        .with("end_session_endpoint", issuer() + "/end-session")
        .with("revocation_endpoint", issuer() + "/revoke")
        .with("jwks_uri", issuer() + "/jwks")
        .with("code_challenge_methods_supported", List.of("S256"))
        .with("authorization_response_iss_parameter_supported", true)
        .toString();
  }

  /// The callback of an authorization request that the server refuses.
  URI refuse(URI request, String error) {
    Parameters asked = Parameters.parse(request.getRawQuery());
    Parameters answer =
        Parameters.empty()
            .with("error", error)
            .with("state", asked.required("state"))
            .with("iss", issuer());
    return URI.create(asked.required("redirect_uri") + "?" + answer.encode());
  }

  private void revoke(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
    revoked.add(Parameters.parse(body).required("token"));
    send(exchange, 200, "");
  }

  /// A logout token for the one who signs in: for the session, or for all where it has no name.
  String logoutToken(String audience) {
    return logoutToken(audience, Instant.now());
  }

  /// The same that was made then.
  String logoutToken(String audience, Instant now) {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256)
                  .keyID("one")
                  .type(new JOSEObjectType("logout+jwt"))
                  .build(),
              new JWTClaimsSet.Builder()
                  .issuer(issuer())
                  .subject(subject)
                  .audience(audience)
                  .issueTime(Date.from(now))
                  .expirationTime(Date.from(Instant.now().plusSeconds(120)))
                  .jwtID(UUID.randomUUID().toString())
                  .claim("sid", sid.isEmpty() ? null : sid)
                  .claim(
                      "events",
                      Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()))
                  .build());
      token.sign(new RSASSASigner(KEY));
      return token.serialize();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private void tokens(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
    Parameters form = Parameters.parse(body);
    asked.add(form);
    boolean refresh = form.one("refresh_token").isPresent();
    String answer = refresh && ended ? "{\"error\":\"invalid_grant\"}" : tokens(form);
    // Once it is issued, and before it arrives.
    meanwhile.run();
    send(exchange, refresh && ended ? 400 : status, answer);
  }

  private String tokens(Parameters form) {
    try {
      Instant now = Instant.now();
      SignedJWT idToken =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(),
              new JWTClaimsSet.Builder()
                  .issuer(issuer())
                  .subject(subject)
                  .audience(client)
                  .issueTime(Date.from(now))
                  .expirationTime(Date.from(now.plusSeconds(600)))
                  .claim("nonce", nonce)
                  .claim("acr", acr.isEmpty() ? null : acr)
                  .claim("sid", sid.isEmpty() ? null : sid)
                  .build());
      idToken.sign(new RSASSASigner(KEY));
      return Json.object()
          .withAll(
              Map.of(
                  "access_token",
                      form.all("resource").isEmpty()
                          ? "an-access-token"
                          : "for-" + String.join("-and-", form.all("resource")),
                  "token_type", "Bearer",
                  "expires_in", ended ? 0 : lifetime))
          .with("id_token", idToken.serialize())
          .withAll(
              refreshable
                  ? Map.of(
                      "refresh_token",
                      form.one("refresh_token").map(r -> r + "'").orElse("a-refresh-token"))
                  : Map.of())
          .toString();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Body {
    String text();
  }

  private void answer(String path, Body body) {
    server.createContext(path, (HttpExchange exchange) -> send(exchange, 200, body.text()));
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static RSAKey key() {
    try {
      return new RSAKeyGenerator(2048).keyID("one").generate();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
