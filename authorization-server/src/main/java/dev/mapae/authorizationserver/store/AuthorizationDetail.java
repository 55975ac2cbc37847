package dev.mapae.authorizationserver.store;

import dev.mapae.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// One object of `authorization_details`. RFC 9396 §2.
///
/// @param members as JSON values without null, `type` among them
public record AuthorizationDetail(Map<String, Object> members) {
  /// The name of the parameter, of the claim, and of the member of answers.
  public static final String PARAMETER = "authorization_details";

  /// What the audit calls the types of details.
  public static final String TYPES = "authorization_details_types";

  public AuthorizationDetail {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  /// What it is about. RFC 9396 §2.1.
  public String type() {
    return String.valueOf(members.get("type"));
  }

  /// The types of details, each once: what may be told of them.
  public static String types(List<AuthorizationDetail> details) {
    return details.stream()
        .map(AuthorizationDetail::type)
        .distinct()
        .collect(Collectors.joining(" "));
  }

  /// The SHA-256 of it, whatever the order of its members.
  public String digest() {
    try {
      byte[] text = Json.write(ordered(members)).getBytes(StandardCharsets.UTF_8);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object ordered(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((name, member) -> sorted.put((String) name, ordered(member)));
        yield sorted;
      }
      case List<?> list -> list.stream().map(AuthorizationDetail::ordered).toList();
      case Object other -> other;
    };
  }

  /// Names its type alone; the rest may be personal.
  @Override
  public String toString() {
    return "AuthorizationDetail[" + type() + "]";
  }
}
