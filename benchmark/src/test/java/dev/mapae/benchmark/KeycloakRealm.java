package dev.mapae.benchmark;

import dev.mapae.client.SigningKey;
import dev.mapae.protocol.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A realm of Keycloak with Alice, and with the clients that a test declares.
final class KeycloakRealm {
  static final String MUSIC = "https://music.example.com/";
  static final String SECRET = MeasuredServer.SECRET;

  private final List<Map<String, Object>> clients = new ArrayList<>();

  /// Adds a client with a secret, whose tokens are for [#MUSIC] and for the client `orders`.
  ///
  /// @param attributes as Keycloak names them
  KeycloakRealm web(String clientId, Map<String, String> attributes) {
    return client(clientId, attributes, Map.of("secret", SECRET, "serviceAccountsEnabled", true));
  }

  /// Adds a client without secret.
  KeycloakRealm program(String clientId) {
    return client(clientId, Map.of(), Map.of("publicClient", true));
  }

  /// Adds a client that authenticates by a key.
  KeycloakRealm keyed(String clientId, SigningKey key) {
    Map<String, String> attributes =
        Map.of(
            "use.jwks.string", "true",
            "jwks.string", Json.write(Map.of("keys", List.of(key.publicJwk()))),
            "token.endpoint.auth.signing.alg", key.algorithm());
    return client(
        clientId,
        attributes,
        Map.of("clientAuthenticatorType", "client-jwt", "serviceAccountsEnabled", true));
  }

  private KeycloakRealm client(
      String clientId, Map<String, String> attributes, Map<String, Object> more) {
    Map<String, String> all = new LinkedHashMap<>(attributes);
    all.put("post.logout.redirect.uris", Visitor.BYE.toString());
    Map<String, Object> client = new LinkedHashMap<>(more);
    client.put("clientId", clientId);
    client.put("redirectUris", List.of(Visitor.CALLBACK.toString()));
    client.put("attributes", all);
    client.put(
        "protocolMappers",
        List.of(
            audience("music", "included.custom.audience", MUSIC),
            audience("orders", "included.client.audience", "orders")));
    clients.add(client);
    return this;
  }

  private static Map<String, Object> audience(String name, String how, String audience) {
    return Map.of(
        "name",
        name,
        "protocol",
        "openid-connect",
        "protocolMapper",
        "oidc-audience-mapper",
        "config",
        Map.of(how, audience, "access.token.claim", "true", "introspection.token.claim", "true"));
  }

  String json() {
    List<Map<String, Object>> all = new ArrayList<>(clients);
    all.add(Map.of("clientId", "orders", "secret", SECRET));
    Map<String, Object> alice =
        Map.of(
            "username",
            MeasuredServer.PERSON,
            "enabled",
            true,
            "firstName",
            "Alice",
            "lastName",
            "Liddell",
            "email",
            "alice@example.com",
            "emailVerified",
            true,
            "credentials",
            List.of(Map.of("type", "password", "value", MeasuredServer.PASSWORD)));
    // Who registers from this machine needs no token.
    Map<String, Object> fromHere =
        Map.of(
            "name", "Trusted Hosts",
            "providerId", "trusted-hosts",
            "subType", "anonymous",
            "config",
                Map.of(
                    "host-sending-registration-request-must-match", List.of("true"),
                    "client-uris-must-match", List.of("false"),
                    "trusted-hosts", List.of("127.0.0.1")));
    return Json.write(
        Map.of(
            "realm",
            "bench",
            "enabled",
            true,
            "revokeRefreshToken",
            true,
            "clients",
            all,
            "users",
            List.of(alice),
            "components",
            Map.of(
                "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy",
                List.of(fromHere))));
  }
}
