package dev.mapae.playground;

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
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import dev.mapae.protocol.BasicCredentials;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Pkce;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// A small authorization server with real keys: it issues, refreshes, introspects, and ends a grant
/// whose code comes twice. Nobody signs in: whoever asks for a code is alice.
final class SigningIssuer implements AutoCloseable {
  static final String CLIENT_ID = "demo";
  static final String CLIENT_SECRET = "demo-secret-demo-secret-demo-secret-01";

  private static final RSAKey RSA = rsa();
  private static final ECKey EC = ec();

  private final LoopbackServer server;
  private final Map<String, Grant> grants = new ConcurrentHashMap<>();

  /// The requests as they came, body and all.
  final List<String> requests = new java.util.concurrent.CopyOnWriteArrayList<>();

  /// The audience of the access tokens that are issued.
  volatile String api = "http://localhost:1/";

  /// How many seconds an access token lasts.
  volatile long lifetime = 600;

  private record Grant(Parameters request, String scope, boolean redeemed) {}

  SigningIssuer() throws IOException {
    server = LoopbackServer.bind(0);
    server.serve(this::handle);
  }

  String issuer() {
    return "http://localhost:" + server.port();
  }

  /// An access token of a person.
  String personToken(String scope) {
    return accessToken("248289761001", scope, Instant.now());
  }

  /// An access token of the client itself.
  String clientToken(String scope) {
    return accessToken(CLIENT_ID, scope, Instant.now());
  }

  String accessToken(String subject, String scope, Instant now) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer());
    claims.put("sub", subject);
    claims.put("aud", api);
    claims.put("client_id", CLIENT_ID);
    claims.put("scope", scope);
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.getEpochSecond() + lifetime);
    claims.put("jti", UUID.randomUUID().toString());
    if (!subject.equals(CLIENT_ID)) {
      claims.put("roles", List.of("listener"));
    }
    try {
      return sign(
          new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(EC.getKeyID()),
          "at+jwt",
          claims,
          new ECDSASigner(EC));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
    switch (exchange.getRequestURI().getPath()) {
      case "/.well-known/oauth-authorization-server" -> answer(exchange, 200, metadata());
      case "/keys" ->
          answer(
              exchange,
              200,
              Json.object()
                  .with(
                      "keys",
                      List.of(RSA.toPublicJWK().toJSONObject(), EC.toPublicJWK().toJSONObject())));
      case "/authorize" -> authorize(exchange);
      case "/token" -> token(exchange, Parameters.parse(body));
      case "/introspect" -> answer(exchange, 200, Json.object().with("active", !grants.isEmpty()));
      case "/userinfo" ->
          answer(exchange, 200, Json.object().with("sub", "248289761001").with("name", "Alice"));
      default -> answer(exchange, 404, Json.object());
    }
  }

  private Json metadata() {
    return Json.object()
        .with("issuer", issuer())
        .with("authorization_endpoint", issuer() + "/authorize")
        .with("token_endpoint", issuer() + "/token")
        .with("introspection_endpoint", issuer() + "/introspect")
        .with("userinfo_endpoint", issuer() + "/userinfo")
        .with("jwks_uri", issuer() + "/keys")
        .with("code_challenge_methods_supported", List.of("S256"))
        .with("authorization_response_iss_parameter_supported", true);
  }

  private void authorize(HttpExchange exchange) throws IOException {
    Parameters request = Parameters.parse(exchange.getRequestURI().getRawQuery());
    String code = UUID.randomUUID().toString();
    grants.put(code, new Grant(request, request.required("scope"), false));
    String query =
        Parameters.of(
                Map.of(
                    "code", List.of(code),
                    "state", List.of(request.required("state")),
                    "iss", List.of(issuer())))
            .encode();
    exchange.getResponseHeaders().set("Location", request.required("redirect_uri") + "?" + query);
    exchange.sendResponseHeaders(303, -1);
    exchange.close();
  }

  private void token(HttpExchange exchange, Parameters form) throws IOException {
    Optional<BasicCredentials> client =
        BasicCredentials.parse(exchange.getRequestHeaders().getFirst("Authorization"));
    if (client.filter(new BasicCredentials(CLIENT_ID, CLIENT_SECRET)::equals).isEmpty()) {
      answer(exchange, 401, Json.object().with("error", "invalid_client"));
      return;
    }
    switch (form.required("grant_type")) {
      case "client_credentials" ->
          answer(exchange, 200, issued(CLIENT_ID, form.one("scope").orElse("playlist.read")));
      case "authorization_code" -> redeem(exchange, form);
      case "refresh_token" -> refresh(exchange, form.required("refresh_token"));
      default -> answer(exchange, 400, Json.object().with("error", "unsupported_grant_type"));
    }
  }

  private void redeem(HttpExchange exchange, Parameters form) throws IOException {
    Grant grant = grants.get(form.required("code"));
    if (grant == null || grant.redeemed()) {
      grants.clear();
      refuse(exchange);
      return;
    }
    if (!Pkce.challenge(form.required("code_verifier"))
        .equals(grant.request().required("code_challenge"))) {
      refuse(exchange);
      return;
    }
    grants.put(form.required("code"), new Grant(grant.request(), grant.scope(), true));
    answer(
        exchange,
        200,
        issued("248289761001", grant.scope())
            .with("refresh_token", "refresh-1")
            .with("id_token", idToken(grant.request().required("nonce"))));
  }

  private void refresh(HttpExchange exchange, String token) throws IOException {
    Optional<Grant> grant = grants.values().stream().findFirst();
    if (grant.isEmpty() || !token.startsWith("refresh-")) {
      refuse(exchange);
      return;
    }
    answer(
        exchange,
        200,
        issued("248289761001", grant.get().scope())
            .with("refresh_token", "refresh-" + UUID.randomUUID()));
  }

  private static void refuse(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        400,
        Json.object()
            .with("error", "invalid_grant")
            .with("error_description", "This grant has ended."));
  }

  private Json issued(String subject, String scope) {
    return Json.object()
        .with("access_token", accessToken(subject, scope, Instant.now()))
        .with("token_type", "Bearer")
        .with("expires_in", lifetime)
        .with("scope", scope);
  }

  private String idToken(String nonce) {
    long now = Instant.now().getEpochSecond();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer());
    claims.put("sub", "248289761001");
    claims.put("aud", CLIENT_ID);
    claims.put("iat", now);
    claims.put("exp", now + 600);
    claims.put("nonce", nonce);
    claims.put("name", "Alice <script>alert(1)</script>");
    try {
      return sign(
          new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(RSA.getKeyID()),
          "JWT",
          claims,
          new RSASSASigner(RSA));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String sign(
      JWSHeader.Builder header, String typ, Map<String, Object> claims, JWSSigner signer)
      throws JOSEException {
    JWSObject jws =
        new JWSObject(header.type(new JOSEObjectType(typ)).build(), new Payload(claims));
    jws.sign(signer);
    return jws.serialize();
  }

  private static void answer(HttpExchange exchange, int status, Json json) throws IOException {
    try (exchange) {
      byte[] body = json.bytes();
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static RSAKey rsa() {
    try {
      return new RSAKeyGenerator(2048).keyID("rsa-1").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey ec() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("ec-1").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
