package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Pkce;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Map;

/// The clients of [Samples] at work: they send people to the server, redeem codes, and ask about
/// tokens.
public final class TestClients {
  public static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  private static final Map<String, String> CALLBACKS =
      Map.of(
          "ours", "https://ours.example.com/cb",
          "app", "http://127.0.0.1/callback",
          "spa", "https://spa.example.com/cb",
          "old", "https://old.example.com/cb?x=1",
          "forgiven", "https://forgiven.example.com/cb",
          "always", "https://always.example.com/cb");

  final TestServer server;

  public TestClients(TestServer server) {
    this.server = server;
  }

  public static String callback(String clientId) {
    return CALLBACKS.getOrDefault(clientId, Samples.CALLBACK);
  }

  public static Parameters form(String... namesAndValues) {
    Parameters form = Parameters.empty();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      form = form.with(namesAndValues[i], namesAndValues[i + 1]);
    }
    return form;
  }

  public static Parameters form(Parameters first, String... namesAndValues) {
    Parameters form = first;
    for (int i = 0; i < namesAndValues.length; i += 2) {
      form = form.with(namesAndValues[i], namesAndValues[i + 1]);
    }
    return form;
  }

  /// An authorization request with PKCE.
  public static Parameters request(String clientId, String scope) {
    return form(
        "response_type",
        "code",
        "client_id",
        clientId,
        "redirect_uri",
        callback(clientId),
        "scope",
        scope,
        "code_challenge",
        Pkce.challenge(VERIFIER),
        "code_challenge_method",
        "S256");
  }

  /// Alice signs in in a new browser and approves all of it.
  String code(String clientId, String scope) {
    return code(request(clientId, scope));
  }

  String code(Parameters request) {
    return code("alice", "wonderland-42", request);
  }

  String code(String username, String password, Parameters request) {
    TestBrowser browser = new TestBrowser(server);
    browser.get("/authorize?" + request.encode()).signIn(username, password);
    if (browser.page.header("Location").isEmpty()) {
      browser.approve(request.one("scope").orElse("").split(" "));
    }
    return browser.answer("code");
  }

  /// Pushes an authorization request of the client that it names. RFC 9126 §2.1.
  Response push(Ask ask) {
    return post("/par", ask.parameters().required("client_id"), ask.parameters());
  }

  /// Pushes a request.
  ///
  /// @return its `request_uri`
  String pushed(Ask ask) {
    Response response = push(ask);
    if (response.status() != 201) {
      throw new AssertionError(response.status() + " " + json(response));
    }
    return (String) json(response).get("request_uri");
  }

  /// Pushes a request.
  ///
  /// @return where its client sends the browser. RFC 9126 §4
  String pushedUrl(Ask ask) {
    return pushedUrl(ask.parameters().required("client_id"), pushed(ask));
  }

  static String pushedUrl(String clientId, String requestUri) {
    return "/authorize?" + form("client_id", clientId, "request_uri", requestUri).encode();
  }

  /// A device of a client asks for its person. RFC 8628 §3.1
  Map<String, Object> device(String clientId, String scope) {
    Response response = post("/device_authorization", clientId, form("scope", scope));
    if (response.status() != 200) {
      throw new AssertionError(response.status() + " " + json(response));
    }
    return json(response);
  }

  /// The device asks whether the person has answered.
  Response poll(String clientId, Object deviceCode) {
    return token(
        clientId,
        form(
            "grant_type",
            "urn:ietf:params:oauth:grant-type:device_code",
            "device_code",
            (String) deviceCode));
  }

  public static Parameters redemption(String clientId, String code) {
    return form(
        "grant_type",
        "authorization_code",
        "code",
        code,
        "redirect_uri",
        callback(clientId),
        "code_verifier",
        VERIFIER);
  }

  /// A request of the token endpoint, authenticated as the client has to.
  public Response token(String clientId, Parameters form) {
    return post("/token", clientId, form);
  }

  public Response redeem(String clientId, String code) {
    return token(clientId, redemption(clientId, code));
  }

  /// Tokens for Alice.
  Map<String, Object> tokens(String clientId, String scope) {
    return json(redeem(clientId, code(clientId, scope)));
  }

  public static Parameters refresh(Object token) {
    return form("grant_type", "refresh_token", "refresh_token", (String) token);
  }

  public Response refresh(String clientId, Object token) {
    return token(clientId, refresh(token));
  }

  static Parameters credentials(String... more) {
    return form(form("grant_type", "client_credentials"), more);
  }

  String accessToken(String clientId, String... more) {
    return (String) json(token(clientId, credentials(more))).get("access_token");
  }

  Map<String, Object> introspect(String clientId, Object token) {
    return json(post("/introspect", clientId, form("token", (String) token)));
  }

  public boolean isActive(String clientId, Object token) {
    return Boolean.TRUE.equals(introspect(clientId, token).get("active"));
  }

  public Response revoke(String clientId, Object token) {
    return post("/revoke", clientId, form("token", (String) token));
  }

  Response userInfo(Object token) {
    return server.get("/userinfo", "Authorization", "Bearer " + token);
  }

  Response post(String path, String clientId, Parameters form) {
    return List.of("app", "spa").contains(clientId)
        ? server.post(path, form.with("client_id", clientId))
        : server.post(path, form, "Authorization", TestServer.basic(clientId));
  }

  /// A JWT of the server, its signature verified by a published key.
  SignedJWT verified(Object token) {
    try {
      JWKSet keys = JWKSet.parse(new String(server.get("/jwks").body(), StandardCharsets.UTF_8));
      SignedJWT jwt = SignedJWT.parse((String) token);
      JWK key = keys.getKeyByKeyId(jwt.getHeader().getKeyID());
      boolean good =
          jwt.verify(
              key.getAlgorithm().getName().equals("ES256")
                  ? new ECDSAVerifier(key.toECKey())
                  : new RSASSAVerifier(key.toRSAKey()));
      if (!good) {
        throw new AssertionError("the signature is wrong");
      }
      return jwt;
    } catch (ParseException | JOSEException e) {
      throw new AssertionError(e);
    }
  }

  Map<String, Object> claims(Object token) {
    return verified(token).getPayload().toJSONObject();
  }
}
