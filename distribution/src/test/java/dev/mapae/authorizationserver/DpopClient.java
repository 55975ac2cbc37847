package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A client of [Samples] with a key, of which it sends proofs. RFC 9449 §4.
final class DpopClient {
  private final TestServer server;
  final String id;
  private final ECKey key;

  private DpopClient(TestServer server, String id, ECKey key) {
    this.server = server;
    this.id = id;
    this.key = key;
  }

  /// With a key that nobody else has.
  static DpopClient of(TestServer server, String id) {
    try {
      return new DpopClient(server, id, new ECKeyGenerator(Curve.P_256).generate());
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /// The same before another node.
  DpopClient on(TestServer node) {
    return new DpopClient(node, id, key);
  }

  String jkt() {
    try {
      return key.computeThumbprint().toString();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /// A proof for a request, good until a test says otherwise.
  ///
  /// @param more claims
  String proof(String method, String path, Map<String, Object> more) {
    Map<String, Object> claims = new HashMap<>();
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("htm", method);
    claims.put("htu", TestServer.ISSUER.url(path));
    claims.put("iat", server.clock.instant().getEpochSecond());
    claims.putAll(more);
    Map<String, Object> jwk = key.toPublicJWK().toJSONObject();
    return signed(Map.of("typ", "dpop+jwt", "alg", "ES256", "jwk", jwk), claims);
  }

  String proof(String path) {
    return proof("POST", path, Map.of());
  }

  private String signed(Map<String, Object> header, Map<String, Object> claims) {
    String input =
        Base64URL.encode(Json.write(header)) + "." + Base64URL.encode(Json.write(claims));
    try {
      return input
          + "."
          + new ECDSASigner(key)
              .sign(new JWSHeader(JWSAlgorithm.ES256), input.getBytes(StandardCharsets.US_ASCII));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  static String ath(Object token) {
    try {
      return Base64URL.encode(
              MessageDigest.getInstance("SHA-256")
                  .digest(((String) token).getBytes(StandardCharsets.US_ASCII)))
          .toString();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /// A token request with these proofs.
  Response token(Parameters form, String... proofs) {
    List<String> headers = new ArrayList<>();
    for (String proof : proofs) {
      headers.addAll(List.of("DPoP", proof));
    }
    boolean open = List.of("app", "spa", "cli").contains(id);
    if (!open) {
      headers.addAll(List.of("Authorization", TestServer.basic(id)));
    }
    return server.post(
        "/token", open ? form.with("client_id", id) : form, headers.toArray(String[]::new));
  }

  Response redeem(String code) {
    return token(TestClients.redemption(id, code), proof("/token"));
  }

  Response refresh(Object token) {
    return token(TestClients.refresh(token), proof("/token"));
  }

  Response credentials() {
    return token(TestClients.credentials(), proof("/token"));
  }

  /// Tokens for Alice.
  Map<String, Object> tokens(String scope) {
    return json(redeem(new TestClients(server).code(id, scope)));
  }

  Response userInfo(Object token) {
    return userInfo(token, proof("GET", "/userinfo", Map.of("ath", ath(token))));
  }

  Response userInfo(Object token, String proof) {
    return server.get("/userinfo", "Authorization", "DPoP " + token, "DPoP", proof);
  }
}
