package dev.mapae.client;

import dev.mapae.protocol.Json;
import dev.mapae.protocol.Scope;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a client says of itself. RFC 7591 §2, OIDC Registration §2.
///
/// @param members as JSON values
public record ClientMetadata(Map<String, Object> members) {
  /// What the server says of a registration, and what is no metadata. RFC 7591 §3.2.1, RFC 7592 §3.
  private static final Set<String> OF_THE_SERVER =
      Set.of(
          "client_id",
          "client_secret",
          "client_id_issued_at",
          "client_secret_expires_at",
          "registration_access_token",
          "registration_client_uri");

  /// @throws IllegalArgumentException for a member that only the server may say
  public ClientMetadata {
    members.keySet().stream()
        .filter(OF_THE_SERVER::contains)
        .findFirst()
        .ifPresent(name -> {
          throw new IllegalArgumentException(name + " is said by the server.");
        });
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  /// An application that keeps a secret, on a server of its own.
  public static ClientMetadata web(String clientName, URI... redirectUris) {
    return named(clientName, "web", redirectUris)
        .with("token_endpoint_auth_method", "client_secret_basic");
  }

  /// A program on people's own machines, which keeps none. RFC 8252.
  public static ClientMetadata onDevices(String clientName, URI... redirectUris) {
    return named(clientName, "native", redirectUris).with("token_endpoint_auth_method", "none");
  }

  private static ClientMetadata named(String clientName, String type, URI... redirectUris) {
    return new ClientMetadata(Map.of())
        .with("client_name", clientName)
        .with("application_type", type)
        .with("redirect_uris", Arrays.stream(redirectUris).map(URI::toString).toList())
        .with("grant_types", List.of("authorization_code", "refresh_token"))
        .with("response_types", List.of("code"));
  }

  /// The same with a key by which the client authenticates, `private_key_jwt`.
  public ClientMetadata authenticatedBy(SigningKey key) {
    return with("token_endpoint_auth_method", "private_key_jwt")
        .with("jwks", Map.of("keys", List.of(key.publicJwk())));
  }

  /// The same with other grants than those of a person in a browser.
  public ClientMetadata grantTypes(String... grantTypes) {
    return with("grant_types", List.of(grantTypes));
  }

  /// The same with what the client may ask for at most.
  public ClientMetadata scope(Scope scope) {
    return with("scope", scope.toString());
  }

  /// The same with another member.
  ///
  /// @param value as JSON has them
  /// @throws IllegalArgumentException for a member that only the server may say
  public ClientMetadata with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(members);
    more.put(name, value);
    return new ClientMetadata(more);
  }

  /// The `token_endpoint_auth_method`; `client_secret_basic` where it does not say. RFC 7591 §2.
  public String tokenEndpointAuthMethod() {
    return string("token_endpoint_auth_method").orElse("client_secret_basic");
  }

  /// A member that is a string.
  public Optional<String> string(String name) {
    return members.get(name) instanceof String value ? Optional.of(value) : Optional.empty();
  }

  /// What is left of a server's answer when its own members are taken out.
  static ClientMetadata ofAnswer(Map<String, Object> json) {
    Map<String, Object> members = new LinkedHashMap<>(json);
    members.keySet().removeAll(OF_THE_SERVER);
    return new ClientMetadata(members);
  }

  Json json() {
    return Json.object().withAll(members);
  }
}
