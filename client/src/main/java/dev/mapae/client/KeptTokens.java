package dev.mapae.client;

import dev.mapae.protocol.Json;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import dev.mapae.protocol.UnverifiedJwt;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tokens as text, for a place where nobody but the program itself can write.
final class KeptTokens {
  private static final int MAX_ID_TOKEN = 256 * 1024;

  private KeptTokens() {}

  static byte[] write(Tokens tokens) {
    Json json =
        Json.object()
            .with("access_token", tokens.accessToken())
            .with("token_type", tokens.type().name())
            .with("scope", tokens.scope().toString())
            .with("authorization_details", tokens.authorizationDetails());
    tokens.expiresAt().ifPresent(at -> json.with("expires_at", at.getEpochSecond()));
    tokens.refreshToken().ifPresent(token -> json.with("refresh_token", token));
    tokens.idToken().ifPresent(token -> json.with("id_token", token.serialized()));
    return json.bytes();
  }

  /// Reads them again; empty for what [#write] did not write.
  static Optional<Tokens> read(byte[] text) {
    return Json.parseObject(new String(text, StandardCharsets.UTF_8)).flatMap(KeptTokens::read);
  }

  private static Optional<Tokens> read(Map<String, Object> json) {
    if (!(json.get("access_token") instanceof String accessToken)
        || !(json.get("token_type") instanceof String type)
        || !(json.get("scope") instanceof String scope)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Tokens(
              accessToken,
              TokenType.valueOf(type),
              Scope.parse(scope),
              json.get("expires_at") instanceof Number at
                  ? Optional.of(Instant.ofEpochSecond(at.longValue()))
                  : Optional.empty(),
              string(json, "refresh_token"),
              string(json, "id_token").flatMap(KeptTokens::idToken),
              details(json)));
    } catch (ProtocolException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// It was validated when it came, and what seals the text says that it is the same.
  private static Optional<IdToken> idToken(String serialized) {
    return UnverifiedJwt.parse(serialized, MAX_ID_TOKEN)
        .map(jwt -> new IdToken(serialized, jwt.claims()));
  }

  private static Optional<String> string(Map<String, Object> json, String name) {
    return json.get(name) instanceof String value ? Optional.of(value) : Optional.empty();
  }

  private static List<Map<String, Object>> details(Map<String, Object> json) {
    List<Map<String, Object>> details = new ArrayList<>();
    if (json.get("authorization_details") instanceof List<?> list) {
      for (Object item : list) {
        if (item instanceof Map<?, ?> map) {
          Map<String, Object> copy = new java.util.LinkedHashMap<>();
          map.forEach((name, value) -> copy.put(String.valueOf(name), value));
          details.add(copy);
        }
      }
    }
    return details;
  }
}
