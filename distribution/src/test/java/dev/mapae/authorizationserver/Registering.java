package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;

import dev.mapae.authorizationserver.http.Headers;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.KeyEncryption;
import dev.mapae.authorizationserver.key.ServerKeys;
import dev.mapae.authorizationserver.store.InitialAccessToken;
import dev.mapae.protocol.BasicCredentials;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Clients that register themselves, and what they do then. RFC 7591, RFC 7592.
final class Registering {
  static final String CALLBACK = "https://stranger.example.com/cb";

  final TestServer server;

  Registering(TestServer server) {
    this.server = server;
  }

  /// Metadata that is fine until a test changes it.
  ///
  /// @param more names and values in turn
  static Map<String, Object> metadata(Object... more) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("redirect_uris", List.of(CALLBACK));
    metadata.put("client_name", "Stranger");
    for (int i = 0; i < more.length; i += 2) {
      metadata.put((String) more[i], more[i + 1]);
    }
    return metadata;
  }

  static Map<String, Object> open(Object... more) {
    Map<String, Object> metadata = metadata("token_endpoint_auth_method", "none");
    metadata.putAll(metadata(more));
    return metadata;
  }

  /// @param headers names and values in turn
  Response post(Map<String, Object> metadata, String... headers) {
    return send("POST", "/register", Json.write(metadata), headers);
  }

  /// @param headers names and values in turn
  Response send(String method, String path, String body, String... headers) {
    List<Map.Entry<String, String>> all = new ArrayList<>();
    all.add(Map.entry("Content-Type", "application/json"));
    for (int i = 0; i < headers.length; i += 2) {
      all.add(Map.entry(headers[i], headers[i + 1]));
    }
    return server.handle(
        new Request(
            method, path, "", Headers.of(all), body.getBytes(StandardCharsets.UTF_8), "192.0.2.1"));
  }

  /// Registers a client.
  ///
  /// @return what it is told
  Map<String, Object> register(Map<String, Object> metadata) {
    Response response = post(metadata);
    if (response.status() != 201) {
      throw new AssertionError(response.status() + " " + json(response));
    }
    return json(response);
  }

  /// A request at the `registration_client_uri` of a client, as this one.
  Response manage(String method, Map<String, Object> client, String body) {
    return manage(method, client, client, body);
  }

  /// The same with the token of another client.
  Response manage(
      String method, Map<String, Object> client, Map<String, Object> with, String body) {
    String uri = (String) client.get("registration_client_uri");
    return send(
        method,
        uri.substring(TestServer.ISSUER.value().length()),
        body,
        "Authorization",
        "Bearer " + with.get("registration_access_token"));
  }

  /// An authorization request of a client.
  static Ask ask(Map<String, Object> client, String scope) {
    return Ask.of((String) client.get("client_id"), CALLBACK, scope);
  }

  /// Alice signs in in a new browser and approves.
  String code(Map<String, Object> client, String scope) {
    return new TestBrowser(server)
        .get(ask(client, scope).url())
        .signInAs("alice")
        .approve(scope.split(" "))
        .answer("code");
  }

  Response redeem(Map<String, Object> client, String scope, String code) {
    return token(client, ask(client, scope).redemption(code));
  }

  Response token(Map<String, Object> client, Parameters form) {
    String id = (String) client.get("client_id");
    return client.containsKey("client_secret")
        ? server.post(
            "/token",
            form,
            "Authorization",
            new BasicCredentials(id, (String) client.get("client_secret")).formEncoded().header())
        : server.post("/token", form.with("client_id", id));
  }

  /// An initial access token as the operator makes it.
  String initialAccessToken(int uses, Duration lifetime) {
    String id = new Ids(new SecureRandom()).next();
    server
        .stores
        .initialAccessTokens()
        .add(
            new InitialAccessToken(
                id, uses, server.clock.instant(), server.clock.instant().plus(lifetime)));
    String issuer = TestServer.ISSUER.value();
    var encryption =
        new KeyEncryption(List.of(TestServer.keyEncryptionKey()), issuer, new SecureRandom());
    var keys = new ServerKeys(server.stores.keys(), encryption, server.clock);
    return new Handles(issuer, keys).make(Handles.Kind.INITIAL_ACCESS_TOKEN, id, 0);
  }
}
