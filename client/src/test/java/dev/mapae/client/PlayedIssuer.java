package dev.mapae.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mapae.client.PlayedServer.Received;
import dev.mapae.client.PlayedServer.Reply;
import dev.mapae.protocol.Parameters;
import java.net.URI;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// An authorization server that behaves, until a test tells it not to.
final class PlayedIssuer implements AutoCloseable {
  static final RSAKey KEY = rsa("one");
  static final URI REDIRECT_URI = URI.create("https://app.example.com/callback");

  final PlayedServer server = new PlayedServer();
  final SetTime time = new SetTime();
  final Environment environment = Environment.standard().withClock(time);

  /// The metadata document; tests change it before they make a client.
  final Map<String, Object> metadata = new LinkedHashMap<>();

  /// The `nonce` of the last authorization request that [#approve] saw.
  final AtomicReference<String> nonce = new AtomicReference<>("");

  PlayedIssuer() {
    String issuer = server.origin();
    metadata.put("issuer", issuer);
    metadata.put("authorization_endpoint", issuer + "/authorize");
    metadata.put("token_endpoint", issuer + "/token");
    metadata.put("jwks_uri", issuer + "/jwks");
    metadata.put("userinfo_endpoint", issuer + "/userinfo");
    metadata.put("revocation_endpoint", issuer + "/revoke");
    metadata.put("code_challenge_methods_supported", List.of("S256"));
    metadata.put("authorization_response_iss_parameter_supported", true);
    server.on("/.well-known/oauth-authorization-server", r -> Reply.json(200, metadata));
    server.on("/jwks", r -> Reply.json(200, jwks(KEY)));
    server.on("/token", r -> tokens(Map.of()));
  }

  String issuer() {
    return server.origin();
  }

  Client client(ClientAuthentication authentication) {
    return Client.discover(issuer(), authentication, environment);
  }

  Client client() {
    return client(new ClientSecretBasic("app", "a-secret-of-the-app"));
  }

  /// An answer of the token endpoint.
  static Reply tokens(Map<String, ?> others) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("access_token", "an-access-token");
    members.put("token_type", "Bearer");
    members.put("expires_in", 100);
    members.putAll(others);
    return Reply.json(200, members);
  }

  /// The callback of somebody who approves.
  URI approve(AuthorizationRequest request) {
    Parameters asked = Parameters.parse(request.url().getRawQuery());
    nonce.set(asked.one("nonce").orElse(""));
    return callback(
        Parameters.empty()
            .with("code", "a-code")
            .with("state", asked.required("state"))
            .with("iss", issuer()));
  }

  static URI callback(Parameters parameters) {
    return URI.create(REDIRECT_URI + "?" + parameters.encode());
  }

  /// The claims of a good ID token.
  JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(issuer())
        .subject("alice")
        .audience("app")
        .issueTime(Date.from(time.instant()))
        .expirationTime(Date.from(time.instant().plusSeconds(600)))
        .claim("nonce", nonce.get().isEmpty() ? null : nonce.get());
  }

  /// Lets the token endpoint answer with an ID token that is made when it is asked for.
  void issues(Supplier<String> idToken) {
    server.on("/token", (Received r) -> tokens(Map.of("id_token", idToken.get())));
  }

  static String signed(JWTClaimsSet.Builder claims) {
    return signed(claims, KEY, header -> {});
  }

  static String signed(
      JWTClaimsSet.Builder claims, RSAKey key, Consumer<JWSHeader.Builder> header) {
    JWSHeader.Builder builder =
        new JWSHeader.Builder(JWSAlgorithm.RS256).type(JOSEObjectType.JWT).keyID(key.getKeyID());
    header.accept(builder);
    try {
      SignedJWT jwt = new SignedJWT(builder.build(), claims.build());
      jwt.sign(new RSASSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String jwks(com.nimbusds.jose.jwk.JWK... keys) {
    return new com.nimbusds.jose.jwk.JWKSet(List.of(keys)).toString(true);
  }

  static RSAKey rsa(String kid) {
    try {
      return new RSAKeyGenerator(2048).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
